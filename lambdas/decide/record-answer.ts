import { toInstant } from '../../core/account.ts';
import type { AnswerId } from '../../core/cases/answers.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import { statusWords } from '../../core/cases/decide.ts';
import type { DecideAnswer } from '../case-messages.ts';
import { areAnswersClosed, replaceAnswer } from '../clients/history/answers.ts';
import { loadCase } from '../clients/history/cases.ts';
import type { History } from '../clients/history/history.ts';

export interface RecordedAnswer {
  readonly case: string;
  readonly accountId: string;
  readonly answer: AnswerId;
}

/**
 * Records what a holder has answered by mail, as whoever IAM says. It takes the place of an answer that nothing has
 * followed from yet; what follows is done by the case at its next look.
 */
export async function recordAnswer(
  { history, now }: { readonly history: History; readonly now: () => Date },
  organization: string,
  { case: id, accountId, answer }: RecordedAnswer,
  caller: string,
): Promise<DecideAnswer> {
  const at = toInstant(now());
  const folded = await loadCase(history, organization, id, at);
  if (!folded || folded.events.length === 0) return { accepted: false, why: `${organization} has no case ${id}` };
  const closed = await areAnswersClosed(history, folded.case);
  const why = closed ? `the case ${id} asks nobody any more` : refuse(folded, accountId);
  if (why !== null) return { accepted: false, why };
  await replaceAnswer(history, folded.case, { accountId, answer, at, by: caller });
  return { accepted: true, case: id, state: folded.status.state, plan: folded.case.planHash };
}

function refuse({ case: { id, plan }, events, status, accounts }: FoldedCase, accountId: string): string | null {
  if (!plan.steps.some(({ action }) => action === 'ask-holders')) return `the case ${id} asks no holders by itself`;
  if (status.state !== 'running') return `the case ${id} asks nobody now: it is ${statusWords(status)}`;
  const account = accounts.get(accountId);
  if (!account) return `${accountId} is not in the case ${id}`;
  if (account.work === 'skipped') return `${accountId} is left as it is: ${account.why ?? 'nothing says why'}`;
  const noted = events.find((event) => event.kind === 'answered' && event.accountId === accountId);
  if (noted?.kind !== 'answered') return null;
  return `${accountId} was answered already (${noted.answer}), and what follows is done: see exclusions`;
}
