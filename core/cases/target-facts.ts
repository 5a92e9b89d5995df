import type { Fact, PolicyFact, Privilege, ScimLink } from '../inspection.ts';
import type { Action, Check } from './case.ts';
import type { Kept } from './events.ts';

/** What is read of one account before anything is done to it, and after; ids and hashes, nobody's name. */
export interface TargetFacts {
  readonly accountId: string;
  /** Atlassian knows no such account, or it is not claimed any more. */
  readonly gone: boolean;
  readonly type: string | null;
  readonly status: string | null;
  readonly emailHash: string | null;
  readonly organizationAdmin: Fact<boolean>;
  readonly manage: Fact<Readonly<Record<string, Privilege>>>;
  readonly links: Fact<readonly ScimLink[]>;
  readonly policy: Fact<PolicyFact>;
  /** Why it stays billable on purpose; null if nothing says so. */
  readonly excluded: string | null;
  /** As the newest complete snapshot tells it; null: that snapshot does not hold it. */
  readonly billable: 'billable' | 'not-billable' | 'unknown' | null;
}

/** Why an account is left as it is, whoever would act on it; null if it may be acted on. */
export function reasonToSkip(facts: TargetFacts): string | null {
  if (facts.gone) return 'it is gone, or not claimed any more';
  if (facts.type !== null && facts.type !== 'atlassian') return `it is protected: an account of type ${facts.type}`;
  if (facts.organizationAdmin.known && facts.organizationAdmin.value) return 'it is protected: an organization admin';
  if (facts.excluded !== null) return `it stays billable on purpose: ${facts.excluded}`;
  if (facts.billable === null) return 'the newest snapshot does not hold it';
  if (facts.billable === 'not-billable') return 'it is not billable any more';
  return null;
}

/** Why the program does not write to an account: what is not known for sure is not written to. */
export function reasonNotToWrite(action: WritingAction, facts: TargetFacts): string | null {
  const skip = reasonToSkip(facts);
  if (skip !== null) return skip;
  if (facts.billable !== 'billable') return 'whether it is billable is not known';
  if (!facts.organizationAdmin.known) return 'whether it administers the organization could not be read';
  return REFUSALS[action](facts);
}

export type WritingAction = Extract<Action, 'disable' | 'move-to-policy' | 'unlink' | 'change-email'>;

const REFUSALS: Readonly<Record<WritingAction, (facts: TargetFacts) => string | null>> = {
  disable: notDisabled,
  'move-to-policy': notMoved,
  unlink: ({ links, status }) => {
    if (!links.known) return 'whether an identity provider syncs it could not be read';
    return status === 'active' ? null : `it is ${status ?? 'of an unknown status'}, not active`;
  },
  'change-email': (facts) => {
    const { links, emailHash } = facts;
    if (!links.known) return 'whether an identity provider syncs it could not be read';
    if (links.value.length > 0) return 'an identity provider syncs it again';
    if (emailHash === null) return 'its e-mail is hidden';
    const reading = readPrivilege('email.set', facts);
    return reading.state === 'holds' ? null : reading.why;
  },
};

/**
 * Why an account is not exchanged by the program for a new one; null if it may be. Everything of it has to be known before
 * the first write. `directories`: those whose provisioning the program runs; null: a person does that.
 */
export function reasonNotToRelink(facts: TargetFacts, directories: readonly string[] | null): string | null {
  const { links, emailHash } = facts;
  const why = reasonNotToWrite('unlink', facts);
  if (why !== null) return why;
  if (emailHash === null) return 'its e-mail is hidden, and the new account is found by it';
  if (!links.known || links.value.length === 0) return 'no identity provider syncs it';
  if (links.value.length > 1) return `${links.value.length} directories hold it: that takes a person`;
  const directory = links.value[0]?.directoryId ?? '';
  if (directories === null || directories.includes(directory)) return null;
  return `the settings name no application (appId) for its directory ${directory}`;
}

function notDisabled(facts: TargetFacts): string | null {
  const reading = readPrivilege('lifecycle.enablement', facts);
  return reading.state === 'holds' ? null : reading.why;
}

function notMoved({ links, emailHash, policy }: TargetFacts): string | null {
  if (!links.known) return 'whether an identity provider syncs it could not be read';
  if (links.value.length > 0) return 'an identity provider syncs it: it cannot be in a non-billable policy';
  if (emailHash === null) return 'its e-mail is hidden, and accounts are moved by e-mail';
  if (policy.known && policy.value.id !== null) return null;
  return 'the policy it is in could not be read: there would be no way back';
}

/** What a reading says of a step: `unreadable`: it says nothing, so that the word of whoever did it counts. */
export type Reading = { readonly state: 'holds' } | { readonly state: 'not-yet' | 'unreadable'; readonly why: string };

const HOLDS: Reading = { state: 'holds' };

/** Whether an account is as it should be after a step. */
export function readCheck(check: Check, facts: TargetFacts, kept: Kept | null, policyId: string | null): Reading {
  if (check === 'gone') return facts.gone ? HOLDS : notYet('Atlassian still tells the account');
  if (facts.gone) return notYet('it is gone, or not claimed any more');
  return READINGS[check](facts, kept, policyId);
}

type Read = (facts: TargetFacts, kept: Kept | null, policyId: string | null) => Reading;

const READINGS: Readonly<Record<Exclude<Check, 'gone'>, Read>> = {
  disabled: ({ status }) => {
    if (status === null) return unreadable('its status was not told');
    return status === 'active' ? notYet('it is still active') : HOLDS;
  },
  'email-settable': (facts) => readPrivilege('email.set', facts),
  unlinked: readUnlinked,
  'unlinked-and-active': (facts) => {
    const { status } = facts;
    return status !== null && status !== 'active' ? notYet(`it is ${status}, not active`) : readUnlinked(facts);
  },
  'email-changed': ({ emailHash }, kept) => {
    if (kept?.emailHash == null || emailHash === null) return unreadable('its e-mail was not told');
    return kept.emailHash === emailHash ? notYet('it still has its old e-mail address') : HOLDS;
  },
  'in-non-billable-policy': ({ policy }, _, policyId) => {
    if (!policy.known) return unreadable('its policy was not told');
    return isInPolicy(policy.value, policyId) ? HOLDS : notYet('it is still in another policy');
  },
};

export function isInPolicy(policy: PolicyFact, policyId: string | null): boolean {
  return policyId !== null && policy.id !== null ? policy.id === policyId : policy.type === 'non-billable';
}

function readUnlinked({ links }: TargetFacts): Reading {
  if (!links.known) return unreadable('its SCIM links were not told');
  const [link] = links.value;
  return link ? notYet(`the directory ${link.directoryId} still holds it`) : HOLDS;
}

function readPrivilege(name: string, { manage }: TargetFacts): Reading {
  const privilege = manage.known ? manage.value[name] : undefined;
  if (!privilege) return unreadable(`whether ${name} is allowed was not told`);
  return privilege.allowed
    ? HOLDS
    : notYet(`${name} is not allowed${privilege.reason ? ` (${privilege.reason})` : ''}`);
}

function notYet(why: string): Reading {
  return { state: 'not-yet', why };
}

function unreadable(why: string): Reading {
  return { state: 'unreadable', why };
}
