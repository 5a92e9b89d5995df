import { toInstant } from '../../core/account.ts';
import { whatStands } from '../../core/cases/what-stands.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase } from './ask-person.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

/** Ends a case before its end, and says exactly what stands. */
export async function stopCase(
  dependencies: RemediateDependencies,
  name: CaseName,
  key: string,
  step: string | null,
  why: string,
): Promise<void> {
  const at = toInstant(dependencies.now());
  const stands = whatStands(await requireCase(dependencies, name, at));
  await appendOnce(dependencies.history, name, { kind: 'stopped', at, key, step, why, stands });
  dependencies.count('CasesStopped', 1);
}

export async function finishCase({ history, now }: RemediateDependencies, name: CaseName): Promise<string> {
  const at = toInstant(now());
  await appendOnce(history, name, { kind: 'finished', at, key: 'finished' });
  return at;
}
