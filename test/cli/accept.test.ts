import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
const say = (...args: string[]) =>
  commandLine([...args, '--state', join(folder, 'state'), '--config', join(folder, 'settings.json')], {
    env: { USER: 'ada' },
    now: new Date('2026-11-24T09:00:00Z'),
  });
const keep = (batch: string, ...args: string[]) => say('accept', '--batch', batch, '--reason', 'client work', ...args);

beforeAll(async () => {
  folder = await makeFolder();
  const rows = Array.from({ length: 30 }, (_, index) => {
    const access = index < 20 ? 'contoso,,' : index < 26 ? ',x,' : ',,x';
    return `Person ${index},p${index}@contoso.com,5f${index},Active,2026-11-01,Yes,${access}`;
  });
  const header = 'Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Jira Service Management,Trello,Loom';
  const file = join(folder, 'm.csv');
  await writeFile(file, [header, ...rows].join('\n'));
  const contract = { currency: 'USD', terms: [{ kind: 'annual', from: '2026-03-01', renewal: '2027-03-01' }] };
  const named = { id: 'csv', name: 'Contoso', contract, sites: ['contoso.atlassian.net'] };
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ organizations: [named] }));
  await say('run', '--csv', file, '--as-of', '2026-11-24T06:00:00Z');
}, 60_000);

describe('accept --batch', () => {
  test.each([
    [['marketing'], 2, /^--batch marketing is no line of the plan, exposure, product or site .*there are: .*trello/],
    [['999'], 2, /^--batch 999 is no line/],
    [['sandbox-only'], 1, /^--batch sandbox-only: nobody is in it who could be targeted\.$/],
    [['trello', '--until', '2026-11-23'], 2, /until: 2026-11-23 is over/],
    [['trello', '--until', '2027-03-02'], 2, /after the renewal of 2027-03-01; say a day until 2027-03-01/],
    [['trello', '--until', 'soon'], 2, /is after the renewal|until: a day such as/],
    [['trello', '--reason', ' '], 2, /reason: /],
    [['trello', '--organization', 'other'], 1, /no snapshot of other yet/],
    [['trello', '--table', 'x'], 2, /named by both/],
  ])('%j keeps nobody', async (args, exit, sentence) => {
    const said = await keep(args[0] ?? '', ...args.slice(1));
    expect(said).toMatchObject({ exit, err: expect.stringMatching(sentence) });
    expect(said.err).not.toContain('\n');
    expect((await say('exclusions', 'list')).out).toBe('Nobody is excluded in csv.');
  });

  test('an exclusion for each, until the renewal, by whoever works here; then they are in no plan', async () => {
    expect((await keep('trello')).out).toBe('Kept 6 accounts until 2027-03-01, by ada: client work.');
    const list = JSON.parse((await say('exclusions', 'list', '--json')).out);
    expect(list).toHaveLength(6);
    const first = { accountId: '5f20', reason: 'client work', author: 'ada', from: '2026-11-24', until: '2027-03-01' };
    expect(list[0]).toEqual(first);
    const named = JSON.parse((await say('exclusions', 'list', '--people', '--json')).out);
    expect(named[0]).toEqual({ ...first, name: 'Person 20', email: 'p20@contoso.com' });
    expect((await keep('trello')).err).toMatch(/nobody is in it/);
    const loom = await keep('loom', '--until', '2026-12-31', '--author', 'Grace', '--json');
    expect(JSON.parse(loom.out)).toEqual({
      ...{ organization: 'csv', batch: 'loom', reason: 'client work', author: 'Grace', until: '2026-12-31' },
      accountIds: ['5f26', '5f27', '5f28', '5f29'],
    });
  });

  test('what is kept on purpose is no money that can still be saved', async () => {
    const price = ['--period', '2026-11', '--quantity', '30', '--amount', '120', '--currency', 'USD'];
    await say('invoice', 'add', ...price);
    const run = async (day: string) => {
      const said = await say('run', '--csv', join(folder, 'm.csv'), '--as-of', day, '--json');
      const { snapshot, cost } = JSON.parse(said.out);
      return { counted: snapshot.avoidable, savable: cost.avoidable.accounts };
    };
    for (const { accountId } of JSON.parse((await say('exclusions', 'list', '--json')).out)) {
      await say('exclusions', 'remove', accountId);
    }
    expect(await run('2026-11-24T07:00:00Z')).toEqual({ counted: 10, savable: 10 });
    await keep('trello');
    await keep('loom');
    expect(await run('2026-11-24T08:00:00Z')).toEqual({ counted: 10, savable: 0 });
  }, 60_000);
});
