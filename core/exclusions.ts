import * as z from 'zod';
import { plainWords } from './plain-words.ts';

const day = z.iso.date('a day such as 2027-03-31');

/** An account that stays billable on purpose, who decided it, and until which day (that day included). */
export const exclusionSchema = z.strictObject({
  accountId: z.string().regex(/^[a-zA-Z0-9_|:-]{1,128}$/, 'an Atlassian account id'),
  reason: z.string().trim().min(1).max(500),
  author: z.string().trim().min(1).max(200),
  /** The day it was decided. */
  from: day,
  until: day,
});
export type Exclusion = z.output<typeof exclusionSchema>;

export type ExclusionVerdict =
  | { readonly accepted: true; readonly exclusion: Exclusion }
  | { readonly accepted: false; readonly why: string };

/** Takes in an exclusion as somebody typed it or a file holds it; one that has ended already would do nothing. */
export function judgeExclusion(document: unknown, today: string): ExclusionVerdict {
  const result = exclusionSchema.safeParse(document, { error: plainWords });
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'exclusion'}: ${issue.message}`);
    return { accepted: false, why: problems.join('; ') };
  }
  const exclusion = result.data;
  if (exclusion.until < today) {
    return {
      accepted: false,
      why: `until: ${exclusion.until} is over, so ${exclusion.accountId} would not be excluded; give a day from ${today} on`,
    };
  }
  if (exclusion.until < exclusion.from) {
    return { accepted: false, why: `until: ${exclusion.until} lies before from, ${exclusion.from}` };
  }
  return { accepted: true, exclusion };
}

export interface ExclusionList {
  /** In force today, by account. */
  readonly active: ReadonlyMap<string, Exclusion>;
  /** Over: their accounts are looked at again. */
  readonly ended: readonly Exclusion[];
}

/** Which exclusions are in force; of several for one account the one that ends last. */
export function activeExclusions(exclusions: Iterable<Exclusion>, today: string): ExclusionList {
  const active = new Map<string, Exclusion>();
  const ended: Exclusion[] = [];
  for (const exclusion of exclusions) {
    const before = active.get(exclusion.accountId);
    if (exclusion.until < today) ended.push(exclusion);
    else if (!before || before.until < exclusion.until) active.set(exclusion.accountId, exclusion);
  }
  return { active, ended: ended.filter(({ accountId }) => !active.has(accountId)) };
}
