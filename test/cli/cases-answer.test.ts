import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  SIMULATED_ORGANIZATION as ORGANIZATION,
  SIMULATED_KEY,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { dayTime, OWN_SITE } from '../../local/simulation/world.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let simulation: Simulation;
let folder: string;
let now: Date;
beforeEach(async () => {
  folder = await makeFolder();
  simulation = await startSimulation({ accounts: 60, agents: 8, signUps: 6, synced: 0 });
  const remediation = {
    ...{ switch: 'on', automated: ['leave-or-delete-workspace'], approvers: ['local:anna', 'local:ben'] },
    limits: { perCase: { percent: 50 }, perDay: { percent: 100 } },
  };
  const mail = { admins: ['admin@contoso.com'] };
  const organization = { id: ORGANIZATION, name: 'Contoso', sites: [OWN_SITE], mail, remediation };
  await writeFile(join(folder, 'billable-drift.json'), JSON.stringify({ organizations: [organization] }));
  for (const day of [0, 7]) {
    simulation.goTo(day);
    now = dayTime(day);
    await say('run', '--config', join(folder, 'billable-drift.json'));
  }
  await say('apply', '--config', join(folder, 'billable-drift.json'));
}, 60_000);
afterEach(() => simulation.close());

async function say(...args: readonly string[]) {
  const env = { ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY };
  const place = ['--state', join(folder, 'state'), ...(args[0] === 'apply' ? [] : ['--organization', ORGANIZATION])];
  return commandLine([...args, ...place], { env, now });
}

test('holders are mailed, and what they answer by mail is recorded and acted on', async () => {
  const accounts = [...simulation.world.accounts.values()]
    .filter(({ access, email }) => access.some(({ key }) => key === 'trello') && email !== null)
    .map(({ id }) => id)
    .slice(0, 2);
  const [first = '', second = ''] = accounts;
  const proposal = ['cases', 'propose', '--option', '3', '--accounts', accounts.join(','), '--yes', '--as', 'anna'];
  const proposed = await say(...proposal);
  const [, id = '', hash = ''] = /cases approve (\w+) --plan (\w+)/.exec(proposed.out) ?? [];
  expect(await say('cases', 'approve', id, '--plan', hash, '--as', 'ben')).toMatchObject({ exit: 0, err: '' });
  expect((await say('cases', 'show', id)).out).toMatch(/holder/);

  const recorded = await say('cases', 'answered', id, first, '2', '--as', 'anna');
  expect(recorded.out).toBe(`Recorded for ${first}: use-it. The case ${id} acts on it at its next look.`);
  expect(await say('cases', 'answered', id, 'nobody', '1', '--as', 'anna')).toMatchObject({
    exit: 1,
    err: expect.stringContaining('nobody is not in the case'),
  });
  now = new Date(now.getTime() + 3_600_000);
  const later = await say('cases', 'answered', id, second, 'for-a-client', '--as', 'anna', '--json');
  expect(JSON.parse(later.out)).toEqual({ case: id, accountId: second, answer: 'for-a-client' });
  expect((await say('exclusions', 'list')).out).toContain(first);

  expect(await say('cases', 'answered', id, first, '6')).toMatchObject({
    exit: 2,
    err: expect.stringMatching(/6 is none of the answers 1 \(dont-need\), .* 5 \(not-me\)/),
  });
}, 120_000);
