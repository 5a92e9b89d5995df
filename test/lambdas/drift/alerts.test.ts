import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../core/account.ts';
import { organizationSchema } from '../../../core/settings.ts';
import { changeAlert, listAlerts } from '../../../lambdas/clients/history/alerts.ts';
import { getDigest } from '../../../lambdas/clients/history/digests.ts';
import { putExpectation } from '../../../lambdas/clients/history/expectations.ts';
import { putSettings, settingsVersion } from '../../../lambdas/clients/history/organizations.ts';
import { listMails } from '../../../lambdas/clients/history/outbox.ts';
import { putQuote } from '../../../lambdas/clients/history/quotes.ts';
import type { ReadyMail, SendOutcome } from '../../../lambdas/clients/mail-transport.ts';
import { drift } from '../../../lambdas/drift/handler.ts';
import { findGround } from '../../../lambdas/find-ground.ts';
import { takeSnapshot } from '../../../lambdas/snapshot/take-snapshot.ts';
import { access, agent } from '../../accounts.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
let now: Date;
let sent: ReadyMail[];
beforeEach(() => begin());
afterEach(() => stores.close());

const CONTRACT = { currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01', unitPrice: 4 }] };

const settingsOf = (thresholds?: object, change: object = {}) =>
  organizationSchema.parse({
    ...{ id: 'acme', name: 'Acme', sites: ['contoso.atlassian.net'], contract: CONTRACT },
    mail: {
      ...{ admins: ['admin@acme.example'], finance: ['cfo@acme.example'] },
      // The tests count in single accounts; a suspicious snapshot and the fix-by date have tests of their own.
      thresholds: { accounts: 5, reminderDays: 0, ...thresholds },
    },
    ...change,
  });
let applied = settingsOf();

async function begin(settings = settingsOf()): Promise<void> {
  stores = await openTestStores();
  now = new Date('2026-11-24T07:00:00Z');
  sent = [];
  applied = settings;
  await putSettings(stores.history, applied, day(10));
}

async function beginWith(thresholds: object, change: object = {}): Promise<void> {
  await stores.close();
  await begin(settingsOf(thresholds, change));
}

const day = (date: number) => `2026-11-${date}T06:00:00Z`;
const people = (count: number): Account[] =>
  Array.from({ length: count }, (_, index) => agent({ accountId: `t${index}`, access: [access('trello')] }));
const event = (asOf: string) => ({
  source: 'billable-drift',
  'detail-type': 'Snapshot Completed',
  detail: { organization: 'acme', asOf },
});

async function take(asOf: string, accounts: readonly Account[], total = accounts.length, key = 'account-id' as const) {
  await takeSnapshot(stores, {
    ...{ organization: 'acme', asOf, owner: 'test', settings: settingsVersion(applied) },
    readAccounts: async (parts) => {
      await parts.add(accounts);
      return {
        source: { kind: 'api', key },
        evidence: { kind: 'totals', firstTotal: total, lastTotal: total },
      };
    },
  });
}

function hear(asOf: string, answer: (mail: ReadyMail) => SendOutcome = () => ({ state: 'sent' })) {
  return drift(event(asOf), {
    history: stores.history,
    archive: stores.archive,
    now: () => now,
    logger: new Logger({ logLevel: 'SILENT' }),
    count: () => {},
    tellMeasured: async () => {},
    transport: {
      sender: 'guard@acme.example',
      send: async (mail) => {
        sent.push(mail);
        return answer(mail);
      },
    },
  });
}

/** The snapshot of a day with so many billable accounts, and what came of it. */
async function see(date: number, count: number) {
  await take(day(date), people(count));
  const before = sent.length;
  const result = await hear(day(date));
  return { state: result.state, subjects: sent.slice(before).map(subjectOf) };
}

function subjectOf({ eml }: ReadyMail): string {
  return /^Subject: (.*(?:\r?\n .*)*)$/m.exec(Buffer.from(eml).toString())?.[1]?.replaceAll(/\r?\n /g, ' ') ?? '';
}

/** The plain text part. */
function textOf(mail: ReadyMail | undefined): string {
  const eml = Buffer.from(mail?.eml ?? '')
    .toString()
    .replaceAll(/=\r?\n/g, '');
  return eml.slice(eml.indexOf('text/plain'), eml.indexOf('text/html'));
}

const twice = (subject: string) => [subject, subject];
const quiet = { state: 'step', subjects: [] };

describe('growth since the last digest', () => {
  beforeEach(() => see(16, 100));

  test('one below the threshold is quiet, day after day; at it one alert, to each a mail', async () => {
    expect(await see(17, 102)).toEqual(quiet);
    expect(await see(18, 104)).toEqual(quiet);
    expect(await see(19, 105)).toEqual({
      state: 'step',
      subjects: twice('Guard, Acme: +5 paid accounts since 16 Nov, 105 billable'),
    });
    expect(await see(20, 115)).toEqual(quiet);
    expect(await hear(day(20))).toMatchObject({ mails: [] });
    expect(
      sent
        .slice(-2)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(['admin@acme.example', 'cfo@acme.example']);
  });

  test('its mail says which threshold, who came and why, and names nobody', async () => {
    await see(17, 106);
    const text = textOf(sent.at(-1));
    expect(text).toContain('6 more billable accounts; your threshold is 5.');
    expect(text).toContain('Billable 106 (was 100, +6)');
    expect(text).toMatch(/6 {2}new or newly claimed, with Trello/);
    expect(text).not.toMatch(/Abel|t104|@contoso/);
  });

  test('the digest that follows tells it and no alert does; growth counts anew from there', async () => {
    expect((await see(23, 108)).state).toBe('digest');
    expect((await getDigest(stores.history, 'acme', day(23)))?.crossings).toEqual([
      { rule: 'accounts', value: 8, threshold: 5, currency: null },
    ]);
    expect(textOf(sent.at(-1))).toContain('OVER YOUR THRESHOLDS');
    expect(await see(24, 112)).toEqual(quiet);
    expect((await see(25, 113)).subjects).toHaveLength(2);
  });

  test('below and above again within the cool-down is quiet, and told at its end if it stands', async () => {
    await beginWith({ coolDownDays: 3 });
    await see(16, 100);
    expect((await see(17, 105)).subjects).toHaveLength(2);
    expect(await see(18, 104)).toEqual(quiet);
    expect(await see(19, 105)).toEqual(quiet);
    expect((await see(20, 105)).subjects).toHaveLength(2);
  });

  test('muted it is quiet, in the digest too', async () => {
    const silence = { kind: 'muted', until: '2026-11-23', reason: 'migration', from: '2026-11-16' } as const;
    await changeAlert(stores.history, 'acme', 'accounts', () => ({ silence }));
    expect(await see(18, 150)).toEqual({ state: 'step', subjects: expect.not.arrayContaining(['+50']) });
    expect((await see(23, 150)).state).toBe('digest');
    expect((await getDigest(stores.history, 'acme', day(23)))?.crossings).toEqual([]);
  });

  test('a planned wave is no alarm, in a digest neither; what is beyond it is', async () => {
    const wave = { date: '2026-11-20', since: day(16), accounts: 40, reason: 'onboarding', author: 'Ada' };
    await putExpectation(stores.history, 'acme', wave);
    expect(await see(17, 140)).toEqual(quiet);
    expect(await findGround(stores.history, applied, day(17))).toMatchObject({ snapshot: { asOf: day(17) } });
    expect(await see(18, 144)).toEqual(quiet);
    expect((await see(19, 145)).subjects).toHaveLength(2);
    expect(textOf(sent.at(-1))).toContain('Billable 145 (was 100, +45)   planned 40');
    await see(23, 145);
    expect((await getDigest(stores.history, 'acme', day(23)))?.crossings).toMatchObject([{ value: 5 }]);
  });

  test('percent and money ring in the same mail; the subject has the price of the contract', async () => {
    await beginWith({ percent: 5, money: '20' });
    await see(16, 100);
    expect((await see(17, 105)).subjects).toEqual(
      twice('Guard, Acme: +5 paid accounts since 16 Nov, $20.00/month, 105 billable'),
    );
    expect((await listAlerts(stores.history, 'acme')).map(({ rule }) => rule)).toEqual([
      'accounts',
      'money',
      'percent',
    ]);
  });

  test('money by a public list rings nothing, one quote alone neither', async () => {
    await beginWith(
      { accounts: undefined, money: '1' },
      { contract: { currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01' }] } },
    );
    await putQuote(stores.history, 'acme', { date: '2026-11-10', quantity: 100, amount: '400', currency: 'USD' });
    await see(16, 100);
    expect(await see(17, 110)).toEqual(quiet);
    await putQuote(stores.history, 'acme', { date: '2026-11-10', quantity: 111, amount: '444', currency: 'USD' });
    expect((await see(18, 111)).subjects).toHaveLength(2);
  });

  test('of a partial snapshot there is no alert', async () => {
    await take(day(17), people(110), 200);
    expect(await hear(day(17))).toMatchObject({ state: 'none', mails: [] });
    expect(await listAlerts(stores.history, 'acme')).toEqual([]);
  });

  test('a late snapshot rings nothing', async () => {
    await take(day(17), people(110));
    await take(day(18), people(100));
    expect(await hear(day(17))).toMatchObject({ state: 'late', mails: [] });
  });

  test('one that failed fails the run and leaves with the next, unless a digest came', async () => {
    await take(day(17), people(106));
    await expect(hear(day(17), () => ({ state: 'failed', why: 'quota exceeded' }))).rejects.toThrow('2 of 2 mails');
    expect((await see(18, 106)).subjects).toEqual(twice('Guard, Acme: +6 paid accounts since 16 Nov, 106 billable'));
    expect(await see(19, 106)).toEqual(quiet);
  });

  test('whoever came into the settings since is not told of an old alert', async () => {
    await take(day(17), people(106));
    await expect(hear(day(17), () => ({ state: 'failed', why: 'quota exceeded' }))).rejects.toThrow('2 of 2 mails');
    applied = organizationSchema.parse({ ...applied, mail: { ...applied.mail, admins: ['new@acme.example'] } });
    await putSettings(stores.history, applied, day(17));
    await see(18, 106);
    expect(sent.at(-1)?.to).toBe('cfo@acme.example');
    expect(sent.map(({ to }) => to)).not.toContain('new@acme.example');
  });
});

describe('a suspicious snapshot', () => {
  beforeEach(() => beginWith({ accounts: undefined }));

  test('says so in a mail, and is no ground to act on; what the next one confirms is', async () => {
    await see(16, 100);
    expect((await see(17, 121)).subjects).toEqual(
      twice('Guard, Acme: billable accounts went from 100 to 121, is that right?'),
    );
    expect(await findGround(stores.history, applied, day(17))).toMatchObject({ why: expect.stringContaining('121') });
    expect(await see(18, 121)).toEqual(quiet);
    expect(await findGround(stores.history, applied, day(18))).toMatchObject({ snapshot: { asOf: day(18) } });
  });

  test('up to the share, and back to what was sound, it is none', async () => {
    await see(16, 100);
    expect(await see(17, 120)).toEqual(quiet);
    expect((await see(18, 145)).subjects).toHaveLength(2);
    expect(await see(19, 120)).toEqual(quiet);
    expect(await findGround(stores.history, applied, day(19))).toMatchObject({ snapshot: { asOf: day(19) } });
  });

  test('in a digest is a note of it, and no alert', async () => {
    await see(16, 100);
    expect((await see(23, 150)).state).toBe('digest');
    expect((await getDigest(stores.history, 'acme', day(23)))?.quality[0]).toEqual({
      ...{ kind: 'suspicious', since: day(16), what: 'billable', before: 100, now: 150 },
    });
    expect(await listAlerts(stores.history, 'acme')).toEqual([]);
  });

  test('by a share of the settings', async () => {
    await beginWith({ accounts: undefined, suspiciousPercent: 50 });
    await see(16, 100);
    expect(await see(17, 150)).toEqual(quiet);
    expect(await findGround(stores.history, applied, day(17))).toMatchObject({ snapshot: { asOf: day(17) } });
  });
});

describe('the fix-by date', () => {
  // Counted on Mon 30 November: to be fixed by Fri 27.
  beforeEach(() => beginWith({ accounts: undefined, reminderDays: 3 }));
  const reminder = 'Guard, Acme: fix 10 accounts by Fri 27 Nov or pay $40/month from 1 Dec';

  test('is reminded of once, three days before, with what makes it in time', async () => {
    await see(16, 10);
    expect((await see(23, 10)).state).toBe('digest');
    expect((await see(24, 10)).subjects).toEqual(twice(reminder));
    expect(await see(25, 10)).toEqual(quiet);
    const text = textOf(sent.at(-1));
    expect(text).toMatch(/10 {2}probably unplanned: \$40\.00 a month/);
    expect(text).toContain('WHAT MAKES IT IN TIME');
  });

  test('not if nothing is avoidable, and not in a month that nobody is billed for', async () => {
    await take(day(16), [agent()]);
    await hear(day(16));
    await take(day(24), [agent()]);
    await hear(day(24));
    await take(day(25), [agent()]);
    expect(await hear(day(25))).toMatchObject({ state: 'step', mails: [] });
    await beginWith({ accounts: undefined, reminderDays: 3 }, { contract: undefined });
    await see(16, 10);
    await see(23, 10);
    expect(await see(25, 10)).toEqual(quiet);
  });

  test('not after a digest of these days has said it', async () => {
    await see(16, 10);
    expect((await see(24, 10)).state).toBe('digest');
    expect(await see(25, 10)).toEqual(quiet);
  });
});

test('before the first digest there is nothing to tell', async () => {
  expect((await see(16, 100)).state).toBe('digest');
  expect((await getDigest(stores.history, 'acme', day(16)))?.crossings).toEqual([]);
});

describe('killed and run again', () => {
  const thresholds = { percent: 5, money: '20' };

  async function upToTheAlert(set: object = thresholds): Promise<void> {
    await beginWith(set);
    await see(16, 100);
    expect((await see(23, 100)).state).toBe('digest');
    await take(day(24), people(106));
    sent.length = 0;
  }

  test('two runs on one snapshot at once: one alert and one reminder to each', async () => {
    await beginWith({ ...thresholds, reminderDays: 3 });
    await see(16, 100);
    await see(23, 100);
    await take(day(24), people(106));
    sent.length = 0;
    await Promise.all([hear(day(24)), hear(day(24))]);
    await hear(day(24));
    expect(sent.map((mail) => `${mail.to} ${subjectOf(mail)}`).sort()).toHaveLength(4);
    expect(new Set(sent.map(({ tag }) => tag)).size).toBe(4);
  });

  test('at every awaited call in turn: one alert mail to each', async () => {
    let deadly = 0;
    let unsure = 0;
    for (;;) {
      deadly += 1;
      await upToTheAlert();
      if ((await killedAt(deadly)) < deadly) break;
      now = new Date(now.getTime() + 20 * 60_000);
      await hear(day(24));
      const rows = await listMails(stores.history, 'acme', 'alert', day(24));
      // Between claim and call nobody can know whether a mail left: such a one is unsure.
      expect(rows.map(({ state }) => state).sort()).toEqual(
        expect.arrayContaining(rows.some(({ state }) => state === 'unsure') ? ['unsure'] : ['sent', 'sent']),
      );
      expect(rows).toHaveLength(2);
      expect(new Set(sent.map(({ tag }) => tag)).size).toBe(sent.length);
      unsure += rows.filter(({ state }) => state === 'unsure').length;
      // All rules in one mail, whichever of them was recorded before the end.
      for (const mail of sent)
        expect(subjectOf(mail)).toBe('Guard, Acme: +6 paid accounts since 23 Nov, $24.00/month, 106 billable');
    }
    expect(deadly).toBeGreaterThan(30);
    // Once for each mail killed in its sending, and once for each killed in its claiming.
    expect(unsure).toBe(4);
  }, 240_000);

  test('and its snapshot never tried again: the next one takes the alert along', async () => {
    for (let deadly = 1; ; deadly += 6) {
      await upToTheAlert({});
      if ((await killedAt(deadly)) < deadly) break;
      await take(day(25), people(106));
      now = new Date('2026-11-25T07:00:00Z');
      await hear(day(25));
      const rows = await Promise.all([24, 25].map((date) => listMails(stores.history, 'acme', 'alert', day(date))));
      expect(rows.flat().map(({ recipientHash }) => recipientHash)).toHaveLength(2);
      expect(new Set(sent.map(({ to }) => to)).size).toBe(sent.length);
    }
  }, 120_000);
});

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
  await drift(event(day(24)), dependencies).catch((error: Error) => expect(error.message).toBe('killed'));
  return death.calls();
}
