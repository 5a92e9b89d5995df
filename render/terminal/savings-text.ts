import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import type { SavingsDocument } from '../report/savings-document.ts';
import { safeText } from '../safe-text.ts';

const NOT_LOWER = { invoiced: 'not billed lower', open: 'no invoice entered' } as const;

const NO_CASE =
  'No case counts in this time, as of the last run. What was proven since is entered by the next run, for the periods that are counted after its work.';

/** What was billed lower and what was avoided, apart: per period, then each case, then together. */
export function savingsText(name: string, { currency, ...saved }: SavingsDocument, formats: Formats): string {
  const say = (amount: string | null) => (amount === null ? 'no price known' : formats.money(amount, currency));
  const span = (from: string, to: string) => `${formats.civilDay(from)} to ${formats.civilDay(to)}`;
  const periods = saved.periods.map(({ from, to, invoiced, reduced, avoided }) => {
    const lower = reduced === null ? NOT_LOWER[invoiced ? 'invoiced' : 'open'] : `billed lower by ${say(reduced)}`;
    return hangingText('  ', `${span(from, to)}: ${lower}; ${avoided === null ? 'nothing' : say(avoided)} avoided`);
  });
  const cases = saved.cases.map((one) => {
    const { case: id, option, period, accounts, projected, avoided, reduced } = one;
    const gone = `${one.undone ? 'undone; ' : ''}${formats.number(accounts.proven)} of ${formats.number(accounts.planned)} accounts proven gone`;
    const money = `promised ${say(projected)}, avoided ${say(avoided)}, ${reduced === null ? NOT_LOWER.invoiced : `billed lower by ${say(reduced)}`}`;
    return hangingText('  ', `case ${safeText(id)}, ${option}, ${span(...period)}: ${gone}; ${money}`);
  });
  const { reduced, avoided } = saved.together;
  return [
    hangingText('', `${safeText(name)}   what was saved, before tax`),
    ...periods,
    ...(cases.length > 0 ? cases : [hangingText('  ', NO_CASE)]),
    hangingText('', `Billed lower, by your invoices: ${formats.money(reduced, currency)}. Only this is a saving.`),
    hangingText('', `Avoided, by our count, never billed: ${formats.money(avoided, currency)}.`),
  ].join('\n');
}
