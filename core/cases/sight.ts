import type { Account, Instant } from '../account.ts';
import type { AccountState } from './account-state.ts';
import { type Projected, stagesOf, stepKey } from './case.ts';
import type { CaseStatus, FoldedCase, Waiting } from './case-state.ts';
import type { CaseEvent } from './events.ts';
import { openPauses } from './open-pauses.ts';

/** One step of one stage, and how far it is. */
export interface StepSight {
  /** `canary: unlink` */
  readonly step: string;
  readonly who: string;
  readonly text: string;
  readonly back: string | null;
  readonly state: 'to-come' | 'under-way' | 'waiting' | 'overdue' | 'taken';
  /** Accounts it was done for, and could not be done for. */
  readonly done: number;
  readonly failed: number;
}

export interface AccountSight {
  readonly accountId: string;
  /** Only where the archive is at hand. */
  readonly name?: string | null;
  readonly email?: string | null;
  readonly work: AccountState['work'];
  readonly why: string | null;
  readonly proof: AccountState['proof'];
  /** The account that took its place; null: none is known. */
  readonly successor: string | null;
}

/** A case as somebody looks at it. Times are instants in UTC. */
export interface CaseSight {
  readonly case: string;
  readonly organization: string;
  readonly option: FoldedCase['case']['plan']['option'];
  readonly state: CaseStatus['state'];
  /** Until when it is to be decided, or has to begin. */
  readonly until: Instant | null;
  readonly waiting: Waiting | null;
  /** Since then nothing carries it out, though it is under way; null: something may. */
  readonly silentSince: Instant | null;
  /** Directories whose provisioning it holds paused now, and until when at the latest. */
  readonly paused: readonly { readonly directoryId: string; readonly until: Instant }[];
  /** Why it ended before its end, and what stands then. */
  readonly why: string | null;
  readonly stands: readonly string[];
  readonly plan: string;
  readonly snapshot: Instant;
  readonly projected: Projected | null;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly approvedBy: string | null;
  readonly steps: readonly StepSight[];
  readonly accounts: readonly AccountSight[];
  readonly events: readonly CaseEvent[];
}

/** What there is to see of a case; `known`: its accounts as the newest snapshot has them, by id. */
export function seeCase(folded: FoldedCase, known: ReadonlyMap<string, Account> | null = null): CaseSight {
  const { case: one, status, events, approvedBy, silentSince } = folded;
  return {
    ...{ case: one.id, organization: one.organization, option: one.plan.option, state: status.state },
    until: 'until' in status ? status.until : null,
    waiting: 'waiting' in status ? status.waiting : null,
    silentSince,
    paused: pausedNow(events),
    why: 'why' in status ? status.why : null,
    stands: 'stands' in status ? status.stands : [],
    ...{ plan: one.planHash, snapshot: one.plan.snapshot, projected: one.projected },
    ...{ proposedBy: one.proposedBy, proposedAt: one.proposedAt, approvedBy },
    steps: stepsOf(folded),
    accounts: [...folded.accounts].map(([accountId, { work, why, proof, successor }]) => {
      const account = known?.get(accountId);
      const who = known ? { name: account?.name ?? null, email: account?.email ?? null } : {};
      return { accountId, ...who, work, why, proof, successor };
    }),
    events,
  };
}

function pausedNow(events: readonly CaseEvent[]): CaseSight['paused'] {
  const latest = new Map(openPauses(events).map(({ directoryId, until }) => [directoryId, until]));
  return [...latest].map(([directoryId, until]) => ({ directoryId, until }));
}

function stepsOf({ case: { plan }, events, status }: FoldedCase): readonly StepSight[] {
  const waiting = 'waiting' in status ? status.waiting : null;
  return stagesOf(plan).flatMap((stage) =>
    stage.steps.map((step): StepSight => {
      const key = stepKey(stage, step);
      const work = events.flatMap((event) => (event.kind === 'stepped' && event.step === key ? event.work : []));
      const count = (result: string) => work.filter((one) => one.result === result).length;
      const { who, text, back } = step;
      return {
        step: key,
        who,
        text,
        back,
        state: stateOf(key, events, waiting),
        done: count('done'),
        failed: count('failed'),
      };
    }),
  );
}

function stateOf(key: string, events: readonly CaseEvent[], waiting: Waiting | null): StepSight['state'] {
  if (waiting?.step === key) return waiting.overdue ? 'overdue' : 'waiting';
  const of = (kind: CaseEvent['kind']) =>
    events.some((event) => event.kind === kind && 'step' in event && event.step === key);
  if (of('stepped')) return 'taken';
  return of('writing') || of('said') ? 'under-way' : 'to-come';
}
