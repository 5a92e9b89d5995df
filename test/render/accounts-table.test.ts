import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { PRICE_LISTS } from '../../core/billing/price-lists.ts';
import { decidePlan } from '../../core/decide-plan.ts';
import type { OptionSubject } from '../../core/options/option.ts';
import { planPrices } from '../../core/plan-prices.ts';
import { accountsTable } from '../../render/options/accounts-table.ts';
import { tableCsv } from '../../render/report/render-csv.ts';
import { renderWorkbook } from '../../render/report/render-workbook.ts';
import { access } from '../accounts.ts';
import { SYNCED, subject } from '../subjects.ts';

const [LIST] = PRICE_LISTS.slice(-1);

function tableOf(subjects: readonly OptionSubject[], excluded: readonly string[] = []) {
  if (!LIST) throw new Error('there is no list');
  const billable = subjects.length;
  const prices = planPrices(null, LIST, '2026-11-25', { most: billable, least: 0, external: 0 });
  const exclusion = { until: '2027-01-31', author: 'ada', reason: '=cmd()' };
  const exclusions = new Map(excluded.map((accountId) => [accountId, { accountId, from: '2026-11-01', ...exclusion }]));
  const decided = decidePlan({ subjects, exclusions, billable, prices, target: { kind: 'all-avoidable' } });
  return accountsTable({ ...decided, prices, fixBy: '2026-11-27' });
}

const named = (accountId: string, name = 'Ada') => ({
  accountId,
  name,
  email: `${accountId}@contoso.com`,
  access: [access('trello')],
  lastActive: '2026-11-17T09:12:33Z',
});
const cell = (table: ReturnType<typeof tableOf>, row: number, label: string) =>
  table.rows[row]?.[table.columns.findIndex((column) => column.label === label)];

test('a row tells why it is billable, what fits, what not and why, and what it saves alone', () => {
  const table = tableOf([subject({ account: named('b') }, SYNCED), subject({ account: named('a') })]);
  expect(table.rows.map((_, row) => [cell(table, row, 'Account id'), cell(table, row, 'Plan line')])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(cell(table, 0, 'Proposed')).toBe('2: move it to the non-billable policy');
  expect(cell(table, 0, 'Saves a month, alone')).toBe('4.00');
  expect([cell(table, 0, 'Last active'), cell(table, 0, 'Fix by')]).toEqual(['2026-11-17', '2026-11-27']);
  expect(cell(table, 1, 'Synced')).toBe('yes');
  expect(cell(table, 1, 'Does not fit, and why')).toMatch(/2: .*identity provider/);
});

test('who is excluded says so, and has no price; who is paid for on purpose is left out', () => {
  const licensed = named('c');
  const table = tableOf(
    [
      subject({ account: named('a') }),
      subject({
        account: { ...licensed, access: [access('jira-service-desk', 'contoso.atlassian.net')] },
      }),
    ],
    ['a'],
  );
  expect(table.rows).toHaveLength(1);
  expect(cell(table, 0, 'Proposed')).toMatch(/^left alone: ada excluded it until 2027-01-31/);
  expect(cell(table, 0, 'Saves a month, alone')).toBeNull();
});

test('as a workbook: numbers and days as such, a frozen header, names that are no formulas', async () => {
  const table = tableOf([subject({ account: named('a', '=HYPERLINK("https://x.example")') })]);
  const bytes = await renderWorkbook({ title: 'What fits', asOf: '2026-11-23T06:00:00Z' }, [table]);
  const [sheet] = (await readXlsx(bytes)).sheets;
  const at = (label: string) => sheet?.rows[1]?.[table.columns.findIndex((column) => column.label === label)];
  expect(at('Name')).toBe('\'=HYPERLINK("https://x.example")');
  expect(at('Saves a month, alone')).toBe(4);
  expect(at('Last active')).toEqual(new Date('2026-11-17T00:00:00Z'));
  expect(sheet?.freezePane).toMatchObject({ rows: 1 });
});

test('as CSV: the same, the currency in a column of its own, names that are no formulas', () => {
  const [row] = parse(tableCsv(tableOf([subject({ account: named('a', '=1+1') })])), { columns: true, bom: true });
  expect(row).toMatchObject({ Name: "'=1+1", 'Saves a month, alone': '4.00', Currency: 'USD' });
});
