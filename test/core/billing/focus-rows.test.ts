import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { billLines, estimated } from '../../../core/billing/bill-lines.ts';
import { chargePremium } from '../../../core/billing/charge-bills.ts';
import { chargeHistory } from '../../../core/billing/charge-history.ts';
import { FOCUS_COLUMNS, type FocusRow } from '../../../core/billing/focus-row.ts';
import { focusRows } from '../../../core/billing/focus-rows.ts';
import type { Observation } from '../../../core/billing/history.ts';
import { decimalOf, readMoney, sumMoney, unitPriceOf } from '../../../core/billing/money.ts';
import type { Rates } from '../../../core/billing/rates.ts';
import { LIST_2018, LIST_2023 } from './books.ts';
import { chargesIn, daily, rates, totalOf } from './charges.ts';

const columnSchema = z.object({
  column_id: z.string(),
  feature_level: z.string(),
  allows_nulls: z.enum(['True', 'False']),
  data_type: z.string(),
  allowed_values: z.array(z.union([z.string(), z.record(z.string(), z.string())])),
});
const specification = new Map(
  z
    .object({ columns: z.array(columnSchema) })
    .parse(JSON.parse(readFileSync(new URL('../../focus/focus-1.2-columns.json', import.meta.url), 'utf8')))
    .columns.map((column) => [column.column_id, column]),
);

function rowsOf(by: Rates, history: readonly Observation[]) {
  return focusRows(
    { id: 'acme', name: 'Acme', contract: by.contract },
    chargesIn(chargeHistory(by, history)).map((charge) => estimated(charge)),
  );
}

/** What is wrong with a row by the column file and by the arithmetic that ties its columns together. */
function faults(row: FocusRow): string[] {
  return [...FOCUS_COLUMNS.flatMap((column) => columnFaults(column, row[column])), ...arithmeticFaults(row)];
}

function columnFaults(id: string, value: string | null): string[] {
  if (id.startsWith('x_')) return [];
  const column = specification.get(id);
  if (!column) return [`${id} is no column of FOCUS 1.2`];
  if (value === null) return column.allows_nulls === 'True' ? [] : [`${id} is null`];
  const allowed = column.allowed_values.map((entry) => (typeof entry === 'string' ? entry : entry.service_subcategory));
  const shape = { Decimal: /^-?\d+(\.\d+)?$/, 'Date/Time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/ }[column.data_type];
  return [
    ...(allowed.length > 0 && !allowed.includes(value) ? [`${id} is ${value}`] : []),
    ...(shape && !shape.test(value) ? [`${id} is ${value}`] : []),
  ];
}

function arithmeticFaults(row: FocusRow): string[] {
  const tax = row.ChargeCategory === 'Tax';
  const nulls = [
    row.PricingQuantity,
    row.PricingUnit,
    row.SkuId,
    row.SkuPriceId,
    row.PricingCategory,
    row.ListUnitPrice,
  ];
  return [
    ...(nulls.every((value) => (value === null) === tax) ? [] : ['a column is null, or is not, against the category']),
    ...(tax || product(row.ListUnitPrice, row.PricingQuantity) === row.ListCost ? [] : ['list cost']),
    ...(tax || product(row.ContractedUnitPrice, row.PricingQuantity) === row.ContractedCost ? [] : ['contracted cost']),
    ...(row.BilledCost === row.EffectiveCost ? [] : ['effective cost']),
    ...(row.ChargePeriodStart && row.ChargePeriodEnd && row.ChargePeriodStart < row.ChargePeriodEnd ? [] : ['period']),
  ];
}

/** Quantity × unit price, exact, then rounded half up to the cent. */
function product(unitPrice: string | null, quantity: string | null): string {
  const [whole = '', places = ''] = (unitPrice ?? '').split('.');
  const fine = 10n ** BigInt(Math.max(0, places.length - 2));
  const exact = BigInt(whole + places.padEnd(2, '0')) * BigInt(quantity ?? '0');
  const minor = (2n * exact + fine) / (2n * fine);
  return decimalOf({ currency: 'USD', minor: Number(minor) });
}

const byList = rates({ kind: 'monthly' });
const november = rowsOf(byList, daily('2026-11-01', [200, 17], [500, 6]));

test('the columns: all mandatory ones, in the order of the specification, our own last', () => {
  const own = FOCUS_COLUMNS.filter((column) => !column.startsWith('x_'));
  const mandatory = [...specification.values()].filter((column) => column.feature_level === 'Mandatory');
  expect(mandatory).toHaveLength(21);
  expect(own).toEqual(expect.arrayContaining(mandatory.map((column) => column.column_id)));
  expect(own).toEqual([...specification.keys()].filter((column) => own.some((one) => one === column)));
  expect(FOCUS_COLUMNS.slice(own.length).every((column) => column.startsWith('x_'))).toBe(true);
});

test('the columns a row has are these and no others', () => {
  for (const row of november) expect(Object.keys(row).sort()).toEqual([...FOCUS_COLUMNS].sort());
});

test('one row for each band; additions are rows of their own, of the next billing period', () => {
  const told = november.map((row) => [
    row.ChargeFrequency,
    row.ChargePeriodStart,
    row.BillingPeriodStart,
    row.PricingQuantity,
    row.ContractedUnitPrice,
    row.BilledCost,
  ]);
  expect(told).toEqual([
    ['Recurring', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z', '200', '4.00', '800.00'],
    ['One-Time', '2026-11-18T00:00:00Z', '2026-12-01T00:00:00Z', '50', '1.7334', '86.67'],
    ['One-Time', '2026-11-18T00:00:00Z', '2026-12-01T00:00:00Z', '250', '1.30', '325.00'],
  ]);
});

test('estimates have no invoice, and say where their price is from', () => {
  for (const row of november) {
    expect(row).toMatchObject({ InvoiceId: null, x_Estimate: 'true', x_PriceSource: 'list 2023, unverified' });
  }
});

test('seller, purchase order, discount and tax of the contract', () => {
  const term = { kind: 'monthly', seller: 'Reseller GmbH', purchaseOrder: 'PO 7', discountPercent: 10, taxPercent: 19 };
  const rows = rowsOf(rates({ ...term, unitPrice: '4' }), daily('2026-11-01', [200, 3]));
  expect(rows).toMatchObject([
    {
      InvoiceIssuerName: 'Reseller GmbH',
      x_PurchaseOrder: 'PO 7',
      ListUnitPrice: '4.00',
      ListCost: '800.00',
      ContractedUnitPrice: '3.60',
      BilledCost: '720.00',
    },
    { ChargeCategory: 'Tax', BilledCost: '136.80', ListCost: '152.00', PricingQuantity: null },
  ]);
  expect(rows.flatMap(faults)).toEqual([]);
});

describe('entered invoices and Guard Premium', () => {
  const term = { kind: 'monthly', taxPercent: 19, premium: { unitPrice: '2.5' } };
  const november = { period: '2026-11', quantity: 200, amount: '800', currency: 'USD', number: 'AT-7' };
  const december = { period: '2026-12', quantity: 500, amount: '2161.67', additions: '411.67', currency: 'USD' };
  const by = rates(term, { invoices: [november, december] });
  const account = { id: 'acme', name: 'Acme', contract: by.contract };

  test('the rows of an invoice are no estimates and have its id; the tax on them is one', () => {
    const rows = focusRows(account, billLines(by, []));
    expect(
      rows.map((row) => [row.ChargeCategory, row.InvoiceId, row.x_Estimate, row.PricingUnit, row.BilledCost]),
    ).toEqual([
      ['Purchase', 'AT-7', 'false', 'Users', '800.00'],
      ['Tax', null, 'true', null, '152.00'],
      ['Purchase', null, 'false', 'Charges', '411.67'],
      ['Tax', null, 'true', null, '78.22'],
      ['Purchase', null, 'false', 'Users', '1750.00'],
      ['Tax', null, 'true', null, '332.50'],
    ]);
    expect(rows[2]).toMatchObject({ BillingPeriodStart: '2026-12-01T00:00:00Z', ChargeFrequency: 'One-Time' });
    expect(rows.flatMap(faults)).toEqual([]);
  });

  test('Premium is a service of its own', () => {
    const charges = chargePremium(by, [{ date: '2026-11-30', users: 340 }], '2026-11-30');
    const rows = focusRows(
      account,
      charges.map((charge) => estimated(charge, 'premium')),
    );
    expect(rows[0]).toMatchObject({
      ServiceName: 'Atlassian Guard Premium',
      SkuId: 'guard-premium',
      PricingQuantity: '340',
      BilledCost: '850.00',
      x_Assumptions: expect.stringMatching(/our count/),
    });
    expect(rows.flatMap(faults)).toEqual([]);
  });
});

describe('the list cost is what it would cost without the discount', () => {
  const bill = { period: '2026-11', quantity: 200, amount: '720', currency: 'USD', number: 'AT-7' };
  const rowsBy = (term: object, invoice: object = {}) => {
    const by = rates({ kind: 'monthly', ...term }, { invoices: [{ ...bill, ...invoice }] });
    return focusRows({ id: 'acme', name: 'Acme', contract: by.contract }, billLines(by, []));
  };
  const AS_CONTRACTED = 'not known: as contracted';

  test.each([
    [
      'an invoice, by the discount of the contract',
      { discountPercent: 10 },
      '800.00',
      'your invoice, before your discount of 10 %',
    ],
    ['a discount with places', { discountPercent: 12.25 }, '820.51', 'your invoice, before your discount of 12.25 %'],
    ['no discount: nobody knows another price than what was billed', {}, '720.00', AS_CONTRACTED],
    ['all is given away', { discountPercent: 100 }, '720.00', AS_CONTRACTED],
  ])('%s', (_, term, ListCost, x_ListPriceSource) => {
    const rows = rowsBy(term);
    expect(rows).toMatchObject([
      { BilledCost: '720.00', ContractedCost: '720.00', EffectiveCost: '720.00', ListCost, x_ListPriceSource },
    ]);
    expect(rows.flatMap(faults)).toEqual([]);
  });

  test('bands: those of the list, or of the contract', () => {
    expect(november.map((row) => row.x_ListPriceSource)).toEqual(Array(3).fill('list 2023, unverified'));
    const [row] = rowsOf(
      rates({ kind: 'monthly', unitPrice: '4', discountPercent: 10 }),
      daily('2026-11-01', [200, 3]),
    );
    expect(row).toMatchObject({
      ListCost: '800.00',
      BilledCost: '720.00',
      x_ListPriceSource: 'your contract, before discount',
    });
  });

  test('rows of one InvoiceId add up to what it has to be paid, tax and estimates apart', () => {
    const rows = rowsBy({ discountPercent: 10, taxPercent: 19 }, { additions: '120.33' });
    const ofInvoice = rows.filter(({ InvoiceId }) => InvoiceId === 'AT-7').map(({ BilledCost }) => Number(BilledCost));
    expect(ofInvoice.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(720, 5);
    expect(rows.filter(({ ChargeCategory }) => ChargeCategory === 'Tax').map((row) => row.ListCost)).toEqual([
      '25.40',
      '126.60',
    ]);
  });
});

test('a minimum is a row of its own', () => {
  const rows = rowsOf(rates({ kind: 'monthly' }, { list: LIST_2018 }), daily('2026-11-01', [1, 3]));
  expect(rows.map((row) => [row.SkuPriceId, row.BilledCost])).toEqual([
    ['guard-standard:list:1-250', '3.00'],
    ['guard-standard:list:minimum', '27.00'],
  ]);
});

test.each([
  ['of the list, before the discount', { discountPercent: 10 }, LIST_2018, ['24.30', '27.00', 'list 2018, unverified']],
  [
    'of the contract',
    { unitPrice: '4', discountPercent: 10, minimum: '30' },
    null,
    ['26.40', '26.40', 'your contract'],
  ],
  ['of the contract, with the bands of a list', { minimum: '30' }, LIST_2023, ['26.00', '26.00', 'your contract']],
])('the list price of a minimum is that %s', (_, term, list, told) => {
  const rows = rowsOf(rates({ kind: 'monthly', ...term }, { list }), daily('2026-11-01', [1, 3]));
  const minimum = rows.find(({ SkuMeter }) => SkuMeter === 'Minimum');
  expect([minimum?.BilledCost, minimum?.ListCost, minimum?.x_ListPriceSource]).toEqual(told);
  expect(rows.flatMap(faults)).toEqual([]);
});

describe('every row stands the column file', () => {
  const anyTerm = fc.constantFrom(
    { kind: 'monthly' },
    { kind: 'monthly', billingDay: 31, unitPrice: '3.337', discountPercent: 7.5, taxPercent: 8.1 },
    { kind: 'monthly', minimum: '900' },
    { kind: 'annual', renewal: '2026-03-01', discountPercent: 12.25 },
    { kind: 'enterprise' },
  );
  const anyRuns = fc.array(fc.tuple(fc.nat(1500), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 6 });

  test('and the rows add up to what is charged, before tax', () => {
    fc.assert(
      fc.property(anyTerm, anyRuns, (term, runs) => {
        const by = rates(term);
        const history = daily('2026-01-20', ...runs);
        const rows = rowsOf(by, history);
        expect(rows.flatMap(faults)).toEqual([]);
        const costs = rows
          .filter((row) => row.ChargeCategory !== 'Tax')
          .map((row) => readMoney(row.BilledCost ?? '', 'USD') ?? { currency: 'USD', minor: Number.NaN });
        expect(decimalOf(sumMoney('USD', costs))).toBe(totalOf(chargeHistory(by, history)));
      }),
    );
  });

  test('a unit price gives back its cost, whatever the quantity', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.integer({ min: 1, max: 200_000 }), (minor, quantity) => {
        const cost = { currency: 'USD', minor };
        expect(product(unitPriceOf(cost, quantity), String(quantity))).toBe(decimalOf(cost));
      }),
    );
  });

  test('the check itself finds what is wrong', () => {
    const [row] = november;
    if (!row) throw new Error('no row');
    expect(faults(row)).toEqual([]);
    const broken: Partial<FocusRow>[] = [
      { BillingAccountId: null },
      { ChargeCategory: 'Rent' },
      { BilledCost: '$800' },
      { ChargePeriodStart: '2026-11-01' },
      { ContractedUnitPrice: '4.01' },
      { ServiceSubcategory: 'Seats' },
    ];
    for (const change of broken) expect(faults({ ...row, ...change })).not.toEqual([]);
  });
});
