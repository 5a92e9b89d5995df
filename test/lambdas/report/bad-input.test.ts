import { Logger } from '@aws-lambda-powertools/logger';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addDays } from '../../../core/billing/billing-period.ts';
import { type OrganizationSettings, organizationSchema } from '../../../core/settings.ts';
import type { TrendStep } from '../../../core/trend.ts';
import { putStepDrift } from '../../../lambdas/clients/history/drifts.ts';
import type { History } from '../../../lambdas/clients/history/history.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { type ReportDependencies, report } from '../../../lambdas/report/handler.ts';
import { guideRates } from '../../reports.ts';
import { openTestStores, type TestStores } from '../../stores.ts';
import { guideCounts, stepOf } from '../../trend-steps.ts';

const NOW = new Date('2026-11-24T06:00:00Z');
const BOTH = [undefined, guideRates().contract] as const;

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(() => stores.close());

/** A snapshot on each of so many mornings, the last on the day before. */
function mornings(days: number, without: readonly string[] = []): readonly TrendStep[] {
  return Array.from({ length: days }, (_, index) => addDays('2026-11-23', index - days + 1))
    .filter((day) => !without.includes(day))
    .map((day, index) => stepOf(`${day}T06:00:00Z`, { counts: guideCounts(index % 300) }));
}

async function begin(steps: readonly TrendStep[], changes: Partial<OrganizationSettings>) {
  const mail = { admins: ['it@contoso.com'], finance: ['cfo@contoso.com'] };
  const settings = organizationSchema.parse({ id: 'acme', name: 'Contoso', mail, ...changes });
  await putSettings(stores.history, settings, '2020-01-01T00:00:00Z');
  for (const step of steps) {
    const byDomain = { ...step.byDomain, rows: [...step.byDomain.rows] };
    const drift = { ...step, byDomain, claimedDomains: [], organization: 'acme', changes: 'none' };
    await putStepDrift(stores.history, drift);
  }
}

function dependencies(history: History = stores.history): ReportDependencies {
  return {
    ...stores,
    history,
    now: () => NOW,
    logger: new Logger({ logLevel: 'SILENT' }),
    count: () => {},
    loadScripts: async () => [{ code: 'void 0;', sha256: 'x' }],
  };
}

const EMPTY = 'no complete snapshot lies in that time; billable-drift run takes one';
const DUE = { occasion: 'report', asOf: '2026-11-24T05:00:00Z' } as const;
const NOBODY = { mail: { admins: ['it@contoso.com'], finance: [] } };

interface Case {
  readonly what: string;
  readonly steps: readonly TrendStep[];
  readonly request: object;
  readonly settings?: Partial<OrganizationSettings>;
  readonly result: object;
  readonly points?: number;
  readonly gaps?: readonly object[];
}

const CASES: readonly Case[] = [
  { what: 'no history', steps: [], request: {}, result: { state: 'none', why: EMPTY } },
  { what: 'no history when it is due', steps: [], request: DUE, result: { state: 'none', why: EMPTY, mails: [] } },
  { what: 'one point', steps: mornings(1), request: {}, result: { state: 'written' }, points: 1, gaps: [] },
  {
    what: 'a gap of days without a snapshot',
    steps: mornings(10, ['2026-11-18', '2026-11-19']),
    request: {},
    result: { state: 'written' },
    points: 8,
    gaps: [{ after: '2026-11-17', until: '2026-11-20', reasons: [] }],
  },
  {
    what: 'days before the first snapshot are asked for: what there is',
    steps: mornings(3),
    request: { from: '2025-12-01', to: '2026-11-22' },
    result: { state: 'written' },
    points: 2,
  },
  {
    what: 'a period that has not begun',
    steps: mornings(3),
    request: { from: '2026-12-01', to: '2026-12-31' },
    result: { state: 'none', why: 'the period has not begun' },
  },
  {
    what: 'a period that has not ended: up to now',
    steps: mornings(3),
    request: { from: '2026-11-01', to: '2026-11-30' },
    result: { state: 'written' },
    points: 3,
  },
  {
    what: 'nobody to mail',
    steps: mornings(3),
    request: DUE,
    settings: NOBODY,
    result: { state: 'written', mails: [], why: 'nobody is named in mail.finance: it lies in the archive only' },
  },
];

describe.each(BOTH.map((contract) => ({ how: contract ? 'with a contract' : 'without one', contract })))(
  '$how',
  ({ contract }) => {
    test.each(CASES)('$what', async ({ steps, request, settings = {}, result, points, gaps }) => {
      await begin(steps, { ...settings, ...(contract && { contract }) });
      const asked = { organization: 'acme', ...('occasion' in request ? {} : { format: 'json' }), ...request };
      const made = await report(asked, dependencies());
      expect(made).toMatchObject(result);
      if (points === undefined) return;
      const document = JSON.parse(String(Buffer.from((await stores.archive.get(made.files[0] ?? '')) ?? [])));
      expect(document.points).toHaveLength(points);
      if (gaps) expect(document.gaps).toEqual(gaps);
    });
  },
);

/** The history, and what is read of it. */
function countedReads({ client, table }: History) {
  const read = { requests: 0, items: 0 };
  const send: typeof client.send = async (command: Parameters<typeof client.send>[0]) => {
    const answer = await client.send(command);
    read.requests += 1;
    if (command instanceof QueryCommand && 'Items' in answer) read.items += answer.Items?.length ?? 0;
    return answer;
  };
  return { read, history: { client: Object.assign(Object.create(client), { send }), table } };
}

/** A year, the day its first period was counted on with 31 days to spare, and a day at each end for the zones. */
const MOST_ITEMS = 365 + 31 + 31 + 4;

test('a year of daily points out of three: what is read is bounded by the days that are asked for', async () => {
  const [, contract] = BOTH;
  await begin(mornings(3 * 365), { ...(contract && { contract }) });
  const { read, history } = countedReads(stores.history);
  const made = await report({ organization: 'acme', format: 'json' }, dependencies(history));
  const document = JSON.parse(String(Buffer.from((await stores.archive.get(made.files[0] ?? '')) ?? [])));
  expect(document.points).toHaveLength(364);
  expect(read.items).toBeGreaterThanOrEqual(364);
  expect(read.items).toBeLessThanOrEqual(MOST_ITEMS);
  // Head and settings, bills, drifts, snapshots, savings: a page each.
  expect(read.requests).toBeLessThanOrEqual(10);
}, 60_000);
