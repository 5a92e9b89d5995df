import type { TierMark } from '../../core/billing/cost-trend.ts';
import type { Formats } from '../formats.ts';
import { tiersLabel } from './report-words.ts';

/** A size at which the price jumps. */
export interface ChartMark {
  readonly value: number;
  /** Null: the next mark above says it, for want of room. */
  readonly label: string | null;
}

/** What a label takes of a chart's height: 17 of the 208 pixels that the lowest has, by page-style.ts and its axes. */
const LABEL_HEIGHT = 17 / 208;

/** The marks of a chart that goes up to `top`. Labels never meet: marks too near to each other have one, at the highest. */
export function markTiers(tiers: readonly TierMark[], top: number, formats: Formats): readonly ChartMark[] {
  return clumpsOf(tiers, top * LABEL_HEIGHT).flatMap((clump) =>
    clump.map(({ users }, index) => ({ value: users, label: index === 0 ? tiersLabel(clump, formats) : null })),
  );
}

/** The highest first, in each clump too. */
function clumpsOf(tiers: readonly TierMark[], apart: number): readonly (readonly TierMark[])[] {
  const clumps: TierMark[][] = [];
  for (const tier of tiers.toSorted((one, other) => other.users - one.users)) {
    const [highest] = clumps.at(-1) ?? [];
    if (highest && highest.users - tier.users < apart) clumps.at(-1)?.push(tier);
    else clumps.push([tier]);
  }
  return clumps;
}
