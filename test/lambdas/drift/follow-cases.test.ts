import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Account } from '../../../core/account.ts';
import type { Case } from '../../../core/cases/case.ts';
import type { CaseEvent } from '../../../core/cases/events.ts';
import { organizationSchema } from '../../../core/settings.ts';
import type { CompleteSnapshot } from '../../../core/snapshot.ts';
import { appendEvent, listEvents, putCase } from '../../../lambdas/clients/history/cases.ts';
import { putInvoice } from '../../../lambdas/clients/history/invoices.ts';
import { listSavings } from '../../../lambdas/clients/history/savings.ts';
import { keepLedger } from '../../../lambdas/drift/follow-cases.ts';
import { storeStep, tellDrift } from '../../../lambdas/drift/tell-drift.ts';
import { takeSnapshot } from '../../../lambdas/snapshot/take-snapshot.ts';
import { access, agent } from '../../accounts.ts';
import { caseOf, happened, planOf } from '../../cases.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(() => stores.close());

const settings = organizationSchema.parse({
  ...{ id: 'acme', name: 'Acme', sites: ['contoso.atlassian.net'], mail: { admins: ['admin@acme.example'] } },
  contract: { currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01', unitPrice: '4' }] },
});
const trello = (accountId: string, change: Partial<Account> = {}) =>
  agent({ accountId, access: [access('trello')], ...change });
const gone = (accountId: string) => trello(accountId, { status: 'inactive', billable: 'not-billable' });

async function take(asOf: string, accounts: readonly Account[]): Promise<CompleteSnapshot> {
  const outcome = await takeSnapshot(
    { ...stores, now: () => new Date(asOf) },
    {
      ...{ organization: 'acme', asOf, owner: 'test', settings: 'v1' },
      readAccounts: async (parts) => {
        await parts.add(accounts);
        return { source: { kind: 'api', key: 'account-id' }, evidence: { kind: 'file', fewer: 'accepted' } };
      },
    },
  );
  if (outcome.state !== 'complete') throw new Error(outcome.state);
  return outcome.snapshot;
}

async function happens(one: Case, ...events: readonly CaseEvent[]) {
  let number = (await listEvents(stores.history, one)).length;
  for (const event of events) {
    await appendEvent(stores.history, one, number, event);
    number += 1;
  }
}

const { proposed, approved, started, finished } = happened;
const stepped: CaseEvent = {
  ...{ kind: 'stepped', at: '2026-11-23T10:01:00Z', key: 'all: disable', step: 'all: disable', read: true },
  work: ['a1', 'a2'].map((accountId) => ({ accountId, result: 'done', why: null })),
};
const proved: CaseEvent = {
  ...{ kind: 'proved', at: '2026-11-30T06:10:00Z', key: 'proved', snapshot: '2026-11-30T06:00:00Z' },
  proofs: ['a1', 'a2'].map((accountId) => ({ accountId, result: 'verified', successor: null })),
};

const FIRST = '2026-11-16T06:00:00Z';
const PROOF = '2026-11-30T06:00:00Z';
const AGAIN = '2026-12-07T06:00:00Z';

async function proven() {
  const one = caseOf(planOf({ accountIds: ['a1', 'a2'] }));
  await putCase(stores.history, one);
  await putInvoice(stores.history, 'acme', { period: '2026-11', quantity: 4, amount: '16', currency: 'USD' });
  await tellDrift(stores, await take(FIRST, [agent(), trello('a1'), trello('a2'), trello('b')]), settings);
  await happens(one, proposed, approved, started, stepped, finished);
  const told = await tellDrift(stores, await take(PROOF, [agent(), gone('a1'), gone('a2'), gone('b')]), settings);
  await happens(one, proved);
  return { one, told };
}

test('what a case did is told by its name, apart from what happened by itself', async () => {
  const { one, told } = await proven();
  expect(told.recorded.drift.exits).toMatchObject([
    { accountId: 'a1', cause: 'remediated', case: one.id },
    { accountId: 'a2', cause: 'remediated', case: one.id },
    { accountId: 'b', cause: 'deactivated' },
  ]);
  const mail = stores.mailbox.at(-1)?.eml.toString().replaceAll('=\r\n', '') ?? '';
  expect(mail).toMatch(
    /WHO WENT\s+1 {2}deactivated \(had Trello\)\s+OUR OWN CASES\s+2 {2}remediated by the case c0ffee0001/,
  );
});

test('who is billable again is noted with the case, once, and told in the digest', async () => {
  const { one } = await proven();
  const snapshot = await take(AGAIN, [agent(), trello('a1'), gone('a2'), gone('b')]);
  await storeStep(stores, snapshot, settings);
  const { recorded } = await tellDrift(stores, snapshot, settings);
  const noted = (await listEvents(stores.history, one)).filter(({ kind }) => kind === 're-entered');
  expect(noted).toMatchObject([{ snapshot: AGAIN, accountIds: ['a1'] }]);
  expect(recorded.digest.reEntered).toEqual([{ case: one.id, option: 'deactivate', accounts: 1 }]);
  expect(recorded.drift.entries).toMatchObject([{ accountId: 'a1', cause: 'reactivated' }]);
  expect(stores.mailbox.at(-1)?.eml.toString().replaceAll('=\r\n', '')).toMatch(
    /billable again, though the case\s+c0ffee0001/,
  );
});

test('the ledger says what was avoided, and only the next invoice what was reduced', async () => {
  await proven();
  const ledger = () => listSavings(stores.history, 'acme', '2026-11-01', '2026-12-31');
  await keepLedger(stores.history, await take('2026-11-30T07:00:00Z', [agent()]), settings);
  expect(await ledger()).toEqual([]);
  const snapshot = await take(AGAIN, [agent(), gone('a1'), gone('a2'), gone('b')]);
  await tellDrift(stores, snapshot, settings);
  await keepLedger(stores.history, snapshot, settings);
  const december = {
    ...{ case: 'c0ffee0001', option: 'deactivate', period: ['2026-12-01', '2026-12-31'], currency: 'USD' },
    accounts: { planned: 2, proven: 2 },
  };
  expect(await ledger()).toMatchObject([{ ...december, avoided: '8.00', reduced: null }]);
  await putInvoice(stores.history, 'acme', { period: '2026-12', quantity: 1, amount: '4', currency: 'USD' });
  await keepLedger(stores.history, snapshot, settings);
  expect(await ledger()).toMatchObject([{ ...december, avoided: '8.00', reduced: '8.00' }]);
});

test('while nobody has said how the organization is billed, there is no ledger and no failure', async () => {
  const one = caseOf();
  await putCase(stores.history, one);
  await happens(one, proposed, approved, started, finished, proved);
  const { contract: _, ...unbilled } = settings;
  await keepLedger(stores.history, await take(AGAIN, [agent()]), unbilled);
  expect(await listSavings(stores.history, 'acme', '2026-01-01', '2027-01-01')).toEqual([]);
});
