import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readKeptSimulation } from '../../local/simulation/keep-simulation.ts';
import { worldOn } from '../../local/simulation/pass-time.ts';
import { startSimulation } from '../../local/simulation/server.ts';
import { dayOf, GUIDE, OWN_SITE } from '../../local/simulation/world.ts';
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
  const said = await say('simulate', '--run', '--accounts', '100', '--agents', '10', '--sign-ups', '20');
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

/** What somebody would click to whom: until no step waits for a person any more. */
async function doEachStep(id: string): Promise<readonly string[]> {
  const steps: string[] = [];
  for (;;) {
    const did = await say('simulate', '--do', id);
    if (did.exit !== 0) {
      expect(did.err).toBe(`the case ${id} waits for no person: billable-drift cases show ${id}.`);
      return steps;
    }
    steps.push(/"(?:undo \d+ )?(.+)", \d/.exec(did.out)?.[1] ?? did.out);
    expect(await say('cases', 'done', id, '--as', 'anna')).toMatchObject({ exit: 0, err: '' });
  }
}

describe('a case on the simulated organization, with no other process', () => {
  test('is carried out, proven by the next week, told apart from drift, and undone', async () => {
    const id = await begun(['--line', '1', '--most', '2'], 'siri');
    expect((await say('cases', 'show', id, '--watch')).out).toMatch(
      /\nIts calendar goes on with "billable-drift simulate --run"; after that, "cases show \w+ --watch"\.$/,
    );
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

  test('holders who were asked leave once they have answered so, and the next week shows it', async () => {
    const settings = settingsSchema.parse(JSON.parse(await readFile(config, 'utf8')));
    for (const { remediation } of settings.organizations)
      Object.assign(remediation, { automated: ['leave-or-delete-workspace'] });
    await writeFile(config, JSON.stringify(settings));
    expect(await say('apply', '--config', config)).toMatchObject({ exit: 0 });
    const [leaver = '', silent = ''] = await signUps(false);
    const id = await begun(['--option', '3', '--accounts', `${leaver},${silent}`], 'ben');
    expect(await say('simulate', '--do', id)).toMatchObject({
      exit: 1,
      err: expect.stringMatching(`^no holder of the case ${id} has answered that they leave: .*cases answered ${id}`),
    });
    expect(await say('cases', 'answered', id, leaver, 'dont-need', '--as', 'anna')).toMatchObject({ exit: 0 });
    expect((await say('simulate', '--do', id)).out).toBe(
      '1 account left by the holders, as they have answered; the next snapshot shows it.',
    );
    for (let week = 1; week <= 5; week += 1) {
      await nextWeek();
      await say('cases', 'show', id, '--watch');
    }
    const { accounts } = await show(id);
    expect(new Set(accounts)).toEqual(
      new Set([
        expect.objectContaining({ accountId: leaver, work: 'done', proof: 'verified' }),
        expect.objectContaining({ accountId: silent, work: 'skipped', proof: null }),
      ]),
    );
  }, 60_000);

  test('waits for nobody where nobody has to do anything', async () => {
    expect(await say('simulate', '--do', 'none')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('has no case none'),
    });
  });
});

describe('guided: each step done by hand, said, read, proven, and taken back', () => {
  beforeEach(async () => {
    const settings = settingsSchema.parse(JSON.parse(await readFile(config, 'utf8')));
    for (const { remediation } of settings.organizations) Object.assign(remediation, { automated: [] });
    await writeFile(config, JSON.stringify(settings));
    expect(await say('apply', '--config', config)).toMatchObject({ exit: 0 });
  });

  test.each([
    ['deactivate', 'ben', ['all: disable'], 'verified', ['all: disable']],
    ['non-billable-policy', 'siri', ['all: move-to-policy'], 'verified', ['all: move-to-policy']],
    ['remove-access', 'ben', ['all: carry-out'], 'verified', ['all: carry-out']],
    ['leave-unclaimed', 'siri', ['all: carry-out'], 'verified', ['all: carry-out']],
    ['leave-or-delete-workspace', 'ben', ['all: ask', 'all: answers'], 'verified', []],
    [
      'narrow-sync',
      'siri',
      ['canary: unlink', 'canary: out-of-scope', 'canary: move-to-policy'],
      'verified',
      ['canary: move-to-policy', 'canary: out-of-scope', 'canary: unlink'],
    ],
    [
      'relink-through-idp',
      'ben',
      [
        ...['canary: preflight', 'canary: unlink', 'canary: manage-again', 'canary: change-email', 'canary: pause'],
        ...['canary: resume', 'canary: find-new', 'canary: first-login', 'canary: which-account'],
        ...['end: move-requests', 'end: disable-old'],
      ],
      'verified',
      ['end: disable-old', 'canary: pause', 'canary: change-email', 'canary: unlink'],
    ],
  ])(
    '%s',
    async (option, approver, steps, proof, back) => {
      const cut = option === 'narrow-sync' || option === 'relink-through-idp';
      const [account = ''] = option === 'remove-access' ? await agents() : await signUps(cut);
      const asItWas = await accountOf(account);
      const id = await begun(['--option', option, '--accounts', account], approver);
      expect(await doEachStep(id)).toEqual(steps);
      await nextWeek();
      expect(await say('cases', 'show', id, '--watch')).toMatchObject({ exit: 0 });
      expect((await show(id)).accounts).toEqual([expect.objectContaining({ accountId: account, work: 'done', proof })]);
      const undone = await say('cases', 'undo', id, '--why', 'they need it', '--as', approver);
      if (back.length === 0) {
        expect(undone).toMatchObject({ exit: 1, err: `nothing of the case ${id} can be taken back.` });
        expect((await show(id)).state).toBe('proven');
        return;
      }
      expect(undone).toMatchObject({ exit: 0 });
      expect(await doEachStep(id)).toEqual(back);
      expect((await show(id)).state).toBe('undone');
      if (back.length > 0) expect(await accountOf(account)).toMatchObject(asItWas ?? {});
    },
    60_000,
  );

  test('half of an exchange, cancelled, is taken back by hand as it was', async () => {
    const [account = ''] = await signUps(true);
    const asItWas = await accountOf(account);
    const id = await begun(['--option', '6', '--accounts', account], 'ben');
    for (let step = 1; step <= 6; step += 1) {
      expect(await say('simulate', '--do', id)).toMatchObject({ exit: 0 });
      expect(await say('cases', 'done', id, '--as', 'anna')).toMatchObject({ exit: 0 });
    }
    expect(await accountOf(account)).toMatchObject({ synced: false, email: expect.stringMatching(/^old\./) });
    expect(await say('cases', 'cancel', id, '--why', 'stop', '--as', 'anna')).toMatchObject({ exit: 0 });
    expect(await say('cases', 'undo', id, '--why', 'take it back', '--as', 'ben')).toMatchObject({ exit: 0 });
    expect(await doEachStep(id)).toEqual(['canary: pause', 'canary: change-email', 'canary: unlink']);
    expect((await show(id)).state).toBe('undone');
    expect(await accountOf(account)).toEqual(asItWas);
  }, 60_000);
});

/** An account as the simulated organization has it now, whatever was done to it. */
async function accountOf(id: string) {
  const kept = await readKeptSimulation(state);
  if (!kept) throw new Error('no simulated organization is kept.');
  const simulation = await startSimulation({ ...kept.options, day: dayOf(kept.now), changes: kept.changes });
  const account = simulation.world.accounts.get(id);
  await simulation.close();
  return account;
}

/** Who has a seat on the own site, and still has it next week. */
async function agents(): Promise<readonly string[]> {
  const options = (await readKeptSimulation(state))?.options ?? GUIDE;
  const [now, then] = [worldOn(7, options), worldOn(14, options)];
  return [...now.accounts.values()]
    .filter(({ access, admin, status }) => access.some(({ url }) => url === OWN_SITE) && !admin && status === 'active')
    .flatMap(({ id }) => (isDeepStrictEqual(now.accounts.get(id), then.accounts.get(id)) ? id : []));
}

const settingsSchema = z.object({
  organizations: z.array(z.looseObject({ remediation: z.record(z.string(), z.unknown()) })),
});

/** Who signed up for Trello and is there next week, too: synced accounts, or local ones. */
async function signUps(synced: boolean): Promise<readonly string[]> {
  const options = (await readKeptSimulation(state))?.options ?? GUIDE;
  const [now, then] = [worldOn(7, options), worldOn(14, options)];
  const still = (id: string) => isDeepStrictEqual(now.accounts.get(id), then.accounts.get(id));
  return [...now.accounts.values()]
    .filter((one) => one.synced === synced && one.email !== null && one.access.some(({ key }) => key === 'trello'))
    .flatMap(({ id }) => (still(id) ? id : []));
}
