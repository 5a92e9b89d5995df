import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../core/account.ts';
import { startProposal } from '../../core/propose-settings.ts';
import { access, agent } from '../accounts.ts';

function propose(...accounts: Account[]) {
  const proposal = startProposal();
  accounts.forEach(proposal.see);
  return proposal.finish();
}

const on = (...sites: string[]) => agent({ access: sites.map((site) => access('confluence', site)) });

describe('own sites', () => {
  test('the site that most reach, and every one with half as many', () => {
    const accounts = [
      ...Array(4).fill(on('big.atlassian.net')),
      ...Array(2).fill(on('half.atlassian.net')),
      on('few.atlassian.net'),
    ];
    const { sites, otherSites } = propose(...accounts);
    expect(sites.map((site) => site.host)).toEqual(['big.atlassian.net', 'half.atlassian.net']);
    expect(otherSites).toEqual({ rows: [{ name: 'few.atlassian.net', accounts: 1 }], other: 0 });
  });

  test('a sandbox named after an own site is one; of somebody else it is not', () => {
    const accounts = [on('big.atlassian.net'), on('big-sandbox-7.atlassian.net'), on('other-sandbox-7.atlassian.net')];
    expect(propose(...accounts).sites).toEqual([
      { host: 'big.atlassian.net', sandbox: false },
      { host: 'big-sandbox-7.atlassian.net', sandbox: true },
    ]);
  });

  test('none without sites; accounts that are not billable say nothing', () => {
    expect(propose(agent({ access: [access('trello')] }), agent({ billable: 'not-billable' })).sites).toEqual([]);
    expect(propose().sites).toEqual([]);
  });
});

test('licensed products are those on own sites; the others are for a person to say', () => {
  const { siteProducts, workspaceProducts } = propose(on('big.atlassian.net'), agent({ access: [access('trello')] }));
  expect(siteProducts).toEqual(['confluence']);
  expect(workspaceProducts.rows).toEqual([{ name: 'trello', accounts: 1 }]);
});
