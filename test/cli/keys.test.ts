import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  SIMULATED_ORGANIZATION as ORGANIZATION,
  SIMULATED_KEY,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

const NOW = new Date('2026-11-23T06:00:00Z');

let simulation: Simulation;
let state: string;
beforeEach(async () => {
  simulation = await startSimulation({ accounts: 60, agents: 6, signUps: 3 });
  state = join(await makeFolder(), 'state');
});
afterEach(() => simulation.close());

function keys(args: readonly string[], hidden = '', now = NOW) {
  const env = { ATLASSIAN_API_URL: simulation.url };
  return commandLine(['keys', ...args, '--state', state], { env, hidden, now });
}
const put = (hidden = SIMULATED_KEY, ...args: string[]) =>
  keys(['put', 'org', '--organization', ORGANIZATION, ...args], hidden);
const run = () =>
  commandLine(['run', '--organization', ORGANIZATION, '--state', state, '--json'], {
    env: { ATLASSIAN_API_URL: simulation.url },
    now: NOW,
  });

describe('keys put', () => {
  test('tries a key, keeps it, and the next run needs no other', async () => {
    expect((await run()).err).toMatch(/^there is no organization key: put a read-only one/);
    const said = await put(`${SIMULATED_KEY}\n`, '--expires', '2027-03-01');
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(said.out).toMatch(
      /^Put: the organization key of .*\. It was tried and works \(Contoso\); ends Mon 1 Mar 2027/,
    );
    expect(await run()).toMatchObject({ exit: 0, err: '' });
  });

  test.each([
    ['blank', '\n', /^this is no organization key: it is blank\. Nothing was changed\./],
    ['a line break inside', 'a\nb', /^this is no organization key: it has a line break inside/],
    ['refused', 'other-key', /everything is as it was: the organization key was refused \(401, ADMIN-401-1\)/],
  ])('%s', async (_, hidden, message) => {
    await put();
    const said = await put(hidden);
    expect(said).toMatchObject({ exit: 1, out: '', err: expect.stringMatching(message) });
    expect((await run()).exit).toBe(0);
  });

  test.each([
    [['put', 'master'], /there is no kind of key master: org, remediation, scim, jira, idp\./],
    [['put', 'org'], /say which organization with --organization ID/],
    [['put', 'scim', '--organization', 'a'], /say which directory with --directory ID/],
    [['put', 'org', '--organization', 'a', '--directory', 'd'], /the organization key is of no directory/],
    [['put', 'org', '--organization', 'a', '--expires', '2027-02-30'], /--expires 2027-02-30 is not a day/],
    [['forget', 'org'], /say which organization/],
    [['check'], /say which organization/],
  ])('%j is wrong usage', async (args, message) => {
    expect(await keys(args, 'k')).toMatchObject({ exit: 2, err: expect.stringMatching(message) });
  });

  test('an unknown directory is named, with those that are known', async () => {
    const said = await keys(['put', 'scim', '--organization', 'a', '--directory', 'd-9'], 'k');
    expect(said).toMatchObject({ exit: 1, err: expect.stringMatching(/directory d-9/) });
  });
});

describe('keys status', () => {
  test('a table for people and a document for programs', async () => {
    expect(await keys(['status'])).toMatchObject({ exit: 0, out: expect.stringMatching(/^No keys in custody/) });
    await put();
    const said = await keys(['status', '--organization', ORGANIZATION], '', new Date('2026-12-03T06:00:00Z'));
    expect(said.out.split('\n')).toEqual([
      `${ORGANIZATION}   organization key`,
      '  put 10 days ago; ends Tue 23 Nov 2027, in 355 days (assumed: a year after it was put)',
      '  worked when it was tried, 2026-11-23T06:00:00Z',
    ]);
    const document = JSON.parse((await keys(['status', '--json', '--organization', ORGANIZATION])).out);
    expect(document).toMatchObject([{ kind: 'org', daysHeld: 0, daysLeft: 365, trial: { state: 'works' } }]);
    expect(JSON.stringify(document)).not.toContain(SIMULATED_KEY);
  });

  test('exit 1 once a key has ended', async () => {
    await put(SIMULATED_KEY, '--expires', '2026-12-01');
    expect((await keys(['status', '--organization', ORGANIZATION])).exit).toBe(0);
    const later = await keys(['status', '--organization', ORGANIZATION], '', new Date('2026-12-02T06:00:00Z'));
    expect(later).toMatchObject({ exit: 1, out: expect.stringContaining('ended Tue 1 Dec 2026 (as entered)') });
  });
});

test('keys check does what the daily check does; the digest tells when the key ends', async () => {
  await put(SIMULATED_KEY, '--expires', '2026-11-29');
  await run();
  expect(await keys(['check', '--organization', ORGANIZATION])).toMatchObject({
    exit: 0,
    out: 'Checked: 0 refused, 1 to end within 30 days. See "keys status".',
  });
  const all = await keys(['status']);
  expect(all.out).toMatch(/ends Sun 29 Nov 2026, in 6 days \(as entered\)/);
  const later = await commandLine(['run', '--organization', ORGANIZATION, '--state', state], {
    env: { ATLASSIAN_API_URL: simulation.url },
    now: new Date('2026-11-24T06:00:00Z'),
  });
  expect(later.out).toMatch(/KEYS\n {2}organization key ends Sun 29 Nov 2026, in 5 days \(as entered\)/);
});

test('keys forget says that the key still works where it was made', async () => {
  await put();
  const said = await keys(['forget', 'org', '--organization', ORGANIZATION]);
  expect(said).toMatchObject({ exit: 0, out: expect.stringMatching(/It still works at Atlassian .*revoke it there/s) });
  expect((await run()).err).toMatch(/is marked for deletion/);
  expect((await keys(['status', '--organization', ORGANIZATION])).out).toMatch(/^No keys in custody/);
  await keys(['forget', 'org', '--organization', ORGANIZATION]);
  expect((await keys(['forget', 'scim', '--organization', ORGANIZATION, '--directory', 'd'])).exit).toBe(1);
});

test('a file of secrets that others can read is refused by every command that would read it', async () => {
  await put();
  await chmod(join(state, 'secrets.json'), 0o644);
  const refused = {
    exit: 1,
    err: expect.stringMatching(/can be read by others \(mode 644\): close it with chmod 600/),
  };
  expect(await run()).toMatchObject(refused);
  expect(await put()).toMatchObject(refused);
});
