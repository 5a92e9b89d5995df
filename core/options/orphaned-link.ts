import { judgeCutOff } from './cut-off.ts';
import { deactivate } from './deactivate.ts';
import { judgeOption } from './judge-option.ts';
import type { Approval, Consequence, CutOff, Effort, OptionSubject, Step, Undo } from './option.ts';
import { SOURCES } from './source.ts';

/** The way for somebody who has left while the identity provider still holds the account. */
export interface OrphanedLink {
  readonly feels: string;
  readonly effort: Effort;
  readonly approval: Approval;
  readonly consequences: readonly Consequence[];
  readonly undo: Undo;
  readonly steps: readonly Step[];
  readonly cutOff: CutOff;
}

/**
 * For a leaver whose deactivation is blocked by nothing but the identity provider: the deactivation belongs there, and
 * where the person is gone there the link was left behind. Null for everybody else.
 * Source: ACCESS-1388, reported; the SCIM DELETE as public client libraries describe it.
 */
export function judgeOrphanedLink(subject: OptionSubject): OrphanedLink | null {
  const { feasible, blockers } = judgeOption(deactivate, subject);
  if (feasible || !blockers.every(({ rule }) => rule === 'managed-by-idp')) return null;
  const { today, fixBy } = subject.organization;
  return {
    feels: deactivate.feels,
    effort: { kind: 'each', text: 'one look at the identity provider an account, then its next sync' },
    approval: 'approver',
    consequences: deactivate.consequences(subject),
    undo: { possible: 'yes', how: 'Assign the person again at the identity provider, or activate the account again.' },
    steps: STEPS,
    cutOff: judgeCutOff({ kind: 'others', who: 'the identity provider has to sync' }, today, fixBy),
  };
}

const STEPS: readonly Step[] = [
  {
    who: 'identity provider admin',
    text: 'Look the person up. Still there: disable or unassign the person in the Atlassian application; the next sync deactivates the account.',
  },
  {
    who: 'identity provider admin',
    text: 'Deleted there without being unassigned: say so to the organization admin; the link was left behind and nothing will sync.',
  },
  {
    who: 'organization admin',
    text: 'For a link left behind: delete the SCIM record with the directory key (DELETE /scim/directory/{id}/Users/{scimUserId}); here its side effect, the deactivation, is what is wanted.',
  },
  {
    who: 'organization admin',
    text: `Without the directory key: unlink it per directory with the organization key, then deactivate the account. (${SOURCES.unlinkOne.reference})`,
  },
];
