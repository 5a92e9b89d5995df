import { ANSWER_IDS, answerIdSchema } from '../core/cases/answers.ts';
import type { CasesOptions } from './cases.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { withCases } from './open-cases.ts';

/** `cases answered CASE ACCOUNT ANSWER`: what a holder has answered by mail; the case acts on it at its next look. */
export function recordAnswer(
  id: string,
  accountId: string,
  text: string,
  options: CasesOptions,
  context: CommandContext,
): Promise<number> {
  // In the mail the answers have numbers.
  const answer = answerIdSchema.safeParse(ANSWER_IDS[Number(text) - 1] ?? text).data;
  if (answer === undefined) {
    const known = ANSWER_IDS.map((name, index) => `${index + 1} (${name})`);
    throw new UsageError(`${text} is none of the answers ${known.join(', ')}.`);
  }
  return withCases(options, 'decides', context, async (cases) => {
    const said = await cases.decide({ action: 'answered', case: id, accountId, answer });
    if (!said.accepted) throw new Error(`${said.why}.`);
    if (options.json) context.emit(JSON.stringify({ case: id, accountId, answer }, null, 2));
    else context.print(`Recorded for ${accountId}: ${answer}. The case ${id} acts on it at its next look.`);
    return 0;
  });
}
