import { decimalOf } from '../../core/billing/money.ts';
import { saySource } from '../../core/billing/price-source.ts';
import type { RenewalPack } from '../../core/renewal.ts';
import { forecastText } from '../digest/money-beside.ts';
import type { Formats } from '../formats.ts';
import { safeText } from '../safe-text.ts';
import { listWords } from '../words.ts';
import { sizeLabel } from './report-words.ts';

/** A renewal pack in sentences: when, how many, what to order, which quotes are missing. */
export function renewalLines(pack: RenewalPack, currency: string, formats: Formats): readonly string[] {
  const { renewsOn, deadline, daysAhead } = pack;
  const counted = `counted on ${formats.civilDay(deadline.countedOn)}, fix by ${formats.civilDay(deadline.fixBy)}`;
  return [
    `Renews on ${formats.civilDay(renewsOn)}, in ${formats.counted(daysAhead, 'day')}; ${counted}.`,
    ...pack.sizes.map((size) => `${capital(sizeLabel(size.of))}: ${sizeText(size, currency, formats)}.`),
    orderText(pack, currency, formats),
    forecastText(pack.forecast, formats),
    quoteText(pack, formats),
    ...pack.assumptions.map((assumption) => `Assumed: ${safeText(assumption)}.`),
  ];
}

function sizeText({ users, tier, amount, source }: RenewalPack['sizes'][number], currency: string, formats: Formats) {
  const price =
    amount && source
      ? `${formats.money(decimalOf(amount), currency)} a year by ${saySource(source)}`
      : 'no price known';
  return `${formats.counted(users, 'user')}, tier ${formats.number(tier)}, ${price}`;
}

function orderText({ order }: RenewalPack, currency: string, formats: Formats): string {
  const saves = order.saves ? `, ${formats.money(decimalOf(order.saves), currency)} a year less than now` : '';
  return `Order the tier of ${formats.number(order.tier)} if the avoidable accounts are gone by then${saves}.`;
}

function quoteText({ verified, missingQuotes }: RenewalPack, formats: Formats): string {
  if (verified) return 'Every size is priced by your own quote, invoice or contract.';
  return `Ask for a quote of ${listWords(missingQuotes.map(formats.number), 5)} users: without it a public list prices them.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
