import { termOn } from '../../core/billing/contract.ts';
import type {
  BridgeDocument,
  BridgeMoneyDocument,
  InvoicedPeriodDocument,
  Residual,
} from '../../core/billing/invoice-document.ts';
import type { KnownContract } from '../../core/billing/known-contract.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';
import { contractText, usersText } from './bills.ts';

/** Every period with its invoice and its bridge, the oldest first. */
export function invoiceListText(
  organizationName: string,
  { contract, assumption }: KnownContract,
  periods: readonly InvoicedPeriodDocument[],
  formats: Formats,
): string {
  const term = termOn(contract, periods.at(-1)?.period[0] ?? '');
  return [
    hangingText('', `${safeText(organizationName)}   ${contractText(contract, term)}, before tax`),
    ...(assumption === null ? [] : [hangingText('', `Assumed: ${assumption}.`)]),
    ...periods.flatMap((period) => periodLines(period, formats)),
  ].join('\n');
}

function periodLines({ period, invoice, tax, bridge }: InvoicedPeriodDocument, formats: Formats): readonly string[] {
  const when = `${formats.civilDay(period[0])} to ${formats.civilDay(period[1])}`;
  if (!invoice) return [`${when}   no invoice entered`];
  const amount = formats.money(invoice.amount, invoice.currency);
  const taxed = tax === null ? '' : `, and ${formats.money(tax, invoice.currency)} tax`;
  const head = `${when}   ${usersText(invoice.quantity, formats)}, ${amount}${taxed}`;
  if (!bridge) return [head, hangingText('  ', 'not explained: no snapshot of the day it was counted on')];
  return [
    head,
    hangingText('  ', bridgeText(bridge, formats)),
    hangingText(
      '  ',
      bridge.money ? moneyText(bridge.money, invoice.currency, formats) : 'nothing known before prices it',
    ),
  ];
}

/** `counted 500 + external 84 + peak 6 + unknown 2 = 592 of 595 billed; 3 billed that we do not see` */
function bridgeText(bridge: BridgeDocument, formats: Formats): string {
  const { counted, external, peak, unknown, explained, billed } = bridge;
  const parts = Object.entries({ counted, external, peak, unknown }).map(
    ([name, users]) => `${name} ${formats.number(users)}`,
  );
  const sum = `${parts.join(' + ')} = ${formats.number(explained)} explained, ${formats.number(billed)} billed`;
  return `${sum}; ${residualText(bridge.residual, Math.abs(bridge.unexplained), formats)}`;
}

function residualText(residual: Residual, users: number, formats: Formats): string {
  switch (residual) {
    case 'none':
      return 'nothing unexplained';
    case 'tier-room':
      return `${formats.number(users)} bought and not used: room up to the tier`;
    case 'not-seen':
      return `${formats.number(users)} unexplained: billed, and in none of our counts`;
    case 'not-billed':
      return `${formats.number(users)} unexplained: counted, and not billed`;
  }
}

function moneyText(money: BridgeMoneyDocument, currency: string, formats: Formats): string {
  const say = (amount: string) => formats.money(amount, currency);
  const additions = /^0(\.0+)?$/.test(money.additions) ? '' : ` + additions ${say(money.additions)}`;
  const sources = money.sources.join(', ');
  return `expected ${say(money.expected)} + quantity ${say(money.quantityEffect)} + price ${say(money.priceEffect)}${additions} (by ${sources})`;
}
