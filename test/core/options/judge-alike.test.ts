import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alikeJudge, judgeAll } from '../../../core/options/judge-alike.ts';
import { access } from '../../accounts.ts';
import { anySubject, CONTOSO, subject } from '../../subjects.ts';

describe('judging many accounts', () => {
  test('comes to the same as judging each alone', () => {
    const anyOfContoso = anySubject.map((about) => ({ ...about, organization: CONTOSO }));
    fc.assert(
      fc.property(fc.array(anyOfContoso, { minLength: 2, maxLength: 12 }), (subjects) => {
        const judge = alikeJudge();
        for (const about of subjects) expect(judge(about)).toEqual(judgeAll(about));
      }),
    );
  });

  test('is shared by accounts that no rule tells apart', () => {
    const judge = alikeJudge();
    const one = subject({ organization: {} });
    const other = {
      ...one,
      account: { ...one.account, accountId: 'b', name: 'Bob', access: [access('trello', null, 'never')] },
    };
    expect(judge(other)).toBe(judge(one));
  });

  test('is not shared between organizations', () => {
    const judge = alikeJudge();
    const one = subject();
    judge(one);
    const other = { ...one, organization: { ...CONTOSO, allowedOptions: [] } };
    expect(judge(other).verdicts.every(({ feasible }) => !feasible)).toBe(true);
  });
});
