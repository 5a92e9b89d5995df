import type { Instant } from '../../core/account.ts';
import type { Cost } from '../../core/billing/cost.ts';
import { moneySection, roughText } from '../digest/money.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';

/** What the first run says of money; without any bill how to enter one, and what a public list says. */
export function moneyBlock(cost: Cost, asOf: Instant, formats: Formats): readonly string[] {
  if (cost.kind === 'rough') return notYet(cost, asOf, formats);
  const { lines } = moneySection(cost, formats);
  return [
    'Money',
    ...lines.map(({ count, text }) => hangingText(count === null ? '  ' : `${count.padStart(11)}  `, text)),
  ];
}

function notYet(cost: Extract<Cost, { kind: 'rough' }>, asOf: Instant, formats: Formats): readonly string[] {
  const { now } = cost.users;
  const ask = `Give me one invoice, and the price your billing page shows for ${formats.number(now)}:`;
  return [
    hangingText('', `Money: not yet. ${ask}`),
    `      billable-drift invoice add --period ${asOf.slice(0, 7)} --quantity USERS \\`,
    `        --amount AMOUNT --currency ${cost.currency}`,
    `      billable-drift quote add --quantity ${now} --amount AMOUNT --currency ${cost.currency}`,
    hangingText('      ', `(${roughText(cost, formats)})`),
  ];
}
