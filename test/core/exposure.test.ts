import { describe, expect, test } from '@jest/globals';
import { judgeExposure } from '../../core/exposure.ts';
import { AS_OF, access, agent, RULES } from '../accounts.ts';

const idleDay = '2026-05-27';
const dayAfter = '2026-05-28';
const site = 'contoso.atlassian.net';

describe('a perfect agent, one thing changed', () => {
  test.each([
    ['licensed', 'nothing', {}],
    ['licensed', 'a product of a licence without a site', { access: [access('bitbucket')] }],
    ['licensed', 'an unknown product on our site', { access: [access('new-product', site)] }],
    ['licensed', 'a free Trello beside it', { access: [access('jira-service-desk', site), access('trello')] }],
    ['licensed-idle', 'idle for 180 days', { access: [access('jira-service-desk', site, idleDay)] }],
    ['licensed', 'idle for 179 days', { access: [access('jira-service-desk', site, dayAfter)] }],
    ['licensed', 'one of two seats idle', { access: [access('confluence', site, idleDay), access('jira-core', site)] }],
    [
      'licensed-idle',
      'a seat without a date, account idle',
      { lastActive: idleDay, access: [access('jira-core', site, 'unknown')] },
    ],
    [
      'licensed',
      'no date at all: unknown is not idle',
      { lastActive: 'unknown', access: [access('jira-core', site, 'unknown')] },
    ],
    [
      'licensed',
      'never active: never is not idle',
      { lastActive: 'never', access: [access('jira-core', site, 'never')] },
    ],
    ['self-signup', 'only Trello', { access: [access('trello')] }],
    ['self-signup', 'only a Trello workspace', { access: [access('trello', 'my boards')] }],
    ['foreign-site', 'only a site of somebody else', { access: [access('confluence', 'agency-x.atlassian.net')] }],
    [
      'foreign-site',
      'a foreign site and Trello',
      { access: [access('trello'), access('confluence', 'a.atlassian.net')] },
    ],
    ['partner-site', 'only a partner site', { access: [access('confluence', 'partner.atlassian.net')] }],
    ['sandbox-only', 'only our sandbox', { access: [access('confluence', 'contoso-sandbox-215.atlassian.net')] }],
    [
      'self-signup',
      'our sandbox and Trello',
      { access: [access('trello'), access('jira-core', 'contoso-sandbox-215.atlassian.net')] },
    ],
    ['unknown', 'no access at all', { access: [] }],
    ['unknown', 'a sited product without its site', { access: [access('confluence')] }],
    ['unknown', 'a new product without a site', { access: [access('new-product')] }],
    [
      'unknown',
      'Trello and something unknown that may be licensed',
      { access: [access('trello'), access('confluence')] },
    ],
  ] as const)('is %s with %s', (exposure, _, changes) => {
    expect(judgeExposure(agent(changes), RULES, AS_OF).exposure).toBe(exposure);
  });
});

test('the accesses that decided are told, and only those', () => {
  const account = agent({ access: [access('trello'), access('jira-service-desk', site)] });
  expect(judgeExposure(account, RULES, AS_OF).deciding).toEqual([access('jira-service-desk', site)]);
});
