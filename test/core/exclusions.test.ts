import { describe, expect, test } from '@jest/globals';
import { activeExclusions, judgeExclusion } from '../../core/exclusions.ts';

const today = '2026-11-25';
const perfect = {
  accountId: '557058:a-b',
  reason: 'client board',
  author: 'it@contoso.com',
  from: today,
  until: '2027-03-31',
};

describe('an exclusion', () => {
  test('is taken in with its reason, author and end', () => {
    expect(judgeExclusion(perfect, today)).toEqual({ accepted: true, exclusion: perfect });
  });

  test.each([
    ['that ends today is in force today', { until: today }, null],
    ['that has ended', { until: '2026-11-24' }, 'until: 2026-11-24 is over'],
    ['that ends before it begins', { from: '2027-04-01' }, 'until: 2027-03-31 lies before from'],
    ['without a reason', { reason: ' ' }, 'reason:'],
    ['without an author', { author: '' }, 'author:'],
    ['with a day that is none', { until: 'soon' }, 'until: a day such as'],
    ['with an account id that is none', { accountId: 'ada@contoso.com' }, 'accountId: an Atlassian account id'],
    ['with a field nobody knows', { untill: today }, 'there is no field "untill"'],
  ])('%s', (_, change, why) => {
    const verdict = judgeExclusion({ ...perfect, ...change }, today);
    expect(verdict.accepted ? null : verdict.why).toEqual(why === null ? null : expect.stringContaining(why));
  });
});

test('of several exclusions of one account the one that ends last is in force; ended ones are told', () => {
  const ended = { ...perfect, until: '2026-11-24' };
  const short = { ...perfect, until: '2026-12-31' };
  const other = { ...perfect, accountId: 'b', until: '2026-11-01' };
  const list = activeExclusions([perfect, ended, short, other], today);
  expect([...list.active.values()]).toEqual([perfect]);
  expect(list.ended).toEqual([other]);
});
