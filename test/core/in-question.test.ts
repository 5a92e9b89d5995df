import { expect, test } from '@jest/globals';
import type { Account } from '../../core/account.ts';
import { judgeExposure } from '../../core/exposure.ts';
import { hasSignUp, type Question, urgencyOf } from '../../core/in-question.ts';
import { AS_OF, access, agent, RULES } from '../accounts.ts';

const site = 'contoso.atlassian.net';

/** A licensed, active agent, who is not in question; tests break one thing. */
function urgency(account: Partial<Account> = {}, change: Partial<Question> = {}) {
  const asked = agent(account);
  return urgencyOf({
    account: asked,
    verdict: judgeExposure(asked, RULES, AS_OF),
    hasLeft: false,
    signedUp: false,
    ...change,
  });
}

test.each<[string, number | null, Partial<Account>, Partial<Question>]>([
  ['licensed and in use', null, {}, {}],
  ['has left, whatever it uses', 0, {}, { hasLeft: true }],
  ['has left, and costs nothing', null, { billable: 'not-billable' }, { hasLeft: true }],
  ['a new sign-up that costs nothing', 1, { billable: 'not-billable' }, { signedUp: true }],
  ['signed up', 2, { access: [access('trello')] }, {}],
  ['on a foreign site', 2, { access: [access('confluence', 'vendor.atlassian.net')] }, {}],
  ['idle', 3, { access: [access('confluence', site, '2026-01-01')], lastActive: '2026-01-01' }, {}],
  ['never used', 3, { lastActive: 'never' }, {}],
  ['avoidable, its flag missing', null, { billable: 'unknown', access: [access('trello')] }, {}],
  ['an app', null, { type: 'app', access: [access('trello')] }, { hasLeft: true, signedUp: true }],
])('%s: %p', (_, expected, account, change) => {
  expect(urgency(account, change)).toBe(expected);
});

test.each([
  ['Trello', access('trello'), true],
  ['a product paid for on purpose', access('bitbucket'), false],
  ['a site', access('confluence', site), false],
])('a sign-up: %s', (_, one, expected) => {
  expect(hasSignUp(agent({ access: [one] }), RULES)).toBe(expected);
});
