/** The remedies, in the order in which they are recommended: what hurts least and surely fits comes first. */
export const RECOMMENDATION_ORDER = [
  'deactivate',
  'remove-access',
  'non-billable-policy',
  'leave-or-delete-workspace',
  'external-policy',
  'leave-unclaimed',
  'narrow-sync',
  'relink-through-idp',
  'atlassian-support',
] as const;

export type OptionId = (typeof RECOMMENDATION_ORDER)[number];

/** What the guide calls them; the guide does not know 2b, 7 and 8. */
export const OPTION_NUMBERS: Readonly<Record<OptionId, string>> = {
  'leave-unclaimed': '1',
  'non-billable-policy': '2',
  'narrow-sync': '2b',
  'leave-or-delete-workspace': '3',
  deactivate: '4',
  'atlassian-support': '5',
  'relink-through-idp': '6',
  'remove-access': '7',
  'external-policy': '8',
};

/** Each as something to do. */
export const OPTION_TITLES: Readonly<Record<OptionId, string>> = {
  'leave-unclaimed': 'unclaim the account',
  'non-billable-policy': 'move it to the non-billable policy',
  'narrow-sync': 'take it out of the sync, then move it to the non-billable policy',
  'leave-or-delete-workspace': 'ask the holder to leave or delete the workspace',
  deactivate: 'deactivate the account',
  'atlassian-support': 'ask Atlassian support to delete and re-create it',
  'relink-through-idp': 'replace it through the identity provider',
  'remove-access': 'remove its access on your own site',
  'external-policy': "make the external users' policy non-billable",
};

/** Why this order, to be said wherever options are ranked. */
export const ORDER_EXPLAINED =
  'First who has left, then what takes nothing from anybody (unused access), then what an admin does alone, what the ' +
  'holder decides, and last what replaces accounts. Within one option the larger saving comes first.';
