import type { Work } from '../../core/cases/events.ts';
import { reasonNotToWrite } from '../../core/cases/target-facts.ts';
import type { CaseRun } from './case-run.ts';
import type { ReadTarget } from './read-facts.ts';
import { settleDurably, writeOnce } from './write-once.ts';

export interface SetActive {
  /** The step it belongs to; the undo has one of its own. */
  readonly step: string;
  readonly accountId: string;
  readonly to: 'inactive' | 'active';
}

/** Disables or enables one account. */
export async function setActiveDurably(
  run: CaseRun,
  { step, accountId, to }: SetActive,
): Promise<Work | { readonly halted: string }> {
  const { dependencies, name } = run;
  const one = {
    ...{ step, accountId, already: `it was ${to} already` },
    isDone: ({ facts: { gone, status } }: ReadTarget) =>
      !gone && status !== null && (status === 'active') === (to === 'active'),
    mayNot: ({ facts }: ReadTarget) => {
      if (to === 'active') return facts.gone ? 'it is gone' : null;
      return reasonNotToWrite('disable', facts);
    },
    prepare: async () => {
      const writes = await dependencies.writes(name.organization);
      return () => (to === 'inactive' ? writes.disable(accountId) : writes.enable(accountId));
    },
    stillSo: ({ facts }: ReadTarget) => `it is still ${facts.status ?? 'of an unknown status'}`,
  };
  return settleDurably(run, one, (attempt) => writeOnce(run, one, attempt));
}
