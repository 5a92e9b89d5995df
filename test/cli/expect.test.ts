import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeFolder();
});

const say = (...args: string[]) =>
  commandLine([...args, '--state', join(folder, 'state')], {
    env: { USER: 'ada' },
    now: new Date('2026-11-24T09:00:00Z'),
  });
const wave = (...args: string[]) => say('expect', '+200', 'by', '2026-12-15', 'onboarding', ...args);

async function runCsv(day: string, billable: number) {
  const rows = Array.from({ length: billable }, (_, index) => `Person,p${index}@contoso.com,5f${index},Active,,Yes,x`);
  const file = join(folder, 'm.csv');
  const header = 'Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Trello';
  await writeFile(file, [header, ...rows].join('\n'));
  return commandLine(['run', '--csv', file, '--as-of', day, '--state', join(folder, 'state')], {
    now: new Date('2027-01-01T00:00:00Z'),
  });
}

describe('expect', () => {
  test('takes in a wave, lists how much of it came, takes it away', async () => {
    expect((await wave()).out).toBe('csv: expected +200 by Tue 15 Dec 2026: onboarding.');
    expect((await say('expect', 'list')).out).toBe('+200 by Tue 15 Dec 2026: onboarding; 0 came  (ada)');
    expect(JSON.parse((await say('expect', 'list', '--json')).out)).toEqual({
      organization: 'csv',
      expectations: [
        {
          ...{ date: '2026-12-15', since: '2026-11-24T09:00:00Z', accounts: 200, reason: 'onboarding' },
          ...{ author: 'ada', came: 0, open: true },
        },
      ],
    });
    expect((await say('expect', 'remove', '2026-12-15')).out).toBe('Nothing is expected by 2026-12-15 any more.');
    expect((await say('expect', 'list')).out).toBe('csv: nothing is expected.');
  });

  test('counts what became billable after it, up to its number', async () => {
    await runCsv('2026-11-24T06:00:00Z', 10);
    await wave('--author', 'Grace');
    await runCsv('2026-12-01T06:00:00Z', 60);
    const list = async (now: string) =>
      (await commandLine(['expect', 'list', '--state', join(folder, 'state')], { now: new Date(now) })).out;
    expect(await list('2026-12-01T09:00:00Z')).toBe('+200 by Tue 15 Dec 2026: onboarding; 50 came  (Grace)');
    await runCsv('2026-12-08T06:00:00Z', 260);
    expect(await list('2026-12-16T09:00:00Z')).toBe('+200 by Tue 15 Dec 2026: onboarding; 200 came  OVER  (Grace)');
  });

  test('twice is a sentence, and --replace corrects', async () => {
    await wave();
    expect(await wave()).toMatchObject({ exit: 1, err: expect.stringMatching(/--replace corrects it/) });
    const corrected = await say('expect', '+50', 'by', '2026-12-15', 'fewer', '--replace', '--json');
    expect(JSON.parse(corrected.out)).toMatchObject({ expectation: { accounts: 50, reason: 'fewer' } });
    expect((await say('expect', 'list')).out).toMatch(/^\+50 by/);
  });

  test.each([
    [['200', 'by', '2026-12-15', 'x'], /say it as: billable-drift expect \+200 by/],
    [['+200', 'until', '2026-12-15', 'x'], /say it as/],
    [['+200', 'by'], /date: /],
    [['+200', 'by', 'soon', 'x'], /date: a day such as/],
    [['+200', 'by', '2026-12-15'], /reason: /],
    [['+0', 'by', '2026-12-15', 'x'], /accounts: /],
    [['+200', 'by', '2026-11-23', 'x'], /by: 2026-11-23 is over/],
    [['+200', 'by', '2026-12-15', 'x', '--from', '2026-12-16'], /lies before --from, 2026-12-16/],
    [['+200', 'by', '2026-12-15', 'x', '--from', 'now'], /date: a day such as/],
  ])('%j is wrong usage', async (args, sentence) => {
    const said = await say('expect', ...args);
    expect(said).toMatchObject({ exit: 2, err: expect.stringMatching(sentence) });
    expect(said.err).not.toContain('\n');
  });

  test('an overlapping wave is refused, the next one is not', async () => {
    await wave();
    expect(await say('expect', '+5', 'by', '2026-12-31', 'more')).toMatchObject({
      ...{ exit: 2, err: expect.stringMatching(/overlaps with \+200 by 2026-12-15 \(onboarding\)/) },
    });
    expect(await say('expect', '+5', 'by', '2026-12-31', 'more', '--from', '2026-12-16')).toMatchObject({ exit: 0 });
  });

  test('without anybody known there is no author; what is not there cannot be taken away', async () => {
    const args = ['expect', '+5', 'by', '2026-12-31', 'x', '--state', join(folder, 'state')];
    expect(await commandLine(args, { now: new Date('2026-11-24T09:00:00Z') })).toMatchObject({
      ...{
        exit: 2,
        err: expect.stringContaining('USER is not set in the environment: name who does with --author NAME'),
      },
    });
    expect(await say('expect', 'remove', '2026-12-15')).toMatchObject({
      ...{ exit: 1, err: expect.stringMatching(/^nothing is expected by 2026-12-15 in csv/) },
    });
  });
});
