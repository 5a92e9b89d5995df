import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { dayTime } from '../../local/simulation/world.ts';
import { openStateFolder } from '../../local/state-folder.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
let simulation: Simulation;
beforeEach(async () => {
  folder = await makeFolder();
  simulation = await startSimulation({ accounts: 400, agents: 40, signUps: 30 });
});
afterEach(() => simulation.close());

const state = () => join(folder, 'state');

function run(
  args: readonly string[] = [],
  { day = 0, key = SIMULATED_KEY, organization = SIMULATED_ORGANIZATION } = {},
) {
  simulation.goTo(day);
  const env = { ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: key };
  const named = organization ? ['--organization', organization] : [];
  return commandLine(['run', ...named, '--state', state(), '--json', ...args], { env, now: dayTime(day) });
}

test('two weeks: an inventory, then a drift, in the documented document', async () => {
  const first = await run();
  expect(first).toMatchObject({ exit: 0, err: '' });
  expect(JSON.parse(first.out)).toMatchObject({
    organization: SIMULATED_ORGANIZATION,
    asOf: '2026-11-16T06:00:00Z',
    snapshot: { state: 'complete', reason: null, accounts: 400, billable: 40, unknown: 0, avoidable: 0, duplicates: 0 },
    drift: { baseline: null, net: 0, entries: [], exits: [], unclear: [], cameAndWent: [] },
  });
  const second = JSON.parse((await run([], { day: 7 })).out);
  expect(second).toMatchObject({ drift: { baseline: '2026-11-16T06:00:00Z', net: 30 }, snapshot: { avoidable: 30 } });
  expect(second.drift.entries).toHaveLength(30);
  expect(second.drift.entries[0]).toMatchObject({
    cause: 'product-added',
    certainty: 'observed',
    products: ['trello'],
  });
});

describe('one clear sentence, and exit 1', () => {
  test.each([
    [
      'a wrong key',
      { key: 'wrong' },
      [],
      /^the organization key was refused \(401, ADMIN-401-1\): it is wrong, revoked or expired/,
    ],
    [
      'a key with a line break',
      { key: 'secret\nkey' },
      [],
      /^ATLASSIAN_ORG_KEY is no organization key: it has a line break inside/,
    ],
    ['no key', { key: ' ' }, [], /^there is no organization key: put a read-only one .* or set ATLASSIAN_ORG_KEY/],
    ['an unknown organization', { organization: 'nobody' }, [], /Atlassian knows no such organization/],
    ['settings that are not there', {}, ['--config', 'nowhere.json'], /^there is no settings file nowhere\.json/],
  ])('%s', async (_, surroundings, args, message) => {
    const said = await run(args, surroundings);
    expect(said).toMatchObject({ exit: 1, out: '' });
    expect(said.err).toMatch(message);
    expect(said.err).not.toMatch(/\n|secret/);
  });

  test('malformed settings name the path of the field', async () => {
    const config = join(folder, 'settings.json');
    await writeFile(config, JSON.stringify({ organizations: [{ id: 'a', name: 'A', timeZone: 'Mars' }] }));
    const said = await run(['--config', config]);
    expect(said.err).toMatch(/settings\.json is not valid: organizations\[0\]\.timeZone: an IANA time zone/);
    await writeFile(config, '{');
    expect((await run(['--config', config])).err).toMatch(/is not JSON/);
  });

  test("a state folder that is somebody else's", async () => {
    await mkdir(state());
    await writeFile(join(state(), 'thesis.doc'), 'x');
    expect((await run()).err).toMatch(/is not one of this program: it holds other files\. Name another with --state\./);
  });

  test('a state folder of another version', async () => {
    await mkdir(join(state(), 'billable-drift-layout-99'), { recursive: true });
    expect((await run()).err).toMatch(/made by another version/);
  });

  test('a state folder that another run uses', async () => {
    const other = await openStateFolder(state());
    try {
      expect((await run()).err).toMatch(/is in use by another run/);
    } finally {
      await other.close();
    }
    expect((await run()).exit).toBe(0);
  });
});

test('the settings name recipients, sites and the organization', async () => {
  const config = join(folder, 'settings.json');
  const organization = {
    id: SIMULATED_ORGANIZATION,
    name: 'Contoso',
    sites: ['contoso.atlassian.net'],
    mail: { admins: ['a@contoso.com', 'b@contoso.com'], finance: ['c@contoso.com'] },
  };
  await writeFile(config, JSON.stringify({ organizations: [organization] }));
  const said = JSON.parse((await run(['--config', config], { organization: '' })).out);
  expect(said.organization).toBe(SIMULATED_ORGANIZATION);
  expect(said.mail.map((mail: { audience: string }) => mail.audience).sort()).toEqual(['admins', 'admins', 'finance']);
});

test('several organizations in the settings: which one has to be said', async () => {
  const config = join(folder, 'settings.json');
  await writeFile(config, JSON.stringify({ organizations: ['a', 'b'].map((id) => ({ id, name: id })) }));
  const said = await run(['--config', config], { organization: '' });
  expect(said).toMatchObject({ exit: 2, err: expect.stringContaining('say which with --organization: a, b.') });
});

test('out of order: an older walk after a newer one is superseded and sends nothing', async () => {
  await run([], { day: 7 });
  const said = JSON.parse((await run([], { day: 0 })).out);
  expect(said).toMatchObject({ snapshot: { state: 'superseded' }, drift: { baseline: null }, mail: [] });
  expect(JSON.parse((await run([], { day: 7 })).out).mail).toMatchObject([
    { state: 'already-sent' },
    { state: 'already-sent' },
  ]);
});

test('two runs at once on one state: one works, the other says so', async () => {
  const said = await Promise.all([run(), run()]);
  expect(said.map(({ exit }) => exit).sort()).toEqual([0, 1]);
  expect(said.find(({ exit }) => exit === 1)?.err).toMatch(/in use by another run/);
});
