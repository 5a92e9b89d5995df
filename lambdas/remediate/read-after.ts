import { toInstant } from '../../core/account.ts';
import type { CaseStep } from '../../core/cases/case.ts';
import type { Work } from '../../core/cases/events.ts';
import { type Reading, readCheck } from '../../core/cases/target-facts.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase } from './ask-person.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { readTarget } from './read-facts.ts';

export interface NotYet {
  readonly accountId: string;
  readonly why: string;
}

export interface ReadAfter {
  /** Those that are as they should be, or of which nothing can be read. */
  readonly holds: readonly string[];
  readonly notYet: readonly NotYet[];
  readonly read: boolean;
}

/** Reads accounts after a step. Where a reading says nothing, the word of whoever did it counts, and that is noted. */
export async function readAfter(
  dependencies: RemediateDependencies,
  name: CaseName,
  check: CaseStep['check'],
  accountIds: readonly string[],
): Promise<ReadAfter> {
  if (check === null) return { holds: accountIds, notYet: [], read: false };
  const { accounts, case: one } = await requireCase(dependencies, name, toInstant(dependencies.now()));
  const reads = await dependencies.reads(name.organization);
  const readings: (readonly [string, Reading])[] = [];
  for (const accountId of accountIds) {
    const { facts } = await readTarget(dependencies, reads, name, accountId, new Map());
    readings.push([accountId, readCheck(check, facts, accounts.get(accountId)?.kept ?? null, one.plan.policyId)]);
  }
  return {
    holds: readings.flatMap(([id, { state }]) => (state === 'not-yet' ? [] : [id])),
    notYet: readings.flatMap(([accountId, reading]) =>
      reading.state === 'not-yet' ? [{ accountId, why: reading.why }] : [],
    ),
    read: readings.every(([, { state }]) => state !== 'unreadable'),
  };
}

export interface StepNote {
  readonly step: string;
  /** Whose execution notes it, where each account has one of its own. */
  readonly accountId?: string;
  readonly read: boolean;
  readonly work: readonly Work[];
}

/** Notes that a step was taken, and for whom it was not. */
export async function noteStep(
  { history, now }: RemediateDependencies,
  name: CaseName,
  { step, accountId, read, work }: StepNote,
): Promise<void> {
  const key = accountId === undefined ? step : `${step} ${accountId}`;
  await appendOnce(history, name, { kind: 'stepped', at: toInstant(now()), key, step, read, work });
}
