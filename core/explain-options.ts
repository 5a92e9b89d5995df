import type { Exposure } from './exposure.ts';
import { judgeAll } from './options/judge-alike.ts';
import type { Blocker, OptionVerdict } from './options/option.ts';
import type { KeepReason, Recommendation } from './options/recommend.ts';
import type { PlanPrices } from './plan-prices.ts';
import { moneyBy } from './record-plan.ts';

/** Every option of one account, as `options --json` prints it. */
export interface AccountOptions {
  readonly accountId: string;
  readonly exposure: Exposure;
  readonly options: readonly {
    readonly option: OptionVerdict['option'];
    readonly feasible: boolean;
    readonly blockers: readonly { readonly rule: string; readonly why: string }[];
    readonly consequences: readonly string[];
    /** Decimal text: what one account fewer saves as things stand; null without a price, and where it is blocked. */
    readonly marginalPerMonth: string | null;
    readonly makesCutOff: OptionVerdict['cutOff']['makes'];
  }[];
}

const KEPT: Readonly<Record<KeepReason['reason'], string>> = {
  'unknown-state': 'Atlassian did not say whether it is billable',
  'not-billable': 'it is not billable',
  gone: 'it was gone when it was inspected',
  protected: 'it is protected',
  excluded: 'it is excluded',
  asked: 'its holder was asked and may still answer',
  'in-progress': 'an open case holds it',
  planned: 'it is paid for on purpose',
  'exposure-unknown': 'what makes it billable is not visible: it may be licensed',
};

/** Why an account is left alone, in a few words. */
export function keepWords(keep: KeepReason): string {
  if (keep.reason === 'protected') return `it is protected: ${keep.why}`;
  if (keep.reason === 'asked') return `its holder was asked on ${keep.on} and may answer until ${keep.until}`;
  if (keep.reason === 'in-progress') return `the case ${keep.case} holds it`;
  if (keep.reason !== 'excluded') return KEPT[keep.reason];
  const { until, author, reason } = keep.exclusion;
  return `${author} excluded it until ${until}: ${reason}`;
}

/** Verdicts of an account; where it is left alone none of them is open, whatever its rules say. */
export function verdictsOf(recommendation: Recommendation): readonly OptionVerdict[] {
  if (recommendation.kind !== 'left-alone') return recommendation.verdicts;
  const { subject, keep } = recommendation;
  const blocker: Blocker = {
    kind: 'refused',
    rule: keep.reason,
    why: keepWords(keep),
    source: { reference: 'billable-drift', certainty: 'own-rule' },
  };
  return judgeAll(subject).verdicts.map((verdict) => ({
    ...verdict,
    feasible: false,
    blockers: [blocker, ...verdict.blockers],
  }));
}

export function accountOptions(recommendation: Recommendation, billable: number, prices: PlanPrices): AccountOptions {
  const { account, exposure } = recommendation.subject;
  const marginal = billable > 0 ? moneyBy(prices).saving(billable, billable - 1, 'perMonth') : null;
  return {
    accountId: account.accountId,
    exposure: exposure.exposure,
    options: verdictsOf(recommendation).map(({ option, feasible, blockers, consequences, cutOff }) => ({
      option,
      feasible,
      blockers: blockers.map(({ rule, why }) => ({ rule, why })),
      consequences: consequences.map(({ text }) => text),
      marginalPerMonth: feasible ? marginal : null,
      makesCutOff: cutOff.makes,
    })),
  };
}
