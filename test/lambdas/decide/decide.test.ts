import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { toInstant } from '../../../core/account.ts';
import { remediationSchema } from '../../../core/cases/remediation-settings.ts';
import { organizationSchema } from '../../../core/settings.ts';
import type { DecideRequest, RemediateRequest } from '../../../lambdas/case-messages.ts';
import { appendOnce, listCases, listEvents, loadCase } from '../../../lambdas/clients/history/cases.ts';
import { advanceHead } from '../../../lambdas/clients/history/head.ts';
import type { History } from '../../../lambdas/clients/history/history.ts';
import { putIfAbsent } from '../../../lambdas/clients/history/history.ts';
import {
  dropOrganization,
  getSettings,
  isInCare,
  putSettings,
} from '../../../lambdas/clients/history/organizations.ts';
import { putSnapshot } from '../../../lambdas/clients/history/snapshots.ts';
import { countWrites } from '../../../lambdas/clients/history/writes.ts';
import { decideCase } from '../../../lambdas/decide/decide-case.ts';
import { answerCall } from '../../../lambdas/decide/handler.ts';
import { ANNA, BEN, SIRI } from '../../cases.ts';
import { completeSnapshot } from '../../complete-snapshot.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
let told: RemediateRequest[];
let now: Date;
beforeEach(async () => {
  stores = await openTestStores();
  told = [];
  now = new Date('2026-11-23T08:00:00Z');
  await apply();
  await putSnapshot(
    stores.history,
    completeSnapshot('acme', '2026-11-23T06:00:00Z', { accounts: 10_000, billable: 500 }),
  );
  await advanceHead(stores.history, 'acme', '2026-11-23T06:00:00Z');
});
afterEach(() => stores.close());

async function apply(change: object = {}, others: object = {}) {
  const remediation = remediationSchema.parse({
    ...{ switch: 'on', approvers: [ANNA, BEN], securityApprovers: [SIRI] },
    ...change,
  });
  const settings = organizationSchema.parse({ id: 'acme', name: 'Acme', remediation, ...others });
  await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
}

const dependencies = (history: History = stores.history) => ({
  history,
  now: () => now,
  tellApproved: async (detail: RemediateRequest) => {
    told.push(detail);
  },
});
const ask = (command: DecideRequest['command'], caller = ANNA, history?: History) =>
  decideCase(dependencies(history), { organization: 'acme', command }, caller);
const propose = (accountIds: readonly string[] = ['a1', 'a2'], caller = ANNA, option = 'deactivate' as const) =>
  ask({ action: 'propose', option, accountIds: [...accountIds] }, caller);

async function proposed(accountIds?: readonly string[]) {
  const answer = await propose(accountIds);
  if (!('case' in answer)) throw new Error(JSON.stringify(answer));
  return answer;
}
const approveBy = async (caller: string, { case: id, plan }: { case: string; plan: string }) =>
  ask({ action: 'approve', case: id, plan }, caller);

test('proposed by one, approved by another, told once', async () => {
  const one = await proposed();
  expect(one).toMatchObject({ state: 'proposed' });
  expect(await approveBy(BEN, one)).toMatchObject({ accepted: true, state: 'approved' });
  expect(told).toEqual([{ organization: 'acme', case: one.case }]);
  const [stored] = await listCases(stores.history, 'acme');
  expect(stored).toMatchObject({ id: one.case, proposedBy: ANNA, plan: { accountIds: ['a1', 'a2'] } });
});

test('an undo waits for the case that holds its accounts now', async () => {
  const first = await proposed();
  await approveBy(BEN, first);
  const at = toInstant(now);
  const name = { organization: 'acme', id: first.case };
  await appendOnce(stores.history, name, { kind: 'started', at, key: 'work', execution: 'x', task: 'work' });
  const work = [{ accountId: 'a1', result: 'done' as const, why: null }];
  await appendOnce(stores.history, name, {
    ...{ kind: 'stepped', at, key: 'all: disable', step: 'all: disable', read: true },
    work,
  });
  await appendOnce(stores.history, name, { kind: 'stopped', at, key: 'x', step: null, why: 'halted', stands: [] });
  now = new Date('2026-11-23T09:00:00Z');
  const second = await proposed();
  const undo = () => ask({ action: 'undo', case: first.case, why: 'a mistake' }, BEN);
  expect(await undo()).toEqual({
    accepted: false,
    why: `a1 is in the open case ${second.case}: end that one first`,
  });
  await ask({ action: 'cancel', case: second.case, why: 'first the undo' }, ANNA);
  expect(await undo()).toMatchObject({ accepted: true, state: 'undo-asked' });
  expect(await propose()).toMatchObject({ accepted: false, why: expect.stringContaining(first.case) });
});

test('the event was lost: the same person approves again, and it is told again', async () => {
  const one = await proposed();
  const lost = { ...dependencies(), tellApproved: () => Promise.reject(new Error('the bus is away')) };
  const command = { action: 'approve', case: one.case, plan: one.plan } as const;
  await expect(decideCase(lost, { organization: 'acme', command }, BEN)).rejects.toThrow('the bus is away');
  expect(await approveBy(BEN, one)).toMatchObject({ accepted: true, state: 'approved' });
  expect(told).toHaveLength(1);
});

describe('a proposal is refused', () => {
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['while the switch is off', () => apply({ switch: 'off' }), /switched off/],
    [
      'of an option that is not allowed',
      () => apply({}, { allowedOptions: ['remove-access'] }),
      /not among allowedOptions/,
    ],
    ['of too many', () => apply({ limits: { perCase: { accounts: 1 } } }), /2 accounts, and one case may hold 1/],
    [
      'of an excluded account',
      () =>
        putIfAbsent(
          stores.history,
          { pk: 'ORG#acme', sk: 'EXCLUSION#a2' },
          {
            ...{ accountId: 'a2', reason: 'client work', author: 'anna', from: '2026-11-01', until: '2026-11-23' },
          },
        ),
      /a2 stays billable on purpose: client work/,
    ],
    [
      'on a snapshot of last week',
      async () => {
        now = new Date('2026-11-30T06:00:01Z');
      },
      /older than 7 days/,
    ],
    [
      'on a snapshot that is doubted',
      async () => {
        const change = { accounts: 10_000, billable: 900, previous: '2026-11-23T06:00:00Z' };
        await putSnapshot(stores.history, completeSnapshot('acme', '2026-11-23T07:00:00Z', change));
        await advanceHead(stores.history, 'acme', '2026-11-23T07:00:00Z');
      },
      /900 billable accounts, the one before had 500/,
    ],
  ])('%s', async (_, change, why) => {
    await change();
    expect(await propose()).toMatchObject({ accepted: false, why: expect.stringMatching(why) });
    expect(await listCases(stores.history, 'acme')).toEqual([]);
  });

  test('of an account whose last day of exclusion is not over where the organization is', async () => {
    await apply({}, { timeZone: 'America/Los_Angeles' });
    const exclusion = {
      accountId: 'a2',
      reason: 'client work',
      author: 'anna',
      from: '2026-11-01',
      until: '2026-11-23',
    };
    await putIfAbsent(stores.history, { pk: 'ORG#acme', sk: 'EXCLUSION#a2' }, exclusion);
    now = new Date('2026-11-24T07:59:59Z');
    expect(await propose()).toMatchObject({ why: expect.stringMatching(/stays billable on purpose/) });
    now = new Date('2026-11-24T08:00:00Z');
    expect(await propose()).toMatchObject({ accepted: true });
  });

  test('of an account in another open case; once that is over, it is free', async () => {
    const one = await proposed(['a2']);
    expect(await propose(['a1', 'a2'])).toMatchObject({ why: `a2 is in the open case ${one.case}` });
    now = new Date('2026-11-23T08:00:05Z');
    expect(await propose(['a1'])).toMatchObject({ accepted: true });
    await ask({ action: 'cancel', case: one.case, why: 'wrong list' });
    now = new Date('2026-11-23T08:00:10Z');
    expect(await propose(['a2'])).toMatchObject({ accepted: true });
  });

  test('for an organization that has not set it up', async () => {
    const command = { action: 'propose', option: 'deactivate', accountIds: ['a1'] } as const;
    const request = { organization: 'other', command: { ...command, accountIds: ['a1'] } };
    expect(await decideCase(dependencies(), request, ANNA)).toMatchObject({ why: expect.stringMatching(/not set up/) });
  });
});

test('a plan that is no longer the one that was shown is not proposed', async () => {
  const command = { action: 'propose', option: 'deactivate', accountIds: ['a1'] } as const;
  const drawn = await ask({ ...command, accountIds: ['a1'], plan: 'x'.repeat(64) });
  expect(drawn).toEqual({
    accepted: false,
    why: 'the plan is no longer the one that was shown: a newer snapshot or other settings changed it, look again',
  });
  expect(await listCases(stores.history, 'acme')).toEqual([]);
});

test('a proposal keeps what its plan promises, by the prices of the day', async () => {
  const contract = { currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01', unitPrice: '4' }] };
  await apply({}, { contract });
  const { case: id } = await proposed();
  expect((await loadCase(stores.history, 'acme', id, toInstant(now)))?.case.projected).toEqual({
    ...{ currency: 'USD', perMonth: '8.00', perYear: '96.00', source: 'your contract' },
  });
});

describe('halting everything', () => {
  const halt = { action: 'halt', why: 'wrong list of leavers' } as const;

  test.each([
    ['an approver', BEN],
    ['a security approver', SIRI],
  ])('by %s: nothing is proposed or approved any more, and it says who and why', async (_, caller) => {
    const one = await proposed();
    expect(await ask(halt, caller)).toEqual({ accepted: true, halted: 'acme' });
    const why = expect.stringContaining(
      `remediation is switched off: ${caller} halted it on 2026-11-23 (wrong list of leavers): set "switch": "on"`,
    );
    expect(await propose(['a3'])).toEqual({ accepted: false, why });
    expect(await approveBy(BEN, one)).toEqual({ accepted: false, why });
    // Stopping is never made hard.
    expect(await ask({ action: 'cancel', case: one.case, why: 'halted' })).toMatchObject({ accepted: true });
  });

  test('by nobody else', async () => {
    const caller = 'arn:aws:iam::111122223333:user/helpdesk';
    expect(await ask(halt, caller)).toEqual({
      accepted: false,
      why: `${caller} is among neither remediation.approvers nor remediation.securityApprovers`,
    });
    expect(await propose()).toMatchObject({ accepted: true });
  });

  test('until settings are applied that switch it on', async () => {
    await ask(halt, BEN);
    await apply();
    expect(await propose()).toMatchObject({ accepted: true });
  });
});

describe('an organization that was dropped', () => {
  test('is halted by its approvers, and is not taken into care by that', async () => {
    await dropOrganization(stores.history, 'acme');
    expect(await ask({ action: 'halt', why: 'dropped' }, BEN)).toEqual({ accepted: true, halted: 'acme' });
    expect((await getSettings(stores.history, 'acme'))?.remediation).toMatchObject({
      switch: 'off',
      halted: { by: BEN },
    });
    expect(await isInCare(stores.history, 'acme')).toBe(false);
  });

  test('has its cases cancelled, and none proposed or approved', async () => {
    const one = await proposed();
    await dropOrganization(stores.history, 'acme');
    expect(await propose(['a3'])).toMatchObject({ accepted: false });
    expect(await approveBy(BEN, one)).toMatchObject({ accepted: false });
    expect(await ask({ action: 'cancel', case: one.case, why: 'dropped' })).toMatchObject({ accepted: true });
  });
});

test('two deciders: one word, the other hears why', async () => {
  const one = await proposed();
  const answers = await Promise.all([
    approveBy(BEN, one),
    ask({ action: 'cancel', case: one.case, why: 'no' }),
    ask({ action: 'reject', case: one.case, why: 'no' }, BEN),
  ]);
  const events = await listEvents(stores.history, { organization: 'acme', id: one.case });
  expect(events.slice(1).length).toBe(answers.filter(({ accepted }) => accepted).length);
  const { status } = (await loadCase(stores.history, 'acme', one.case, toInstant(now))) ?? {};
  expect(['approved', 'cancelled', 'rejected']).toContain(status?.state);
});

test('killed at every call of a proposal in turn: asked again after a while, it is one open case', async () => {
  for (let deadly = 1; ; deadly += 1) {
    const accountIds = [`k${deadly}`, `l${deadly}`];
    const death = deathAt(deadly);
    const command = { action: 'propose', option: 'deactivate', accountIds } as const;
    await ask({ ...command, accountIds }, ANNA, mortalHistory(stores.history, death)).catch(() => {});
    const before = now;
    now = new Date(now.getTime() + 11 * 60_000);
    const again = await propose(accountIds);
    // Once its first event is written, the proposal stands, though its answer was lost.
    if (!again.accepted) expect(again.why).toMatch(/is in the open case/);
    now = before;
    if (death.calls() < deadly) break;
  }
});

describe('the day', () => {
  const request = { organization: 'acme', day: '2026-11-23', most: 100 };

  test('has room once for each case, and no more than it has', async () => {
    expect(await countWrites(stores.history, { ...request, caseId: 'c1', accounts: 60 })).toEqual({ counted: true });
    expect(await countWrites(stores.history, { ...request, caseId: 'c1', accounts: 60 })).toEqual({ counted: true });
    expect(await countWrites(stores.history, { ...request, caseId: 'c2', accounts: 41 })).toEqual({
      ...{ counted: false, taken: 60 },
    });
    expect(await countWrites(stores.history, { ...request, caseId: 'c2', accounts: 40 })).toEqual({ counted: true });
  });
});

describe('the function URL', () => {
  const body = { organization: 'acme', command: { action: 'propose', option: 'deactivate', accountIds: ['a1'] } };
  const call = (sent: object | string, userArn: string | null = ANNA, method = 'POST') => ({
    requestContext: { http: { method }, authorizer: userArn === null ? null : { iam: { userArn } } },
    body: typeof sent === 'string' ? sent : JSON.stringify(sent),
    isBase64Encoded: false,
  });
  const answered = async (event: object) => {
    const { statusCode, body: said } = await answerCall(event, dependencies());
    return { statusCode, said: JSON.parse(said) };
  };

  test('the caller is who IAM says', async () => {
    expect(await answered(call(body, SIRI))).toMatchObject({ statusCode: 200, said: { accepted: true } });
    expect((await listCases(stores.history, 'acme'))[0]?.proposedBy).toBe(SIRI);
  });

  test.each([
    ['a caller in the body', call({ ...body, caller: BEN }), 400, /there is no field/],
    ['a caller in the command', call({ ...body, command: { ...body.command, by: BEN } }), 400, /there is no field/],
    ['no JSON', call('approve'), 400, /not JSON/],
    ['a GET', call(body, ANNA, 'GET'), 405, /only POST/],
    ['what is refused', call({ ...body, organization: 'other' }), 409, /not set up/],
  ])('%s', async (_, event, statusCode, why) => {
    expect(await answered(event)).toMatchObject({
      statusCode,
      said: { accepted: false, why: expect.stringMatching(why) },
    });
  });

  test('nobody who calls it without saying who they are', async () => {
    await expect(answerCall(call(body, null), dependencies())).rejects.toThrow('signed with AWS credentials');
  });
});
