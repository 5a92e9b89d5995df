import type { PriceTable } from '../../core/billing/price-table.ts';
import { formatsFor } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';

/** The guide's table at the terminal. */
export function priceTableText({ list, currency, rows, assumptions }: PriceTable): string {
  const formats = formatsFor('en-GB', 'UTC');
  const say = (amount: string) => formats.roundMoney(amount, currency);
  const cells = rows.map(({ scenario, users, perMonth, perYear, more }) => [
    scenario,
    formats.number(users),
    say(perMonth),
    say(perYear),
    /^0(\.0+)?$/.test(more) ? '' : `+${say(more)}`,
  ]);
  const table = [['', 'billable', 'a month', 'a year', ''], ...cells];
  const widths = table.reduce<number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [],
  );
  const lines = table.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [`By ${list}, unverified, before tax`, ...lines, ...assumptions.map((one) => hangingText('  - ', one))].join(
    '\n',
  );
}
