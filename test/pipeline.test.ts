import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toInstant } from '../core/account.ts';
import { type OrganizationSettings, readSettings } from '../core/settings.ts';
import { connectOrganization } from '../lambdas/clients/atlassian/organization.ts';
import { storeStep, type ToldDrift, tellDrift } from '../lambdas/drift/tell-drift.ts';
import { takeSnapshot } from '../lambdas/snapshot/take-snapshot.ts';
import { walkAccounts } from '../lambdas/snapshot/walk.ts';
import { worldOn } from '../local/simulation/pass-time.ts';
import { SIMULATED_KEY, SIMULATED_ORGANIZATION, type Simulation, startSimulation } from '../local/simulation/server.ts';
import { dayTime, isBillable, OWN_SANDBOX, OWN_SITE } from '../local/simulation/world.ts';
import { testPatience } from './patience.ts';
import { openTestStores, type TestStores } from './stores.ts';

const WORLD = { seed: 3, accounts: 600, agents: 60, signUps: 40, synced: 0.2 };
const WEEKS = 26;

let stores: TestStores;
let simulation: Simulation;
let settings: OrganizationSettings;
const told: ToldDrift[] = [];

async function snapshotOn(day: number) {
  simulation.goTo(day);
  const access = { apiUrl: simulation.url, organizationId: SIMULATED_ORGANIZATION, key: SIMULATED_KEY };
  const client = connectOrganization(access, testPatience());
  const outcome = await takeSnapshot(stores, {
    organization: SIMULATED_ORGANIZATION,
    asOf: toInstant(dayTime(day)),
    owner: 'test',
    settings: 'v1',
    readAccounts: async (parts) => ({
      source: { kind: 'api', key: 'account-id' },
      evidence: { kind: 'totals', ...(await walkAccounts(client, parts)) },
    }),
  });
  if (outcome.state !== 'complete') throw new Error(outcome.state);
  return outcome.snapshot;
}

/** Half a year of weeks through the real stores, over a network that fails now and then. */
beforeAll(async () => {
  stores = await openTestStores();
  const faults = { serverErrorRate: 0.05, droppedRate: 0.02, truncatedRate: 0.02, badCursorRate: 0.01 };
  simulation = await startSimulation({ ...WORLD, faults });
  const sites = [OWN_SITE, { host: OWN_SANDBOX, sandbox: true }];
  const mail = { admins: ['admin@contoso.com'], finance: ['cfo@contoso.com'] };
  const reading = readSettings({ organizations: [{ id: SIMULATED_ORGANIZATION, name: 'Contoso', sites, mail }] });
  const read = reading.valid ? reading.settings.organizations[0] : undefined;
  if (!read) throw new Error('the settings of this test are not valid');
  settings = read;
  for (let week = 0; week <= WEEKS; week += 1) {
    if (week > 0) await storeStep(stores, await snapshotOn(week * 7 - 4), settings);
    told.push(await tellDrift(stores, await snapshotOn(week * 7), settings));
  }
}, 120_000);

afterAll(async () => {
  await simulation.close();
  await stores.close();
});

/** What really was so on a day: the state of each account. */
function truth(day: number): Map<string, string> {
  const { accounts } = worldOn(day, WORLD);
  const stateOf = (account: Parameters<typeof isBillable>[0]) => (isBillable(account) ? 'billable' : 'not-billable');
  return new Map(
    [...accounts.values()].map((account) => [account.id, account.flagMissing ? 'unknown' : stateOf(account)]),
  );
}

function moves(before: Map<string, string>, after: Map<string, string>, fits: (from: string, to: string) => boolean) {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].filter((id) => fits(before.get(id) ?? 'absent', after.get(id) ?? 'absent')).sort();
}

describe('twenty-six weeks', () => {
  test('every week tells exactly who came and who went', () => {
    told.slice(1).forEach(({ recorded }, index) => {
      const [before, after] = [truth(index * 7), truth(index * 7 + 7)];
      const known = (from: string, to: string) => from !== 'unknown' && to !== 'unknown' && from !== to;
      const ids = (list: readonly { accountId: string }[]) => list.map(({ accountId }) => accountId).sort();
      expect(ids(recorded.drift.entries)).toEqual(
        moves(before, after, (from, to) => known(from, to) && to === 'billable'),
      );
      expect(ids(recorded.drift.exits)).toEqual(
        moves(before, after, (from, to) => known(from, to) && from === 'billable'),
      );
      expect(ids(recorded.drift.unclear)).toEqual(
        moves(before, after, (from, to) => from !== to && (from === 'unknown' || to === 'unknown')),
      );
    });
  });

  test('every week counts what is there', () => {
    told.forEach(({ recorded }, week) => {
      const states = [...truth(week * 7).values()];
      const count = (state: string) => states.filter((one) => one === state).length;
      expect(recorded.digest.counts).toMatchObject({
        accounts: states.length,
        billable: count('billable'),
        notBillable: count('not-billable'),
        unknown: count('unknown'),
      });
    });
  });

  test('each digest starts where the one before it ended', () => {
    told.slice(1).forEach(({ recorded: { digest } }, index) => {
      const earlier = told[index]?.recorded.digest;
      expect(digest.baseline).toBe(earlier?.asOf);
      expect(digest.before).toEqual(earlier?.counts);
      expect(digest.drift.net).toBe(digest.counts.billable - (earlier?.counts.billable ?? 0));
    });
  });

  test('those who came on Tuesday and left by Saturday are told as such', () => {
    const passing = told.slice(1).map(({ recorded }) => recorded.cameAndWent.length);
    expect(passing.every((accounts) => accounts >= 1)).toBe(true);
  });

  test('causes are what happened', () => {
    const causes = (week: number) => new Set(told[week]?.recorded.drift.entries.map((entry) => entry.cause));
    expect(causes(1)).toEqual(new Set(['product-added']));
    const all = new Set(
      told.flatMap(({ recorded }) => [...recorded.drift.entries, ...recorded.drift.exits].map(({ cause }) => cause)),
    );
    expect([...all].sort()).toEqual([
      'created-or-claimed',
      'deactivated',
      'flag-flipped',
      'invited',
      'product-added',
      'product-removed',
      'reactivated',
    ]);
    expect(told[4]?.recorded.digest.claimedDomains).toMatchObject([{ domain: 'fabrikam.com', accounts: 40 }]);
  });

  test('two mails a week, none twice', () => {
    expect(stores.mailbox).toHaveLength((WEEKS + 1) * 2);
    expect(new Set(stores.mailbox.map((mail) => mail.tag)).size).toBe(stores.mailbox.length);
  });
});
