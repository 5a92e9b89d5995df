import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { toInstant } from '../../../core/account.ts';
import { type AnswerId, HOLDER } from '../../../core/cases/answers.ts';
import type { Case } from '../../../core/cases/case.ts';
import { findAnswerToken } from '../../../lambdas/clients/history/answer-tokens.ts';
import { takeAnswer } from '../../../lambdas/clients/history/answers.ts';
import { listAsks } from '../../../lambdas/clients/history/asks.ts';
import { appendOnce } from '../../../lambdas/clients/history/cases.ts';
import { listExclusions, putExclusion } from '../../../lambdas/clients/history/exclusions.ts';
import { listMails } from '../../../lambdas/clients/history/outbox.ts';
import type { ReadyMail } from '../../../lambdas/clients/mail-transport.ts';
import type { RemediateDependencies } from '../../../lambdas/remediate/dependencies.ts';
import { lookAtHolders } from '../../../lambdas/remediate/look-at-holders.ts';
import type { DurableServiceOptions } from '../../../local/durable/service-state.ts';
import { type Death, deathAt, mortalHistory } from '../../mortal.ts';
import { type CaseWorld, listener, ORGANIZATION, openCaseWorld, worldPlan } from './case-world.ts';

const OPTION = 'leave-or-delete-workspace';
const PAGE = 'https://answer.example/';

let world: CaseWorld;
beforeEach(async () => {
  world = await openCaseWorld(3);
  await world.apply({ ask: { reminderDays: [2, 3], answerDays: 4 } });
});
afterEach(() => world.close());

const asking = () => world.approved(worldPlan(world, { option: OPTION, automated: [OPTION] }));
const now = () => toInstant(world.now());
const answer = (one: Case, accountId: string, text: AnswerId) =>
  takeAnswer(world.stores.history, one, { accountId, answer: text, at: now(), by: HOLDER });

/** Leaves the workspace: the next snapshot no longer shows the account as billable. */
function leave(id: string): void {
  world.account(id).nonBillablePolicy = true;
}

/** What people do: told after each look, with its number and the whole days since the first one. */
type Holders = (look: number, day: number) => Promise<unknown>;

function hear(one: Case, holders: Holders): NonNullable<DurableServiceOptions['onCheckpoint']> {
  const proving = listener(world, one, async () => {});
  const heard = new Set<string>();
  let first: number | undefined;
  return async (checkpoint) => {
    await proving(checkpoint);
    for (const { Name = '', Type, Action } of checkpoint.updates) {
      const [, look] = /^all: ask: look (\d+)$/.exec(Name) ?? [];
      if (look === undefined || Type !== 'STEP' || Action !== 'SUCCEED' || heard.has(Name)) continue;
      heard.add(Name);
      first ??= world.now().getTime();
      await holders(Number(look), Math.floor((world.now().getTime() - first) / 86_400_000));
    }
  };
}

interface Options {
  readonly holders?: Holders;
  readonly change?: Partial<RemediateDependencies>;
}

async function run(one: Case, { holders = async () => {}, change = {} }: Options = {}) {
  const service = await world.service({ onCheckpoint: hear(one, holders) }, { answerUrl: PAGE, ...change });
  const invoked = await service.invoke('remediate:live', { organization: ORGANIZATION, case: one.id });
  const history = JSON.stringify(service.executions());
  await service.close();
  return { result: invoked.state === 'returned' ? JSON.parse(invoked.payload ?? 'null') : invoked, history };
}

/** Each mail as `to: subject`, with the day of its date. */
function mails(of: readonly ReadyMail[] = world.stores.mailbox) {
  return of.map(({ to, eml }) => {
    const text = Buffer.from(eml).toString();
    const date = /^Date: (.*)$/m.exec(text)?.[1] ?? '';
    return { to, subject: /^Subject: (.*)$/m.exec(text)?.[1], day: new Date(date).toISOString().slice(0, 10), text };
  });
}

const addressOf = (id: string | undefined) => world.account(id ?? '').email;

async function worksOf(one: Case) {
  const { accounts } = await world.folded(one);
  return world.ids.map((id) => [accounts.get(id)?.work, accounts.get(id)?.why, accounts.get(id)?.proof]);
}

describe('what holders answer', () => {
  test('"I do not need it" and gone, "I use it" and kept, silence and nothing', async () => {
    await world.apply();
    const [leaving = '', using = '', silent = ''] = world.ids;
    const one = await asking();
    const { result, history } = await run(one, {
      holders: async (look) => {
        if (look !== 1) return;
        await answer(one, leaving, 'dont-need');
        await answer(one, using, 'use-it');
        leave(leaving);
      },
    });
    expect(result).toMatchObject({ state: 'proven' });
    expect(await worksOf(one)).toEqual([
      ['done', null, 'verified'],
      ['skipped', 'its holder needs it: it is excluded until the renewal', null],
      ['skipped', 'its holder did not answer', null],
    ]);
    expect(mails().map(({ to, day, subject }) => [to, day, subject])).toEqual([
      [addressOf(leaving), '2026-11-23', 'Do you still need Trello?'],
      [addressOf(using), '2026-11-23', 'Do you still need Trello?'],
      [addressOf(silent), '2026-11-23', 'Do you still need Trello?'],
      [addressOf(silent), '2026-11-30', 'Reminder: Do you still need Trello?'],
      [addressOf(silent), '2026-12-07', 'Reminder: Do you still need Trello?'],
    ]);
    expect(await listExclusions(world.stores.history, ORGANIZATION)).toEqual([
      {
        accountId: using,
        reason: `its holder uses it for work (answer in case ${one.id})`,
        author: `the holder, asked in case ${one.id}`,
        from: '2026-11-23',
        until: '2027-11-23',
      },
    ]);
    expect(world.simulation.writes).toEqual([]);
    // Nobody is named where the execution is kept.
    expect(history).not.toMatch(/@contoso|Trello/);
    for (const id of world.ids) expect(history).not.toContain(addressOf(id));
  });

  test('"A colleague owns it": leaving is enough; whoever says so and stays is still billable, and told as that', async () => {
    const [one_ = '', two = '', three = ''] = world.ids;
    const one = await asking();
    await run(one, {
      holders: async (look) => {
        if (look !== 1) return;
        for (const id of [one_, two]) await answer(one, id, 'colleague-owns');
        await answer(one, three, 'for-a-client');
        leave(one_);
      },
    });
    expect((await worksOf(one)).map(([work, , proof]) => [work, proof])).toEqual([
      ['done', 'verified'],
      ['done', 'still-billable'],
      ['skipped', null],
    ]);
    expect(mails()).toHaveLength(3);
  });

  test('"I never signed up for it" is told to the admins, and nothing else is done', async () => {
    const [not = ''] = world.ids;
    const one = await asking();
    await run(one, { holders: async (look) => look === 1 && answer(one, not, 'not-me') });
    const told = mails().filter(({ to }) => to === 'admin@contoso.com');
    expect(told.map(({ subject }) => subject)).toEqual(['Guard, Contoso: a holder says they never signed up']);
    expect(told[0]?.text).toContain(not);
    expect((await worksOf(one))[0]?.slice(0, 2)).toEqual([
      'skipped',
      'its holder never signed up for it: the admins were told',
    ]);
    expect(await listExclusions(world.stores.history, ORGANIZATION)).toEqual([]);
  });

  test('who leaves without a word is seen in the next snapshot, and not reminded', async () => {
    const [leaving = ''] = world.ids;
    const one = await asking();
    let seen = false;
    await run(one, {
      holders: async (_, day) => {
        if (day !== 1 || seen) return;
        seen = true;
        leave(leaving);
        await world.snapshot(now());
      },
    });
    expect((await worksOf(one))[0]).toEqual(['done', null, 'verified']);
    expect(mails().filter(({ to }) => to === addressOf(leaving))).toHaveLength(1);
  });
});

describe('nobody answers', () => {
  test('three mails each, then an end without a change: no exclusion, no write', async () => {
    const one = await asking();
    expect((await run(one)).result).toMatchObject({ state: 'proven' });
    expect(mails()).toHaveLength(9);
    expect(new Set((await worksOf(one)).map(([work, why]) => `${work}: ${why}`))).toEqual(
      new Set(['skipped: its holder did not answer']),
    );
    expect(await listExclusions(world.stores.history, ORGANIZATION)).toEqual([]);
    expect(world.simulation.writes).toEqual([]);
    expect(await answer(one, world.ids[0] ?? '', 'use-it')).toBe('closed');
  });

  test('the settings say when and how often', async () => {
    await world.apply({ ask: { reminderDays: [3], answerDays: 5 } });
    await run(await asking());
    expect([...new Set(mails().map(({ day }) => day))]).toEqual(['2026-11-23', '2026-11-26']);
  });
});

describe('mails', () => {
  test('no more than the settings allow in one day, and whoever was asked comes first', async () => {
    await world.apply({ ask: { mailsPerDay: 2, reminderDays: [1], answerDays: 4 } });
    await run(await asking());
    const perDay = Object.entries(Object.groupBy(mails(), ({ day }) => day)).map(([day, all]) => [
      day,
      all?.map(({ subject }) => (subject?.startsWith('Reminder') ? 'reminder' : 'question')),
    ]);
    expect(perDay).toEqual([
      ['2026-11-23', ['question', 'question']],
      ['2026-11-24', expect.arrayContaining(['question'])],
      ['2026-11-25', expect.anything()],
    ]);
    expect(mails()).toHaveLength(6);
  });

  test('with a page: a link that opens this account only, for as long as it is asked; its token is kept as a hash', async () => {
    const one = await asking();
    await run(one);
    const [first] = mails();
    const token = /https:\/\/answer\.example\/([\w-]{43})/.exec((first?.text ?? '').replaceAll('=\r\n', ''))?.[1] ?? '';
    expect(await findAnswerToken(world.stores.history, token)).toMatchObject({
      ...{ organization: ORGANIZATION, id: one.id, accountId: world.ids[0], product: 'Trello' },
      until: expect.stringMatching(/^2026-11-27T/),
    });
    expect(await findAnswerToken(world.stores.history, `${token.slice(1)}A`)).toBeUndefined();
    expect(first?.text).toMatch(/^Reply-To: admin@contoso\.com\r$/m);
  });

  test('without a page: they answer by mail to the admins', async () => {
    await run(await asking(), { change: { answerUrl: null } });
    expect(mails()[0]?.text).toMatch(/Reply to this mail with the number that is true/);
    expect(mails()[0]?.text).not.toContain('https://');
  });

  test('without a page and without anybody to answer to nobody is asked', async () => {
    const one = await asking();
    await world.apply({}, {});
    expect((await run(one, { change: { answerUrl: null } })).result).toMatchObject({
      state: 'stopped',
      why: expect.stringMatching(/^holders could not answer: name mail\.admins/),
    });
    expect(mails()).toEqual([]);
  });

  test('a mail whose sending nobody knows of is not repeated; the reminder is another mail', async () => {
    const counted: string[] = [];
    const { mailbox, transport } = world.stores;
    const unsure = {
      ...transport,
      async send(mail: ReadyMail) {
        mailbox.push(mail);
        return mails([mail])[0]?.subject?.startsWith('Reminder')
          ? { state: 'sent' as const }
          : { state: 'unsure' as const, why: 'ECONNRESET' };
      },
    };
    await run(await asking(), { change: { transport: unsure, count: (metric) => counted.push(metric) } });
    expect(mails()).toHaveLength(9);
    expect(counted).toEqual(['MailsUnsure', 'MailsUnsure', 'MailsUnsure']);
  });

  test('who could not be reached is told as that, and not as silent', async () => {
    const { transport } = world.stores;
    const refusing = { ...transport, send: async () => ({ state: 'failed' as const, why: 'Email is not verified' }) };
    const one = await asking();
    await run(one, { change: { transport: refusing } });
    expect((await worksOf(one)).map(([, why]) => why)).toEqual(
      world.ids.map(() => 'its holder was not reached: each mail failed or came back'),
    );
  });
});

describe('many mails, and all of them fail', () => {
  let many: CaseWorld;
  beforeEach(async () => {
    many = await openCaseWorld(27);
    await many.apply({ ask: { reminderDays: [2, 3], answerDays: 4 } });
  });
  afterEach(() => many.close());

  test('they hold up no other, are tried again after an hour, and cause no look of their own', async () => {
    const one = await many.approved(worldPlan(many, { option: OPTION, automated: [OPTION] }));
    const started = { kind: 'started', at: toInstant(many.now()), execution: 'one', task: 'work' } as const;
    await appendOnce(many.stores.history, one, { ...started, key: 'work' });
    const target = { step: 'all: ask', accountIds: one.plan.accountIds };
    const look = async (minutes: number) => {
      const later = new Date(many.now().getTime() + minutes * 60_000);
      const tried: (string | null)[] = [];
      const transport = {
        ...many.stores.transport,
        async send({ to }: ReadyMail) {
          tried.push(to);
          return { state: 'failed' as const, why: 'Email is not verified' };
        },
      };
      const dependencies = many.dependencies({ answerUrl: PAGE, transport, now: () => later });
      const found = await lookAtHolders(dependencies, one, target, { snapshot: null, left: [] });
      return { tried, more: found.state === 'asking' && found.more };
    };
    const [first, second, third] = [await look(0), await look(1), await look(59)];
    expect([first, second, third].map(({ tried, more }) => [tried.length, more])).toEqual([
      [25, true],
      [2, false],
      [0, false],
    ]);
    expect(new Set([...first.tried, ...second.tried]).size).toBe(27);
    expect(await look(60)).toEqual({ tried: first.tried, more: false });
    // Whose turn did not come yet is the first to have it.
    const fifth = await look(121);
    expect(fifth.tried).toHaveLength(25);
    expect(fifth.tried.slice(0, 2)).toEqual(second.tried);
    expect(fifth.more).toBe(false);
  }, 60_000);
});

describe('what happens meanwhile', () => {
  test('an account that is gone is not written to, and counts as left', async () => {
    const [gone = ''] = world.ids;
    const one = await asking();
    let deleted = false;
    await run(one, {
      holders: async (_, day) => {
        if (day < 1 || deleted) return;
        deleted = true;
        world.simulation.world.accounts.delete(gone);
      },
    });
    expect((await worksOf(one))[0]).toEqual(['done', null, 'verified']);
    expect(mails()).toHaveLength(7);
  });

  test('an account that an admin excludes is not reminded', async () => {
    const [kept = ''] = world.ids;
    const one = await asking();
    await run(one, {
      holders: async (look) => {
        if (look !== 1) return;
        const exclusion = { accountId: kept, reason: 'agency work', author: 'Anna', from: '2026-11-23' };
        await putExclusion(world.stores.history, ORGANIZATION, { ...exclusion, until: '2027-06-30' });
      },
    });
    expect((await worksOf(one))[0]?.slice(0, 2)).toEqual(['skipped', 'it stays billable on purpose: agency work']);
    expect(mails()).toHaveLength(7);
  });

  test('a cancelled case asks nobody any more, and takes no answer', async () => {
    const one = await asking();
    const { result } = await run(one, {
      holders: async (look) => look === 1 && world.say(one, { action: 'cancel', case: one.id, why: 'wrong list' }),
    });
    expect(result).toMatchObject({ state: 'stopped', why: expect.stringMatching(/cancelled it: wrong list/) });
    expect(mails()).toHaveLength(3);
    expect(await answer(one, world.ids[0] ?? '', 'use-it')).toBe('closed');
  });
});

describe('killed', () => {
  test('after every third checkpoint and resumed: the same mails, the same end', async () => {
    await world.apply({ ask: { reminderDays: [1], answerDays: 2 } });
    const [leaving = '', using = ''] = world.ids;
    const one = await asking();
    const onCheckpoint = hear(one, async (look) => {
      if (look !== 2) return;
      await answer(one, leaving, 'dont-need');
      await answer(one, using, 'use-it');
      leave(leaving);
    });
    const folder = `${world.stores.folder}/executions`;
    const change = { answerUrl: PAGE };
    let lives = 0;
    for (let running = true; running && lives < 100; lives += 1) {
      const service = await world.service({ folder, onCheckpoint, killAfter: (count) => count >= 3 }, change);
      const asked = { organization: ORGANIZATION, case: one.id };
      if (lives === 0) await service.invoke('remediate:live', asked, { type: 'Event', name: 'one' });
      await service.settled();
      running = service.executions().some(({ status }) => status === 'RUNNING');
    }
    expect(lives).toBeGreaterThan(10);
    expect((await world.folded(one)).status.state).toBe('proven');
    expect((await worksOf(one)).map(([work, , proof]) => [work, proof])).toEqual([
      ['done', 'verified'],
      ['skipped', null],
      ['skipped', null],
    ]);
    expect(mails().map(({ to }) => to)).toEqual([0, 1, 2, 2].map((index) => addressOf(world.ids[index])));
    expect(await listExclusions(world.stores.history, ORGANIZATION)).toHaveLength(1);
    const keys = (await world.events(one)).flatMap((event) => ('key' in event ? [`${event.kind} ${event.key}`] : []));
    expect(new Set(keys).size).toBe(keys.length);
  }, 120_000);

  test('at every call of a look: nobody is written to twice, and what nobody knows of is not repeated', async () => {
    const plan = worldPlan(world, { option: OPTION, automated: [OPTION], accountIds: world.ids.slice(0, 1) });
    const look = async (one: Case, death: Death, minutes: number) => {
      const later = new Date(world.now().getTime() + minutes * 60_000);
      const dependencies = world.dependencies({
        answerUrl: PAGE,
        history: mortalHistory(world.stores.history, death),
        transport: { ...world.stores.transport, send: (mail) => death.mortal(world.stores.transport.send(mail)) },
        now: () => later,
      });
      const target = { step: 'all: ask', accountIds: plan.accountIds };
      return lookAtHolders(dependencies, one, target, { snapshot: null, left: [] });
    };
    let lost = 0;
    for (let deadly = 1, reached = true; reached; deadly += 1) {
      const steps = plan.steps.map((step) => ({ ...step, text: `the case killed at call ${deadly}` }));
      const one = await world.approved({ ...plan, steps });
      const started = { kind: 'started', at: now(), execution: 'one', task: 'work' } as const;
      await appendOnce(world.stores.history, one, { ...started, key: 'work' });
      world.stores.mailbox.length = 0;
      const death = deathAt(deadly);
      await look(one, death, 0).catch(() => {});
      reached = death.calls() >= deadly;
      await look(one, deathAt(0), 0);
      await look(one, deathAt(0), 20);
      const [ask, ...others] = await listAsks(world.stores.history, one);
      expect([ask?.state, others]).toEqual(['closed', []]);
      const rows = await listMails(world.stores.history, ORGANIZATION, 'ask', ask?.at ?? '');
      const states = rows.map(({ state }) => state).filter((state) => state === 'sent' || state === 'unsure');
      expect(states).toHaveLength(rows.length);
      expect(world.stores.mailbox.length).toBeLessThanOrEqual(1);
      lost += 1 - world.stores.mailbox.length;
    }
    // Claimed, and then nothing: whether it left, nobody knows.
    expect(lost).toBe(1);
  }, 60_000);
});
