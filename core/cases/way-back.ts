import type { CaseStep } from './case.ts';

/** Steps without a way back that change something all the same; whatever else has none is only read, asked or waited for. */
const FOR_GOOD: ReadonlySet<string> = new Set(['carry-out', 'answers', 'move-requests']);

/** How a step is taken back, in a sentence. */
export function wayBack({ name, back }: Pick<CaseStep, 'name' | 'back'>): string {
  if (back !== null) return `Back: ${back}`;
  return FOR_GOOD.has(name) ? 'It is not taken back.' : 'There is nothing to take back.';
}
