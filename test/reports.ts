import { findPriceList } from '../core/billing/price-lists.ts';
import type { Rates } from '../core/billing/rates.ts';
import type { Saving } from '../core/cases/savings-ledger.ts';
import { composeReport, type KnownRates, type Report, type ReportFacts } from '../core/report.ts';
import { contractOf } from './core/billing/contracts.ts';
import { guideNovember } from './trend-steps.ts';

export const NO_RATES: KnownRates = {
  bills: { invoices: [], quotes: [], external: [] },
  rates: null,
  assumption: null,
};

/** $800 for 200 on the invoice of November 2026, a quote of $1,750 for 500, a budget of $900. */
export function guideRates(): Rates {
  const search = findPriceList('2026');
  return {
    contract: contractOf({ kind: 'monthly', budget: '900' }),
    invoices: [{ period: '2026-11', quantity: 200, amount: '800', currency: 'USD' }],
    quotes: [{ date: '2026-11-20', quantity: 500, amount: '1750', currency: 'USD' }],
    list: search.kind === 'found' ? search.list : null,
  };
}

export function knownRates(rates: Rates = guideRates()): KnownRates {
  const { invoices, quotes } = rates;
  return { bills: { invoices, quotes, external: [] }, rates, assumption: null };
}

/** The guide's November up to the 23rd; tests change one thing. */
export function guideReport(changes: Partial<ReportFacts> = {}): Report {
  const known = changes.known ?? knownRates();
  const contract = known.rates?.contract;
  const answer = composeReport({
    settings: {
      id: 'acme',
      name: 'Contoso',
      timeZone: 'Europe/Berlin',
      locale: 'en-GB',
      ...(contract && { contract }),
    },
    steps: guideNovember(),
    partial: [],
    range: { from: '2026-11-01', to: '2026-11-30' },
    today: '2026-11-23',
    ...changes,
    known,
  });
  if (answer.kind === 'none') throw new Error(answer.why);
  return answer.report;
}

/** One case of the guide's November: of 10 accounts 8 are proven gone, and no invoice says so yet. */
export const SAVING: Saving = {
  case: 'c-1',
  option: 'non-billable-policy',
  period: ['2026-11-01', '2026-11-30'],
  accounts: { planned: 10, proven: 8 },
  undone: false,
  currency: 'USD',
  sources: ['your invoice'],
  projected: '40.00',
  avoided: '24.00',
  reduced: null,
};

/** The guide's November with text from outside wherever a report shows some. */
export function hostileReport(text: string): Report {
  const steps = guideNovember().map((step) => ({
    ...step,
    counts: { ...step.counts, byProduct: { [text]: step.counts.billable } },
    byDomain: { rows: [{ name: text, accounts: step.counts.billable }], other: 0 },
    byDepartment: { rows: [{ name: text, accounts: step.counts.billable }], other: 0 },
    claimedDomains: [{ domain: text, accounts: 9, billable: 1 }],
    came: {
      groups: step.came.groups.map((group) => ({ ...group, products: [text], sites: [text], claimedDomain: text })),
      other: 0,
    },
  }));
  const partial = [{ asOf: '2026-11-10T06:00:00Z', reason: text }];
  const gap = steps.filter(({ asOf }) => asOf < '2026-11-09' || asOf > '2026-11-12');
  const report = guideReport({ steps: gap, partial });
  return { ...report, name: text };
}
