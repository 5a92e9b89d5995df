import { counted } from '../counted.ts';
import { type Contract, contractSchema } from './contract.ts';
import type { Invoice, Plan, Quote } from './invoices.ts';
import { multiplyPrice, readMoney } from './money.ts';
import type { PriceList } from './price-lists.ts';

/** How a customer is billed, and what of it was not said by the settings. */
export interface KnownContract {
  readonly contract: Contract;
  /** Null: it is the settings' own. */
  readonly assumption: string | null;
}

/**
 * The contract of the settings; without one, what the newest invoice, or else the newest quote, says of plan and
 * currency: monthly periods from the first of the month, or years that renew on the first of the invoiced month. Null:
 * nobody has said yet how the organization is billed.
 */
export function knownContract(
  settings: { readonly contract?: Contract | undefined },
  invoices: readonly Invoice[],
  quotes: readonly Quote[],
): KnownContract | null {
  if (settings.contract) return { contract: settings.contract, assumption: null };
  const ofQuotes = quotes.map(({ date, plan, currency }) => ({ day: date, plan, currency }));
  const ofInvoices = invoices.map(({ period, plan, currency }) => ({ day: `${period}-01`, plan, currency }));
  const bills = (invoices.length > 0 ? ofInvoices : ofQuotes).sort((one, other) => (one.day < other.day ? -1 : 1));
  const newest = bills.at(-1);
  if (!newest) return null;
  const kind: Plan = bills.findLast(({ plan }) => plan !== undefined)?.plan ?? 'monthly';
  const from = [...ofInvoices, ...ofQuotes].map(({ day }) => day).sort()[0];
  const renewal = `${newest.day.slice(0, 7)}-01`;
  const term = kind === 'annual' ? { kind, from, renewal } : { kind, from };
  const plan = kind === 'annual' ? `annual, renewed on ${renewal}` : 'monthly, billed on the 1st';
  return {
    contract: contractSchema.parse({ currency: newest.currency, terms: [term] }),
    assumption: `your settings have no contract: taken as ${plan}, in ${newest.currency}`,
  };
}

/** So many times the first price of a list: what costs more a month is probably the price of a year. */
const DOUBTFUL = 2;

/** Why an amount that nobody has called monthly looks like that of a year, or null. */
export function doubtMonthly(
  { quantity, amount, currency }: Pick<Invoice, 'quantity' | 'amount' | 'currency'>,
  list: PriceList,
): string | null {
  const [first] = list.bands;
  const total = readMoney(amount, currency);
  if (!first || !total || currency !== list.currency || quantity === 0) return null;
  if (total.minor <= multiplyPrice(first.unitPrice, currency, [quantity, DOUBTFUL]).minor) return null;
  return `amount: ${amount} ${currency} for ${counted(quantity, 'user')} is over twice the ${first.unitPrice} a user and month of ${list.name}; say --plan annual if it is for a year, or --plan monthly`;
}
