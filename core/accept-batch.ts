import { Temporal } from 'temporal-polyfill';
import { termOn } from './billing/contract.ts';
import { deadlinesOn } from './billing/fix-by.ts';
import type { Rates } from './billing/rates.ts';
import { EXPOSURES } from './exposure.ts';
import type { Recommendation } from './options/recommend.ts';
import type { Plan } from './plan.ts';
import { productKeyOf } from './products.ts';

/** Which accounts a batch names. `nobody`: it is known, and has no account; `unknown`: nothing here goes by it. */
export type Batch =
  | { readonly kind: 'accounts'; readonly accountIds: readonly string[] }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/**
 * Finds a batch by a line of the plan, or by an exposure, product or site that makes accounts billable. Only who could be
 * targeted is in it: not who is paid for on purpose, protected, unknown, or kept already.
 */
export function findBatch(name: string, recommendations: readonly Recommendation[], plan: Plan): Batch {
  const asked = name.trim().toLowerCase();
  if (/^\d+$/.test(asked)) return lineOf(Number(asked), plan);
  const open = recommendations.filter(isOpen);
  const key = productKeyOf(asked) ?? asked;
  const accountIds = open.filter((each) => namesOf(each).includes(key)).map(idOf);
  if (accountIds.length > 0) return { kind: 'accounts', accountIds: accountIds.sort() };
  if (EXPOSURES.some((exposure) => exposure === asked)) return { kind: 'nobody' };
  if (recommendations.some((each) => namesOf(each).includes(key))) return { kind: 'nobody' };
  return { kind: 'unknown', names: [...lineNames(plan), ...new Set(open.flatMap(namesOf))] };
}

function lineOf(number: number, plan: Plan): Batch {
  const group = plan.groups[number - 1];
  if (group) return { kind: 'accounts', accountIds: group.accountIds };
  return { kind: 'unknown', names: lineNames(plan) };
}

function lineNames({ groups }: Plan): readonly string[] {
  if (groups.length === 0) return [];
  return [groups.length === 1 ? '1' : `1 to ${groups.length}`];
}

function isOpen(recommendation: Recommendation): boolean {
  return recommendation.kind !== 'left-alone';
}

function idOf({ subject }: Recommendation): string {
  return subject.account.accountId;
}

function namesOf({ subject: { exposure } }: Recommendation): readonly string[] {
  const deciding = exposure.deciding.flatMap(({ product, site }) => [product, ...(site === null ? [] : [site])]);
  return [exposure.exposure, ...new Set(deciding.map((each) => each.toLowerCase()))];
}

/** Without a renewal to be decided at again: a quarter. */
const DEFAULT_DAYS = 90;
const MOST_DAYS = 366;

/** Until which day accounts may be kept, and until which they are if nobody says so. */
export interface KeepDays {
  readonly usual: string;
  readonly latest: string;
  /** Why no later. */
  readonly why: string;
}

/**
 * What is kept is decided again: at the next renewal of a prepaid year, before its count; else after a quarter, and after
 * a year at the latest. `today` is a civil day of the organization's zone.
 */
export function keepDays(rates: Rates | null, today: string): KeepDays {
  const day = Temporal.PlainDate.from(today);
  const otherwise = {
    usual: day.add({ days: DEFAULT_DAYS }).toString(),
    latest: day.add({ days: MOST_DAYS }).toString(),
    why: 'a year from today',
  };
  if (!rates || termOn(rates.contract, today).kind !== 'annual') return otherwise;
  const { next } = deadlinesOn(rates.contract, today);
  if (!next) return otherwise;
  return { usual: next.startsOn, latest: next.startsOn, why: `the renewal of ${next.startsOn}` };
}
