import type { Instant } from '../../core/account.ts';
import type { Cost } from '../../core/billing/cost.ts';
import { daysBefore } from '../../core/exposure.ts';
import type { Formats } from '../formats.ts';

/** What the headline says of the bill, in phrases. */
export function moneyPhrases(cost: Cost, formats: Formats): readonly string[] {
  if (cost.kind === 'rough') return [];
  return [...billedPhrase(cost, formats), premiumPhrase(cost, formats)];
}

function billedPhrase(cost: Cost, formats: Formats): readonly string[] {
  if (cost.kind === 'annual') {
    const size = cost.base.users + cost.lockedIn.users;
    return [`paid for ${formats.number(size)} until ${formats.shortCivilDay(cost.period[1])}`];
  }
  if (cost.kind !== 'monthly' || !cost.users.peak) return [];
  return [`billed so far this period ${formats.number(cost.users.peak.users)}`];
}

function premiumPhrase(cost: Cost, formats: Formats): string {
  const { premium } = cost;
  if (!premium) return 'Premium: not bought';
  const price =
    premium.amount !== null && 'currency' in cost ? `, ${formats.money(premium.amount, cost.currency)} a month` : '';
  const billed = premium.quantity === premium.users ? '' : `${formats.number(premium.quantity)} billed, `;
  return `Premium: ${billed}${formats.number(premium.users)} by our count${price}`;
}

/** `still avoidable $950.00 a month, fix by Fri 27 Nov 2026`: for a week that says nothing else. */
export function avoidablePhrases(cost: Cost, formats: Formats): readonly string[] {
  const avoidable = avoidableOf(cost);
  if (!avoidable) return [];
  const { amount, currency, per, deadline } = avoidable;
  return [`still avoidable ${formats.money(amount, currency)} a ${per}, fix by ${formats.civilDay(deadline.fixBy)}`];
}

/**
 * What a subject says of money: `Fix by Fri 27 Nov or pay $950/month from 1 Dec`. Null where nothing can be avoided, or
 * where a public list has a part in the price. `accounts`: those the subject speaks of already.
 */
export function moneySubject(cost: Cost, accounts: number, formats: Formats): string | null {
  const avoidable = avoidableOf(cost);
  if (!avoidable?.verified) return null;
  const { amount, currency, per, deadline } = avoidable;
  const which = avoidable.accounts === accounts ? '' : ` ${formats.number(avoidable.accounts)}`;
  const price = `${formats.roundMoney(amount, currency)}/${per}`;
  return `Fix${which} by ${formats.weekday(deadline.fixBy)} or pay ${price} from ${formats.shortCivilDay(deadline.startsOn)}`;
}

/** Whether the fix-by date comes before the digest of the next week. */
export function isFixBySoon(cost: Cost, asOf: Instant): boolean {
  const avoidable = avoidableOf(cost);
  return avoidable !== null && avoidable.deadline.fixBy <= daysBefore(asOf, -WEEK);
}

const WEEK = 7;

function avoidableOf(cost: Cost) {
  if ((cost.kind !== 'monthly' && cost.kind !== 'annual') || !cost.avoidable) return null;
  const { avoidable, currency, verified } = cost;
  const nothing = avoidable.accounts === 0 || /^0(\.0+)?$/.test(avoidable.amount);
  return nothing ? null : { ...avoidable, currency, verified };
}
