import * as z from 'zod';
import { isAvoidable } from './exposure.ts';
import type { OptionVerdict } from './options/option.ts';
import { type OptionId, RECOMMENDATION_ORDER } from './options/option-id.ts';
import { isWorthFinding, lacksOnlyFacts, type Recommendation } from './options/recommend.ts';

export const waySchema = z.object({
  option: z.enum(RECOMMENDATION_ORDER),
  /** Avoidable accounts that it is open to, and those that it may be open to once facts are known. */
  accounts: z.number(),
  perhaps: z.number(),
  /** What would have to be found out for those. */
  how: z.array(z.string()),
});
export type OpenWay = z.output<typeof waySchema>;

interface Counted {
  accounts: number;
  perhaps: number;
  readonly how: Set<string>;
}

/** For each option how many avoidable accounts, and of people who have left, it is or may be open to. */
export function openWays(recommendations: readonly Recommendation[]): OpenWay[] {
  const ways = new Map<OptionId, Counted>();
  for (const recommendation of recommendations) {
    if (recommendation.kind === 'left-alone' || !isAsked(recommendation)) continue;
    for (const verdict of recommendation.verdicts) {
      const way = ways.get(verdict.option) ?? { accounts: 0, perhaps: 0, how: new Set<string>() };
      ways.set(verdict.option, way);
      count(way, verdict);
    }
  }
  return RECOMMENDATION_ORDER.flatMap((option) => {
    const way = ways.get(option);
    return way && way.accounts + way.how.size > 0 ? [{ option, ...way, how: [...way.how] }] : [];
  });
}

function isAsked({ subject: { exposure, presence } }: Recommendation): boolean {
  return isAvoidable(exposure.exposure) || presence.state === 'left';
}

/** That nobody says who has left is told, but no account is held to have left perhaps. */
function count(way: Counted, verdict: OptionVerdict): void {
  if (verdict.feasible) way.accounts += 1;
  if (!lacksOnlyFacts(verdict)) return;
  if (isWorthFinding(verdict)) way.perhaps += 1;
  for (const blocker of verdict.blockers) if (blocker.kind === 'missing-fact') way.how.add(blocker.how);
}
