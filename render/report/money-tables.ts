import { addDays } from '../../core/billing/billing-period.ts';
import type { Charge } from '../../core/billing/charge.ts';
import type { Chargeback } from '../../core/billing/chargeback.ts';
import type { PeriodCost } from '../../core/billing/cost-trend.ts';
import { decimalOf, type Money, sumMoney } from '../../core/billing/money.ts';
import { saySource } from '../../core/billing/price-source.ts';
import type { RenewalPack } from '../../core/renewal.ts';
import type { ReportBooks } from '../../core/report.ts';
import { safeText } from '../safe-text.ts';
import { exposureWords } from '../words.ts';
import { type Cell, count, day, money, type ReportTable, text } from './report-table.ts';
import { isExposure, sizeLabel } from './report-words.ts';

/** The tables of money, those without a row left out. */
export function moneyTables(books: ReportBooks): readonly ReportTable[] {
  const tables = [
    periodsTable(books),
    invoicesTable(books),
    monthEndTable(books),
    chargebackTable(books),
    savingsTable(books),
  ];
  const renewal = books.renewal.kind === 'renewal' ? [renewalTable(books.renewal.pack, books.currency)] : [];
  return [...tables, ...renewal].filter(({ rows }) => rows.length > 0);
}

/** Every billing period: what it is billed for, and what became of it. */
function periodsTable({ trend, currency }: ReportBooks): ReportTable {
  return {
    id: 'periods',
    title: 'Billing periods',
    columns: [
      ...[day('From'), day('To'), text('Plan'), count('Users at the start'), money('Base')],
      ...[count('Users added'), money('Locked in by additions'), money('Total'), money('Budget'), money('Over budget')],
      ...[text('Budget held against'), money('Avoided (our count)'), money('Reduced (billed lower)')],
    ],
    rows: trend.periods.map((period) => periodRow(period, currency)),
    currency,
  };
}

function periodRow({ period, charges, total, budget, effect }: PeriodCost, currency: string): readonly Cell[] {
  const [base, ...added] = charges;
  const sum = (lines: readonly Charge[]) =>
    decimalOf(
      sumMoney(
        currency,
        lines.map(({ amount }) => amount),
      ),
    );
  return [
    ...[period.start, addDays(period.end, -1), period.term.kind, base?.quantity ?? null, decimal(base?.amount)],
    ...[added.reduce((users, { quantity }) => users + quantity, 0), base ? sum(added) : null, decimal(total)],
    ...[decimal(budget?.budget), decimal(budget?.over), total === null ? 'no price known' : (budget?.basis ?? null)],
    ...[effect.avoided?.minor ? decimalOf(effect.avoided) : null, decimal(effect.reduced)],
  ];
}

function decimal(amount: Money | null | undefined): string | null {
  return amount ? decimalOf(amount) : null;
}

/** Why each invoice says what it says: counted + external + peak + unknown = explained, and what is left. */
function invoicesTable({ invoices, currency }: ReportBooks): ReportTable {
  return {
    id: 'invoices',
    title: 'Invoice bridge',
    columns: [
      ...[day('From'), day('To'), count('Counted'), count('External'), count('Peak'), count('Flag unknown')],
      ...[count('Explained'), count('Billed'), count('Unexplained'), money('Invoice')],
      ...[money('Expected'), money('Quantity effect'), money('Price effect'), money('Additions')],
    ],
    rows: invoices.map(({ period, invoice, bridge }): readonly Cell[] => [
      ...period,
      ...[bridge?.counted ?? null, bridge?.external ?? null, bridge?.peak ?? null, bridge?.unknown ?? null],
      ...[bridge?.explained ?? null, invoice?.quantity ?? null, bridge?.unexplained ?? null, invoice?.amount ?? null],
      ...[bridge?.money?.expected ?? null, bridge?.money?.quantityEffect ?? null],
      ...[bridge?.money?.priceEffect ?? null, bridge?.money?.additions ?? null],
    ]),
    currency,
  };
}

const CHARGES = { base: 'base', addition: 'users added', upgrade: 'upgrade' } as const;

/** For the books of the last whole month. */
function monthEndTable({ month, currency }: ReportBooks): ReportTable {
  return {
    id: 'month-end',
    title: 'Accrued and prepaid, month end',
    columns: [
      ...[day('As of'), text('Kind'), text('Charge'), count('Users'), day('From'), day('To')],
      ...[money('Amount'), text('Basis'), text('Price from')],
    ],
    rows: month.lines.map(({ kind, charge, users, days, amount, basis, source }): readonly Cell[] => [
      ...[month.asOf, kind, CHARGES[charge], users, ...days],
      ...[amount, basis, source],
    ]),
    currency,
  };
}

function chargebackTable({ chargeback, currency }: ReportBooks): ReportTable {
  const rows = (dimension: string, { parts }: Chargeback) =>
    parts.map(({ name, users, amount }): readonly Cell[] => [
      ...[dimension, isExposure(name) ? exposureWords(name) : safeText(name), users, decimalOf(amount)],
    ]);
  return {
    id: 'chargeback',
    title: 'Whose cost it is (split by average price)',
    columns: [text('By'), text('Whose'), count('Users'), money('Amount')],
    rows: chargeback
      ? [
          ...rows('domain', chargeback.domains),
          ...(chargeback.departments ? rows('department', chargeback.departments) : []),
          ...rows('exposure', chargeback.exposures),
        ]
      : [],
    currency,
  };
}

/** What each case promised, avoided by our count, and what the invoice is lower by: only the last is a saving. */
function savingsTable({ savings, currency }: ReportBooks): ReportTable {
  return {
    id: 'savings',
    title: 'What cases saved',
    columns: [
      ...[day('From'), day('To'), text('Case'), text('Option'), count('Planned'), count('Proven gone'), text('Undone')],
      ...[money('Projected'), money('Avoided (our count)'), money('Reduced (billed lower)'), text('Price from')],
    ],
    rows: savings
      .filter((saving) => saving.currency === currency)
      .map(({ period, case: id, option, accounts, undone, projected, avoided, reduced, sources }): readonly Cell[] => [
        ...[...period, safeText(id), option, accounts.planned, accounts.proven, undone ? 'yes' : 'no'],
        ...[projected, avoided, reduced, sources.join(', ')],
      ]),
    currency,
  };
}

function renewalTable({ sizes }: RenewalPack, currency: string): ReportTable {
  return {
    id: 'renewal',
    title: 'Renewal',
    columns: [text('Size'), count('Users'), count('Tier'), money('A year'), text('Price from')],
    rows: sizes.map(({ of, users, tier, amount, source }): readonly Cell[] => [
      ...[sizeLabel(of), users, tier, decimal(amount), source ? saySource(source) : 'no price known: ask for a quote'],
    ]),
    currency,
  };
}
