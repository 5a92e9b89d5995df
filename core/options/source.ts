/** How sure a rule is. `documented`: by Atlassian; `sdk`: in a public client library; `own-rule`: our own caution. */
export type Certainty = 'documented' | 'sdk' | 'reported' | 'inferred' | 'unverified' | 'own-rule';

/** Where a rule comes from. */
export interface Source {
  readonly reference: string;
  readonly certainty: Certainty;
}

const support = (page: string): Source => ({ reference: `support.atlassian.com: ${page}`, certainty: 'documented' });
const developer = (page: string, certainty: Certainty = 'documented'): Source => ({
  reference: `developer.atlassian.com/cloud/admin/${page}`,
  certainty,
});
const ticket = (key: string): Source => ({ reference: `jira.atlassian.com/browse/${key}`, certainty: 'reported' });

/** The sources of the rules, one name each. */
export const SOURCES = {
  ownRule: { reference: 'billable-drift', certainty: 'own-rule' },
  guide: {
    reference: 'Devoteam A Cloud: Atlassian Access, streamline your billable users (2023)',
    certainty: 'reported',
  },
  /** Who cannot be in a non-billable policy comes from a copy of 2022. */
  policies: support('understand-authentication-policies'),
  policyMembers: { reference: 'support.atlassian.com: understand-authentication-policies', certainty: 'unverified' },
  addToPolicy: developer('auth-policy-cookbook'),
  readPolicy: developer('control/rest/api-group-authentication-policies', 'unverified'),
  guardBill: support('manage-your-bill-for-atlassian-guard-standard'),
  premiumBill: support('manage-your-bill-for-atlassian-guard-premium'),
  trelloBill: support('impact-of-trello-users-on-your-atlassian-guard-bill'),
  manageAccount: developer('user-management/rest'),
  manageReasons: developer('user-management/rest', 'sdk'),
  /** Said of deletion, and so all the more of deactivation. */
  contentStays: developer('user-management/delete-managed-account', 'inferred'),
  unlinkAll: developer('user-provisioning/rest/api-group-admin-apis'),
  unlinkOne: developer('user-provisioning/rest/api-group-admin-apis', 'sdk'),
  scimDelete: developer('user-provisioning/rest', 'sdk'),
  changeEmail: developer('user-provisioning/email-change'),
  unclaim: { reference: 'support.atlassian.com, quoted in community qaq-p/2772731', certainty: 'documented' },
  noUnclaimApi: ticket('AX-394'),
  /** That external users are billed is documented; that their policy may be non-billable is not. */
  externalPolicy: {
    reference: 'support.atlassian.com: manage-your-bill-for-atlassian-guard-standard',
    certainty: 'unverified',
  },
  externalUsers: ticket('AX-1524'),
  trialSites: ticket('ID-9136'),
  orphanedLinks: ticket('ACCESS-1388'),
  deletionGrace: ticket('ID-7244'),
  managementSource: developer('organization/rest/api-group-users', 'sdk'),
  reporter: { reference: 'developer.atlassian.com/cloud/jira/platform/rest/v3', certainty: 'documented' },
  selfSignups: { reference: 'confluence.atlassian.com/cloudkb 1167821093', certainty: 'documented' },
  blockSignups: { reference: 'community.atlassian.com qaa-p/3181621', certainty: 'reported' },
  googleSync: developer('user-management/delete-managed-account', 'inferred'),
} as const satisfies Readonly<Record<string, Source>>;
