import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../core/account.ts';
import { organizationSchema } from '../../../core/settings.ts';
import { getDigest } from '../../../lambdas/clients/history/digests.ts';
import { listStepDrifts } from '../../../lambdas/clients/history/drifts.ts';
import { dropOrganization, putSettings, settingsVersion } from '../../../lambdas/clients/history/organizations.ts';
import { keyOfTag, listMails } from '../../../lambdas/clients/history/outbox.ts';
import type { ReadyMail, SendOutcome } from '../../../lambdas/clients/mail-transport.ts';
import { settleDelivery } from '../../../lambdas/delivery/handler.ts';
import { drift } from '../../../lambdas/drift/handler.ts';
import { takeSnapshot } from '../../../lambdas/snapshot/take-snapshot.ts';
import { access, agent } from '../../accounts.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
let now: Date;
let sent: ReadyMail[];
let measured: object[];
beforeEach(begin);
afterEach(() => stores.close());

async function begin(): Promise<void> {
  stores = await openTestStores();
  now = new Date('2026-11-23T07:00:00Z');
  sent = [];
  measured = [];
  await putSettings(stores.history, applied, day(10));
}

const applied = organizationSchema.parse({
  id: 'acme',
  name: 'Acme',
  sites: ['contoso.atlassian.net'],
  mail: { admins: ['admin@acme.example'], finance: ['cfo@acme.example'] },
});

const day = (date: number) => `2026-11-${date}T06:00:00Z`;
const trello = (accountId: string) => agent({ accountId, access: [access('trello')] });
const event = (asOf: string, organization = 'acme') => ({
  source: 'billable-drift',
  'detail-type': 'Snapshot Completed',
  detail: { organization, asOf },
});

async function take(asOf: string, accounts: readonly Account[], total = accounts.length) {
  await takeSnapshot(stores, {
    organization: 'acme',
    asOf,
    owner: 'test',
    settings: settingsVersion(applied),
    readAccounts: async (parts) => {
      await parts.add(accounts);
      return {
        source: { kind: 'api', key: 'account-id' },
        evidence: { kind: 'totals', firstTotal: total, lastTotal: total },
      };
    },
  });
}

function hear(message: unknown, answer: (mail: ReadyMail) => SendOutcome = () => ({ state: 'sent' })) {
  return drift(message, {
    history: stores.history,
    archive: stores.archive,
    now: () => now,
    logger: new Logger({ logLevel: 'SILENT' }),
    count: () => {},
    tellMeasured: async (detail) => {
      measured.push(detail);
    },
    transport: {
      sender: 'guard@acme.example',
      send: async (mail) => {
        sent.push(mail);
        return answer(mail);
      },
    },
  });
}

describe('when a digest is due', () => {
  test('with the first snapshot, then a week later, not in between', async () => {
    await take(day(16), [agent()]);
    expect(await hear(event(day(16)))).toMatchObject({ state: 'digest', mails: ['sent', 'sent'] });
    await take(day(18), [agent(), trello('t')]);
    expect(await hear(event(day(18)))).toMatchObject({ state: 'step', mails: [] });
    await take(day(23), [agent(), trello('t')]);
    expect(await hear(event(day(23)))).toMatchObject({ state: 'digest' });
    expect(sent.map((mail) => mail.to).sort()).toEqual(
      ['admin', 'admin', 'cfo', 'cfo'].map((mailbox) => `${mailbox}@acme.example`),
    );
    expect(measured.at(-1)).toEqual({ organization: 'acme', asOf: day(23), billable: 2, net: 1, entries: 1, exits: 0 });
  });

  test('a partial Monday gives a Tuesday digest', async () => {
    await take(day(16), [agent()]);
    await hear(event(day(16)));
    await take(day(23), [agent()], 100);
    expect(await hear(event(day(23)))).toMatchObject({ state: 'none' });
    await take(day(24), [agent(), trello('t')]);
    now = new Date('2026-11-24T07:00:00Z');
    expect(await hear(event(day(24)))).toMatchObject({ state: 'digest' });
  });

  test('settings applied in mid-run hold for the next run, and for what is asked by hand', async () => {
    await take(day(16), [agent()]);
    await putSettings(stores.history, { ...applied, name: 'Fabrikam' }, day(16));
    await hear(event(day(16)));
    await take(day(23), [agent(), trello('t')]);
    await hear({ organization: 'acme', asOf: day(23), digest: 'now' });
    expect(sent.map(({ eml }) => /^Subject: (.*)$/m.exec(Buffer.from(eml).toString())?.[1]?.slice(0, 15))).toEqual([
      ...Array(2).fill('Guard, Acme: 1 '),
      ...Array(2).fill('Guard, Fabrikam'),
    ]);
  });

  test('by hand it is told at once', async () => {
    await take(day(16), [agent()]);
    await hear(event(day(16)));
    await take(day(18), [agent(), trello('t')]);
    expect(await hear({ organization: 'acme', asOf: day(18), digest: 'now' })).toMatchObject({ state: 'digest' });
  });
});

test('a list of names that is too long for a mail lies beside it, and the mail says where', async () => {
  const longName = 'a name of fifty characters, give or take one or two';
  const many = Array.from({ length: 8_000 }, (_, index) => ({ ...trello(`t${index}`), name: `${longName} ${index}` }));
  await take(day(23), [agent(), ...many]);
  await hear(event(day(23)));
  const admins = Buffer.from(sent.find(({ to }) => to?.startsWith('admin'))?.eml ?? '');
  expect(admins.byteLength).toBeLessThan(200_000);
  const key = 'mail/acme/20261123T060000Z/accounts-2026-11-23.csv';
  expect(admins.toString().replaceAll('=\r\n', '').replaceAll(/\s+/g, ' ')).toContain(`more in ${key} of the archive`);
  const list = Buffer.from((await stores.archive.get(key)) ?? '').toString();
  expect(list).toContain(`${longName} 7999`);
  expect(sent.find(({ to }) => to?.startsWith('cfo'))?.eml.toString()).not.toContain(key);
}, 60_000);

describe('events', () => {
  test('of an organization that was dropped: nothing is told', async () => {
    await take(day(16), [agent()]);
    await dropOrganization(stores.history, 'acme');
    expect(await hear(event(day(16)))).toMatchObject({ state: 'none' });
    expect(sent).toEqual([]);
  });

  test('twice: one digest, one mail each', async () => {
    await take(day(16), [agent()]);
    await hear(event(day(16)));
    expect(await hear(event(day(16)))).toMatchObject({ mails: ['already-sent', 'already-sent'] });
    expect(sent).toHaveLength(2);
  });

  test('forged, for a snapshot or an organization that is not there: nothing happens', async () => {
    expect(await hear(event(day(16)))).toMatchObject({ state: 'none' });
    expect(await hear(event(day(16), 'nobody'))).toMatchObject({ state: 'none' });
    expect(sent).toEqual([]);
  });

  test.each([
    [{}],
    [null],
    [{ ...event(day(16)), source: 'somebody' }],
    [event('yesterday')],
    [{ organization: 'a/b', asOf: day(16) }],
  ])('malformed: %j is refused', async (message) => {
    await expect(hear(message)).rejects.toThrow();
  });

  test('late and out of order: the step is stored, nothing is sent', async () => {
    await take(day(16), [agent()]);
    await hear(event(day(16)));
    await take(day(17), [agent(), trello('t')]);
    await take(day(23), [agent()]);
    await hear(event(day(23)));
    const before = sent.length;
    expect(await hear(event(day(17)))).toMatchObject({ state: 'late' });
    expect(sent).toHaveLength(before);
    expect(await listStepDrifts(stores.history, 'acme', day(16), day(23))).toHaveLength(2);
  });
});

describe('mails', () => {
  beforeEach(() => take(day(16), [agent()]));
  const states = async () =>
    (await listMails(stores.history, 'acme', 'digest', day(16))).map(({ audience, state }) => [audience, state]).sort();

  test('one that failed fails the run, holds up no other, and leaves with the next try', async () => {
    const refusing = (mail: ReadyMail): SendOutcome =>
      mail.to?.startsWith('cfo') ? { state: 'failed', why: 'MessageRejected: (address)' } : { state: 'sent' };
    await expect(hear(event(day(16)), refusing)).rejects.toThrow(
      '1 of 2 mails could not be sent: finance: MessageRejected',
    );
    expect(await states()).toEqual([
      ['admins', 'sent'],
      ['finance', 'failed'],
    ]);
    expect(await hear(event(day(16)))).toMatchObject({ state: 'digest' });
    expect(sent.map((mail) => mail.to?.split('@')[0])).toEqual(expect.arrayContaining(['admin', 'cfo', 'cfo']));
    expect(sent).toHaveLength(3);
  });

  test('one that failed leaves when it is asked for, though a newer snapshot is there', async () => {
    const refusing = (): SendOutcome => ({ state: 'failed', why: 'quota exceeded' });
    await expect(hear(event(day(16)), refusing)).rejects.toThrow('2 of 2 mails');
    await take(day(17), [agent()]);
    expect(await hear(event(day(17)))).toMatchObject({ state: 'step' });
    expect(await hear({ organization: 'acme', asOf: day(16) })).toMatchObject({ mails: ['sent', 'sent'] });
  });

  test('one of an earlier digest that fails again fails the run that finishes it', async () => {
    const refusing = (): SendOutcome => ({ state: 'failed', why: 'quota exceeded' });
    await expect(hear(event(day(16)), refusing)).rejects.toThrow('2 of 2 mails');
    await take(day(23), [agent()]);
    await expect(hear(event(day(23)), refusing)).rejects.toThrow('4 of 4 mails');
  });

  test('one whose answer was lost is unsure and not repeated, until SES settles it', async () => {
    await hear(event(day(16)), () => ({ state: 'unsure', why: 'TimeoutError' }));
    expect(await hear(event(day(16)))).toMatchObject({ mails: ['unsure', 'unsure'] });
    expect(sent).toHaveLength(2);
    for (const mail of sent) {
      expect(mail.tag).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
      expect(keyOfTag(mail.tag)?.pk).toBe('ORG#acme');
      const settled = { source: 'aws.ses', detail: { eventType: 'Delivery', mail: { tags: { row: [mail.tag] } } } };
      expect(await settleDelivery(settled, now, stores.history)).toMatchObject({ settled: true });
      expect(await settleDelivery(settled, now, stores.history)).toMatchObject({ settled: false });
    }
    expect(await hear(event(day(16)))).toMatchObject({ mails: ['already-sent', 'already-sent'] });
  });

  test('one that was claimed in a crash is under way for a quarter of an hour, and then unsure', async () => {
    const crash = () => {
      throw new Error('crash');
    };
    await expect(hear(event(day(16)), crash)).rejects.toThrow('crash');
    expect(await hear(event(day(16)))).toMatchObject({ mails: expect.arrayContaining(['sent', 'already-sent']) });
    now = new Date('2026-11-23T07:16:00Z');
    expect(await hear(event(day(16)))).toMatchObject({ mails: expect.arrayContaining(['unsure', 'already-sent']) });
    expect(sent).toHaveLength(2);
  });

  test('one that bounced, or was complained of or refused, says so; strangers change nothing', async () => {
    await hear(event(day(16)));
    const tags = { row: [sent[0]?.tag ?? ''] };
    const say = (detail: object) => settleDelivery({ source: 'aws.ses', detail }, now, stores.history);
    expect(await say({ eventType: 'Open', mail: { tags } })).toMatchObject({ settled: false });
    expect(await say({ eventType: 'Bounce', mail: { tags: { row: ['strange'] } } })).toMatchObject({ settled: false });
    expect(await say({ eventType: 'Bounce', mail: {} })).toMatchObject({ settled: false });
    expect(await say({ eventType: 'Bounce', mail: { tags }, bounce: { bounceType: 'Permanent' } })).toMatchObject({
      settled: true,
    });
    expect(await say({ eventType: 'Delivery', mail: { tags } })).toMatchObject({ settled: false });
    expect(
      (await listMails(stores.history, 'acme', 'digest', day(16))).map(({ state, detail }) => [state, detail]).sort(),
    ).toEqual([
      ['bounced', 'bounced (Permanent)'],
      ['sent', null],
    ]);
  });
});

test('mails that came back are said in the next digest', async () => {
  await take(day(16), [agent()]);
  await hear(event(day(16)));
  const tags = { row: [sent[0]?.tag ?? ''] };
  await settleDelivery({ source: 'aws.ses', detail: { eventType: 'Bounce', mail: { tags } } }, now, stores.history);
  await take(day(23), [agent()]);
  await hear(event(day(23)));
  expect((await getDigest(stores.history, 'acme', day(23)))?.quality).toMatchObject([
    { kind: 'mail-bounced', mails: 1 },
  ]);
});

test('killed at every awaited call in turn and run again: one digest, no mail twice', async () => {
  let deadly = 0;
  let unsure = 0;
  for (;;) {
    deadly += 1;
    await stores.close();
    await begin();
    await take(day(16), [agent(), trello('a')]);
    await hear(event(day(16)));
    await take(day(23), [agent(), trello('b')]);
    sent.length = 0;
    if ((await killedAt(deadly)) < deadly) break;
    now = new Date(now.getTime() + 20 * 60_000);
    await hear(event(day(23)));
    for (const mail of sent) {
      const delivered = { eventType: 'Delivery', mail: { tags: { row: [mail.tag] } } };
      await settleDelivery({ source: 'aws.ses', detail: delivered }, now, stores.history);
    }
    // Between claim and call nobody can know whether a mail left: such a one is unsure for a person to look at.
    const rows = await listMails(stores.history, 'acme', 'digest', day(23));
    expect(rows.map(({ state }) => state).sort()).toEqual([...Array(sent.length).fill('sent'), 'unsure'].slice(0, 2));
    expect(new Set(sent.map((mail) => mail.to)).size).toBe(sent.length);
    unsure += 2 - sent.length;
    expect((await getDigest(stores.history, 'acme', day(23)))?.drift).toMatchObject({ entries: 1, exits: 1 });
    expect(await listStepDrifts(stores.history, 'acme', day(16), day(23))).toHaveLength(1);
  }
  expect(deadly).toBeGreaterThan(40);
  expect(unsure).toBe(2);
}, 300_000);

/** Runs the function so that its `deadly`-th call to a store or the mail is done and its answer lost; counts the calls. */
async function killedAt(deadly: number): Promise<number> {
  const death = deathAt(deadly);
  const { mortal } = death;
  const { archive } = stores;
  const dependencies = {
    history: mortalHistory(stores.history, death),
    archive: {
      location: archive.location,
      put: (key: string, body: Uint8Array) => mortal(archive.put(key, body)),
      get: (key: string) => mortal(archive.get(key)),
      list: (prefix: string) => mortal(archive.list(prefix)),
      remove: (key: string) => mortal(archive.remove(key)),
    },
    now: () => now,
    logger: new Logger({ logLevel: 'SILENT' }),
    count: () => {},
    tellMeasured: () => mortal(Promise.resolve()),
    transport: {
      sender: 'guard@acme.example',
      send: (mail: ReadyMail) => {
        sent.push(mail);
        return mortal(Promise.resolve({ state: 'sent' as const }));
      },
    },
  };
  await drift(event(day(23)), dependencies).catch((error: Error) => expect(error.message).toBe('killed'));
  return death.calls();
}
