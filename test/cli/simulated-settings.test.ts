import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { getSettings } from '../../lambdas/clients/history/organizations.ts';
import { SIMULATED_ORGANIZATION } from '../../local/simulation/server.ts';
import { openStateFolder } from '../../local/state-folder.ts';
import { commandLine } from '../command-line.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('what was applied to the simulated organization stays for its next week', async () => {
  const state = join(folder, 'state');
  const week = ['simulate', '--run', '--state', state, '--accounts', '60', '--agents', '4', '--sign-ups', '5'];
  expect(await commandLine(week)).toMatchObject({ exit: 0 });
  const config = join(folder, 'billable-drift.json');
  const remediation = { switch: 'on', approvers: ['local:anna'] };
  const one = { id: SIMULATED_ORGANIZATION, name: 'Contoso', mail: {}, remediation };
  await writeFile(config, JSON.stringify({ organizations: [one] }));
  expect(await commandLine(['apply', '--config', config, '--state', state])).toMatchObject({ exit: 0 });
  expect(await commandLine(week)).toMatchObject({ exit: 0 });
  const stored = await openStateFolder(state);
  const settings = await getSettings(stored.history, SIMULATED_ORGANIZATION).finally(stored.close);
  expect(settings?.remediation).toMatchObject(remediation);
}, 60_000);
