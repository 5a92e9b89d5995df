import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../core/account.ts';
import { defaultSettings, type OrganizationSettings, organizationSchema } from '../../../core/settings.ts';
import { putAsked } from '../../../lambdas/clients/history/asked.ts';
import { putExclusion } from '../../../lambdas/clients/history/exclusions.ts';
import { putExpectation } from '../../../lambdas/clients/history/expectations.ts';
import { tellDrift } from '../../../lambdas/drift/tell-drift.ts';
import { takeSnapshot } from '../../../lambdas/snapshot/take-snapshot.ts';
import { access, agent } from '../../accounts.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(() => stores.close());

const contract = {
  currency: 'USD',
  terms: [{ kind: 'monthly', from: '2026-01-01', bands: [{ from: 1, unitPrice: '4' }] }],
};
const settings: OrganizationSettings = {
  ...defaultSettings('acme', 'Acme'),
  ...organizationSchema.pick({ contract: true }).parse({ contract }),
  sites: [{ host: 'contoso.atlassian.net', sandbox: false }],
  mail: { admins: ['admin@acme.example'], finance: ['cfo@acme.example'] },
};
// A Monday; the months before and after are billed on their first, fixed by Fri 30 Oct and Fri 27 Nov.
const monday = (week: number) => new Date(Date.UTC(2026, 10, 2 + week * 7, 6)).toISOString().replace('.000', '');

const trello = (accountId: string) => agent({ accountId, access: [access('trello')], name: `Trello ${accountId}` });
const people = (...ids: readonly string[]) => [agent({ accountId: 'agent' }), ...ids.map(trello)];

async function week(number: number, accounts: readonly Account[]) {
  stores.mailbox.length = 0;
  const outcome = await takeSnapshot(stores, {
    ...{ organization: 'acme', asOf: monday(number), owner: 'test', settings: 'v1' },
    readAccounts: async (parts) => {
      await parts.add(accounts);
      return { source: { kind: 'api', key: 'account-id' }, evidence: { kind: 'file', fewer: 'doubted' } };
    },
  });
  if (outcome.state !== 'complete') throw new Error(outcome.state);
  const { recorded } = await tellDrift(stores, outcome.snapshot, settings);
  const mails = stores.mailbox.map(({ to, eml }) => ({ to, text: Buffer.from(eml).toString() }));
  return {
    recorded,
    backlog: recorded.digest.backlog,
    listed: recorded.backlog.flatMap(({ accountId, listed }) => (listed ? [accountId] : [])),
    admins: mails.find(({ to }) => to === 'admin@acme.example')?.text ?? '',
    finance: mails.find(({ to }) => to === 'cfo@acme.example')?.text ?? '',
  };
}

const excluded = (accountId: string, until: string) =>
  putExclusion(stores.history, 'acme', { accountId, reason: 'client', author: 'ada', from: '2026-11-09', until });

describe('the same names are not told every week', () => {
  test('new once; then counted, until nobody has decided by the fix-by date; then once more', async () => {
    expect((await week(0, people('a', 'b'))).listed).toEqual(['a', 'b']);
    const quiet = await week(1, people('a', 'b'));
    expect(quiet).toMatchObject({ listed: [], backlog: { states: { told: 2, new: 0 }, overdue: [] } });
    expect(quiet.admins).not.toMatch(/Trello a|DO THIS WEEK/);
    const next = await week(2, people('a', 'b', 'c'));
    expect(next.listed).toEqual(['c']);
    expect(next.admins).toMatch(/Trello c/);
    expect(next.admins).not.toMatch(/Trello [ab]/);
    expect(next.admins.replaceAll(/=\r?\n/g, '')).toMatch(/1 of them new or due/);
    expect((await week(3, people('a', 'b', 'c'))).listed).toEqual([]);
    const due = await week(4, people('a', 'b', 'c'));
    expect(due).toMatchObject({
      listed: ['a', 'b', 'c'],
      backlog: { due: 3, overdue: [{ of: 'told', since: '2026-11-27', accounts: 3, due: true }] },
    });
    expect(due.admins).toMatch(/overdue: Trello a/);
    expect(due.finance).not.toMatch(/Trello [abc]/);
    expect((await week(5, people('a', 'b', 'c'))).listed).toEqual([]);
  });

  test('asked by hand: out of the plan, told as waiting, overdue without an answer', async () => {
    await week(0, people('a', 'b', 'c', 'd'));
    for (const accountId of ['a', 'b', 'c']) {
      await putAsked(stores.history, 'acme', { accountId, on: '2026-11-09', until: '2026-11-20', author: 'ada' });
    }
    const asked = await week(1, people('a', 'b', 'c', 'd'));
    expect(asked.backlog).toMatchObject({ states: { asked: 3, told: 1 }, asks: [{ asked: 3, silent: 3 }] });
    expect(asked.recorded.digest.plan?.remains).toContainEqual(
      expect.objectContaining({ reason: 'asked', accounts: 3 }),
    );
    await excluded('b', '2027-03-01');
    const later = await week(3, people('b', 'c', 'd'));
    expect(later).toMatchObject({
      listed: ['c'],
      backlog: {
        asks: [{ on: '2026-11-09', asked: 3, left: 1, kept: 1, silent: 1 }],
        kept: [{ until: '2027-03-01', accounts: 1 }],
        overdue: [{ of: 'asked', since: '2026-11-20', accounts: 1, due: true }],
      },
    });
    const text = later.finance.replaceAll(/=\r?\n/g, '');
    expect(text).toMatch(/3 {2}asked on 9 Nov: 1 left, 1 keep, 1 silent, answer by 20 Nov/);
    expect(text).toMatch(/OVERDUE\s+1 {2}asked, and nobody answered by 20 Nov/);
  });

  test('kept until a day: told again once it is over', async () => {
    await week(0, people('a'));
    await excluded('a', '2026-11-15');
    expect(await week(1, people('a'))).toMatchObject({ listed: [], backlog: { states: { kept: 1 } } });
    expect(await week(2, people('a'))).toMatchObject({ listed: ['a'], backlog: { overdue: [{ of: 'kept' }] } });
  });
});

test('a planned wave is told as expected, in the subject too', async () => {
  await week(0, people());
  await putExpectation(stores.history, 'acme', {
    ...{ date: '2026-11-15', since: '2026-11-02T09:00:00Z', accounts: 5, reason: 'onboarding', author: 'ada' },
  });
  const { recorded, finance } = await week(1, people('a', 'b'));
  expect(recorded.digest.waves).toMatchObject([{ came: 2, now: 2, accounts: 5, open: true }]);
  const text = finance.replaceAll(/=\r?\n/g, '');
  expect(text).toMatch(/EXPECTED\s+2 {2}of 5 came, 2 of them since the last digest: onboarding, expected by/);
  expect(text).toMatch(/2 new paid accounts \(2 planned\)/);
  expect((await week(2, people('a', 'b', 'c', 'd'))).recorded.digest.waves).toMatchObject([
    { came: 4, now: 2, open: false },
  ]);
  expect((await week(3, people('a', 'b', 'c', 'd'))).recorded.digest.waves).toEqual([]);
});
