import { toInstant } from '../../core/account.ts';
import { type FoldedCase, roundOf } from '../../core/cases/case-state.ts';
import { whatStands } from '../../core/cases/what-stands.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase } from './ask-person.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

/**
 * Ends a case before its end, and says exactly what stands. A case that a person has ended meanwhile, because nothing seemed
 * to carry it out any more, stays as it is, and so does one that is being taken back by now (`round`: the undo that the
 * execution was begun for).
 */
export async function stopCase(
  dependencies: RemediateDependencies,
  name: CaseName,
  key: string,
  step: string | null,
  why: string,
  round?: number,
): Promise<void> {
  const at = toInstant(dependencies.now());
  const folded = await requireCase(dependencies, name, at);
  const told = folded.events.some((event) => event.kind === 'stopped' && event.key === key);
  if (!told && !mayEnd(folded, round)) return;
  const stands = whatStands(folded);
  await appendOnce(dependencies.history, name, { kind: 'stopped', at, key, step, why, stands });
  dependencies.count('CasesStopped', 1);
}

const UNDER_WAY: ReadonlySet<string> = new Set(['running', 'cancelling', 'undoing']);

/** Whether an execution may still say how its round of the case ends: nobody has ended it, and no undo has begun another. */
export function mayEnd(folded: FoldedCase, round?: number): boolean {
  return UNDER_WAY.has(folded.status.state) && (round === undefined || round === roundOf(folded));
}

/** Says that the work is done, and when; null: the case was ended meanwhile, and stays as it is. */
export async function finishCase(
  { history, now }: RemediateDependencies,
  name: CaseName,
  round: number,
): Promise<string | null> {
  const at = toInstant(now());
  const folded = await requireCase({ history }, name, at);
  const told = folded.events.find(({ kind }) => kind === 'finished');
  if (told) return told.at;
  if (!mayEnd(folded, round)) return null;
  await appendOnce(history, name, { kind: 'finished', at, key: 'finished' });
  return at;
}
