import { judgeProposal, type ProposalDoubt } from '../core/cases/judge-proposal.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import type { Proposal } from '../lambdas/decide/draw-plan.ts';
import type { Formats } from '../render/formats.ts';
import { hangingText } from '../render/hanging-text.ts';
import type { Cases } from './cases.ts';
import type { CommandContext } from './command-context.ts';
import { decideOptions } from './decide-options.ts';

/**
 * What is known against the accounts that somebody names; without the archive nothing is.
 *
 * @throws Error if some can be in no case
 */
export async function findDoubts(
  { history, archive, settings }: Cases,
  { option, accountIds }: Proposal,
  context: CommandContext,
): Promise<readonly ProposalDoubt[]> {
  const { snapshot } = await getHead(history, settings.id);
  if (!archive || snapshot === undefined) return [];
  const { recommendations } = await decideOptions({ archive, history }, settings, context);
  const { refused, doubts } = judgeProposal(recommendations, option, accountIds);
  const [first] = refused;
  if (!first) return doubts;
  const others = accountIds.length - refused.reduce((sum, one) => sum + one.accountIds.length, 0);
  const rest = others > 0 ? '; name the others without them' : '';
  throw new Error(`this cannot be proposed: ${refused.map(namedText).join('; ')}${rest}.`);
}

const MOST_NAMED = 5;

function namedText({ accountIds, why }: ProposalDoubt): string {
  const named = accountIds.slice(0, MOST_NAMED).join(', ');
  const more = accountIds.length - MOST_NAMED;
  return `${named}${more > 0 ? ` and ${more} more` : ''}: ${why}`;
}

export function doubtLines(doubts: readonly ProposalDoubt[], formats: Formats): readonly string[] {
  if (doubts.length === 0) return [];
  const lines = doubts.map((doubt) => `${formats.counted(doubt.accountIds.length, 'account')}: ${namedText(doubt)}`);
  return ['Not recommended for', ...lines.map((line) => hangingText('  ', line))];
}
