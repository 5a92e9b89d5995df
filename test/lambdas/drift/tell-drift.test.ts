import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../core/account.ts';
import { defaultSettings, type OrganizationSettings } from '../../../core/settings.ts';
import type { CompleteSnapshot, Source } from '../../../core/snapshot.ts';
import { lastDigest } from '../../../lambdas/clients/history/digests.ts';
import { listStepDrifts } from '../../../lambdas/clients/history/drifts.ts';
import { listMails } from '../../../lambdas/clients/history/outbox.ts';
import type { MailTransport, ReadyMail } from '../../../lambdas/clients/mail-transport.ts';
import { putPeople } from '../../../lambdas/clients/people-file.ts';
import { drawTrend } from '../../../lambdas/drift/draw-trend.ts';
import { storeStep, tellDrift } from '../../../lambdas/drift/tell-drift.ts';
import { takeSnapshot } from '../../../lambdas/snapshot/take-snapshot.ts';
import { trendSection } from '../../../render/digest/trend.ts';
import { formatsFor } from '../../../render/formats.ts';
import { access, agent } from '../../accounts.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(() => stores.close());

const API: Source = { kind: 'api', key: 'account-id' };
const settings: OrganizationSettings = {
  ...defaultSettings('acme', 'Acme'),
  sites: [{ host: 'contoso.atlassian.net', sandbox: false }],
  mail: { admins: ['admin@acme.example'], finance: ['cfo@acme.example'] },
};
const monday = (week: number) => `2026-11-${String(2 + week * 7).padStart(2, '0')}T06:00:00Z`;

const customer = (accountId: string) =>
  agent({ accountId, billable: 'not-billable', access: [], name: `Customer ${accountId}` });
const trello = (accountId: string) => agent({ accountId, access: [access('trello')], name: `Trello ${accountId}` });

async function take(asOf: string, accounts: readonly Account[], source = API): Promise<CompleteSnapshot> {
  const outcome = await takeSnapshot(stores, {
    organization: 'acme',
    asOf,
    owner: 'test',
    settings: 'v1',
    readAccounts: async (parts) => {
      await parts.add(accounts);
      return { source, evidence: { kind: 'file', fewer: 'doubted' } };
    },
  });
  if (outcome.state !== 'complete') throw new Error(outcome.state);
  return outcome.snapshot;
}

const tell = (snapshot: CompleteSnapshot, send: MailTransport['send'] = stores.transport.send) =>
  tellDrift({ ...stores, transport: { ...stores.transport, send } }, snapshot, settings);

describe('a week', () => {
  test('the first digest has an inventory and no drift', async () => {
    const { recorded } = await tell(await take(monday(0), [agent(), trello('t'), customer('c')]));
    expect(recorded.digest).toMatchObject({
      baseline: null,
      counts: { billable: 2, avoidable: 1 },
      drift: { entries: 0 },
    });
  });

  test('the second one tells who came and went since, and why', async () => {
    await tell(await take(monday(0), [customer('a'), trello('b'), customer('c')]));
    const { recorded } = await tell(await take(monday(1), [trello('a'), customer('b'), customer('c')]));
    expect(recorded.digest).toMatchObject({ baseline: monday(0), drift: { net: 0, entries: 1, exits: 1 } });
    expect(recorded.drift.entries).toMatchObject([{ accountId: 'a', cause: 'product-added', exposure: 'self-signup' }]);
    expect(recorded.drift.exits).toMatchObject([{ accountId: 'b', cause: 'product-removed' }]);
  });

  test('billable accounts are counted by department from the people file on that tells them', async () => {
    const listed = async () =>
      (await listStepDrifts(stores.history, 'acme', '0', '~')).map(({ byDepartment }) => byDepartment);
    const accounts = [trello('a'), { ...trello('b'), email: 'Bela@Contoso.com' }, { ...trello('c'), email: null }];
    await tell(await take(monday(0), accounts));
    const person = { email: 'bela@contoso.com', state: 'here' as const, lastDay: null, department: 'Sales' };
    await putPeople(stores.archive, 'acme', {
      source: 'hr.csv',
      asOf: '2026-11-01',
      people: [person],
      unreadableRows: [],
    });
    await tell(await take(monday(1), accounts));
    expect(await listed()).toEqual([null, { rows: [{ name: 'Sales', accounts: 1 }], other: 0 }]);
  });

  test('a chart that cannot be drawn leaves its values in words', async () => {
    for (const [week, count] of [1, 8, 15, 22].entries()) {
      await tell(
        await take(
          monday(week),
          Array.from({ length: count }, (_, index) => trello(`t${index}`)),
        ),
      );
    }
    const broken = () => Promise.reject(new Error('no program to draw with'));
    const trend = await drawTrend(stores.history, settings, monday(3), broken);
    expect(trend).toMatchObject({ png: null, weeks: { length: 4 } });
    const section = trend && trendSection(trend, formatsFor('en-GB', 'UTC'));
    expect(section?.picture).toBeUndefined();
    expect(section?.lines.map(({ text }) => text)).toEqual([
      'The chart could not be drawn; these are its values.',
      'Billable: 2 Nov 1, 9 Nov 8, 16 Nov 15, 23 Nov 22.',
      expect.stringMatching(/^Probably unplanned: /),
    ]);
  });

  test('told again, it is one digest and one mail for each', async () => {
    const snapshot = await take(monday(0), [trello('a')]);
    const first = await tell(snapshot);
    const second = await tell(snapshot);
    expect(second.recorded).toEqual(first.recorded);
    expect(first.deliveries.map((delivery) => delivery.state)).toEqual(['sent', 'sent']);
    expect(second.deliveries.map((delivery) => delivery.state)).toEqual(['already-sent', 'already-sent']);
    expect(stores.mailbox).toHaveLength(2);
  });

  test('told at once by two, it is still one digest', async () => {
    const snapshot = await take(monday(0), [trello('a')]);
    const [one, two] = await Promise.all([tell(snapshot), tell(snapshot)]);
    expect(one.recorded.digest).toEqual(two.recorded.digest);
    expect(stores.mailbox.map(({ to }) => to).sort()).toEqual(['admin@acme.example', 'cfo@acme.example']);
  });

  test('a blip of the flag tells no entry', async () => {
    const missing = { ...trello('a'), billable: 'unknown' as const };
    await tell(await take(monday(0), [trello('a'), agent()]));
    const blip = await tell(await take(monday(1), [missing, agent()]));
    expect(blip.recorded.digest.drift).toMatchObject({ entries: 0, exits: 0, unclear: 1, net: -1 });
    const back = await tell(await take(monday(2), [trello('a'), agent()]));
    expect(back.recorded.digest.drift).toMatchObject({ entries: 0, exits: 0, unclear: 1, net: 1 });
  });

  test('who came and went between two digests is told apart', async () => {
    await tell(await take(monday(0), [customer('a'), agent()]));
    await storeStep(stores, await take('2026-11-05T06:00:00Z', [trello('a'), agent()]), settings);
    const { recorded } = await tell(await take(monday(1), [customer('a'), agent()]));
    expect(recorded.cameAndWent).toMatchObject([{ accountId: 'a', cause: 'product-added' }]);
    expect(recorded.digest.drift).toMatchObject({ entries: 0, exits: 0, cameAndWent: 1 });
    expect(await listStepDrifts(stores.history, 'acme', monday(0), monday(1))).toMatchObject([
      { baseline: monday(0), entries: 1, exits: 0 },
      { baseline: '2026-11-05T06:00:00Z', entries: 0, exits: 1 },
    ]);
  });

  test('a changed setting is no drift', async () => {
    await tell(await take(monday(0), [agent()]));
    const snapshot = await take(monday(1), [agent()]);
    const { recorded } = await tellDrift(stores, snapshot, { ...settings, sites: [] });
    expect(recorded.digest).toMatchObject({
      before: { avoidable: 1 },
      counts: { avoidable: 1 },
      drift: { entries: 0 },
    });
  });
});

describe('sources that differ', () => {
  const csv = (key: 'account-id' | 'email'): Source => ({
    kind: 'csv',
    key,
    file: 'm.csv',
    unreadableRows: 0,
    unreadableLines: [],
    ignoredColumns: [],
  });

  test('between CSV and API only the billable state is compared', async () => {
    await tell(await take(monday(0), [customer('a'), trello('b')], csv('account-id')));
    const { recorded } = await tell(await take(monday(1), [trello('a'), trello('b')]));
    expect(recorded.drift.entries).toMatchObject([{ accountId: 'a', cause: 'not-compared' }]);
    expect(recorded.digest.quality).toContainEqual({ kind: 'source-changed', from: 'csv', to: 'api' });
  });

  test('with accounts told apart by e-mail nothing is compared', async () => {
    await tell(await take(monday(0), [trello('email-1')], csv('email')));
    const { recorded } = await tell(await take(monday(1), [trello('a')]));
    expect(recorded.digest).toMatchObject({ baseline: null, drift: { entries: 0 } });
    expect(recorded.digest.quality).toContainEqual({ kind: 'not-comparable', baseline: monday(0) });
  });
});

describe('after a crash', () => {
  class Crash extends Error {}
  const crash = async (): Promise<never> => {
    throw new Crash();
  };

  test('between record and mail, the next run sends that digest first, then its own', async () => {
    await tell(await take(monday(0), [customer('a')]));
    stores.mailbox.length = 0;
    await expect(tell(await take(monday(1), [trello('a')]), crash)).rejects.toThrow(Crash);
    expect((await lastDigest(stores.history, 'acme'))?.asOf).toBe(monday(1));
    await tell(await take(monday(2), [trello('a'), trello('b')]));
    expect(stores.mailbox.map((mail) => subjectOf(mail))).toEqual([
      // The other one was claimed when the run crashed: nobody knows whether it left, so it is not sent again.
      'Guard, Acme: 1 new paid account, 1 billable (+1)',
      ...Array(2).fill('Guard, Acme: 1 new paid account, 2 billable (+1)'),
    ]);
  });

  test('between claim and mark, that mail waits for word of it and the others leave', async () => {
    const snapshot = await take(monday(0), [trello('a')]);
    await expect(tell(snapshot, crash)).rejects.toThrow(Crash);
    expect(await listMails(stores.history, 'acme', 'digest', monday(0))).toMatchObject([
      { state: 'sending' },
      { state: 'pending' },
    ]);
    const { deliveries } = await tell(snapshot);
    expect(deliveries.map(({ state, detail }) => [state, detail])).toEqual([
      ['already-sent', 'under way in another run'],
      ['sent', null],
    ]);
  });

  test('a mail that failed holds up no other, and is tried again', async () => {
    const snapshot = await take(monday(0), [trello('a')]);
    const admins = async (mail: ReadyMail) =>
      mail.to === 'admin@acme.example'
        ? stores.transport.send(mail)
        : { state: 'failed' as const, why: 'mailbox full' };
    const { deliveries } = await tell(snapshot, admins);
    expect(deliveries.map(({ audience, state, detail }) => [audience, state, detail]).sort()).toEqual([
      ['admins', 'sent', null],
      ['finance', 'failed', 'mailbox full'],
    ]);
    const again = await tell(snapshot);
    expect(again.deliveries.map(({ audience, state }) => [audience, state]).sort()).toEqual([
      ['admins', 'already-sent'],
      ['finance', 'sent'],
    ]);
  });
});

describe('the baseline', () => {
  test('is kept where no lifecycle deletes it, one at a time', async () => {
    await tell(await take(monday(0), [customer('a')]));
    await tell(await take(monday(1), [customer('a')]));
    const keys = await stores.archive.list('baseline/');
    expect(keys.every((key) => key.startsWith('baseline/acme/20261109T060000Z/'))).toBe(true);
    expect(keys).toHaveLength(2);
  });

  test('is read from its copy when its parts are past their lifecycle', async () => {
    await tell(await take(monday(0), [customer('a')]));
    for (const key of await stores.archive.list('snapshots/')) await stores.archive.remove(key);
    const { recorded } = await tell(await take(monday(1), [trello('a')]));
    expect(recorded.digest.drift).toMatchObject({ entries: 1 });
  });

  test('is told from after a pause so long that the step before it cannot be read', async () => {
    await tell(await take(monday(0), [customer('a')]));
    await storeStep(stores, await take('2026-11-05T06:00:00Z', [customer('a'), customer('b')]), settings);
    for (const key of await stores.archive.list('snapshots/')) await stores.archive.remove(key);
    const { recorded } = await tell(await take(monday(1), [trello('a')]));
    expect(recorded.digest).toMatchObject({ baseline: monday(0), drift: { entries: 1 } });
    expect(await listStepDrifts(stores.history, 'acme', monday(0), monday(1))).toMatchObject([{}, { baseline: null }]);
  });

  test('lost for good, the digest starts anew and says so', async () => {
    await tell(await take(monday(0), [customer('a')]));
    for (const prefix of ['snapshots/', 'baseline/']) {
      for (const key of await stores.archive.list(prefix)) await stores.archive.remove(key);
    }
    const { recorded } = await tell(await take(monday(1), [trello('a')]));
    expect(recorded.digest).toMatchObject({
      baseline: null,
      quality: [{ kind: 'baseline-lost', baseline: monday(0) }],
    });
  });

  test('of an unfinished digest lost too, its mail leaves without names', async () => {
    const crash = () => Promise.reject(new Error('crash'));
    await expect(tell(await take(monday(0), [trello('a')]), crash)).rejects.toThrow('crash');
    const { client, table } = stores.history;
    for (const { recipientHash } of await listMails(stores.history, 'acme', 'digest', monday(0))) {
      const key = { pk: 'ORG#acme', sk: `MAIL#digest#${monday(0)}#${recipientHash}` };
      await client.send(new DeleteCommand({ TableName: table, Key: key }));
    }
    for (const key of await stores.archive.list('snapshots/')) await stores.archive.remove(key);
    await tell(await take(monday(1), [trello('a')]));
    expect(stores.mailbox).toHaveLength(4);
  });
});

test('a run that was killed after sealing loses no step', async () => {
  await tell(await take(monday(0), [customer('a'), agent()]));
  await take('2026-11-05T06:00:00Z', [trello('a'), agent()]);
  const { recorded } = await tell(await take(monday(1), [customer('a'), agent()]));
  expect(recorded.cameAndWent).toMatchObject([{ accountId: 'a' }]);
});

test('admins see names, finance sees numbers, the table sees neither', async () => {
  await tell(await take(monday(0), [customer('a'), trello('gone')]));
  await tell(await take(monday(1), [trello('a')]));
  const mails = await listMails(stores.history, 'acme', 'digest', monday(1));
  const [admins, finance] = await Promise.all(
    ['admins', 'finance'].map(async (wanted) => {
      const key = mails.find(({ audience }) => audience === wanted)?.archiveKey;
      return `${await stores.archive.get(`${key}.eml`)}${await stores.archive.get(`${key}.html`)}`;
    }),
  );
  expect(admins).toMatch(/To: admin@acme.example/);
  expect(admins).toMatch(/Trello a, ada.abel@contoso.com/);
  expect(admins).toMatch(/went: Trello gone/);
  expect(finance).toMatch(/To: cfo@acme.example/);
  expect(finance).not.toMatch(/Trello a|ada\.abel|accounts-2026/);
  const { Items } = await stores.history.client.send(
    new (await import('@aws-sdk/lib-dynamodb')).ScanCommand({ TableName: stores.history.table }),
  );
  expect(Items?.length).toBeGreaterThan(8);
  expect(JSON.stringify(Items)).not.toMatch(/Trello [a-z]|Customer|ada\.abel|acme\.example/);
});

function subjectOf(mail: ReadyMail): string {
  return /^Subject: (.*)$/m.exec(Buffer.from(mail.eml).toString())?.[1]?.trim() ?? '';
}
