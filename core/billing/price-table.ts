import type { Contract } from './contract.ts';
import { contractSchema } from './contract.ts';
import { decimalOf, type Money, subtractMoney } from './money.ts';
import { priceAt } from './price-book.ts';
import type { PriceList } from './price-lists.ts';
import { bookOf } from './rates.ts';

/** One row of the guide's table: a state of the organization, and what it costs. */
export interface PriceTableRow {
  readonly scenario: string;
  readonly users: number;
  readonly perMonth: string;
  /** Prepaid. */
  readonly perYear: string;
  /** More a year than the row before. */
  readonly more: string;
}

export interface PriceTable {
  readonly list: string;
  readonly currency: string;
  readonly rows: readonly PriceTableRow[];
  readonly assumptions: readonly string[];
}

// The story that this program grew from: who of 10,000 claimed accounts is billable, step by step.
const SCENARIO = [
  { scenario: '10,000 claimed accounts', users: 0 },
  { scenario: '200 of them are service-desk agents', users: 200 },
  { scenario: '9,800 of them are portal customers', users: 200 },
  { scenario: '300 of them sign up for free Trello', users: 500 },
] as const;

/**
 * The guide's table by a list: what its scenario costs a month, and a year prepaid.
 *
 * @throws RangeError if the list does not price 500 users
 */
export function priceTable(list: PriceList): PriceTable {
  const monthly = termPrices(list, 'monthly');
  const annual = termPrices(list, 'annual');
  const rows = SCENARIO.map(({ scenario, users }, index): PriceTableRow => {
    const before = SCENARIO[index - 1]?.users ?? users;
    const [month, year, earlier] = [monthly(users), annual(users), annual(before)];
    const more = decimalOf(subtractMoney(year, earlier));
    return { scenario, users, perMonth: decimalOf(month), perYear: decimalOf(year), more };
  });
  const assumptions = [`${list.name}: ${list.source}; before tax`, ...list.assumptions];
  return { list: list.name, currency: list.currency, rows, assumptions };
}

function termPrices(list: PriceList, kind: 'monthly' | 'annual'): (users: number) => Money {
  const contract: Contract = contractSchema.parse({ currency: list.currency, terms: [{ kind, from: list.from }] });
  const [term] = contract.terms;
  if (!term || term.kind === 'enterprise') throw new RangeError(`list: ${list.name} has no plan`);
  const book = bookOf({ contract, invoices: [], quotes: [], list }, term);
  return (users) => {
    const price = priceAt(book, users);
    if (price.kind === 'unpriced') throw new RangeError(`users: ${list.name} has no price for ${users}`);
    return price.amount;
  };
}
