import type { Cost } from '../../core/billing/cost.ts';
import type { Forecast } from '../../core/billing/forecast.ts';
import type { Formats } from '../formats.ts';
import type { Line } from '../mail-page.ts';
import { safeText } from '../safe-text.ts';
import { listWords } from '../words.ts';

type PricedCost = Extract<Cost, { kind: 'monthly' | 'annual' }>;

/** What stands beside the cost: the peak, the days to come, the quoted sizes, the last invoice, and what it rests on. */
export function besideLines(cost: Cost, formats: Formats): readonly Line[] {
  const texts = [
    peakText(cost, formats),
    ...cost.forecasts.map((forecast) => forecastText(forecast, formats)),
    ...cliffTexts(cost, formats),
    lastInvoiceText(cost, formats),
    ...(cost.kind === 'monthly' || cost.kind === 'annual' ? basisTexts(cost, formats) : []),
  ];
  return texts.flatMap((text) => (text === null ? [] : [{ count: null, text }]));
}

function peakText({ users }: Cost, formats: Formats): string | null {
  if (!users.peak || users.peak.users <= users.now) return null;
  const { day, users: most } = users.peak;
  return `Now ${formats.counted(users.now, 'user')}; at most ${formats.number(most)} in this period, on ${formats.shortCivilDay(day)}.`;
}

/** The users of a day to come, in the same words wherever they are told. */
export function forecastText(forecast: Forecast, formats: Formats): string {
  const by = `By ${formats.civilDay(forecast.day)}`;
  if (forecast.kind === 'too-few')
    return `${by}: no forecast, it takes 4 days of counts and there are ${forecast.points}.`;
  const { low, high, points } = forecast;
  return `${by} ${formats.number(low)} to ${formats.number(high)} users, if it goes on as in ${points} days of counts.`;
}

function cliffTexts(cost: Cost, formats: Formats): readonly string[] {
  if (!('currency' in cost) || !cost.cliffs) return [];
  const { fits, below, above } = cost.cliffs;
  const money = (amount: string) => formats.money(amount, cost.currency);
  const texts = [];
  if (fits) {
    const jump = above
      ? `; ${formats.number(above.after)} more need ${formats.number(above.size)}, ${money(above.costs)} more`
      : '';
    texts.push(
      `The quoted size of ${formats.number(fits.size)} has room for ${formats.number(fits.room)} more${jump}.`,
    );
  }
  if (below) {
    const saves = below.saves === null ? '' : ` and saves ${money(below.saves)}`;
    texts.push(`${formats.number(below.remove)} fewer reach the quoted size of ${formats.number(below.size)}${saves}.`);
  }
  return texts;
}

function lastInvoiceText({ lastInvoice }: Cost, formats: Formats): string | null {
  if (!lastInvoice) return null;
  const { period, billed, explained } = lastInvoice;
  const why =
    explained === null
      ? 'not explained, no snapshot of the day it was counted on'
      : `${formats.number(explained)} explained`;
  return `Last invoice, ${formats.month(period)}: ${formats.number(billed)} billed, ${why}.`;
}

function basisTexts(cost: PricedCost, formats: Formats): readonly string[] {
  const sources = cost.sources.map(({ source, of }) => (of === null ? source : `${source} of ${dated(of, formats)}`));
  const tax = cost.taxPercent === null ? '' : ` of ${cost.taxPercent} %`;
  const missing = cost.missingQuotes.map(formats.number);
  return [
    `By ${listWords(sources, 5)}; before tax${tax}. External users: ${externalText(cost, formats)}.`,
    ...(missing.length > 0 ? [`Ask for a quote of ${listWords(missing, 5)} users: only a public list prices it.`] : []),
    ...(cost.assumptions.length > 0 ? [`Assumed: ${cost.assumptions.map(safeText).join('; ')}.`] : []),
  ];
}

function externalText({ external }: Cost, formats: Formats): string {
  if (!external) return 'none entered';
  const users = external.users === 0 ? 'none' : formats.number(external.users);
  return `${users} (as of ${formats.civilDay(external.date)})`;
}

function dated(of: string, formats: Formats): string {
  return of.length === 7 ? formats.month(of) : formats.civilDay(of);
}
