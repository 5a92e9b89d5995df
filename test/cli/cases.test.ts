import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { SIMULATED_REMEDIATION_KEY } from '../../local/simulation/remedy-replies.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { dayTime, OWN_SITE, POLICIES } from '../../local/simulation/world.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let simulation: Simulation;
let config: string;
let state: string;
let now: Date;
beforeEach(async () => {
  const folder = await makeFolder();
  simulation = await startSimulation({ accounts: 60, agents: 8, signUps: 6, synced: 0 });
  [config, state] = [join(folder, 'billable-drift.json'), join(folder, 'state')];
  await settings();
  await run(0);
  await run(7);
  await say('apply', '--config', config);
});
afterEach(() => simulation.close());

const remediation = {
  ...{ switch: 'on', automated: ['deactivate'], approvers: ['local:anna', 'local:ben'] },
  ...{ securityApprovers: ['local:siri'], limits: { perCase: { percent: 50 }, perDay: { percent: 100 } } },
};

async function settings(change: object = {}) {
  const contract = { currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01', unitPrice: '4' }] };
  const one = { id: SIMULATED_ORGANIZATION, name: 'Contoso', sites: [OWN_SITE], nonBillablePolicyId: POLICIES.free.id };
  const organization = { ...one, contract, remediation: { ...remediation, ...change } };
  await writeFile(config, JSON.stringify({ organizations: [organization] }));
}

const env = () => ({ ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY });
const say = (...args: readonly string[]) => commandLine([...args, '--state', state], { env: env(), now });
const cases = (...args: readonly string[]) => say('cases', ...args, '--organization', SIMULATED_ORGANIZATION);

async function run(day: number) {
  simulation.goTo(day);
  now = dayTime(day);
  const said = await say('run', '--organization', SIMULATED_ORGANIZATION, '--config', config);
  if (said.exit !== 0) throw new Error(said.err);
}

const signUps = () =>
  [...simulation.world.accounts.values()]
    .filter(({ access, email }) => access.some(({ key }) => key === 'trello') && email !== null)
    .map(({ id }) => id)
    .slice(0, 2)
    .sort();

const keyed = () =>
  commandLine(
    [
      ...['keys', 'put', 'remediation', '--organization', SIMULATED_ORGANIZATION, '--expires', '2027-06-01'],
      ...['--config', config, '--state', state],
    ],
    { env: env(), now, hidden: SIMULATED_REMEDIATION_KEY },
  );

/** A case of two accounts that Anna has proposed: its id, and the hash that is to be approved. */
async function proposed(option = '4') {
  if (option === '4') await keyed();
  const said = await cases('propose', '--option', option, '--accounts', signUps().join(','), '--yes', '--as', 'anna');
  const [, id = '', hash = ''] = /cases approve (\w+) --plan (\w+)/.exec(said.out) ?? [];
  expect(said).toMatchObject({ exit: 0, err: '' });
  expect(flat(said.out).replaceAll('\n', ' ')).toContain('approves it, with the same --state, or --table and --url:');
  return { id, hash };
}

const approve = ({ id, hash }: { id: string; hash: string }, as = 'ben') =>
  cases('approve', id, '--plan', hash, '--as', as);
/** Lines that were broken to fit are one again. */
const flat = (text: string) => text.replaceAll(/\n +/g, ' ');
const stateOf = async (id: string) => {
  const { state: said } = z.object({ state: z.string() }).parse(JSON.parse((await cases('show', id, '--json')).out));
  return said;
};

describe('a proposal', () => {
  test('is a dry run until somebody says --yes: what would happen, to whom, what it promises, who approves', async () => {
    const dry = await cases('propose', '--option', 'deactivate', '--accounts', signUps().join(','));
    expect(dry.out).toMatch(/^Option 4: deactivate the account {3}2 accounts of 14 billable\n/);
    for (const said of [
      'Promises  $8.00 a month, $96.00 a year (your contract)',
      'disable  by itself: Disable each account;',
      'Back: Activate the account again;',
      `Accounts  ${signUps().join(', ')}`,
      'Approved by  one of local:anna, local:ben, but not whoever proposes it',
      'Nothing was proposed, and nothing changed.',
    ])
      expect(dry.out.replaceAll(/\n +/g, ' ')).toContain(said);
    expect((await cases('list')).out).toBe(`No case is open in ${SIMULATED_ORGANIZATION}.`);
    expect(simulation.writes).toEqual([]);
  });

  test('of a line of the plan, or of the first accounts of it', async () => {
    const dry = await cases('propose', '--line', '1', '--most', '2', '--json');
    const drawn = z.object({ plan: z.object({ accountIds: z.array(z.string()) }), proposed: z.null() });
    expect(drawn.parse(JSON.parse(dry.out)).plan.accountIds).toHaveLength(2);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['without saying what', [], /^say what: --line N of the plan, or --option with --accounts/],
    ['of an option that is none', ['--option', '9', '--accounts', 'a'], /^--option 9 is none of 4 \(deactivate\)/],
    ['of no account', ['--option', '4', '--accounts', ','], /^--accounts names 0 accounts/],
    ['of a line that is none', ['--line', '40'], /^--line 40: this plan has \d lines?/],
    ['by a URL without a table', ['--line', '1', '--url', 'https://x'], /^--url belongs to a deployment/],
  ])('%s is wrong usage', async (_, args, err) => {
    expect(await cases('propose', ...args)).toMatchObject({ exit: 2, err: expect.stringMatching(err) });
  });

  test('of accounts that are not billable, or that the option is not recommended for, says so', async () => {
    const [one = ''] = signUps();
    expect(await cases('propose', '--option', '4', '--accounts', `nope,${one}`, '--yes', '--as', 'anna')).toMatchObject(
      {
        exit: 1,
        err: 'this cannot be proposed: nope: the newest snapshot has no such billable account; name the others without them.',
      },
    );
    const dry = await cases('propose', '--option', '4', '--accounts', one);
    expect(dry.out).toMatch(new RegExp(`Not recommended for\n {2}1 account: ${one}: `));
    const json = await cases('propose', '--option', '4', '--accounts', one, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ doubts: [{ accountIds: [one], why: expect.any(String) }] });
  });

  test('of more than a case may hold, or of accounts that another case holds, says so', async () => {
    const all = [...simulation.world.accounts.keys()].slice(0, 8).join(',');
    expect(await cases('propose', '--option', '4', '--accounts', all)).toMatchObject({
      exit: 1,
      err: 'this cannot be proposed: 8 accounts, and one case may hold 7 (remediation.limits.perCase: 50 accounts, 50 % of 14 billable); name at most 7 in --accounts.',
    });
    const { id } = await proposed();
    expect(await cases('propose', '--option', '4', '--accounts', signUps().join(','))).toMatchObject({
      exit: 1,
      err: `this cannot be proposed: ${signUps()[0]} is in the open case ${id}.`,
    });
  });
});

test.each(['cancel', 'reject', 'undo'])('%s of what is no id says so, and asks nobody', async (verb) => {
  expect(await cases(verb, 'nope', '--why', 'x')).toMatchObject({
    exit: 2,
    err: 'nope is the id of no case, ten letters a to f and digits: billable-drift cases list.',
  });
  expect(await cases(verb, 'abcdef0123', '--why', 'x')).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/abcdef0123/),
  });
});

test('approved by somebody else, carried out, proven, undone; each step of it is shown', async () => {
  await keyed();
  const ids = signUps();
  const one = await proposed();
  expect(await approve(one, 'anna')).toMatchObject({
    exit: 1,
    err: 'whoever proposes a case does not approve it: somebody else has to.',
  });
  expect(await approve(one, 'siri')).toMatchObject({ exit: 1, err: 'local:siri is not among remediation.approvers.' });
  expect(await approve({ ...one, hash: 'f'.repeat(12) })).toMatchObject({
    exit: 1,
    err: `not approved: ${'f'.repeat(12)} is not the plan of the case. Look at it again: cases show ${one.id}.`,
  });
  expect(await approve({ ...one, hash: 'f' })).toMatchObject({ exit: 2 });
  expect((await cases('list')).out).toMatch(
    new RegExp(`^${one.id} {2}option 4, 2 accounts: proposed\\n +to be decided by Mon 30 Nov 2026, 06:00$`),
  );

  const approved = await approve(one);
  expect(approved.out).toMatch(/^Noted as local:ben, whom nobody has authenticated here\.\n/);
  expect(approved.out).toContain('2 accounts: done and waits for its proof');
  expect(simulation.writes).toEqual(ids.map((id) => `disable ${id}`));
  const shown = (await cases('show', one.id)).out;
  expect(flat(shown)).toMatch(/\[x\] all: disable {2}by itself: .*Done for 2\./);
  expect(shown).not.toMatch(/@contoso\.com/);
  const named = (await cases('show', one.id, '--people')).out;
  expect(named).toMatch(/ [A-Z]\w+ [A-Z]\w+,\s+\S+@contoso\.com: done/);
  expect(shown).toContain('approved by local:ben');

  await run(9);
  const proven = await patiently('show', one.id, '--watch');
  expect(proven.out).toContain('State     done and checked in a later snapshot: 2 of 2 verified\n');
  expect(proven.out.match(/done;\s+verified in a later snapshot/g)).toHaveLength(2);
  expect((await cases('list')).out).toBe(`No case is open in ${SIMULATED_ORGANIZATION}; 1 is over (--all).`);

  expect((await cases('undo', one.id, '--why', 'wrong list', '--as', 'ben')).out).toContain('2 accounts: undone');
  expect(simulation.writes.slice(2)).toEqual(ids.map((id) => `enable ${id}`));
  expect((await cases('show', one.id)).out).toContain('undo asked for by local:ben: wrong list');
});

const patiently = (...args: readonly string[]) =>
  commandLine(['cases', ...args, '--organization', SIMULATED_ORGANIZATION, '--state', state], {
    ...{ env: env(), now, patient: true },
  });

test('a step of a person: asked, said to be done too early, asked again with what was read', async () => {
  await settings({ automated: [] });
  await say('apply', '--config', config);
  const one = await proposed();
  const asked = await approve(one);
  expect(flat(asked.out)).toContain('waits for the organization admin to take "all: disable" for 2 accounts');
  expect(asked.out).toContain('On this machine it goes on while "cases show CASE --watch" runs');
  expect(await cases('done', one.id, '--step', 'all: unlink')).toMatchObject({
    exit: 1,
    err: 'the case waits for the step "all: disable", not "all: unlink".',
  });
  expect(await cases('done', one.id)).toMatchObject({ exit: 0 });
  now = new Date(now.getTime() + 5 * 60_000);
  await cases('done', one.id);
  expect(flat((await cases('show', one.id)).out)).toMatch(/asked again, for \S+: it is still active;/);
  expect(simulation.writes).toEqual([]);
  now = new Date(now.getTime() + 60_000);
  expect((await cases('done', one.id, '--failed', 'they came back')).exit).toBe(0);
  now = new Date(now.getTime() + 60 * 60_000);
  await cases('done', one.id);
  expect(flat((await cases('show', one.id)).out)).toContain(
    'State     stopped before its end: "all: disable" could not be done: they came back',
  );
});

test('what stands when a case is stopped by a decision: why, and where its way back is told', async () => {
  await settings({ automated: [] });
  await say('apply', '--config', config);
  const one = await proposed();
  await approve(one);
  await cases('done', one.id);
  now = new Date(now.getTime() + 5 * 60_000);
  const { out } = await cases('cancel', one.id, '--why', 'wrong list', '--as', 'anna');
  expect(flat(out)).toMatch(/option 4, 2 accounts: stopped before its end: .*local:anna.*wrong list/);
  expect(out).toContain(`What stands, each with its way back: billable-drift cases show ${one.id}`);
  expect(flat((await cases('show', one.id)).out)).toContain('Back: Activate the account again;');
});

test.each([
  ['reject', 'ben', 'rejected'],
  ['cancel', 'anna', 'cancelled'],
])('%s ends a proposal, with its reason', async (command, as, ended) => {
  const { id } = await proposed();
  expect(await cases(command, id, '--why', 'they work here', '--as', as)).toMatchObject({ exit: 0 });
  expect((await cases('show', id)).out).toContain(`State     ${ended}: they work here`);
  expect(await cases(command, id, '--why', 'again', '--as', as)).toMatchObject({
    exit: 1,
    err: `the case cannot be ${ended}: it is ${ended}.`,
  });
});

describe('a key that is missing', () => {
  const propose = (option: string, ...args: string[]) =>
    cases('propose', '--option', option, '--accounts', signUps().join(','), ...args);
  const bare = (...args: readonly string[]) =>
    commandLine(['cases', ...args, '--organization', SIMULATED_ORGANIZATION, '--state', state], {
      env: { ATLASSIAN_API_URL: simulation.url },
      now,
    });

  test('that writes: the dry run says so, and nothing is recorded', async () => {
    const lack = `its steps need the remediation key ("billable-drift keys put remediation --organization ${SIMULATED_ORGANIZATION}").`;
    expect(flat((await propose('4')).out)).toContain(`Before it can be proposed: ${lack}`);
    expect(await propose('4', '--yes')).toMatchObject({ exit: 1, err: `not proposed: ${lack}` });
    expect((await cases('list', '--all')).out).toBe(`No case is open in ${SIMULATED_ORGANIZATION}.`);
    await keyed();
    expect(await propose('4', '--yes', '--as', 'anna')).toMatchObject({ exit: 0 });
  });

  test("that reads: every case needs it, one whose steps are people's no other", async () => {
    const one = ['--option', '7', '--accounts', signUps().join(',')];
    const err = `its steps need the organization key ("billable-drift keys put org --organization ${SIMULATED_ORGANIZATION}").`;
    expect(await bare('propose', ...one, '--yes')).toMatchObject({ exit: 1, err: `not proposed: ${err}` });
    const { id, hash } = await proposed('7');
    expect(await bare('approve', id, '--plan', hash, '--as', 'ben')).toMatchObject({
      exit: 1,
      err: `not approved: ${err}`,
    });
    expect(await stateOf(id)).toBe('proposed');
  });
});

describe('the kill switch', () => {
  test('stops a case under way, stays off over a run, and goes on only by settings that are applied', async () => {
    await settings({ automated: [] });
    await say('apply', '--config', config);
    const one = await proposed();
    await approve(one);
    expect((await cases('halt', '--why', 'wrong list', '--as', 'siri')).out).toMatch(
      /^Remediation of \S+ is switched off/,
    );
    await run(8);
    expect(await cases('propose', '--option', '4', '--accounts', signUps().join(','))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('switched off: local:siri halted it on 2026-11-23 (wrong list): set "switch": "on"'),
    });
    await cases('halt', '--why', 'wrong list', '--as', 'siri');
    expect((await cases('show', one.id)).out.replaceAll(/\n +/g, ' ')).toContain(
      'stopped before its end: remediation is switched off: local:siri halted it',
    );
    expect((await say('apply', '--config', config)).out).toContain(
      'switches remediation on again, which local:siri halted',
    );
  });

  test("is nobody else's", async () => {
    expect(await cases('halt', '--why', 'x', '--as', 'eve')).toMatchObject({
      exit: 1,
      err: 'not halted: local:eve is among neither remediation.approvers nor remediation.securityApprovers.',
    });
  });
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'a snapshot older than a week',
    async () => {
      now = dayTime(15);
    },
    /cannot be proposed: the snapshot of Mon 23 Nov 2026 is older than 7 days: try again after the next run\.$/,
  ],
  [
    'an option that is not allowed',
    () => settings({ switch: 'off' }).then(() => say('apply', '--config', config)),
    /remediation is switched off: set "switch": "on" in the organization's "remediation" in billable-drift\.json, and apply it\.$/,
  ],
])('not on %s', async (_, change, err) => {
  await change();
  expect(await cases('propose', '--option', '4', '--accounts', signUps().join(','))).toMatchObject({
    exit: 1,
    err: expect.stringMatching(err),
  });
});

test('a proposal that nobody decided has expired after a week, and an unknown case is none', async () => {
  const one = await proposed();
  now = new Date(now.getTime() + 8 * 86_400_000);
  expect(await approve(one)).toMatchObject({ exit: 1, err: 'the case cannot be approved: it is expired.' });
  expect(await stateOf(one.id)).toBe('expired');
  expect(await cases('show', 'ffffffffff')).toMatchObject({
    exit: 1,
    err: `${SIMULATED_ORGANIZATION} has no case ffffffffff: billable-drift cases list --all.`,
  });
});
