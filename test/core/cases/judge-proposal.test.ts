import { describe, expect, test } from '@jest/globals';
import { judgeProposal } from '../../../core/cases/judge-proposal.ts';
import type { OptionId } from '../../../core/options/option-id.ts';
import { recommendAll } from '../../../core/options/recommend.ts';
import { access, agent } from '../../accounts.ts';
import { exclusionOf, LOCAL, type SubjectChanges, subject, syncedSubject } from '../../subjects.ts';

const TRELLO = { access: [access('trello')] };

function judge(option: OptionId, change: SubjectChanges = {}, excluded = false) {
  const one = subject({ account: TRELLO, ...change });
  const exclusions = new Map(excluded ? [[one.account.accountId, exclusionOf(one.account.accountId)]] : []);
  return judgeProposal(recommendAll([one], exclusions), option, [one.account.accountId]);
}

describe('an account that somebody names', () => {
  test('and that the option fits has nothing against it', () => {
    expect(judge('non-billable-policy')).toEqual({ refused: [], doubts: [] });
  });

  test.each<[string, SubjectChanges, string]>([
    ['an app', { account: { ...TRELLO, type: 'app' } }, 'it is protected: an account of type app'],
    [
      'an organization admin',
      { inspection: { ...LOCAL, organizationAdmin: { known: true, value: true } } },
      'it is protected: an organization admin',
    ],
    ['of an unknown state', { account: { ...TRELLO, billable: 'unknown' } }, 'Atlassian did not say whether'],
    ['gone since', { inspection: { ...LOCAL, gone: true } }, 'it was gone when it was inspected'],
  ])('%s is refused', (_, change, why) => {
    const { refused, doubts } = judge('non-billable-policy', change);
    expect(refused).toEqual([{ accountIds: [expect.any(String)], why: expect.stringContaining(why) }]);
    expect(doubts).toEqual([]);
  });

  test('and that no snapshot knows, or knows as not billable, is refused; several with one reason together', () => {
    expect(judgeProposal([], 'deactivate', ['nope', 'neither'])).toEqual({
      refused: [{ accountIds: ['nope', 'neither'], why: 'the newest snapshot has no such billable account' }],
      doubts: [],
    });
  });

  test('is in doubt where it is paid for on purpose, excluded, or the option does not fit', () => {
    const planned = judge('deactivate', { account: { ...agent(), accountId: 'a' } });
    expect(planned).toMatchObject({ refused: [], doubts: [{ why: 'it is paid for on purpose' }] });
    expect(judge('deactivate', {}, true)).toMatchObject({
      refused: [],
      doubts: [{ why: expect.stringMatching(/excluded it until/) }],
    });
    expect(judge('relink-through-idp')).toMatchObject({ refused: [], doubts: [{ accountIds: [expect.any(String)] }] });
    const synced = syncedSubject({ account: TRELLO });
    const { doubts } = judgeProposal(recommendAll([synced], new Map()), 'non-billable-policy', [
      synced.account.accountId,
    ]);
    expect(doubts).toHaveLength(1);
  });
});
