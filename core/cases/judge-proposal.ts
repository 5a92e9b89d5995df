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
  const refused = new Map<string, string[]>();
  const doubts = new Map<string, string[]>();
  const note = (list: Map<string, string[]>, why: string, id: string) => list.set(why, [...(list.get(why) ?? []), id]);
  for (const id of accountIds) {
    const recommendation = known.get(id);
    if (!recommendation) note(refused, 'the newest snapshot has no such billable account', id);
    else if (recommendation.kind === 'left-alone') {
      const { keep } = recommendation;
      note(NEVER.has(keep.reason) ? refused : doubts, keepWords(keep), id);
    } else {
      const verdict = recommendation.verdicts.find((one) => one.option === option);
      const blocker = verdict?.feasible === false ? verdict.blockers[0] : undefined;
      if (blocker) note(doubts, blocker.why, id);
    }
  }
  return { refused: listed(refused), doubts: listed(doubts) };
}

function listed(byReason: ReadonlyMap<string, readonly string[]>): readonly ProposalDoubt[] {
  return [...byReason].map(([why, accountIds]) => ({ accountIds, why }));
}
