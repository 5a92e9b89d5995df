import type {
  AccrualLineDocument,
  BudgetDocument,
  EffectDocument,
  MonthDocument,
  OpenDocument,
} from '../../core/billing/month-document.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { openWords } from '../open-words.ts';
import { safeText } from '../safe-text.ts';
import { usersText } from './bills.ts';

/** What the books need at the end of a month, for whoever keeps them. */
export function monthText(document: MonthDocument, organizationName: string, formats: Formats): string {
  const { currency, accrued, prepaid, asOf, lines, open, budgets, effects } = document;
  const money = (amount: string) => formats.money(amount, currency);
  const of = (kind: AccrualLineDocument['kind']) =>
    lines.filter((line) => line.kind === kind).map((line) => lineText(line, money, formats));
  return [
    `${safeText(organizationName)}   as of ${formats.civilDay(asOf)}, that day included, before tax`,
    `Accrued   ${money(accrued)}   used and not invoiced yet`,
    ...of('accrued'),
    ...open.map((one) => openText(one, money, formats)),
    `Prepaid   ${money(prepaid)}   invoiced and not used yet`,
    ...of('prepaid'),
    ...budgets.map((line) => budgetText(line, money, formats)),
    ...effects.map((effect) => effectText(effect, money, formats)),
  ].join('\n');
}

type SayMoney = (amount: string) => string;

function lineText(line: AccrualLineDocument, money: SayMoney, formats: Formats): string {
  const { charge, days, users, amount, tax, of, basis, source } = line;
  const when = `${formats.shortCivilDay(days[0])} to ${formats.shortCivilDay(days[1])}`;
  const taxed = tax === null ? '' : `, and ${money(tax)} tax`;
  const who = users > 0 ? `, ${usersText(users, formats)}` : '';
  return hangingText(
    '  ',
    `${money(amount)} of ${money(of)}${taxed}   ${charge}, ${when}${who}; ${basis}, by ${source}`,
  );
}

function openText(open: OpenDocument, money: SayMoney, formats: Formats): string {
  return hangingText('', `Open      ${openWords(open, money, formats)}`);
}

function budgetText(
  { period, budget, actual, over, basis }: BudgetDocument,
  money: SayMoney,
  formats: Formats,
): string {
  const difference = over.startsWith('-') ? `${money(over.slice(1))} under` : `${money(over)} over`;
  return hangingText(
    'Budget    ',
    `${money(budget)} for ${spanText(period, formats)}, ${money(actual)} ${basis}: ${difference}`,
  );
}

function effectText({ period, reduced }: EffectDocument, money: SayMoney, formats: Formats): string {
  const lower =
    reduced === null
      ? 'no invoice that is lower than the one before'
      : `the invoice is ${money(reduced)} lower than the one before`;
  return hangingText(
    'Reduced   ',
    `${spanText(period, formats)}: ${lower}. Avoided: nothing is recorded as remediated.`,
  );
}

function spanText([from, to]: readonly [string, string], formats: Formats): string {
  return `${formats.shortCivilDay(from)} to ${formats.civilDay(to)}`;
}
