import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contractSchema } from '../../../core/billing/contract.ts';
import { ANSWER_IDS, exclusionOf, followsOf, HOLDER, keptUntil } from '../../../core/cases/answers.ts';
import { daysAfter } from '../../../core/cases/case.ts';
import { type HolderFacts, standingOf } from '../../../core/cases/holder-standing.ts';
import { remediationSchema } from '../../../core/cases/remediation-settings.ts';

const { ask: settings } = remediationSchema.parse({});
const FIRST = '2026-11-23T08:00:00Z';
const silent: HolderFacts = { accountId: 'a1', asks: [FIRST], answer: null, left: false, excluded: null };
const on = (day: number) => daysAfter(FIRST, day);

describe('who is asked when', () => {
  test.each([
    ['at once', { asks: [] }, 0, { state: 'ask', ask: 1 }],
    ['not on the sixth day', {}, 6, { state: 'waiting' }],
    ['again after a week', {}, 7, { state: 'ask', ask: 2 }],
    ['a last time after two', { asks: [FIRST, on(7)] }, 14, { state: 'ask', ask: 3 }],
    ['later where the first reminder was late', { asks: [FIRST, on(10)] }, 16, { state: 'waiting' }],
    ['no fourth time', { asks: [FIRST, on(7), on(14)] }, 20, { state: 'waiting' }],
    ['not where they said that they leave', { answer: 'dont-need' as const }, 7, { state: 'waiting' }],
  ])('%s', (_, change, day, expected) => {
    expect(standingOf({ ...silent, ...change }, settings, on(day), false)).toEqual(expected);
  });
});

describe('what becomes of whom', () => {
  test.each([
    ['silence', {}, 'skipped', 'its holder did not answer'],
    ['never asked', { asks: [] }, 'skipped', 'its holder was not asked'],
    ['left without a word', { left: true }, 'done', null],
    ['says that they leave', { answer: 'dont-need' as const }, 'done', null],
    ['a colleague owns it', { answer: 'colleague-owns' as const }, 'done', null],
    ['uses it', { answer: 'use-it' as const }, 'skipped', expect.stringMatching(/excluded until the renewal/)],
    ['a client', { answer: 'for-a-client' as const }, 'skipped', expect.stringMatching(/excluded until the renewal/)],
    ['never signed up', { answer: 'not-me' as const }, 'skipped', expect.stringMatching(/admins were told/)],
    ['excluded meanwhile', { excluded: 'agency' }, 'skipped', 'it stays billable on purpose: agency'],
  ])('%s', (_, change, result, why) => {
    const standing = standingOf({ ...silent, ...change }, settings, on(30), true);
    expect(standing).toEqual({ state: 'ended', work: { accountId: 'a1', result, why } });
  });

  test('whoever said nothing never comes to more than skipped, unless they are seen to have left', () => {
    const day = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 3 }), day, fc.boolean(), (asks, today, over) => {
        const facts = { ...silent, asks: asks.sort((one, other) => one - other).map(on) };
        const standing = standingOf(facts, settings, on(today), over);
        return standing.state !== 'ended' || standing.work.result === 'skipped';
      }),
    );
  });
});

describe('the exclusion', () => {
  const answer = { accountId: 'a1', at: FIRST, by: HOLDER } as const;

  test.each(ANSWER_IDS)('"%s"', (id) => {
    const exclusion = exclusionOf({ ...answer, answer: id }, { id: 'c0ffee0001' }, '2026-11-23', '2027-11-22');
    expect(exclusion !== null).toBe(followsOf(id) === 'keeps');
  });

  test('names nobody, whoever has recorded the answer', () => {
    const by = 'arn:aws:sts::111122223333:assumed-role/Admins/anna@contoso.com';
    const exclusion = exclusionOf(
      { ...answer, by, answer: 'use-it' },
      { id: 'c0ffee0001' },
      '2026-11-23',
      '2027-01-01',
    );
    expect(JSON.stringify(exclusion)).not.toMatch(/anna|@/);
  });

  test.each([
    ['a prepaid year', { kind: 'annual', from: '2025-03-01', renewal: '2025-03-01' }, '2027-02-28'],
    ['months', { kind: 'monthly', from: '2025-03-01' }, '2027-11-23'],
  ])('lasts to the end of %s', (_, term, until) => {
    const contract = contractSchema.parse({ currency: 'USD', terms: [term] });
    expect(keptUntil(contract, '2026-11-23')).toBe(until);
  });

  test('without a contract it lasts a year', () => {
    expect(keptUntil(null, '2026-11-23')).toBe('2027-11-23');
  });
});

test.each([
  [{ reminderDays: [7, 7] }, 'reminderDays'],
  [{ reminderDays: [1, 2, 3] }, 'reminderDays'],
  [{ answerDays: 46 }, 'answerDays'],
  [{ mailsPerDay: 0 }, 'mailsPerDay'],
])('settings that make no sense are refused: %j', (ask, path) => {
  const issues = remediationSchema.safeParse({ ask }).error?.issues.map((issue) => issue.path.join('.'));
  expect(issues).toEqual([`ask.${path}`]);
});
