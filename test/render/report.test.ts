import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type ReadOptions, readXlsx } from 'hucre/xlsx';
import type { Saving } from '../../core/cases/savings-ledger.ts';
import { formatsFor } from '../../render/formats.ts';
import { pageData } from '../../render/report/page-data.ts';
import { renderReport } from '../../render/report/report-file.ts';
import { cellText, type ReportTable } from '../../render/report/report-table.ts';
import { reportTables } from '../../render/report/report-tables.ts';
import { savingsDocument } from '../../render/report/savings-document.ts';
import { tilesOf } from '../../render/report/tiles.ts';
import { savingsText } from '../../render/terminal/savings-text.ts';
import { HOSTILE } from '../hostile.ts';
import { guideReport, hostileReport, NO_RATES, SAVING } from '../reports.ts';
import { guideNovember, stepOf } from '../trend-steps.ts';

const formats = formatsFor('en-GB', 'Europe/Berlin');
const tables = (report = guideReport()) => reportTables(report, formats);
const table = (id: string, report = guideReport()): ReportTable => {
  const found = tables(report).find((one) => one.id === id);
  if (!found) throw new Error(`no table ${id}`);
  return found;
};

const never = (): never => {
  throw new Error('no books');
};

/** A row of a table by its labels. */
function labelled({ columns, rows }: ReportTable, row: number) {
  return Object.fromEntries(columns.map(({ label }, index) => [label, rows.at(row)?.[index]]));
}

describe('the tables', () => {
  test('of the guide: what a day counted and what it costs', () => {
    expect(labelled(table('days'), 17)).toEqual({
      ...{ Day: '2026-11-18', Billable: 500, 'Probably unplanned': 300, 'Claimed accounts': 10_000 },
      ...{ 'Flag unknown': 0, Came: 300, Went: 0, Unclear: 0, 'Billed so far': 500, 'Billed above the count': 0 },
      ...{ 'Cost of the period so far': '1211.67', 'Still avoidable a charge': '950.00' },
    });
    expect(labelled(table('periods'), 0)).toMatchObject({
      ...{ From: '2026-11-01', To: '2026-11-30', Base: '800.00', 'Locked in by additions': '411.67' },
      ...{ Total: '1211.67', Budget: '900.00', 'Over budget': '-100.00', 'Budget held against': 'invoiced' },
    });
    expect(labelled(table('log'), 0)).toMatchObject({ Came: 300, What: '300 signed up for Trello, nothing else' });
  });

  test('what is locked in is money wherever it is said; users billed above the count are called so', () => {
    const [said] = tilesOf(guideReport(), formats).filter(({ label }) => label === 'Locked in');
    expect(said?.value).toBe('$411.67');
    const columns = tables().flatMap((one) => one.columns);
    const kinds = (words: RegExp) => columns.filter(({ label }) => words.test(label)).map(({ kind }) => kind);
    expect([kinds(/locked in/i), kinds(/above the count/)]).toEqual([['money'], ['count']]);
    const chart = pageData(guideReport(), formats).charts.find(({ id }) => id === 'accounts');
    expect(chart?.series.at(-1)).toMatchObject({ label: 'Billed above the count', shape: 'band' });
  });

  test('departments are a table of their own once a people file told them, and empty before', async () => {
    const later = { rows: [{ name: 'Sales', accounts: 300 }], other: 0 };
    const steps = guideNovember().map((step) => ({ ...step, byDepartment: step.asOf < '2026-11-18' ? null : later }));
    const report = guideReport({ steps });
    expect(tables().some(({ id }) => id === 'departments')).toBe(false);
    expect([16, 17].map((row) => table('departments', report).rows[row])).toEqual([
      ['2026-11-17', null, null],
      ['2026-11-18', 300, 200],
    ]);
    expect(pageData(report, formats).charts.find(({ id }) => id === 'departments')?.series[0]).toMatchObject({
      label: 'Sales',
      values: expect.arrayContaining([null, 300]),
    });
    const page = String((await renderReport(report, 'html', [])).content);
    expect(page).toContain('By department');
    const csv = parse(String((await renderReport(report, 'csv', [])).content), { bom: true, columns: true });
    expect(csv[16]).toMatchObject({ Sales: '' });
    expect(csv[17]).toMatchObject({ Sales: '300', 'other or no department': '200' });
    expect(JSON.parse(String((await renderReport(report, 'json', [])).content)).departments[0].name).toBe('Sales');
  });

  test('without a contract there is no table of money, and a rough figure says what it is', () => {
    const report = guideReport({ known: NO_RATES });
    expect(tables(report).map(({ id }) => id)).toEqual(['days', 'exposures', 'products', 'domains', 'log', 'notes']);
    const notes = table('notes', report).rows.flat().join('\n');
    expect(notes).toContain('list 2023, unverified: these 300 = $950 a month');
  });

  test('what a case avoided stands apart from what was billed lower, in its own table and in its period', () => {
    const report = guideReport({ savings: [SAVING] });
    expect(labelled(table('savings', report), 0)).toMatchObject({
      ...{ Case: 'c-1', Planned: 10, 'Proven gone': 8, Projected: '40.00' },
      ...{ 'Avoided (our count)': '24.00', 'Reduced (billed lower)': null },
    });
    const period = labelled(table('periods', report), 0);
    expect(period['Avoided (our count)']).toBe('24.00');
    expect(period['Reduced (billed lower)']).toBeNull();
    const said = savingsText('Contoso', savingsDocument(report.books ?? never()), formats).replaceAll(/\s+/g, ' ');
    expect(said).toContain('8 of 10 accounts proven gone; promised $40.00, avoided $24.00, not billed lower');
    expect(said).toContain('Billed lower, by your invoices: $0.00. Only this is a saving.');
  });

  test('that a case was undone is said', () => {
    const undone: Saving = { ...SAVING, undone: true, accounts: { planned: 10, proven: 0 }, avoided: '0.00' };
    const report = guideReport({ savings: [undone] });
    const said = savingsText('Contoso', savingsDocument(report.books ?? never()), formats).replaceAll(/\s+/g, ' ');
    expect(said).toContain(': undone; 0 of 10 accounts proven gone; promised $40.00');
    expect(labelled(table('savings', report), 0)).toMatchObject({ Undone: 'yes' });
    expect(labelled(table('savings', guideReport({ savings: [SAVING] })), 0)).toMatchObject({ Undone: 'no' });
  });

  test('without a case that is said, and nothing is avoided', () => {
    const report = guideReport();
    expect(tables(report).map(({ id }) => id)).not.toContain('savings');
    expect(table('notes', report).rows.flat()).toContain(
      'No case counts in this time; what was proven since the last run is entered by the next one',
    );
    const said = savingsText('Contoso', savingsDocument(report.books ?? never()), formats).replaceAll(/\s+/g, ' ');
    expect(said).toContain(
      'No case counts in this time, as of the last run. What was proven since is entered by the next run,',
    );
  });

  test('by department where it is said who works where; a few people are never alone', () => {
    const rows = [
      { names: ['Sales'], users: 300 },
      { names: ['Board'], users: 2 },
      { names: [], users: 198 },
    ];
    const { rows: parts } = table('chargeback', guideReport({ departments: rows }));
    const departments = parts.filter(([by]) => by === 'department').map(([, whose, users]) => [whose, users]);
    expect(departments).toEqual([
      ['Sales', 300],
      ['others', 200],
    ]);
    expect(table('chargeback').rows.map(([by]) => by)).not.toContain('department');
  });

  test('the budget of the period is a line of the chart of cost', () => {
    const cost = pageData(guideReport(), formats).charts.find(({ id }) => id === 'cost');
    expect(cost?.series.map(({ label, texts }) => [label, texts[0]])).toContainEqual([
      'Budget of the period',
      '$900.00',
    ]);
  });

  test('a gap is a note, with the reason of the walk that was not complete', () => {
    const days = [1, 2, 3, 4, 7, 8].map((day) => stepOf(`2026-11-0${day}T06:00:00Z`));
    const report = guideReport({ steps: days, partial: [{ asOf: '2026-11-05T06:00:00Z', reason: '40 are missing' }] });
    expect(table('notes', report).rows.flat()).toContain(
      'No complete snapshot between Wed 4 Nov 2026 and Sat 7 Nov 2026: 40 are missing',
    );
  });

  test('one snapshot has a report too', () => {
    const report = guideReport({ steps: [stepOf('2026-11-05T06:00:00Z')] });
    expect(table('days', report).rows).toHaveLength(1);
    expect(tilesOf(report, formats)[0]).toEqual({ label: 'Billable', value: '200', remark: 'Thu 5 Nov 2026' });
  });
});

describe('the locale of the organization', () => {
  const cells = (locale: string) => {
    const written = formatsFor(locale, 'Europe/Berlin');
    return [
      cellText('2026-11-27', 'day', null, written),
      cellText(10_000, 'count', null, written),
      cellText('1211.67', 'money', 'EUR', written),
    ];
  };

  test.each([
    ['en-GB', ['Fri 27 Nov 2026', '10,000', '€1,211.67']],
    ['de-DE', ['Fr. 27. Nov. 2026', '10.000', '1.211,67\u00a0€']],
    ['ja-JP', ['2026年11月27日(金)', '10,000', '€1,211.67']],
  ])('%s', (locale, expected) => {
    expect(cells(locale)).toEqual(expected);
  });

  test('writes every figure of a page', async () => {
    const { content } = await renderReport({ ...guideReport(), locale: 'de-DE' }, 'html', []);
    expect(content).toContain('1.211,67');
    expect(content).not.toContain('1,211.67');
  });
});

const textOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? content : Buffer.from(content).toString();
const sheetsOf = async (report = guideReport(), options: ReadOptions = {}) => {
  const { content } = await renderReport(report, 'xlsx', []);
  if (typeof content === 'string') throw new Error('a workbook is bytes');
  return (await readXlsx(content, options)).sheets;
};

/** A cell as a spreadsheet holds it. */
function asValue(cell: string | number | null, kind: string | undefined) {
  if (cell === null || kind === 'text') return cell;
  return kind === 'day' ? new Date(`${cell}T00:00:00Z`) : Number(cell);
}

describe('the workbook', () => {
  test('holds the same values as the tables, as numbers and days', async () => {
    const sheets = await sheetsOf();
    tables().forEach(({ columns, rows }, index) => {
      const expected = rows.map((row) => row.map((cell, at) => asValue(cell, columns[at]?.kind)));
      const read = sheets[index]?.rows.slice(1).map((row) => columns.map((_, at) => row[at] ?? null));
      expect(read).toEqual(expected);
    });
  });

  test('has frozen headers, currency formats and charts of the days', async () => {
    const [days] = await sheetsOf(guideReport(), { readStyles: true });
    expect(days?.freezePane).toEqual({ rows: 1 });
    expect(days?.charts?.map(({ title }) => title)).toEqual(['Accounts', 'Cost, USD']);
    const cell = days?.cells?.get('1,10');
    expect(cell?.style?.numFmt).toBe('[$USD] #,##0.00;-[$USD] #,##0.00');
    expect(days?.cells?.get('1,0')?.style?.numFmt).toBe('yyyy-mm-dd');
  });

  test('of the same report is the same bytes', async () => {
    const [one, other] = [await renderReport(guideReport(), 'xlsx', []), await renderReport(guideReport(), 'xlsx', [])];
    expect(one).toEqual(other);
  });
});

describe('the CSV', () => {
  test('has a row a day with everything of that day', async () => {
    const { content } = await renderReport(guideReport(), 'csv', []);
    const rows: Record<string, string>[] = parse(textOf(content), { bom: true, columns: true });
    expect(rows).toHaveLength(23);
    expect(rows[17]).toMatchObject({
      ...{ Day: '2026-11-18', Billable: '500', 'Cost of the period so far': '1211.67', Currency: 'USD' },
      ...{ licensed: '200', Trello: '300', 'contoso.com': '500' },
    });
  });
});

test('the JSON has the same points as the history', async () => {
  const report = guideReport();
  const { content } = await renderReport(report, 'json', []);
  const document = JSON.parse(textOf(content));
  expect(document.points[17]).toMatchObject({
    day: '2026-11-18',
    billable: 500,
    cost: '1211.67',
    avoidableCost: '950.00',
  });
  expect(document.points).toHaveLength(report.trend.points.length);
  expect(document.books.periods[0]).toMatchObject({ total: '1211.67', budget: { amount: '900.00', over: '-100.00' } });
});

describe('text from outside', () => {
  test.each(HOSTILE)('%j is text in the page', async (text) => {
    const { content } = await renderReport(hostileReport(text), 'html', []);
    const page = textOf(content);
    // One data block and nothing else that a parser could take for a script.
    const [before = '', block = '', ...after] = page.split('<script');
    expect(after).toEqual([]);
    expect(before).not.toMatch(/<img|" onmouseover/);
    expect(block.slice(0, block.indexOf('</script>'))).not.toContain('<');
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });

  test.each(HOSTILE)('%j is no formula in the workbook', async (text) => {
    for (const sheet of await sheetsOf(hostileReport(text), { readStyles: true })) {
      for (const value of sheet.rows.flat()) {
        if (typeof value === 'string') expect(value).not.toMatch(/^[=+\-@|\t\r]|[\p{Cc}\u202a-\u202e]/u);
      }
      for (const cell of sheet.cells?.values() ?? []) expect(cell.formula).toBeUndefined();
    }
  });

  test.each(HOSTILE)('%j is no formula in the CSV', async (text) => {
    const { content } = await renderReport(hostileReport(text), 'csv', []);
    const rows: string[][] = parse(textOf(content), { bom: true });
    expect(rows).toHaveLength(1 + hostileReport(text).trend.points.length);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });
});
