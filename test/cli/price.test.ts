import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let file: string;
beforeEach(async () => {
  file = join(await makeFolder(), 'history.csv');
});

const price = (...args: string[]) => commandLine(['price', ...args]);

describe('one number of users', () => {
  test.each([
    ['200', 'annual', '2023-11-24', '8000.00'],
    ['500', 'annual', '2023', '17500.00'],
    ['1200', 'monthly', '2018-07', '2450.00'],
    ['1', 'monthly', '2018', '30.00'],
  ])('published: %s, %s, by %s = %s', async (users, plan, book, total) => {
    const said = await price('--users', users, '--plan', plan, '--book', book, '--json');
    expect(JSON.parse(said.out)).toMatchObject({ currency: 'USD', lines: [{ kind: 'base' }], total });
  });

  test('at the terminal: bands, total, and what has to be believed', async () => {
    const { out } = await price('--users', '300', '--plan', 'monthly', '--book', '2023-11-24', '--discount', '10');
    expect(out.split('\n').slice(0, 5)).toEqual([
      'Months in USD, before tax',
      '2023-11-24 to 2023-12-23  base      300 users  $1,035.00  list 2023, unverified',
      '    250 from user 1 to 250, $4.00 a month: $900.00',
      '    50 from user 251 to 1,000, $3.00 a month: $135.00',
      'Total $1,035.00',
    ]);
  });
});

describe('a history of days', () => {
  test('an addition is prorated, its day counted', async () => {
    const days = Array.from({ length: 30 }, (_, index) => String(index + 1).padStart(2, '0'));
    const rows = days.map((day) => `2023-11-${day},${Number(day) < 6 ? 10 : 13}`);
    await writeFile(file, ['Date,Users', ...rows].join('\r\n'));
    const said = await price('--history', file, '--plan', 'monthly', '--book', '2023', '--json');
    expect(JSON.parse(said.out)).toMatchObject({
      lines: [
        { kind: 'base', period: ['2023-11-01', '2023-12-01'], quantity: 10, amount: '40.00' },
        { kind: 'addition', period: ['2023-11-06', '2023-12-01'], quantity: 3, amount: '10.00' },
      ],
      total: '50.00',
    });
  });

  test.each([
    ['a gap', 'date,users\n2023-11-01,10\n2023-11-03,10\n', /^history row 2: date 2023-11-03 leaves a gap/],
    ['out of order', 'date,users\n2023-11-02,10\n2023-11-01,10\n', /^history row 2: date 2023-11-01 comes after/],
    ['below zero', 'date,users\n2023-11-02,-1\n', /^history row 1: users -1 is below zero/],
    ['no such columns', 'day,count\n2023-11-02,1\n', /^history row 1: it needs the fields date and users/],
    ['nothing', '', /^history: it has no row/],
    ['a broken row', 'date,users\n2023-11-01,10,3\n', /line 2 cannot be split into as many cells/],
  ])('%s is a sentence', async (_, content, message) => {
    await writeFile(file, content);
    const said = await price('--history', file, '--plan', 'monthly', '--book', '2023');
    expect(said).toMatchObject({ exit: 1, out: '', err: expect.stringMatching(message) });
  });

  test.each(['0', '32'])('billing day %s', async (day) => {
    await writeFile(file, 'date,users\n2023-11-01,10\n');
    const said = await price('--history', file, '--plan', 'monthly', '--book', '2023', '--billing-day', day);
    expect(said).toMatchObject({ exit: 2, out: '', err: `billing day: ${day} is no day of a month, 1 to 31.` });
  });
});

test("the guide's table by one command", async () => {
  const { out } = await price('--table');
  expect(out.split('\n').slice(0, 6)).toEqual([
    'By list 2023, unverified, before tax',
    '                                     billable  a month   a year',
    '10,000 claimed accounts                     0       $0       $0',
    '200 of them are service-desk agents       200     $800   $8,000  +$8,000',
    '9,800 of them are portal customers        200     $800   $8,000',
    '300 of them sign up for free Trello       500   $1,750  $17,500  +$9,500',
  ]);
  expect(JSON.parse((await price('--table', '--json')).out).rows.at(-1)).toMatchObject({
    users: 500,
    perYear: '17500.00',
    more: '9500.00',
  });
});

describe('wrong usage names field and value', () => {
  const whole = ['--users', '5', '--plan', 'monthly', '--book', '2023'];
  test.each([
    [[], /^say one of --users NUMBER, --history FILE and --table/],
    [['--users', '5', '--table'], /^say one of/],
    [['--users', '5', '--book', '2023'], /^say --plan monthly or/],
    [['--users', '5', '--plan', 'monthly'], /^say by which list/],
    [[...whole, '--users', '-5'], /^users: -5 is below zero\.$/],
    [[...whole, '--users', '2.5'], /^users: "2\.5" is no whole number\.$/],
    [[...whole, '--plan', 'weekly'], /^plan: "weekly" is neither monthly nor annual\.$/],
    [[...whole, '--book', '2016'], /^book: 2016 is before the oldest list known, list 2018\.$/],
    [[...whole, '--book', 'soon'], /^book: "soon" is no date/],
    [[...whole, '--currency', 'EUR'], /^currency: EUR is not that of list 2023, USD, and nothing is converted\.$/],
    [[...whole, '--currency', 'DOLLAR'], /^currency: "DOLLAR" is no ISO 4217 currency/],
    [[...whole, '--discount', '101'], /^discount: 101 is not between 0 and 100\.$/],
    [[...whole, '--discount', 'much'], /^discount: "much" is no number\.$/],
    [[...whole, '--billing-day', '3'], /^--billing-day belongs to --history/],
  ])('%j', async (args, message) => {
    expect(await price(...args)).toMatchObject({ exit: 2, out: '', err: expect.stringMatching(message) });
  });
});
