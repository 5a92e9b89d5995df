import { toInstant } from '../../core/account.ts';
import { type CaseStep, daysAfter, minutesAfter } from '../../core/cases/case.ts';
import { type FoldedCase, roundOf } from '../../core/cases/case-state.ts';
import { statusWords } from '../../core/cases/decide.ts';
import { ASK_DAYS, CASE_DAYS } from '../../core/cases/look-delay.ts';
import { whyOff } from '../../core/cases/remediation-settings.ts';
import { appendOnce, loadCase } from '../clients/history/cases.ts';
import { getSettings, isInCare } from '../clients/history/organizations.ts';
import type { CaseRun } from './case-run.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

/** A step of one stage that a person is asked to take. */
export interface Asked {
  /** `canary: unlink`. */
  readonly step: string;
  /** How often it was asked, from 1. */
  readonly ask: number;
  readonly who: Exclude<CaseStep['who'], 'program'>;
  readonly text: string;
  readonly accounts: number;
  readonly withinMinutes: number | null;
  /** Why the last word was not believed. */
  readonly again: string | null;
}

/** States the step, once. */
export async function askPerson(
  { history, now }: RemediateDependencies,
  name: CaseName,
  { step, ask, who, text, accounts, withinMinutes, again }: Asked,
): Promise<void> {
  const at = toInstant(now());
  const until = withinMinutes === null ? daysAfter(at, ASK_DAYS) : minutesAfter(at, withinMinutes);
  await appendOnce(history, name, {
    kind: 'asked',
    at,
    key: `${step}: ask ${ask}`,
    step,
    who,
    text,
    accounts,
    until,
    again,
  });
}

/** `halted`: the case was cancelled or switched off, or nobody has answered for too long. */
export type Spoken = { readonly state: 'done' } | { readonly state: 'failed' | 'halted'; readonly why: string };
export type Word = Spoken | { readonly state: 'waiting' };

/** Looks whether the person has spoken; says once that they are late, and gives up after as long again. */
export async function lookForWord(
  dependencies: RemediateDependencies,
  name: CaseName,
  { step, ask, withinMinutes }: Asked,
  run: Pick<CaseRun, 'accountId' | 'round'>,
): Promise<Word> {
  const { history, now, count } = dependencies;
  const at = toInstant(now());
  const folded = await requireCase(dependencies, name, at);
  const halted = await whyHalted(dependencies, folded, at, run);
  if (halted !== null) return { state: 'halted', why: halted };
  const key = `${step}: ask ${ask}`;
  const from = folded.events.findIndex((event) => event.kind === 'asked' && event.key === key);
  const asked = folded.events[from];
  const said = folded.events.slice(from).find((event) => event.kind === 'said' && event.step === step);
  if (said?.kind === 'said') {
    return said.done ? { state: 'done' } : { state: 'failed', why: said.why ?? 'the person gave no reason' };
  }
  if (asked?.kind !== 'asked' || asked.until >= at) return { state: 'waiting' };
  if (daysAfter(asked.until, ASK_DAYS) < at) return { state: 'halted', why: `nobody said that "${step}" was done` };
  // Told at every look, so that the alarm stays on as long as it is so.
  count(withinMinutes === null ? 'CasesStuck' : 'ProvisioningPaused', 1);
  await appendOnce(history, name, { kind: 'overdue', at, key: `${step}: overdue ${ask}`, step });
  return { state: 'waiting' };
}

export async function requireCase(
  { history }: Pick<RemediateDependencies, 'history'>,
  { organization, id }: CaseName,
  at: string,
): Promise<FoldedCase> {
  const folded = await loadCase(history, organization, id, at);
  if (folded) return folded;
  throw new Error(`the case ${id} of ${organization} is gone.`);
}

/**
 * Why a case that is under way goes no further; null if it does. An execution may outlive its work: that of a single
 * account, or one that was taken for dead and ended by a person. It does nothing more once the case has ended or is being
 * taken back, by another execution (`round`: the undo that it was begun for).
 */
export async function whyHalted(
  { history }: Pick<RemediateDependencies, 'history'>,
  folded: FoldedCase,
  at: string,
  { accountId, round }: Partial<Pick<CaseRun, 'accountId' | 'round'>> = {},
): Promise<string | null> {
  const { case: one, events, status, executions } = folded;
  const cancelled = events.findLast(({ kind }) => kind === 'cancelled');
  if (status.state === 'cancelling' && cancelled?.kind === 'cancelled')
    return `${cancelled.by} cancelled it: ${cancelled.why}`;
  if (status.state !== 'running' && status.state !== 'undoing') return `the case is ${statusWords(status)}`;
  const outlived = accountId !== undefined && executions.undo !== null;
  if (outlived || (round !== undefined && round !== roundOf(folded))) return 'the case is being taken back';
  // Settings stay when an organization is dropped.
  if (!(await isInCare(history, one.organization))) return `${one.organization} is not taken care of any more`;
  const settings = await getSettings(history, one.organization);
  const off = whyOff(settings?.remediation);
  if (off !== null) return off;
  const started = events.findLast(({ kind }) => kind === 'started');
  if (started && daysAfter(started.at, CASE_DAYS) < at) return `it was under way for ${CASE_DAYS} days`;
  return null;
}
