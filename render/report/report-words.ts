import type { TierMark } from '../../core/billing/cost-trend.ts';
import { EXPOSURES, type Exposure } from '../../core/exposure.ts';
import { productName } from '../../core/products.ts';
import type { RenewalSize } from '../../core/renewal.ts';
import type { LoggedStep } from '../../core/trend.ts';
import type { Formats } from '../formats.ts';
import { safeText } from '../safe-text.ts';
import { cameWords, exposureWords, wentWords } from '../words.ts';
import type { Breakdown } from './day-tables.ts';

/** The names of what the report shows; charts, tables, workbook and CSV use the same. */
export const LABELS = {
  billable: 'Billable',
  avoidable: 'Probably unplanned',
  billed: 'Billed so far',
  aboveCount: 'Billed above the count',
  lockedIn: 'Locked in',
  cost: 'Cost of the period so far',
  avoidableCost: 'Still avoidable a charge',
  budget: 'Budget of the period',
} as const;

/** A series' name for people; null: all that have no series of their own. */
export function seriesLabel(kind: Breakdown, name: string | null): string {
  if (name === null) return kind === 'departments' ? 'other or no department' : 'all others';
  if (kind === 'products') return safeText(productName(name));
  return kind === 'exposures' && isExposure(name) ? exposureWords(name) : safeText(name);
}

export function isExposure(name: string): name is Exposure {
  return EXPOSURES.some((exposure) => exposure === name);
}

/** Letters of a label that a page 320 pixels wide has room for. */
const ROOM = 32;

/** `tier 500, quoted`; of several, the highest first: `tiers 814 and 830, quoted`, `3 tiers to 830, partly assumed`. */
export function tiersLabel(tiers: readonly TierMark[], formats: Formats): string {
  const [highest = '', next = ''] = tiers.map(({ users }) => formats.number(users));
  const known = originWords(tiers);
  if (tiers.length === 1) return `tier ${highest}${known}`;
  const both = `tiers ${next} and ${highest}${known}`;
  return tiers.length === 2 && both.length <= ROOM ? both : `${tiers.length} tiers to ${highest}${known}`;
}

const ORIGINS = { quote: ', quoted', contract: ', your contract', assumed: ', assumed' } as const;

function originWords(tiers: readonly TierMark[]): string {
  const [origin, ...others] = new Set(tiers.map((tier) => tier.origin));
  if (origin && others.length === 0) return ORIGINS[origin];
  return tiers.some((tier) => tier.origin === 'assumed') ? ', partly assumed' : '';
}

const SIZES: Readonly<Record<RenewalSize['of'], string>> = {
  peak: 'peak of this year',
  now: 'now',
  cleaned: 'after clean-up',
};

export function sizeLabel(of: RenewalSize['of']): string {
  return SIZES[of];
}

/** What changed in a step, in one sentence. */
export function logWords(step: LoggedStep, formats: Formats): string {
  return logGroups(step, formats).join('; ');
}

/** What changed in a step, a line for each cause: who came and who went, the largest groups first. */
export function logGroups(step: LoggedStep, formats: Formats): readonly string[] {
  if (step.since === null) return ['nothing before it to compare with'];
  return [
    ...step.came.groups.map((group) => `${formats.number(group.accounts)} ${cameWords(group)}`),
    ...rest(step.came.other, 'more came', formats),
    ...step.went.groups.map((group) => `${formats.number(group.accounts)} ${wentWords(group)}`),
    ...rest(step.went.other, 'more went', formats),
    ...step.claimedDomains.map(
      ({ domain, accounts }) => `${safeText(domain)} claimed at once, ${formats.counted(accounts, 'account')}`,
    ),
    ...rest(step.unclear, 'unclear: without a billable flag now or before', formats),
  ];
}

function rest(accounts: number, words: string, formats: Formats): readonly string[] {
  return accounts > 0 ? [`${formats.number(accounts)} ${words}`] : [];
}

/** Why there is no report. */
export function noReportText(why: 'not-begun' | 'empty'): string {
  return why === 'not-begun'
    ? 'the period has not begun'
    : 'no complete snapshot lies in that time; billable-drift run takes one';
}
