import type { Instant } from '../../core/account.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';

/** A period's cost in parts; amounts as decimal text, before tax, together exactly the total. */
export interface SplitDocument {
  readonly organization: string;
  readonly by: string;
  /** First and last day. */
  readonly period: readonly [string, string];
  readonly basis: 'invoiced' | 'estimated';
  /** The day whose users are charged; of an estimate, the last one that it knows of. */
  readonly countedOn: string;
  /** The snapshot whose accounts it is split among: the nearest to that day that is left. */
  readonly asOf: Instant;
  readonly currency: string;
  readonly total: string;
  readonly average: string | null;
  readonly parts: readonly { readonly name: string; readonly users: number; readonly amount: string }[];
}

export function splitText(document: SplitDocument, organizationName: string, formats: Formats): string {
  const { by, period, basis, countedOn, asOf, currency, total, average, parts } = document;
  const money = (amount: string) => formats.money(amount, currency);
  const amounts = parts.map(({ amount }) => money(amount));
  const width = Math.max(...amounts.map((amount) => amount.length), money(total).length);
  const when = `${formats.civilDay(period[0])} to ${formats.civilDay(period[1])}`;
  const how = average === null ? '' : `, ${money(average)} on average`;
  return [
    hangingText('', `${safeText(organizationName)}   ${when}, ${basis}, before tax, by ${by}`),
    ...parts.map(({ name, users }, index) => {
      return `${(amounts[index] ?? '').padStart(width)}  ${formats.number(users).padStart(7)}  ${safeText(name)}`;
    }),
    `${money(total).padStart(width)}  in all${how}`,
    hangingText(
      '',
      `By average price: who costs how much in the bands is nobody's to say. Accounts of the snapshot of ${formats.day(asOf)}, the nearest to the count of ${formats.civilDay(countedOn)}; groups of fewer than 5 people are merged.`,
    ),
  ].join('\n');
}
