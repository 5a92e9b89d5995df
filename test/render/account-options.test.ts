import { expect, test } from '@jest/globals';
import { uninspected } from '../../core/inspection.ts';
import { recommendAll } from '../../core/options/recommend.ts';
import { READ_ORGANIZATION } from '../../core/options/rules.ts';
import { accountOptionsText } from '../../render/terminal/account-options.ts';
import { AS_OF } from '../accounts.ts';
import { LOCAL, type SubjectChanges, subject } from '../subjects.ts';

function textOf(changes: SubjectChanges, inspection = LOCAL): string {
  const [recommendation] = recommendAll([subject(changes, inspection)], new Map());
  if (!recommendation) throw new Error('nothing is recommended');
  return accountOptionsText(recommendation);
}

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test('how to find out what several options lack is said once, and each points at it', () => {
  const text = flat(textOf({ organization: { nonBillablePolicyId: null } }, uninspected('a', AS_OF)));
  expect(text.split(READ_ORGANIZATION)).toHaveLength(2);
  expect(text.split('create a non-billable policy')).toHaveLength(2);
  expect(text).toContain('2 move it to the non-billable policy: no, it is not known whether an identity provider');
  expect(text).toContain('provider manages the account [1]; it is not known whether the account administers');
  expect(text).toContain('no non-billable policy is named [2]');
  expect(text).toMatch(
    /To find out what is missing: \[1\] give a key that may .* and run again\. \[2\] create a non-billable policy/,
  );
});

test('what only one option lacks stands with it', () => {
  const text = flat(textOf({}));
  expect(text).toContain('no source says who has left: give a people file: --people FILE');
  expect(text).not.toMatch(/To find out|\[1\]/);
});
