import type { OptionVerdict } from './options/option.ts';
import { isWorthFinding, type KeepReason, lacksOnlyFacts, type Recommendation } from './options/recommend.ts';

/** Accounts that a plan leaves billable, and why. `how`: what would open them to an option. */
export interface Remaining {
  readonly reason: KeepReason['reason'] | 'find-out' | 'nothing-fits' | 'not-in-target' | 'not-needed';
  /** The rules that stand in the way; none where no rule does. */
  readonly rules: readonly string[];
  readonly why: string;
  readonly how: string | null;
  readonly accounts: number;
}

const KEPT: Readonly<Record<KeepReason['reason'], string>> = {
  'unknown-state': 'Atlassian did not say whether they are billable',
  'not-billable': 'they are not billable',
  gone: 'they were gone when they were inspected',
  protected: 'organization admins, apps and customers are never touched',
  excluded: 'somebody decided to keep them until a day',
  asked: 'their holders were asked and may still answer',
  'in-progress': 'an open case holds them',
  planned: 'they are paid for on purpose',
  'exposure-unknown': 'what makes them billable is not visible: they may be licensed',
};

const NOT_CHOSEN = {
  'not-in-target': 'they are not avoidable: idle licences and external users are counted apart',
  'not-needed': 'the target is reached without them',
};

/** Groups what remains by reason, the largest first. `kept`: accounts with an option that the plan does not use. */
export function groupRemaining(
  others: readonly Recommendation[],
  kept: Readonly<Record<'not-in-target' | 'not-needed', number>>,
): readonly Remaining[] {
  const groups = new Map<string, Remaining>();
  for (const recommendation of others) {
    const remaining = remainingOf(recommendation);
    if (!remaining) continue;
    const key = JSON.stringify([remaining.reason, remaining.rules]);
    groups.set(key, { ...remaining, accounts: (groups.get(key)?.accounts ?? 0) + 1 });
  }
  const chosenAway = (['not-in-target', 'not-needed'] as const)
    .filter((reason) => kept[reason] > 0)
    .map((reason) => ({ reason, rules: [], why: NOT_CHOSEN[reason], how: null, accounts: kept[reason] }));
  return [...groups.values(), ...chosenAway].sort((one, other) => other.accounts - one.accounts);
}

function remainingOf(recommendation: Recommendation): Remaining | null {
  switch (recommendation.kind) {
    case 'left-alone': {
      const { reason } = recommendation.keep;
      return reason === 'not-billable' ? null : { reason, rules: [], why: KEPT[reason], how: null, accounts: 1 };
    }
    case 'find-out':
      return findOut(recommendation.verdicts);
    case 'nothing-fits':
      return nothingFits(recommendation.verdicts);
    default:
      return null;
  }
}

/** The facts that the first option in the order lacks. */
function findOut(verdicts: readonly OptionVerdict[]): Remaining {
  const blockers = verdicts.find((verdict) => lacksOnlyFacts(verdict) && isWorthFinding(verdict))?.blockers ?? [];
  return {
    reason: 'find-out',
    rules: blockers.map(({ rule }) => rule),
    why: blockers.map(({ why }) => why).join('; '),
    how: [...new Set(blockers.flatMap((blocker) => (blocker.kind === 'missing-fact' ? blocker.how : [])))].join('; '),
    accounts: 1,
  };
}

function nothingFits(verdicts: readonly OptionVerdict[]): Remaining {
  const blockers = verdicts.flatMap(({ blockers: all }) => all).filter(({ kind }) => kind !== 'does-not-apply');
  const byRule = new Map(blockers.map((blocker) => [blocker.rule, blocker.why]));
  return {
    reason: 'nothing-fits',
    rules: [...byRule.keys()],
    why: [...byRule.values()].join('; '),
    how: null,
    accounts: 1,
  };
}
