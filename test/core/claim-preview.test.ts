import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../core/account.ts';
import { type DomainAccount, previewClaim } from '../../core/claim-preview.ts';
import type { ExposureRules } from '../../core/exposure.ts';
import { AS_OF, access, agent, RULES } from '../accounts.ts';
import { ASSUMED } from '../subjects.ts';

const site = 'contoso.atlassian.net';

function row(accountId: string, changes: Partial<Account>, claimed: boolean | null = false): DomainAccount {
  return {
    account: agent({ accountId, email: `${accountId}@fabrikam.com`, billable: 'not-billable', ...changes }),
    claimed,
  };
}

function preview(accounts: readonly DomainAccount[], rules: ExposureRules = RULES) {
  return previewClaim({ accounts, rules, asOf: AS_OF });
}

const uploaded = ({ claim }: ReturnType<typeof preview>) =>
  claim.files.flatMap((file) => (file.kind === 'table' ? file.rows.flat() : []));

test('300 who signed up for Trello: claiming all adds them, leaving them out adds nobody', () => {
  const trello = Array.from({ length: 300 }, (_, index) => row(`t${index}`, { access: [access('trello')] }));
  const customers = Array.from({ length: 50 }, (_, index) => row(`c${index}`, { access: [] }));
  const result = preview([...trello, ...customers]);
  expect(result).toMatchObject({
    accounts: 350,
    alreadyClaimed: 0,
    addsBillable: 300,
    byExposure: [{ exposure: 'self-signup', accounts: 300 }],
  });
  expect(uploaded(result)).toEqual(customers.map(({ account }) => account.email));
  expect(result.theyLose.map(({ effect }) => effect)).toEqual(['no-sso', 'no-two-step', 'no-sync']);
});

describe('one account of the domain', () => {
  const trello = [access('trello')];
  test.each<[string, Partial<Account>, number, number]>([
    ['with Trello would be billable and may stay out', { access: trello }, 1, 1],
    ['with Trello, whatever its flag says now', { access: trello, billable: 'unknown' }, 1, 1],
    ['deactivated would not', { access: trello, status: 'inactive' }, 0, 0],
    ['without a product would not', { access: [] }, 0, 0],
    ['with your site would be, and is claimed', { access: [access('jira-core', site)] }, 1, 0],
    [
      'with Trello and your sandbox would be an external user, and is claimed',
      { access: [...trello, access('jira-core', 'contoso-sandbox-215.atlassian.net')] },
      1,
      0,
    ],
    ['with something unknown may be licensed, and is claimed', { access: [access('new-product')] }, 1, 0],
    ['with a site of somebody else may stay out', { access: [access('jira-core', 'agency-x.atlassian.net')] }, 1, 1],
  ])('%s', (_, changes, adds, staysOut) => {
    const result = preview([row('a', changes)]);
    expect([result.addsBillable, result.leftUnclaimed.length]).toEqual([adds, staysOut]);
    expect(uploaded(result)).toEqual(staysOut ? [] : ['a@fabrikam.com']);
  });
});

test('who is claimed already is not claimed again', () => {
  const result = preview([row('a', { access: [access('trello')] }, true), row('b', { access: [] }, null)]);
  expect(result).toMatchObject({ accounts: 2, alreadyClaimed: 1, addsBillable: 0 });
  expect(uploaded(result)).toEqual(['b@fabrikam.com']);
});

test('while sites are only assumed, nobody stays out because of a site', () => {
  const accounts = [
    row('a', { access: [access('jira-core', 'agency-x.atlassian.net')] }),
    row('b', { access: [access('trello')] }),
  ];
  const result = preview(accounts, ASSUMED);
  expect(result.sitesAssumed).toBe(true);
  expect(result.leftUnclaimed.map(({ accountId }) => accountId)).toEqual(['b']);
});

test('a hidden e-mail cannot be claimed by upload, and is told', () => {
  expect(preview([row('a', { email: null, access: [] })]).claim).toEqual({
    files: [],
    leftOut: [{ accountId: 'a', why: 'its e-mail is hidden' }],
  });
});
