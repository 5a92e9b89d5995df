import { addDays } from '../../core/billing/billing-period.ts';
import type { PriceDocument, PriceLine } from '../../core/billing/price-document.ts';
import { type Formats, formatsFor } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { usersText } from './bills.ts';

/** A price at the terminal: its lines with their bands, the total, and what has to be believed. */
export function priceText({ currency, lines, total, assumptions }: PriceDocument, plan: string): string {
  const formats = formatsFor('en-GB', 'UTC');
  const say = (amount: string) => formats.money(amount, currency);
  return [
    `${plan === 'annual' ? 'Prepaid years' : 'Months'} in ${currency}, before tax`,
    ...lines.flatMap((line) => lineTexts(line, say, formats)),
    `Total ${say(total)}`,
    ...assumptions.map((assumption) => hangingText('  - ', assumption)),
  ].join('\n');
}

function lineTexts(line: PriceLine, say: (amount: string) => string, formats: Formats): readonly string[] {
  const { kind, period, quantity, amount, bands, topUp, source } = line;
  return [
    `${period[0]} to ${addDays(period[1], -1)}  ${kind.padEnd(8)}  ${usersText(quantity, formats)}  ${say(amount)}  ${source}`,
    ...bands.map((band) => {
      const to = band.to === null ? 'on' : `to ${formats.number(band.to)}`;
      const unit = say(band.unitPrice);
      return `    ${formats.number(band.quantity)} from user ${formats.number(band.from)} ${to}, ${unit} a month: ${say(band.amount)}`;
    }),
    ...(topUp === undefined ? [] : [`    up to the minimum: ${say(topUp)}`]),
  ];
}
