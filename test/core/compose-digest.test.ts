import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../core/account.ts';
import { factReader } from '../../core/account-fact.ts';
import { composeDigest } from '../../core/compose-digest.ts';
import { startCounting } from '../../core/count-accounts.ts';
import { groupChanges } from '../../core/group-changes.ts';
import { measureDrift } from '../../core/measure-drift.ts';
import { startInventory } from '../../core/take-inventory.ts';
import { AS_OF, access, agent, agentFact, RULES } from '../accounts.ts';
import { ROUGH_COST } from '../costs.ts';

function snapshotOf(accounts: readonly Account[]) {
  const factOf = factReader(RULES, AS_OF);
  const counter = startCounting();
  const inventory = startInventory(RULES, AS_OF);
  const facts = new Map(accounts.map((account) => [account.accountId, factOf(account)]));
  for (const fact of facts.values()) counter.see(fact);
  accounts.forEach(inventory.see);
  return { facts, counts: counter.finish(), inventory: inventory.finish() };
}

const trello = (accountId: string, changes: Partial<Account> = {}) =>
  agent({ accountId, access: [access('trello')], ...changes });

describe('counting', () => {
  test('states, exposures and products, each account once per product', () => {
    const { counts } = snapshotOf([
      agent({ accountId: 'a', access: [access('confluence', 'contoso.atlassian.net'), access('confluence', 'x.net')] }),
      trello('b'),
      agent({ accountId: 'c', billable: 'not-billable' }),
      agent({ accountId: 'd', billable: 'unknown' }),
    ]);
    expect(counts).toEqual({
      accounts: 4,
      billable: 2,
      notBillable: 1,
      unknown: 1,
      avoidable: 1,
      exposures: { licensed: 1, 'self-signup': 1 },
      byProduct: { confluence: 1, trello: 1 },
    });
  });

  test('accounts that are alike share one fact', () => {
    const { facts } = snapshotOf([trello('a'), trello('b')]);
    expect(facts.get('a')).toBe(facts.get('b'));
  });
});

describe('the inventory', () => {
  test('groups by exposure, self-signups by their products too, licensed first', () => {
    const { inventory } = snapshotOf([
      trello('a'),
      trello('b'),
      agent({ accountId: 'c', access: [access('loom')] }),
      agent({ accountId: 'd', billable: 'not-billable' }),
      agent({ accountId: 'e' }),
    ]);
    expect(inventory.groups.map(({ exposure, products, accounts }) => [exposure, products, accounts])).toEqual([
      ['licensed', ['jira-service-desk'], 1],
      ['self-signup', ['trello'], 2],
      ['self-signup', ['loom'], 1],
    ]);
  });

  test.each([
    ['never', 'never'],
    ['unknown', 'unknown'],
    ['2026-08-25', 'idle'],
    ['2026-08-26', 'recent'],
    ['2026-10-24', 'recent'],
    ['2026-10-25', 'current'],
  ] as const)('last active %s counts as %s', (lastActive, bucket) => {
    const { inventory } = snapshotOf([trello('a', { lastActive })]);
    expect(inventory.groups[0]?.activity[bucket]).toBe(1);
  });
});

describe('a digest', () => {
  const before = snapshotOf([
    agent({ accountId: 'a' }),
    agent({ accountId: 'b', billable: 'not-billable', access: [] }),
  ]);
  const after = snapshotOf([agent({ accountId: 'a' }), trello('b'), trello('c', { billable: 'not-billable' })]);

  const digest = composeDigest({
    organization: 'acme',
    asOf: AS_OF,
    baseline: '2026-11-16T06:00:00Z',
    counts: after.counts,
    before: before.counts,
    drift: measureDrift(before.facts, after.facts),
    cameAndWent: [],
    inventory: after.inventory,
    keys: [],
    cost: ROUGH_COST,
    plan: null,
    prevention: [],
    backlog: null,
    waves: [],
    reEntered: [],
    crossings: [],
    quality: [],
    recipients: [],
  });

  test('tells the drift in numbers and in groups', () => {
    expect(digest.drift).toEqual({
      net: 1,
      entries: 1,
      exits: 0,
      unclear: 0,
      arrivals: 1,
      departures: 0,
      cameAndWent: 0,
    });
    expect(digest.came.groups).toEqual([
      {
        cause: 'product-added',
        certainty: 'observed',
        exposure: 'self-signup',
        products: ['trello'],
        sites: [],
        claimedDomain: null,
        accounts: 1,
      },
    ]);
  });

  test('names nobody', () => {
    expect(JSON.stringify(digest)).not.toMatch(/Abel|@contoso/);
  });

  test('the first one has no drift, and says to run again', () => {
    const first = composeDigest({ ...digest, keys: [], baseline: null, before: null, drift: null, cameAndWent: [] });
    expect(first.drift.entries).toBe(0);
    expect(first.nextSteps).toEqual([
      { kind: 'review-self-signups', accounts: 1, products: ['trello'] },
      { kind: 'run-again' },
    ]);
  });
});

describe('groups of changes', () => {
  const entries = (count: number, accessOf: (index: number) => string, domain = 'contoso.com') =>
    measureDrift(
      new Map(),
      new Map(
        Array.from({ length: count }, (_, index) => [`${index}`, agentFact({ access: [accessOf(index)], domain })]),
      ),
    ).entries;

  test('alike changes are one line, the largest first', () => {
    const { groups } = groupChanges(entries(5, (index) => (index < 2 ? 'trello' : 'loom')));
    expect(groups.map(({ products, accounts }) => [products, accounts])).toEqual([
      [['loom'], 3],
      [['trello'], 2],
    ]);
  });

  test('past the 50th group accounts are only counted', () => {
    const { groups, other } = groupChanges(entries(60, (index) => `confluence@s${index}.atlassian.net`));
    expect(groups).toHaveLength(50);
    expect(other).toBe(10);
  });

  test('a single group past the limit is told, for saying that there is one is no shorter', () => {
    const { groups, other } = groupChanges(entries(51, (index) => `confluence@s${index}.atlassian.net`));
    expect([groups.length, other]).toEqual([51, 0]);
  });

  test('a claimed domain is one line whatever its accounts reach', () => {
    const claimed = [{ domain: 'fabrikam.com', accounts: 3, billable: 3 }];
    const { groups } = groupChanges(
      entries(3, (index) => `p${index}`, 'fabrikam.com'),
      claimed,
    );
    expect(groups).toMatchObject([{ claimedDomain: 'fabrikam.com', accounts: 3 }]);
  });
});
