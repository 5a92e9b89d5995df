import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readXlsx } from 'hucre/xlsx';
import { type OrganizationSettings, organizationSchema } from '../../../core/settings.ts';
import { putStepDrift } from '../../../lambdas/clients/history/drifts.ts';
import { getHead } from '../../../lambdas/clients/history/head.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { fitFiles } from '../../../lambdas/report/deliver-report.ts';
import { type ReportDependencies, report } from '../../../lambdas/report/handler.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { guideRates } from '../../reports.ts';
import { openTestStores, type TestStores } from '../../stores.ts';
import { guideNovember } from '../../trend-steps.ts';

const NOW = new Date('2026-11-24T06:00:00Z');
const ASKED = { organization: 'acme', from: '2026-11-01', to: '2026-11-30' } as const;
const DUE = { organization: 'acme', occasion: 'report', asOf: '2026-11-24T05:00:00Z' } as const;

let stores: TestStores;
let counted: [string, number][];
beforeEach(async () => {
  stores = await openTestStores();
  counted = [];
});
afterEach(() => stores.close());

function dependencies(changes: Partial<ReportDependencies> = {}): ReportDependencies {
  return {
    ...stores,
    now: () => NOW,
    logger: new Logger({ logLevel: 'SILENT' }),
    count: (metric, value) => counted.push([metric, value]),
    loadScripts: async () => [{ code: 'void 0;', sha256: 'x' }],
    ...changes,
  };
}

function settingsOf(changes: object = {}): OrganizationSettings {
  const { contract } = guideRates();
  const mail = { admins: ['it@contoso.com'], finance: ['cfo@contoso.com', 'finops@contoso.com'] };
  return organizationSchema.parse({
    id: 'acme',
    name: 'Contoso',
    timeZone: 'Europe/Berlin',
    mail,
    contract,
    ...changes,
  });
}

async function begin(settings = settingsOf(), steps = guideNovember()) {
  await putSettings(stores.history, settings, '2026-10-01T00:00:00Z');
  for (const step of steps) {
    await putStepDrift(stores.history, {
      ...step,
      organization: 'acme',
      byDomain: { ...step.byDomain, rows: [...step.byDomain.rows] },
      byDepartment: step.byDepartment && { ...step.byDepartment, rows: [...step.byDepartment.rows] },
      claimedDomains: [...step.claimedDomains],
      changes: 'none',
    });
  }
}

describe('asked for by hand', () => {
  test.each(['html', 'xlsx', 'csv', 'json'] as const)(
    '%s lies in the archive, and nobody gets a mail',
    async (format) => {
      await begin();
      const result = await report({ ...ASKED, format }, dependencies());
      expect(result).toEqual({
        ...{ organization: 'acme', state: 'written', why: null, mails: [] },
        files: [`report/acme/20261124T060000Z/guard-acme-2026-11-01-to-2026-11-30.${format}`],
      });
      expect((await stores.archive.get(result.files[0] ?? ''))?.byteLength).toBeGreaterThan(1000);
      expect(stores.mailbox).toEqual([]);
      expect(await getHead(stores.history, 'acme')).not.toHaveProperty('report');
    },
  );

  test('the workbook has the days of the history', async () => {
    await begin();
    const { files } = await report({ ...ASKED, format: 'xlsx' }, dependencies());
    const body = await stores.archive.get(files[0] ?? '');
    const [days] = (await readXlsx(body ?? new Uint8Array())).sheets;
    expect(days?.rows.slice(1).map((row) => row[1])).toEqual([...Array(17).fill(200), ...Array(6).fill(500)]);
  });

  test.each([
    ['of a time that has not begun', { from: '2026-12-01' }, 'the period has not begun'],
    [
      'of a time without snapshots',
      { from: '2026-01-01', to: '2026-02-01' },
      'no complete snapshot lies in that time; billable-drift run takes one',
    ],
  ])('there is none %s', async (_, days, why) => {
    await begin();
    expect(await report({ organization: 'acme', ...days }, dependencies())).toMatchObject({ state: 'none', why });
  });

  test('there is none without history, or of an organization that is not taken care of', async () => {
    expect(await report(ASKED, dependencies())).toMatchObject({ why: 'the organization is not taken care of' });
    await begin(settingsOf(), []);
    expect(await report(ASKED, dependencies())).toMatchObject({
      state: 'none',
      why: 'no complete snapshot lies in that time; billable-drift run takes one',
    });
  });

  test.each([
    [{ ...ASKED, from: '2026-12-01' }, 'from 2026-12-01 is after to 2026-11-30'],
    [{ ...ASKED, from: '2020-01-01' }, 'ask for at most 731'],
    [{ ...ASKED, format: 'pdf' }, 'format: one of "html", "xlsx", "csv", "json" is expected'],
    [{ ...ASKED, from: 'yesterday' }, 'from: a day such as 2026-12-31 is expected'],
  ])('%j is refused with a sentence', async (request, sentence) => {
    await begin();
    await expect(report(request, dependencies())).rejects.toThrow(sentence);
  });
});

describe('when it is due', () => {
  test('page and workbook are mailed to finance, each once, and the slot is noted', async () => {
    await begin();
    const result = await report(DUE, dependencies());
    expect(result).toMatchObject({ state: 'written', why: null, mails: ['sent', 'sent'] });
    expect(stores.mailbox.map(({ to }) => to)).toEqual(['cfo@contoso.com', 'finops@contoso.com']);
    const eml = stores.mailbox[0]?.eml.toString() ?? '';
    expect(eml).toContain('Subject: Guard, Contoso: cost trend to Tue 24 Nov 2026, 500 billable, 300');
    expect(eml.match(/Content-Disposition: attachment/g)).toHaveLength(2);
    expect(eml).toContain('filename=guard-acme-2025-11-25-to-2026-11-24.xlsx');
    expect(await getHead(stores.history, 'acme')).toMatchObject({ report: DUE.asOf });
    expect(await report(DUE, dependencies())).toMatchObject({ mails: ['already-sent', 'already-sent'] });
    expect(stores.mailbox).toHaveLength(2);
  });

  test('nobody to mail: it lies in the archive, and says so', async () => {
    await begin(settingsOf({ mail: { admins: ['it@contoso.com'] } }));
    expect(await report(DUE, dependencies())).toMatchObject({
      ...{ state: 'written', mails: [], why: 'nobody is named in mail.finance: it lies in the archive only' },
      files: [expect.stringMatching(/\.html$/), expect.stringMatching(/\.xlsx$/)],
    });
  });

  test('a mail that SES refuses fails the run, once the slot is noted and the other has left', async () => {
    await begin();
    const transport = {
      ...stores.transport,
      send: async (mail: Parameters<TestStores['transport']['send']>[0]) =>
        mail.to === 'cfo@contoso.com' ? ({ state: 'failed', why: 'sandbox' } as const) : stores.transport.send(mail),
    };
    await expect(report(DUE, dependencies({ transport }))).rejects.toThrow(
      '1 of 2 mails could not be sent: finance: sandbox',
    );
    expect(stores.mailbox).toHaveLength(1);
    expect(counted).toContainEqual(['MailsFailed', 1]);
    expect(await report(DUE, dependencies())).toMatchObject({ mails: ['sent', 'already-sent'] });
  });

  test('without a snapshot there is nothing to tell, and it is not asked for every hour', async () => {
    await begin(settingsOf(), []);
    expect(await report(DUE, dependencies())).toMatchObject({ state: 'none' });
    expect(await getHead(stores.history, 'acme')).toMatchObject({ report: DUE.asOf });
  });

  test('killed at any call, the next try mails each one once', async () => {
    await begin();
    let killed = 0;
    for (let deadly = 1; ; deadly += 1) {
      const death = deathAt(deadly);
      const history = mortalHistory(stores.history, death);
      const error = await report(DUE, dependencies({ history })).catch(({ message }: Error) => message);
      if (death.calls() < deadly) break;
      expect(error).toContain('killed');
      killed += 1;
    }
    expect(killed).toBeGreaterThan(5);
    const sent = stores.mailbox.map(({ to }) => to);
    expect(sent.length).toBe(new Set(sent).size);
  });
});

describe('the renewal pack', () => {
  const annual = { currency: 'USD', terms: [{ kind: 'annual', from: '2026-02-22', quantity: 200 }] };
  const due = { ...DUE, occasion: 'renewal' } as const;

  test('says in its subject when, and which tier to order', async () => {
    await begin(settingsOf({ contract: annual }));
    expect(await report(due, dependencies())).toMatchObject({ mails: ['sent', 'sent'] });
    const eml = stores.mailbox[0]?.eml.toString().replaceAll(/\r\n /g, ' ') ?? '';
    expect(eml).toContain('Guard, Contoso: renews in 90 days, on Mon 22 Feb 2027; tier to order 200');
    expect(await getHead(stores.history, 'acme')).toMatchObject({ renewal: DUE.asOf });
    expect(await getHead(stores.history, 'acme')).not.toHaveProperty('report');
  });

  test('there is none where no year renews', async () => {
    await begin();
    expect(await report(due, dependencies())).toMatchObject({ state: 'none', why: 'no prepaid year renews' });
  });
});

describe('what SES would not take', () => {
  const file = (name: string, bytes: number) => ({
    key: `report/acme/${name}`,
    file: { name, contentType: 'text/html', content: 'x'.repeat(bytes) },
  });

  test.each([
    ['all fit', [60, 40], ['a', 'b'], []],
    ['the first is too large, the second goes', [101, 40], ['b'], ['a']],
    ['together they are too large', [60, 41], ['a'], ['b']],
  ])('%s', (_, [one = 0, other = 0], attached, kept) => {
    const fitted = fitFiles([file('a', one), file('b', other)], 100);
    expect(fitted.attached.map(({ name }) => name)).toEqual(attached);
    expect(fitted.kept.map(({ name }) => name)).toEqual(kept);
  });
});
