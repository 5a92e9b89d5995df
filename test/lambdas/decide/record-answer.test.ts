import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ANSWER_IDS, HOLDER } from '../../../core/cases/answers.ts';
import type { Case } from '../../../core/cases/case.ts';
import type { CaseEvent } from '../../../core/cases/events.ts';
import { remediationSchema } from '../../../core/cases/remediation-settings.ts';
import { organizationSchema } from '../../../core/settings.ts';
import type { DecideRequest } from '../../../lambdas/case-messages.ts';
import { closeAnswers, listAnswers, takeAnswer } from '../../../lambdas/clients/history/answers.ts';
import { appendEvent, putCase } from '../../../lambdas/clients/history/cases.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { decideCase } from '../../../lambdas/decide/decide-case.ts';
import { ANNA, BEN, caseOf, happened, planOf } from '../../cases.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

const OPTION = 'leave-or-delete-workspace';
const RUNNING = [happened.proposed, happened.approved, happened.started];

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
  const remediation = remediationSchema.parse({ switch: 'on', approvers: [ANNA, BEN] });
  const settings = organizationSchema.parse({ id: 'acme', name: 'Acme', remediation });
  await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
});
afterEach(() => stores.close());

async function put(events: readonly CaseEvent[] = RUNNING, automated: readonly (typeof OPTION)[] = [OPTION]) {
  const one = caseOf(planOf({ option: OPTION, automated: [...automated] }));
  await putCase(stores.history, one);
  for (const [number, event] of events.entries()) await appendEvent(stores.history, one, number, event);
  return one;
}

const say = (one: Pick<Case, 'id'>, change: Partial<Extract<DecideRequest['command'], { action: 'answered' }>> = {}) =>
  decideCase(
    { history: stores.history, now: () => new Date('2026-11-23T12:00:00Z'), tellApproved: async () => {} },
    {
      organization: 'acme',
      command: { action: 'answered', case: one.id, accountId: 'a1', answer: 'use-it', ...change },
    },
    ANNA,
  );
const answers = async (one: Case) =>
  (await listAnswers(stores.history, one)).map(({ accountId, answer, by }) => [accountId, answer, by]);

test.each(ANSWER_IDS)('"%s" is recorded, as whoever IAM says', async (answer) => {
  const one = await put();
  expect(await say(one, { answer })).toMatchObject({ accepted: true, case: one.id, state: 'running' });
  expect(await answers(one)).toEqual([['a1', answer, ANNA]]);
});

test('it takes the place of what the holder has answered on the page, as long as nothing has followed', async () => {
  const one = await put();
  await takeAnswer(stores.history, one, {
    accountId: 'a1',
    answer: 'dont-need',
    at: '2026-11-23T11:00:00Z',
    by: HOLDER,
  });
  await say(one);
  expect(await answers(one)).toEqual([['a1', 'use-it', ANNA]]);
});

const answered: CaseEvent = {
  kind: 'answered',
  at: '2026-11-23T11:00:00Z',
  by: HOLDER,
  key: 'answered a1',
  accountId: 'a1',
  answer: 'for-a-client',
};

interface Refusal {
  readonly when: string;
  readonly events?: readonly CaseEvent[];
  readonly automated?: readonly [];
  readonly change?: { readonly accountId?: string; readonly case?: string };
  readonly why: RegExp;
}

const REFUSALS: readonly Refusal[] = [
  { when: 'for an account of no case', change: { accountId: 'b1' }, why: /^b1 is not in the case/ },
  {
    when: 'once something has followed',
    events: [...RUNNING, answered],
    why: /^a1 was answered already \(for-a-client\)/,
  },
  { when: 'before it asks', events: RUNNING.slice(0, 1), why: /asks nobody now: it is proposed/ },
  { when: 'where people ask', automated: [], why: /asks no holders by itself/ },
  { when: 'of a case that is not there', change: { case: 'c0ffee9999' }, why: /has no case c0ffee9999/ },
];

describe('it is refused', () => {
  test.each(REFUSALS)('$when', async ({ events, automated, change, why }) => {
    const one = await put(events, automated);
    expect(await say(one, change)).toEqual({ accepted: false, why: expect.stringMatching(why) });
    expect(await answers(one)).toEqual([]);
  });

  test('once the question is closed', async () => {
    const one = await put();
    await closeAnswers(stores.history, one, '2026-11-23T11:00:00Z');
    expect(await say(one)).toEqual({ accepted: false, why: expect.stringMatching(/asks nobody any more/) });
    expect(await answers(one)).toEqual([]);
  });
});
