import { createHash } from 'node:crypto';
import { type Case, type CasePlan, planText } from '../core/cases/case.ts';
import { foldCase } from '../core/cases/case-state.ts';
import type { CaseEvent } from '../core/cases/events.ts';
import { remediationSchema } from '../core/cases/remediation-settings.ts';
import { planCase, type RunbookRequest } from '../core/cases/runbooks.ts';

export const ANNA = 'arn:aws:sts::111122223333:assumed-role/Admins/anna@contoso.com';
export const BEN = 'arn:aws:sts::111122223333:assumed-role/Admins/ben@contoso.com';
export const SIRI = 'arn:aws:sts::111122223333:assumed-role/Security/siri@contoso.com';

export const REMEDIATION = remediationSchema.parse({
  switch: 'on',
  approvers: [ANNA, BEN],
  securityApprovers: [SIRI],
});

export const PROPOSED_AT = '2026-11-23T08:00:00Z';

export function planOf(request: Partial<RunbookRequest> = {}): CasePlan {
  return planCase({
    option: 'deactivate',
    accountIds: ['a1', 'a2', 'a3'],
    snapshot: '2026-11-23T06:00:00Z',
    directories: [],
    nonBillablePolicyId: 'policy-free',
    automated: [],
    ...request,
  });
}

export function caseOf(plan: CasePlan = planOf(), proposedBy = ANNA): Case {
  return {
    id: 'c0ffee0001',
    organization: 'acme',
    plan,
    planHash: createHash('sha256').update(planText(plan)).digest('hex'),
    projected: null,
    proposedBy,
    proposedAt: PROPOSED_AT,
  };
}

/** What happens to a case, in the shortest form. */
export const happened = {
  proposed: { kind: 'proposed', at: PROPOSED_AT, by: ANNA },
  approved: { kind: 'approved', at: '2026-11-23T09:00:00Z', by: BEN, planHash: 'x' },
  started: { kind: 'started', at: '2026-11-23T09:01:00Z', key: 'work', execution: 'arn:work', task: 'work' },
  asked: {
    kind: 'asked',
    at: '2026-11-23T09:02:00Z',
    key: 'all: disable: 1',
    step: 'all: disable',
    who: 'organization admin',
    text: 'Deactivate.',
    accounts: 3,
    until: '2026-11-30T09:02:00Z',
    again: null,
  },
  said: { kind: 'said', at: '2026-11-23T10:00:00Z', by: BEN, step: 'all: disable', done: true, why: null },
  finished: { kind: 'finished', at: '2026-11-23T10:05:00Z', key: 'finished' },
  cancelled: { kind: 'cancelled', at: '2026-11-23T10:01:00Z', by: ANNA, why: 'wrong list' },
  rejected: { kind: 'rejected', at: '2026-11-23T09:00:00Z', by: BEN, why: 'they work here' },
} as const satisfies Record<string, CaseEvent>;

export const NOON = '2026-11-23T12:00:00Z';

export function folded(events: readonly CaseEvent[], now = NOON, one: Case = caseOf()) {
  return foldCase(one, events, now);
}
