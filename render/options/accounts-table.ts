import { keepWords, verdictsOf } from '../../core/explain-options.ts';
import type { AccountInspection, Fact } from '../../core/inspection.ts';
import type { OptionVerdict, Undo } from '../../core/options/option.ts';
import { OPTION_NUMBERS, OPTION_TITLES } from '../../core/options/option-id.ts';
import type { Recommendation } from '../../core/options/recommend.ts';
import { productWords } from '../../core/options/words.ts';
import type { Plan } from '../../core/plan.ts';
import type { PlanPrices } from '../../core/plan-prices.ts';
import { moneyBy } from '../../core/record-plan.ts';
import { type Cell, count, day, money, type ReportTable, text } from '../report/report-table.ts';
import { exposureWords } from '../words.ts';

export interface AccountsView {
  readonly plan: Plan;
  readonly recommendations: readonly Recommendation[];
  readonly prices: PlanPrices;
  readonly fixBy: string | null;
}

const COLUMNS = [
  text('Name'),
  text('E-mail'),
  text('Account id'),
  text('Why billable'),
  text('Products'),
  text('Sites'),
  day('Last active'),
  text('Synced'),
  text('Policy'),
  count('Requests reported'),
  text('Has left'),
  count('Plan line'),
  text('Proposed'),
  text('What it does to the person'),
  text('Undo'),
  text('In time'),
  day('Fix by'),
  money('Saves a month, alone'),
  text('Also fits'),
  text('Does not fit, and why'),
];

/**
 * One row an account, for admins: why it is billable, what fits, what does not and why, what it would save if it alone
 * were fixed. Accounts that are paid for on purpose are left out; those that somebody excluded or that are protected say so.
 */
export function accountsTable({ plan, recommendations, prices, fixBy }: AccountsView): ReportTable {
  const lines = new Map(
    plan.groups.flatMap(({ accountIds }, index) => accountIds.map((accountId) => [accountId, index + 1] as const)),
  );
  const marginal = plan.billable > 0 ? moneyBy(prices).saving(plan.billable, plan.billable - 1, 'perMonth') : null;
  const rows = recommendations
    .filter((each) => each.kind !== 'left-alone' || !UNTOLD.has(each.keep.reason))
    .map((recommendation) => {
      const line = lines.get(recommendation.subject.account.accountId) ?? null;
      return { line, row: rowOf(recommendation, { line, marginal, fixBy }) };
    })
    .sort((one, other) => (one.line ?? Number.MAX_SAFE_INTEGER) - (other.line ?? Number.MAX_SAFE_INTEGER))
    .map(({ row }) => row);
  const currency = prices.kind === 'priced' ? prices.currency : null;
  return { id: 'accounts', title: 'Accounts', columns: COLUMNS, rows, currency };
}

const UNTOLD: ReadonlySet<string> = new Set(['planned', 'not-billable']);

interface RowFacts {
  readonly line: number | null;
  readonly marginal: string | null;
  readonly fixBy: string | null;
}

function rowOf(recommendation: Recommendation, { line, marginal, fixBy }: RowFacts): readonly Cell[] {
  const { account, exposure, inspection, presence } = recommendation.subject;
  const verdicts = verdictsOf(recommendation);
  const told = toldOf(recommendation);
  const others = verdicts.filter(({ option, feasible }) => feasible && option !== told?.option);
  return [
    account.name,
    account.email,
    account.accountId,
    exposureWords(exposure.exposure),
    productWords(exposure.deciding.map(({ product }) => product)),
    [...new Set(exposure.deciding.flatMap(({ site }) => site ?? []))].sort().join(', '),
    /^\d{4}-\d{2}-\d{2}/.test(account.lastActive) ? account.lastActive.slice(0, 10) : null,
    wordOf(inspection.management, (value) => (value === 'idp' ? 'yes' : 'no')),
    wordOf(inspection.policy, ({ name, id, type }) => name ?? id ?? type),
    inspection.requestsReported.known ? inspection.requestsReported.value : null,
    presence.state === 'left' ? 'yes' : presence.state === 'here' ? 'no' : 'not known',
    line,
    proposedWords(recommendation),
    told?.consequences ?? null,
    told?.undo ?? null,
    told?.makes ?? null,
    told ? fixBy : null,
    told ? marginal : null,
    others.map(({ option }) => OPTION_TITLES[option]).join('; '),
    blockedWords(recommendation, verdicts),
  ];
}

function wordOf<Value>(fact: Fact<Value>, words: (value: Value) => string): string {
  return fact.known ? words(fact.value) : `not known (${WHYS[fact.why]})`;
}

const WHYS: Readonly<Record<Extract<AccountInspection['policy'], { known: false }>['why'], string>> = {
  'not-asked': 'not asked',
  forbidden: 'the key may not read it',
  'not-offered': 'not offered',
  'not-told': 'left out',
  failed: 'asking failed',
};

function toldOf(recommendation: Recommendation) {
  if (recommendation.kind !== 'option' && recommendation.kind !== 'orphaned-link') return null;
  const told = recommendation.kind === 'option' ? recommendation.verdict : recommendation.path;
  return {
    option: recommendation.kind === 'option' ? recommendation.verdict.option : null,
    consequences: told.consequences.map((one) => one.text).join(' '),
    undo: undoWords(told.undo),
    makes: told.cutOff.makes,
  };
}

function undoWords(undo: Undo): string {
  if (undo.possible === 'no') return `no. ${undo.why}`;
  return undo.possible === 'yes' ? `yes. ${undo.how}` : `partly. ${undo.how} ${undo.lost}`;
}

function proposedWords(recommendation: Recommendation): string {
  switch (recommendation.kind) {
    case 'option':
      return `${OPTION_NUMBERS[recommendation.verdict.option]}: ${OPTION_TITLES[recommendation.verdict.option]}`;
    case 'orphaned-link':
      return 'has left: the identity provider has to deactivate it';
    case 'find-out':
      return 'nothing yet: facts are missing';
    case 'nothing-fits':
      return 'nothing fits';
    case 'left-alone':
      return `left alone: ${keepWords(recommendation.keep)}`;
  }
}

/** Each option of its kind with what stands in its way; where an account is left alone that one reason says it all. */
function blockedWords({ kind }: Recommendation, verdicts: readonly OptionVerdict[]): string {
  if (kind === 'left-alone') return '';
  return verdicts
    .filter(({ feasible, blockers }) => !feasible && !blockers.some((blocker) => blocker.kind === 'does-not-apply'))
    .map(({ option, blockers }) => `${OPTION_NUMBERS[option]}: ${blockers.map(({ why }) => why).join(', ')}`)
    .join('; ');
}
