import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { SIMULATED_KEY, SIMULATED_ORGANIZATION, startSimulation } from '../../local/simulation/server.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
let csv: string;
beforeEach(async () => {
  folder = await makeFolder();
  csv = join(folder, 'm.csv');
  await commandLine([
    'simulate',
    '--export',
    csv,
    '--week',
    '2',
    '--accounts',
    '500',
    '--agents',
    '20',
    '--sign-ups',
    '9',
  ]);
});

const inFolder = (name: string) => join(folder, name);

describe('init', () => {
  test('proposes and writes without a terminal', async () => {
    const said = await commandLine(['init', '--csv', csv, '--config', inFolder('s.json'), '--name', 'Contoso']);
    expect(said.out).toMatch(/^Nobody to ask here: .*$/m);
    expect(said.out).toMatch(/^Your sites {8}contoso\.atlassian\.net\n {2}with +Confluence, Jira Service Management/m);
    expect(JSON.parse(await readFile(inFolder('s.json'), 'utf8'))).toEqual({
      organizations: [
        {
          id: 'csv',
          name: 'Contoso',
          sites: ['contoso.atlassian.net'],
          partnerSites: [],
          licensedProducts: [],
        },
      ],
    });
  });

  test('asks for the name, the sites and the products at a terminal', async () => {
    const answers = ['Contoso Ltd', 'contoso.atlassian.net, vendor-y.atlassian.net', 'Trello'];
    const said = await commandLine(['init', '--csv', csv, '--config', inFolder('s.json')], { answers });
    expect(said.exit).toBe(0);
    expect(JSON.parse(await readFile(inFolder('s.json'), 'utf8')).organizations[0]).toMatchObject({
      sites: ['contoso.atlassian.net', 'vendor-y.atlassian.net'],
      name: 'Contoso Ltd',
      licensedProducts: ['trello'],
    });
  });

  test('an answer that is no host writes nothing', async () => {
    const said = await commandLine(['init', '--csv', csv, '--config', inFolder('s.json')], {
      answers: ['', 'my site', ''],
    });
    expect(said).toMatchObject({ exit: 1, err: expect.stringContaining('organizations[0].sites[0]: a host such as') });
    await expect(readFile(inFolder('s.json'))).rejects.toThrow();
  });

  test('leaves settings that are there alone', async () => {
    await writeFile(inFolder('s.json'), '{}');
    const said = await commandLine(['init', '--csv', csv, '--config', inFolder('s.json')]);
    expect(said).toMatchObject({ exit: 1, err: expect.stringContaining('is there already and was left as it is') });
    expect(await readFile(inFolder('s.json'), 'utf8')).toBe('{}');
  });
});

describe('explain', () => {
  const explain = (who: string, ...args: string[]) =>
    commandLine(['explain', who, '--state', inFolder('state'), ...args]);

  beforeEach(async () => {
    await commandLine(['run', '--csv', csv, '--as-of', '2026-11-23', '--state', inFolder('state')]);
  });

  test('an agent, by e-mail in any letter case: state, reason, accesses, since when', async () => {
    const email =
      /^[^,]+,([^,]+@[^,]+),/m.exec((await readFile(csv, 'utf8')).split('\n').slice(1).join('\n'))?.[1] ?? '';
    const said = await explain(email.toUpperCase());
    expect(said.out).toMatch(/As of Mon 23 Nov 2026: billable, licensed \(your sites are assumed\)/);
    expect(said.out).toMatch(/Jira Service Management on contoso\.atlassian\.net {3}your site or licence/);
    expect(said.out).toMatch(/Since +before our first snapshot \(Mon 23 Nov 2026\)/);
  });

  test('somebody who came later: since when, and why', async () => {
    const rows = (await readFile(csv, 'utf8')).split('\n');
    const quiet = rows.findIndex((row) => row.includes(',Active,,No,'));
    const id = rows[quiet]?.split(',')[2] ?? '';
    await writeFile(
      csv,
      rows.with(quiet, (rows[quiet] ?? '').replace(/,No,.*/, ',Yes,Default,Billable,,,,,,,,,,Trello')).join('\n'),
    );
    await commandLine(['run', '--csv', csv, '--as-of', '2026-11-24', '--state', inFolder('state')]);
    const said = await explain(id);
    expect(said.out).toMatch(/Since +Tue 24 Nov 2026, when a snapshot first showed it/);
    expect(said.out).toMatch(/Tue 24 Nov 2026: not billable → billable \(invited, inferred\)/);
    const document = JSON.parse((await explain(id, '--json')).out);
    expect(document).toMatchObject({
      exposure: 'self-signup',
      since: '2026-11-24T00:00:00Z',
      access: [{ owner: 'self-signup' }],
    });
  });

  test('somebody who has left: found in the last snapshot that had them', async () => {
    const rows = (await readFile(csv, 'utf8')).split('\n');
    const id = rows[1]?.split(',')[2] ?? '';
    await writeFile(csv, rows.toSpliced(1, 1).join('\n'));
    await commandLine(['run', '--csv', csv, '--as-of', '2026-11-24', '--state', inFolder('state')]);
    const said = await explain(id);
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(said.out).toMatch(/Gone: the snapshot of Tue 24 Nov 2026 no longer has it/);
    expect(said.out).toMatch(/As of Mon 23 Nov 2026: billable/);
    expect(said.out).toMatch(/Tue 24 Nov 2026: billable → absent \(deleted or unclaimed, inferred\)/);
    expect(JSON.parse((await explain(id, '--json')).out)).toMatchObject({
      asOf: '2026-11-24T00:00:00Z',
      lastSeen: '2026-11-23T00:00:00Z',
    });
  });

  test('the only organization of the state is the one that is meant', async () => {
    const rows = (await readFile(csv, 'utf8')).split('\n');
    const id = rows[1]?.split(',')[2] ?? '';
    const state = inFolder('named');
    const run = ['run', '--csv', csv, '--as-of', '2026-11-23', '--state', state];
    await commandLine([...run, '--organization', 'contoso']);
    expect(await commandLine(['explain', id, '--state', state])).toMatchObject({ exit: 0, err: '' });
    await commandLine([...run, '--organization', 'other']);
    expect(await commandLine(['explain', id, '--state', state])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('say which with --organization: contoso, other'),
    });
  });

  test('nothing asked is wrong usage', async () => {
    expect(await explain(' ')).toMatchObject({ exit: 2, err: expect.stringContaining('say which account') });
  });

  test('nobody of that name, and no snapshot', async () => {
    expect(await explain('nobody')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('has an account with the id or e-mail nobody'),
    });
    expect(await explain('x', '--organization', 'other')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('there is no snapshot of other yet'),
    });
  });
});

describe('doctor', () => {
  test('a line each, and exit 0 when all is well', async () => {
    const simulation = await startSimulation({ accounts: 5, agents: 1, signUps: 1 });
    try {
      const env = { ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY };
      const said = await commandLine(
        ['doctor', '--organization', SIMULATED_ORGANIZATION, '--state', inFolder('state')],
        { env },
      );
      expect(said.exit).toBe(0);
      expect(said.out.split('\n').map((line) => line.slice(0, 15).trim())).toEqual([
        'ok    settings',
        'ok    key',
        'ok    stores',
      ]);
    } finally {
      await simulation.close();
    }
  });

  test('somebody with exports only is well', async () => {
    const fresh = await commandLine(['doctor', '--state', inFolder('state')]);
    expect(fresh).toMatchObject({ exit: 0, out: expect.stringContaining('none is needed for exports') });
    await commandLine(['run', '--csv', csv, '--as-of', '2026-11-23', '--state', inFolder('state')]);
    const later = await commandLine(['doctor', '--state', inFolder('state')]);
    expect(later.out).toContain('csv: newest snapshot 2026-11-23T00:00:00Z');
  });

  test('a key without its organization is a mend', async () => {
    const env = { ATLASSIAN_ORG_KEY: 'k' };
    const said = await commandLine(['doctor', '--state', inFolder('state')], { env });
    expect(said).toMatchObject({ exit: 1, out: expect.stringContaining('--organization ID') });
  });

  test('says the mend of what is not well', async () => {
    await writeFile(inFolder('s.json'), '{}');
    const env = { ATLASSIAN_API_URL: 'http://127.0.0.1:65432', ATLASSIAN_ORG_KEY: 'k' };
    const said = await commandLine(['doctor', '--organization', 'x', '--config', inFolder('s.json'), '--state', csv], {
      env,
    });
    expect(said.exit).toBe(1);
    expect(said.out).toMatch(/^MEND {2}settings .*organizations: /m);
    expect(said.out).toMatch(/^MEND {2}key .*no answer \(ECONNREFUSED\)/m);
    expect(said.out).toMatch(/^MEND {2}stores .*m\.csv is a file, not a folder/m);
  });
});

describe('wrong usage is exit 2', () => {
  test.each([[['nonsense']], [['simulate', '--accounts', 'many']], [['simulate', '--error-rate', '2']], [['init']]])(
    '%j',
    async (args) => {
      const said = await commandLine(args);
      expect(said.exit).toBe(2);
      expect(said.err).not.toBe('');
    },
  );

  test('help is exit 0', async () => {
    expect(await commandLine(['--help'])).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Usage: billable-drift'),
    });
  });
});
