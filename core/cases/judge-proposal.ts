import { keepWords } from '../explain-options.ts';
import type { OptionId } from '../options/option-id.ts';
import type { KeepReason, Recommendation } from '../options/recommend.ts';

/** Accounts of a proposal with the same against them. */
export interface ProposalDoubt {
  readonly accountIds: readonly string[];
  readonly why: string;
}

/** No case does anything to these, whoever approves it; the program reads so again before it writes. */
const NEVER: ReadonlySet<KeepReason['reason']> = new Set(['unknown-state', 'not-billable', 'gone', 'protected']);

/**
 * What the newest snapshot and its inspection have against the accounts that somebody names for an option. `refused`: they
 * can be in no case. `doubts`: the rules do not recommend the option for them, and whoever approves has to know it.
 *
 * @param recommendations of every account that is billable or unknown; whoever is not among them is not billable
 */
export function judgeProposal(
  recommendations: readonly Recommendation[],
  option: OptionId,
  accountIds: readonly string[],
): { readonly refused: readonly ProposalDoubt[]; readonly doubts: readonly ProposalDoubt[] } {
  const known = new Map(recommendations.map((each) => [each.subject.account.accountId, each]));
  const objections = accountIds.flatMap((accountId) => {
    const objection = objectionTo(known.get(accountId), option);
    return objection === null ? [] : [{ accountId, ...objection }];
  });
  return {
    refused: byReason(objections.filter(({ never }) => never)),
    doubts: byReason(objections.filter(({ never }) => !never)),
  };
}

function objectionTo(
  recommendation: Recommendation | undefined,
  option: OptionId,
): { readonly never: boolean; readonly why: string } | null {
  if (!recommendation) return { never: true, why: 'the newest snapshot has no such billable account' };
  if (recommendation.kind === 'left-alone') {
    const { keep } = recommendation;
    return { never: NEVER.has(keep.reason), why: keepWords(keep) };
  }
  const verdict = recommendation.verdicts.find((one) => one.option === option);
  return verdict?.feasible === false ? { never: false, why: verdict.blockers[0].why } : null;
}

function byReason(objections: readonly { readonly accountId: string; readonly why: string }[]) {
  const groups = Map.groupBy(objections, ({ why }) => why);
  return [...groups].map(([why, some]) => ({ accountIds: some.map(({ accountId }) => accountId), why }));
}
