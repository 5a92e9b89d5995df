import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeFolder();
});

const now = new Date('2026-11-24T09:00:00Z');

function say(...args: string[]) {
  return commandLine([...args, '--state', join(folder, 'state')], { now });
}

/** A run on an export in which so many accounts are billable, the first 200 of them for the service desk. */
async function runCsv(day: string, billable: number, ...args: string[]) {
  const rows = Array.from({ length: billable }, (_, index) => {
    const access = index < 200 ? 'contoso,' : ',Trello';
    return `Person ${index},p${index}@contoso.com,5f${index},Active,2026-11-01,Yes,${access}`;
  });
  const header = 'Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Jira Service Management,Trello';
  const file = join(folder, 'm.csv');
  await writeFile(file, [header, ...rows].join('\n'));
  return say('run', '--csv', file, '--as-of', day, ...args);
}

async function settingsFile(contract: object): Promise<string> {
  const file = join(folder, 'settings.json');
  await writeFile(file, JSON.stringify({ organizations: [{ id: 'csv', name: 'Contoso', contract }] }));
  return file;
}

const INVOICE = ['--period', '2026-11', '--quantity', '200', '--amount', '800', '--currency', 'USD'];
const QUOTE = ['--quantity', '500', '--amount', '1750'];

describe('invoice add', () => {
  test('the words of the first terminal: taken in, and what is assumed is said', async () => {
    const said = await say('invoice', 'add', ...INVOICE);
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(said.out.replaceAll(/\s+/g, ' ')).toBe(
      'csv: entered the invoice of Nov 2026, 200 users, $800.00, before tax. Assumed: your settings have no contract: ' +
        'taken as monthly, billed on the 1st, in USD. If it is otherwise, write contract into the settings.',
    );
  });

  test('one JSON document', async () => {
    const said = await say('invoice', 'add', ...INVOICE, '--additions', '45.5', '--number', 'AT-1', '--json');
    expect(JSON.parse(said.out)).toMatchObject({
      organization: 'csv',
      invoice: { period: '2026-11', quantity: 200, amount: '800', additions: '45.5', number: 'AT-1' },
      contract: { currency: 'USD', terms: [{ kind: 'monthly', billingDay: 1 }] },
    });
  });

  test('twice is a sentence, and --replace corrects', async () => {
    await say('invoice', 'add', ...INVOICE);
    expect(await say('invoice', 'add', ...INVOICE)).toEqual({
      exit: 1,
      out: '',
      err: 'period: an invoice of 2026-11 is already entered; --replace corrects it.',
    });
    expect((await say('invoice', 'add', ...INVOICE, '--quantity', '210', '--replace')).exit).toBe(0);
    const listed = JSON.parse((await say('invoice', 'list', '--json')).out);
    expect(listed.periods).toMatchObject([{ period: ['2026-11-01', '2026-11-30'], invoice: { quantity: 210 } }]);
  });

  test('an amount that looks like a year is asked about', async () => {
    const year = ['--period', '2026-03', '--quantity', '500', '--amount', '17500', '--currency', 'USD'];
    const doubted = await say('invoice', 'add', ...year);
    expect(doubted).toMatchObject({ exit: 2, err: expect.stringMatching(/^amount: 17500 USD for 500 users is over/) });
    const said = await say('invoice', 'add', ...year, '--plan', 'annual', '--json');
    expect(JSON.parse(said.out).contract.terms).toMatchObject([{ kind: 'annual', renewal: '2026-03-01' }]);
  });

  test.each([
    [['--period', '2026-13'], 2, 'period: "2026-13" is no month such as 2026-11.'],
    [['--quantity', '-5'], 2, 'quantity: "-5" is no number of users.'],
    [['--amount', '1,750'], 2, 'amount: "1,750" is no amount such as 17500 or 4.20.'],
    [['--currency', 'DOLLAR'], 2, 'currency: "DOLLAR" is no ISO 4217 currency such as USD.'],
    [['--plan', 'weekly'], 2, 'plan: "weekly" is neither monthly nor annual.'],
    [['--amount', '800.123'], 1, 'amount: 800.123 has more places than USD has.'],
    [['--additions', '801'], 1, 'additions: 801.00 is more than the whole amount of 800.00.'],
  ])('%j is a sentence that names field and value', async (change, exit, err) => {
    expect(await say('invoice', 'add', ...INVOICE, ...change)).toEqual({ exit, out: '', err });
    expect(JSON.parse((await say('invoice', 'list', '--json')).out).periods).toEqual([]);
  });

  test('against the contract of the settings', async () => {
    const terms = [{ kind: 'monthly', from: '2026-01-01' }];
    const config = await settingsFile({
      currency: 'EUR',
      terms: [...terms, { kind: 'enterprise', from: '2026-12-01' }],
    });
    const wrong = await say('invoice', 'add', ...INVOICE, '--config', config);
    expect(wrong.err).toBe('currency: USD is not that of the contract, EUR, and nothing is converted.');
    const euro = ['--currency', 'EUR', '--config', config];
    expect((await say('invoice', 'add', ...INVOICE, ...euro, '--plan', 'annual')).err).toMatch(
      /^plan: annual is not how/,
    );
    expect((await say('invoice', 'add', ...INVOICE, ...euro, '--period', '2026-12')).err).toMatch(/Enterprise plan/);
    expect((await say('invoice', 'add', ...INVOICE, ...euro)).out).toBe(
      'Contoso: entered the invoice of Nov 2026, 200 users, €800.00, before tax.',
    );
  });

  test('--amount left out is wrong usage', async () => {
    expect(await say('invoice', 'add', '--period', '2026-11')).toMatchObject({ exit: 2, out: '' });
  });
});

describe('quote add and list', () => {
  test('the day is today and the currency that of the invoice', async () => {
    await say('invoice', 'add', ...INVOICE);
    expect((await say('quote', 'add', ...QUOTE)).out).toContain(
      'csv: entered the quote of Tue 24 Nov 2026, 500 users, $1,750.00, before tax.',
    );
    expect((await say('quote', 'list')).out).toBe('csv, before tax\n  quote of Tue 24 Nov 2026, 500 users, $1,750.00');
    expect(JSON.parse((await say('quote', 'list', '--json')).out).quotes).toEqual([
      { date: '2026-11-24', quantity: 500, amount: '1750', currency: 'USD' },
    ]);
  });

  test.each([
    [[], 2, 'currency: say it with --currency, such as USD.'],
    [['--currency', 'USD', '--date', '2026-12-24'], 2, 'date: 2026-12-24 lies in the future.'],
    [['--currency', 'USD', '--date', '24.11.2026'], 2, 'date: "24.11.2026" is no date such as 2026-11-24.'],
    [['--currency', 'USD', '--amount', '17500'], 2, expect.stringMatching(/^amount: 17500 USD for 500 users/)],
  ])('%j is a sentence', async (change, exit, err) => {
    expect(await say('quote', 'add', ...QUOTE, ...change)).toEqual({ exit, out: '', err });
  });

  test('twice, or in another currency', async () => {
    await say('invoice', 'add', ...INVOICE);
    await say('quote', 'add', ...QUOTE);
    expect((await say('quote', 'add', ...QUOTE)).err).toMatch(/^quantity: a quote for 500 users is already entered/);
    expect((await say('quote', 'add', '--quantity', '600', '--amount', '1', '--currency', 'EUR')).err).toMatch(
      /^currency: EUR is not that of the contract, USD/,
    );
  });
});

describe('external add', () => {
  const file = () => join(folder, 'external.csv');

  test('a number, with its day', async () => {
    expect((await say('external', 'add', '--users', '84', '--date', '2026-09-03')).out).toBe(
      'csv: 84 external users as of 2026-09-03. They count into the bands.',
    );
  });

  test('a file: each address once, and what is assumed of it', async () => {
    await writeFile(file(), 'User,User email,Access\nA,a@x.com,y\nB,b@x.com,y\nA again,A@x.com,n\nC,,n\n');
    const said = await say('external', 'add', file(), '--json');
    expect(JSON.parse(said.out)).toEqual({
      organization: 'csv',
      external: { date: '2026-11-24', users: 2, origin: 'export' },
      assumptions: [
        expect.stringMatching(/column "User email" of external\.csv is one .*\(4 rows, 1 without an address/),
      ],
    });
  });

  test.each([
    ['no such column', 'Name,Mail\nA,a@x.com\n', /no column with "email" in its heading, only "Name", "Mail"/],
    ['two of them', 'Work email,Home email\na@x.com,b@x.com\n', /several columns of e-mails/],
    ['no address', 'Email\nnobody\n', /has no e-mail address in its column "Email"/],
    ['nothing', '', /is empty/],
  ])('%s is refused', async (_, content, message) => {
    await writeFile(file(), content);
    expect(await say('external', 'add', file())).toMatchObject({
      exit: 1,
      out: '',
      err: expect.stringMatching(message),
    });
  });

  test.each([
    [[], /one of the two/],
    [['x.csv', '--users', '3'], /one of the two/],
    [['--users', '-3'], /users: "-3" is no number of users/],
    [['--users', '3', '--date', '2027-01-01'], /date: 2027-01-01 lies in the future/],
  ])('%j is wrong usage', async (args, message) => {
    expect(await say('external', 'add', ...args)).toMatchObject({ exit: 2, err: expect.stringMatching(message) });
  });
});

describe('invoice list', () => {
  test('every period with its bridge: users and price apart, the residual named', async () => {
    await runCsv('2026-10-30', 500);
    await runCsv('2026-11-03', 506);
    await say('external', 'add', '--users', '84');
    await say('invoice', 'add', '--period', '2026-09', '--quantity', '592', '--amount', '2026', '--currency', 'USD');
    const november = ['--period', '2026-11', '--quantity', '595', '--currency', 'USD'];
    await say('invoice', 'add', ...november, '--amount', '2100', '--additions', '65');
    const said = await say('invoice', 'list');
    expect(said.out).toBe(`csv   monthly, billed on day 1, in USD, before tax
Assumed: your settings have no contract: taken as monthly, billed on the 1st, in
USD.
Tue 1 Sept 2026 to Wed 30 Sept 2026   592 users, $2,026.00
  not explained: no snapshot of the day it was counted on
Thu 1 Oct 2026 to Sat 31 Oct 2026   no invoice entered
Sun 1 Nov 2026 to Mon 30 Nov 2026   595 users, $2,100.00
  counted 500 + external 84 + peak 6 + unknown 0 = 590 explained, 595 billed; 5
  unexplained: billed, and in none of our counts
  expected $2,020.00 + quantity $15.00 + price $0.00 + additions $65.00 (by list
  2023, unverified)`);
    const [, , last] = JSON.parse((await say('invoice', 'list', '--json')).out).periods;
    expect(last.bridge).toMatchObject({ explained: 590, unexplained: 5, residual: 'not-seen' });
  });

  test('the tax of the contract stands beside', async () => {
    const terms = [{ kind: 'monthly', from: '2026-01-01', taxPercent: 19 }];
    const config = await settingsFile({ currency: 'USD', terms });
    await say('invoice', 'add', ...INVOICE, '--config', config);
    expect((await say('invoice', 'list', '--config', config)).out).toContain('200 users, $800.00, and $152.00 tax');
  });

  test('without any it says how to enter one', async () => {
    expect((await say('invoice', 'list')).out).toBe(
      'csv: no invoice was entered yet; billable-drift invoice add enters one.',
    );
  });
});

describe('a run speaks of money', () => {
  const subjects = async () => {
    const outbox = join(folder, 'state/outbox');
    const mails = (await readdir(outbox)).filter((name) => name.includes('20261123') && name.endsWith('.html'));
    const pages = await Promise.all(mails.map((name) => readFile(join(outbox, name), 'utf8')));
    return pages.map((page) => /<title>(.*)<\/title>/.exec(page)?.[1]);
  };

  test('not yet, in the first terminal', async () => {
    const { out } = await runCsv('2026-11-23', 500);
    expect(out).toContain('Money: not yet. Give me one invoice, and the price your billing page shows for\n500:');
    expect(out).toContain('(list 2023, unverified: these 300 = $950 a month, or $9,500 a year');
  });

  test('with one invoice and one quote: the digest of EXAMPLES, to admins and finance', async () => {
    await runCsv('2026-10-31', 200);
    await runCsv('2026-11-17', 200);
    const step = await runCsv('2026-11-18', 500, '--json');
    expect(JSON.parse(step.out).cost).toMatchObject({ kind: 'rough', avoidable: { month: '950.00' } });
    await say('invoice', 'add', ...INVOICE);
    await say('quote', 'add', ...QUOTE);
    const said = await runCsv('2026-11-23', 501, '--json');
    expect(JSON.parse(said.out).cost).toMatchObject({
      kind: 'monthly',
      currency: 'USD',
      base: { users: 200, amount: '800.00' },
      lockedIn: { users: 301 },
      avoidable: { accounts: 301, deadline: { fixBy: '2026-11-27' } },
      verified: false,
      missingQuotes: [501],
      users: { now: 501 },
      lastInvoice: { billed: 200, explained: 200 },
    });
    await say('quote', 'add', '--quantity', '501', '--amount', '1753');
    const next = await runCsv('2026-11-24', 502, '--json');
    expect(JSON.parse(next.out).cost.missingQuotes).toEqual([502]);
    expect(await subjects()).toEqual(Array(2).fill('Guard, csv: 1 new paid account, 501 billable (+1)'));
  });

  test('by a contract the subject says what it costs, and a partial run says nothing', async () => {
    const terms = [
      {
        kind: 'monthly',
        from: '2026-01-01',
        bands: [
          { from: 1, to: 250, unitPrice: 4 },
          { from: 251, unitPrice: 3 },
        ],
      },
    ];
    const config = await settingsFile({ currency: 'USD', terms });
    await runCsv('2026-11-16', 200, '--config', config);
    await runCsv('2026-11-23', 500, '--config', config);
    expect(await subjects()).toEqual(
      Array(2).fill('Guard, Contoso: 300 new paid accounts. Fix by Fri 27 Nov or pay $950/month from 1 Dec'),
    );
    const older = await runCsv('2026-11-20', 200, '--config', config, '--json');
    expect(JSON.parse(older.out)).toMatchObject({ snapshot: { state: 'superseded' }, cost: null });
  });
});

describe('for finance', () => {
  let own: string[];
  beforeEach(async () => {
    const bands = [
      { from: 1, to: 250, unitPrice: 4 },
      { from: 251, unitPrice: 3 },
    ];
    const premium = { unitPrice: 2.5, quantity: 50 };
    const term = { kind: 'monthly', from: '2026-01-01', bands, taxPercent: 19, budget: 900, premium };
    own = ['--config', await settingsFile({ currency: 'USD', terms: [term] })];
    await runCsv('2026-10-31', 200, ...own);
    await runCsv('2026-11-18', 500, ...own);
    await say('invoice', 'add', ...INVOICE, '--number', 'AT-7', ...own);
  });

  test('export --format focus: invoices as entered, the rest estimated, Premium of its own', async () => {
    const said = await say('export', '--format', 'focus', ...own);
    expect(said).toMatchObject({ exit: 0, err: '' });
    const [header, ...lines] = said.out.split('\n');
    expect(header).toMatch(/^BilledCost,BillingAccountId,.*,x_PriceSource,x_PurchaseOrder$/);
    const rows = JSON.parse((await say('export', '--format', 'focus', '--json', ...own)).out).rows;
    expect(lines).toHaveLength(rows.length);
    const november = rows.filter((row: Record<string, string>) => row.ChargePeriodStart?.startsWith('2026-11'));
    expect(november.map((row: Record<string, string>) => [row.SkuId, row.InvoiceId, row.BilledCost])).toEqual([
      ['guard-standard', 'AT-7', '800.00'],
      [null, null, '152.00'],
      ['guard-standard', null, '411.67'],
      [null, null, '78.22'],
      ['guard-premium', null, '125.00'],
      [null, null, '23.75'],
    ]);
    const out = join(folder, 'focus.csv');
    expect((await say('export', '--format', 'focus', '--out', out, ...own)).out).toBe('');
    expect((await readFile(out, 'utf8')).trimEnd()).toBe(said.out);
  });

  test('invoice split: an invoice by the accounts of its own count, in parts that add up to the cent', async () => {
    const split = (...args: string[]) => say('invoice', 'split', ...args, ...own);
    expect(JSON.parse((await split('--by', 'product', '--json')).out)).toMatchObject({
      ...{ basis: 'invoiced', total: '800.00', countedOn: '2026-10-31', asOf: '2026-10-31T00:00:00Z' },
      parts: [{ name: 'Jira Service Management', users: 200, amount: '800.00' }],
    });
    expect(
      (await split('--by', 'exposure')).out,
    ).toBe(`Contoso   Sun 1 Nov 2026 to Mon 30 Nov 2026, invoiced, before tax, by exposure
$800.00      200  licensed
$800.00  in all, $4.00 on average
By average price: who costs how much in the bands is nobody's to say. Accounts
of the snapshot of Sat 31 Oct 2026, the nearest to the count of Sat 31 Oct 2026;
groups of fewer than 5 people are merged.`);
    expect(JSON.parse((await split('--by', 'domain', '--period', '2026-10', '--json')).out)).toMatchObject({
      basis: 'estimated',
      total: '800.00',
    });
  });

  test('invoice split: what a period is estimated to cost so far, by the accounts of the last snapshot', async () => {
    const december = (...args: string[]) =>
      commandLine(['invoice', 'split', ...args, '--json', '--state', join(folder, 'state'), ...own], {
        now: new Date('2026-12-02T09:00:00Z'),
      });
    expect(JSON.parse((await december('--by', 'product')).out)).toMatchObject({
      ...{ basis: 'estimated', total: '1750.00', countedOn: '2026-12-02', asOf: '2026-11-18T00:00:00Z' },
      parts: [
        { name: 'Trello', users: 300, amount: '1050.00' },
        { name: 'Jira Service Management', users: 200, amount: '700.00' },
      ],
    });
  });

  test('invoice split: once names are gone, by what the history counts; what it does not is said', async () => {
    await rm(join(folder, 'state', 'archive', 'snapshots'), { recursive: true });
    await rm(join(folder, 'state', 'archive', 'baseline'), { recursive: true });
    const split = (...args: string[]) => say('invoice', 'split', '--json', ...args, ...own);
    expect(JSON.parse((await split('--by', 'domain')).out).parts).toEqual([
      { name: 'contoso.com', users: 200, amount: '800.00' },
    ]);
    expect(await split('--by', 'product')).toMatchObject({
      exit: 1,
      out: '',
      err: expect.stringMatching(
        /no accounts from 2026-10-01 to 2026-11-24 are left, because names are kept for 35 days/,
      ),
    });
    await say(
      'invoice',
      'add',
      '--period',
      '2026-05',
      '--quantity',
      '180',
      '--amount',
      '720',
      '--currency',
      'USD',
      ...own,
    );
    expect((await split('--by', 'domain', '--period', '2026-05')).err).toMatch(/no snapshot was taken from 2026-04-01/);
  });

  test('by department, of a people file', async () => {
    const people = join(folder, 'people.csv');
    const rows = Array.from({ length: 100 }, (_, index) => `p${index}@contoso.com,IT`);
    const board = Array.from({ length: 6 }, (_, index) => `P${index + 150}@contoso.com,Board`);
    await writeFile(people, ['E-mail,Department', ...rows, ...board].join('\n'));
    const said = await say('invoice', 'split', '--by', 'department', '--people', people, '--json', ...own);
    expect(JSON.parse(said.out).parts).toEqual([
      { name: 'IT', users: 100, amount: '400.00' },
      { name: 'not known', users: 94, amount: '376.00' },
      { name: 'Board', users: 6, amount: '24.00' },
    ]);
    await writeFile(people, 'Name\nA\n');
    expect((await say('invoice', 'split', '--by', 'department', '--people', people, ...own)).err).toMatch(
      /needs a column with the heading "Email" and one with "Department"/,
    );
  });

  test('invoice accrue: the line of the month end, and the budget', async () => {
    expect(
      (await say('invoice', 'accrue', ...own)).out,
    ).toBe(`Contoso   as of Mon 30 Nov 2026, that day included, before tax
Accrued   $411.67   used and not invoiced yet
  $411.67 of $411.67, and $78.22 tax   addition, 18 Nov to 30 Nov, 300 users;
  estimated, by your contract
Prepaid   $0.00   invoiced and not used yet
Budget    $900.00 for 1 Nov to Mon 30 Nov 2026, $800.00 invoiced: $100.00 under
Reduced   1 Nov to Mon 30 Nov 2026: no invoice that is lower than the one
          before. Avoided: nothing is recorded as remediated.`);
    expect(JSON.parse((await say('invoice', 'accrue', '--month', '2026-10', '--json', ...own)).out)).toMatchObject({
      asOf: '2026-10-31',
      accrued: '0.00',
      budgets: [{ budget: '900.00', actual: '800.00', over: '-100.00', basis: 'estimated' }],
    });
  });

  test('an invoice that names no additions leaves the accrual open, and that is said', async () => {
    const december = ['--period', '2026-12', '--quantity', '500', '--amount', '2161.67', '--currency', 'USD'];
    const later = (...args: string[]) =>
      commandLine([...args, '--state', join(folder, 'state'), ...own], { now: new Date('2026-12-07T09:00:00Z') });
    const accrued = async () => (await later('invoice', 'accrue', '--month', '2026-11')).out.replaceAll(/\s+/g, ' ');
    const open =
      'the invoice of Dec 2026 does not say how much of it is additions of the period before; $411.67 were ' +
      'estimated and stay an estimate: enter it again with --replace and --additions AMOUNT, or 0.';
    expect((await later('invoice', 'add', ...december)).out.replaceAll(/\s+/g, ' ')).toContain(`Open: ${open}`);
    expect(await accrued()).toContain('Accrued $411.67');
    expect(await accrued()).toContain(`Open ${open}`);
    const notes = JSON.parse((await later('report', '--json')).out).books.month.open;
    expect(notes).toEqual([{ invoice: '2026-12', estimated: '411.67' }]);
    const page = join(folder, 'report.html');
    await later('report', '--out', page);
    expect(await readFile(page, 'utf8')).toContain('The invoice of Dec 2026 does not say how much');
    const named = await later('invoice', 'add', ...december, '--replace', '--additions', '0');
    expect(named.out).not.toContain('Open');
    expect(await accrued()).toMatch(/Accrued \$0\.00 .*(?<!Open )Prepaid/);
  });

  test.each([
    [['export', '--format', 'xlsx'], /^format: xlsx is not known/],
    [['invoice', 'split', '--by', 'name'], /^by: name is none of domain, product, exposure, department/],
    [['invoice', 'split', '--by', 'department'], /needs --people FILE/],
    [['invoice', 'split', '--by', 'domain', '--period', '2027-01'], /^period: 2027-01 lies in the future/],
    [['invoice', 'accrue', '--month', '11/2026'], /^month: "11\/2026" is no month such as 2026-11/],
  ])('%j is wrong usage', async (args, message) => {
    expect(await say(...args, ...own)).toMatchObject({ exit: 2, out: '', err: expect.stringMatching(message) });
  });
});

test('what nobody has a price for is said, and the rest is exported', async () => {
  const config = await settingsFile({ currency: 'EUR', terms: [{ kind: 'monthly', from: '2026-01-01' }] });
  await runCsv('2026-11-18', 500, '--config', config);
  const said = await say('export', '--format', 'focus', '--config', config);
  expect(said).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/^the period of 2026-11-01 is left out: no price .* 500 users/),
  });
  expect((await say('export', '--format', 'focus', '--organization', 'other')).err).toMatch(
    /^nobody has said how other is/,
  );
});
