import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CostOf } from '../../core/billing/savings.ts';
import { known, unknown } from '../../core/inspection.ts';
import type { OptionSubject } from '../../core/options/option.ts';
import { recommendAll } from '../../core/options/recommend.ts';
import { makePlan, type Plan, type Target } from '../../core/plan.ts';
import { access } from '../accounts.ts';
import { annual2023, monthly2023 } from '../prices.ts';
import { anyExclusions, anySubjects, exclusionOf, LEFT, type SubjectChanges, SYNCED, subject } from '../subjects.ts';

const site = 'contoso.atlassian.net';
const agencyX = [access('confluence', 'agency-x.atlassian.net')];
const all: Target = { kind: 'all-avoidable' };

function many(count: number, prefix: string, changes: SubjectChanges = {}): readonly OptionSubject[] {
  return Array.from({ length: count }, (_, index) =>
    subject({ ...changes, account: { ...changes.account, accountId: `${prefix}${String(index).padStart(4, '0')}` } }),
  );
}

const agents = many(200, 'agent', { account: { access: [access('jira-service-desk', site)] } });

function planFor(subjects: readonly OptionSubject[], target: Target = all, costOf: CostOf = annual2023): Plan {
  const billable = subjects.filter(({ account }) => account.billable === 'billable').length;
  return makePlan({ recommendations: recommendAll(subjects, new Map()), billable, target, costOf });
}

function lines({ groups }: Plan): readonly (readonly unknown[])[] {
  return groups.map(({ remedy, accounts, saves, cutOff, effort }) => [
    remedy,
    accounts,
    saves,
    cutOff.makes,
    effort.kind,
  ]);
}

const wayOf = ({ ways }: Plan) => Object.fromEntries(ways.map(({ option, accounts }) => [option, accounts]));

describe("the guide's case: 200 agents, and 300 portal customers who signed up for Trello", () => {
  test('all local: one click, 500 back to 200, $9,500 a year', () => {
    const plan = planFor([...agents, ...many(300, 'customer')]);
    expect(lines(plan)).toEqual([['non-billable-policy', 300, 950_000, 'yes', 'click']]);
    expect(plan).toMatchObject({ billable: 500, billableAfter: 200, saves: 950_000, outcome: { kind: 'reached' } });
    expect(plan.remains).toEqual([expect.objectContaining({ reason: 'planned', accounts: 200 })]);
  });

  test('all synced: none by one click; all by asking, out of the sync, or by support', () => {
    const plan = planFor([...agents, ...many(300, 'customer', { inspection: SYNCED })]);
    expect(lines(plan)).toEqual([['leave-or-delete-workspace', 300, 950_000, 'depends', 'asking']]);
    expect(plan.ways.filter(({ effort }) => effort.kind === 'click' || effort.kind === 'each')).toEqual([]);
    expect(plan.ways.map(({ option, accounts, cutOff }) => [option, accounts, cutOff.makes])).toEqual([
      ['leave-or-delete-workspace', 300, 'depends'],
      ['narrow-sync', 300, 'yes'],
      ['atlassian-support', 300, 'depends'],
    ]);
  });

  test('the day before the last one, taking 300 out of the sync is too late with its canary', () => {
    const friday = { organization: { today: '2026-11-27' }, inspection: SYNCED };
    const makes = planFor(many(300, 'customer', friday)).ways.map(({ option, cutOff }) => [option, cutOff.makes]);
    expect(makes).toContainEqual(['narrow-sync', 'no']);
  });

  test('mixed: both, and money in that order; $693, $209 and $48 a month are $950', () => {
    const plan = planFor(
      [
        ...agents,
        ...many(231, 'local'),
        ...many(57, 'synced', { inspection: SYNCED }),
        ...many(12, 'agency', { account: { access: agencyX }, inspection: SYNCED }),
      ],
      all,
      monthly2023,
    );
    expect(lines(plan)).toEqual([
      ['non-billable-policy', 231, 69_300, 'yes', 'click'],
      ['leave-or-delete-workspace', 57, 20_900, 'depends', 'asking'],
      ['narrow-sync', 12, 4_800, 'yes', 'project'],
    ]);
    expect(plan.saves).toBe(95_000);
    expect(plan.groups.map(({ billableAfter }) => billableAfter)).toEqual([269, 212, 200]);
    expect(wayOf(plan)).toMatchObject({ 'non-billable-policy': 231, 'leave-or-delete-workspace': 288 });
  });
});

describe('the order of groups', () => {
  test('who has left comes first, the orphaned link before all options for people who are here', () => {
    const plan = planFor([
      ...many(9, 'trello'),
      ...many(1, 'orphan', { presence: LEFT, inspection: SYNCED }),
      ...many(2, 'leaver', { presence: LEFT }),
      ...many(3, 'agency', { account: { access: agencyX } }),
    ]);
    expect(plan.groups.map(({ remedy, accounts }) => [remedy, accounts])).toEqual([
      ['deactivate', 2],
      ['orphaned-link', 1],
      ['non-billable-policy', 9],
      ['non-billable-policy', 3],
    ]);
  });

  test('unlike accounts are apart: who can be moved back, and who cannot', () => {
    const plan = planFor([...many(2, 'a'), ...many(1, 'b', { inspection: { policy: unknown('not-offered') } })]);
    expect(plan.groups.map(({ accounts, undo }) => [accounts, undo.possible])).toEqual([
      [2, 'yes'],
      [1, 'no'],
    ]);
  });

  test('what members share is told once, and their requests are counted', () => {
    const foreign = { access: agencyX };
    const only5 = { allowedOptions: ['atlassian-support' as const] };
    const base = { account: foreign, organization: only5 };
    const [group] = planFor([
      ...many(2, 'a', { ...base, inspection: SYNCED }),
      ...many(1, 'b', { ...base, inspection: { ...SYNCED, requestsReported: known(40) } }),
      ...many(1, 'c', { ...base, inspection: { ...SYNCED, requestsReported: unknown('forbidden') } }),
    ]).groups;
    expect(group?.requests).toEqual({ reported: 46, unknownOf: 1 });
    expect(group?.consequences.map(({ effect }) => effect)).toEqual([
      'two-weeks-without-portal',
      'boards-gone',
      'history-stays-behind',
    ]);
  });
});

describe('a target', () => {
  const idle = many(50, 'idle', { account: { access: [access('jira-core', site, '2026-01-01')] } });
  const subjects = [...agents, ...many(40, 'trello'), ...idle];

  test('of all avoidable leaves idle licences apart', () => {
    const plan = planFor(subjects);
    expect(plan.groups.map(({ remedy }) => remedy)).toEqual(['non-billable-policy']);
    expect(plan.remains).toContainEqual(expect.objectContaining({ reason: 'not-in-target', accounts: 50 }));
  });

  test('of all avoidable leaves external users apart, whom a tier may need', () => {
    const externals = [...agents, ...many(3, 'external', { relation: 'external-user', account: { access: agencyX } })];
    expect(planFor(externals).remains).toContainEqual(
      expect.objectContaining({ reason: 'not-in-target', accounts: 3 }),
    );
    const tier = planFor(externals, { kind: 'tier', atMost: 200 });
    expect(tier.groups.map(({ remedy, accounts }) => [remedy, accounts])).toEqual([['external-policy', 3]]);
  });

  test('of a tier takes no more than it needs, and idle licences too', () => {
    const plan = planFor(subjects, { kind: 'tier', atMost: 230 });
    expect(plan).toMatchObject({ billable: 290, billableAfter: 230, outcome: { kind: 'reached' } });
    expect(plan.groups.map(({ remedy, accounts }) => [remedy, accounts])).toEqual([
      ['remove-access', 50],
      ['non-billable-policy', 10],
    ]);
    expect(plan.remains).toContainEqual(expect.objectContaining({ reason: 'not-needed', accounts: 30 }));
  });

  test('of a budget takes the fewest that reach it', () => {
    const plan = planFor(subjects, { kind: 'budget', atMost: 1_000_000 });
    expect([plan.billableAfter, annual2023(plan.billableAfter), annual2023(plan.billableAfter + 1)]).toEqual([
      250, 1_000_000, 1_003_000,
    ]);
  });

  test.each<[Target, unknown]>([
    [
      { kind: 'tier', atMost: 100 },
      { kind: 'unreachable', missing: 100, unit: 'accounts' },
    ],
    [
      { kind: 'budget', atMost: 500_000 },
      { kind: 'unreachable', missing: 300_000, unit: 'minor-units' },
    ],
    [{ kind: 'tier', atMost: 1000 }, { kind: 'reached' }],
  ])('%j out of reach says by how much', (target, outcome) => {
    expect(planFor(subjects, target).outcome).toEqual(outcome);
  });

  test('reached already asks nobody for anything', () => {
    expect(planFor(subjects, { kind: 'tier', atMost: 1000 }).groups).toEqual([]);
  });

  test('of a budget without a price is no target, and no money is told', () => {
    const plan = planFor(subjects, { kind: 'budget', atMost: 1 }, () => null);
    expect(plan.outcome).toEqual({ kind: 'no-price' });
    expect(plan.groups.map(({ saves }) => saves)).toEqual([null, null]);
  });

  test('of all avoidable is missed by those nothing fits', () => {
    const stuck = many(5, 'stuck', { account: { access: agencyX }, organization: { nonBillablePolicyId: null } });
    const plan = planFor([...stuck, ...many(2, 'trello')]);
    expect(plan.outcome).toEqual({ kind: 'unreachable', missing: 5, unit: 'accounts' });
    expect(plan.remains).toContainEqual({
      reason: 'find-out',
      rules: ['no-policy-id'],
      why: 'no non-billable policy is named',
      how: expect.stringContaining('nonBillablePolicyId'),
      accounts: 5,
    });
  });
});

test('what remains is told with its reason', () => {
  const subjects = [
    ...many(3, 'x'),
    ...many(2, 'flag', { account: { billable: 'unknown' } }),
    ...many(1, 'admin', { inspection: { organizationAdmin: known(true) } }),
    ...many(1, 'stuck', { account: { access: agencyX, email: null } }),
  ];
  const recommendations = recommendAll(subjects, new Map([['x0000', exclusionOf('x0000')]]));
  const { remains } = makePlan({ recommendations, billable: 5, target: all, costOf: annual2023 });
  expect(remains.map(({ reason, accounts, rules }) => [reason, accounts, rules])).toEqual([
    ['unknown-state', 2, []],
    ['excluded', 1, []],
    ['protected', 1, []],
    ['nothing-fits', 1, ['left-unknown', 'no-email']],
  ]);
});

describe('for any accounts and any target', () => {
  const anyTarget: fc.Arbitrary<Target> = fc.oneof(
    fc.constant(all),
    fc.record({ kind: fc.constant('tier' as const), atMost: fc.nat(15) }),
    fc.record({ kind: fc.constant('budget' as const), atMost: fc.nat(60_000) }),
  );
  const anyPlan = fc.record({ subjects: anySubjects, exclusions: anyExclusions, target: anyTarget });

  function planOf({ subjects, exclusions, target }: typeof anyPlan extends fc.Arbitrary<infer Value> ? Value : never) {
    const billable = subjects.filter(({ account }) => account.billable === 'billable').length;
    return makePlan({ recommendations: recommendAll(subjects, exclusions), billable, target, costOf: annual2023 });
  }

  test("the groups' savings add up to the plan's", () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const plan = planOf(input);
        expect(plan.groups.reduce((sum, { saves }) => sum + (saves ?? Number.NaN), 0)).toBe(plan.saves);
      }),
    );
  });

  test('every account that is billable or unknown is in one group or remains for one reason', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const plan = planOf(input);
        const ids = plan.groups.flatMap(({ accountIds }) => accountIds);
        expect(new Set(ids).size).toBe(ids.length);
        const told = plan.remains.reduce((sum, { accounts }) => sum + accounts, ids.length);
        expect(told).toBe(input.subjects.filter(({ account }) => account.billable !== 'not-billable').length);
        expect(plan.billableAfter).toBe(plan.billable - ids.length);
      }),
    );
  });

  test('no excluded, protected or unknown account is in a group', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const byId = new Map(input.subjects.map((about) => [about.account.accountId, about]));
        for (const id of planOf(input).groups.flatMap(({ accountIds }) => accountIds)) {
          expect(input.exclusions.has(id)).toBe(false);
          expect(byId.get(id)?.account).toMatchObject({ billable: 'billable', type: 'atlassian' });
          expect(byId.get(id)?.inspection.organizationAdmin).not.toEqual(known(true));
        }
      }),
    );
  });

  test('the order in which accounts come makes no difference', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const { remains: _, ...plan } = planOf(input);
        const { remains: __, ...reversed } = planOf({ ...input, subjects: input.subjects.toReversed() });
        expect(reversed).toEqual(plan);
      }),
    );
  });

  test('a target that is reached is, and one that is not leaves nobody it could have taken', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const plan = planOf(input);
        if (input.target.kind === 'all-avoidable') return;
        const level =
          input.target.kind === 'tier' ? plan.billableAfter : (annual2023(plan.billableAfter) ?? Number.NaN);
        if (plan.outcome.kind === 'reached') expect(level).toBeLessThanOrEqual(input.target.atMost);
        else expect(plan.remains.some(({ reason }) => reason === 'not-needed')).toBe(false);
      }),
    );
  });
});
