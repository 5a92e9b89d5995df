import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readKeptSimulation } from '../../local/simulation/keep-simulation.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let state: string;
let config: string;

/** As docs/remediation.md says it: the settings there, the first two weeks, and nothing served beside it. */
beforeEach(async () => {
  const folder = await makeFolder();
  [state, config] = [join(folder, 'state'), join(folder, 'billable-drift.json')];
  await writeFile(config, await settingsOfDocs());
  await nextWeek();
  expect(await say('apply', '--config', config)).toMatchObject({ exit: 0 });
}, 60_000);

async function settingsOfDocs(): Promise<string> {
  const docs = await readFile('docs/remediation.md', 'utf8');
  const [, settings = ''] = /## With the simulated organization[\s\S]*?```json\n([\s\S]*?)```/.exec(docs) ?? [];
  return settings;
}

const say = (...args: readonly string[]) => commandLine([...args, '--state', state]);

async function nextWeek() {
  const said = await say('simulate', '--run', '--accounts', '200', '--agents', '20', '--sign-ups', '20');
  expect(said).toMatchObject({ exit: 0, err: '' });
  return said.out;
}

/** Anna proposes, somebody else approves. */
async function begun(propose: readonly string[], approver: string): Promise<string> {
  const proposed = await say('cases', 'propose', ...propose, '--yes', '--as', 'anna');
  expect(proposed).toMatchObject({ exit: 0, err: '' });
  const [, id = '', plan = ''] = /cases approve (\w+) --plan (\w+)/.exec(proposed.out) ?? [];
  const approved = await say('cases', 'approve', id, '--plan', plan, '--as', approver);
  expect(approved).toMatchObject({ exit: 0, err: '' });
  return id;
}

const sightSchema = z.object({
  state: z.string(),
  accounts: z.array(z.object({ accountId: z.string(), work: z.string(), proof: z.string().nullable() })),
});
const show = async (id: string) => sightSchema.parse(JSON.parse((await say('cases', 'show', id, '--json')).out));

async function accountsNow(ids: readonly string[]) {
  const { changes } = (await readKeptSimulation(state)) ?? {};
  return ids.map((id) => changes?.accounts.find((one) => one.id === id));
}

describe('a case on the simulated organization, with no other process', () => {
  test('is carried out, proven by the next week, told apart from drift, and undone', async () => {
    const id = await begun(['--line', '1', '--most', '2'], 'siri');
    const done = await show(id);
    expect(done.accounts.map(({ work }) => work)).toEqual(['done', 'done']);
    const ids = done.accounts.map(({ accountId }) => accountId);
    expect(await accountsNow(ids)).toEqual(ids.map(() => expect.objectContaining({ nonBillablePolicy: true })));

    expect(await nextWeek()).toContain(`2  remediated by the case ${id}`);
    expect(await say('cases', 'show', id, '--watch')).toMatchObject({ exit: 0 });
    expect((await show(id)).accounts.map(({ proof }) => proof)).toEqual(['verified', 'verified']);

    expect(await say('cases', 'undo', id, '--why', 'they need it', '--as', 'siri')).toMatchObject({ exit: 0 });
    expect((await show(id)).state).toBe('undone');
    expect(await accountsNow(ids)).toEqual(ids.map(() => expect.objectContaining({ nonBillablePolicy: false })));
  }, 60_000);
});
