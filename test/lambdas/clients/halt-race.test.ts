import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { applyKeepingHalts } from '../../../cli/run-once.ts';
import { remediationSchema } from '../../../core/cases/remediation-settings.ts';
import { organizationSchema } from '../../../core/settings.ts';
import type { History } from '../../../lambdas/clients/history/history.ts';
import { getSettings, haltRemediation, putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { ANNA, BEN } from '../../cases.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(() => stores.close());

const NOW = '2026-11-23T08:00:00Z';
const halted = { by: ANNA, at: NOW, why: 'wrong list' };
const later = { by: BEN, at: NOW, why: 'this one, too' };
const settings = organizationSchema.parse({
  ...{ id: 'acme', name: 'Acme' },
  remediation: remediationSchema.parse({ switch: 'on', approvers: [ANNA, BEN] }),
});
const remediation = async () => (await getSettings(stores.history, 'acme'))?.remediation;

/** Somebody halts after the first read of the settings, and before they are written. */
function haltedMeanwhile(): History {
  const { client, table } = stores.history;
  let reads = 0;
  const send: typeof client.send = async (command: Parameters<typeof client.send>[0]) => {
    const answer = await client.send(command);
    if (command.constructor.name === 'GetCommand') reads += 1;
    if (reads === 1 && command.constructor.name === 'GetCommand') await haltRemediation(stores.history, 'acme', halted);
    return answer;
  };
  return { client: Object.assign(Object.create(client), { send }), table };
}

test('a halt that comes between reading the settings and writing them stays', async () => {
  await putSettings(stores.history, settings, NOW, null);
  const written = await applyKeepingHalts(haltedMeanwhile(), settings, NOW);
  expect(written.remediation).toMatchObject({ switch: 'off', halted });
  expect(await remediation()).toMatchObject({ switch: 'off', halted });
});

test('who applies lifts the halt that they have read, and no other one', async () => {
  await putSettings(stores.history, settings, NOW);
  await haltRemediation(stores.history, 'acme', halted);
  expect(await putSettings(stores.history, settings, NOW, null)).toBe(false);
  await haltRemediation(stores.history, 'acme', later);
  expect(await putSettings(stores.history, settings, NOW, halted)).toBe(false);
  expect(await remediation()).toMatchObject({ switch: 'off', halted: later });
  expect(await putSettings(stores.history, settings, NOW, later)).toBe(true);
  expect(await remediation()).toMatchObject({ switch: 'on' });
});

test('who has read a halt that is lifted by now may write', async () => {
  await putSettings(stores.history, settings, NOW);
  expect(await putSettings(stores.history, settings, NOW, halted)).toBe(true);
});
