import { toInstant } from '../core/account.ts';
import { MOST_ACCOUNTS } from '../core/cases/case.ts';
import { counted } from '../core/counted.ts';
import type { OptionId } from '../core/options/option-id.ts';
import { OPTION_NUMBERS, RECOMMENDATION_ORDER } from '../core/options/option-id.ts';
import { findHolders } from '../lambdas/clients/history/open-cases.ts';
import { type DrawnPlan, drawPlan, type Proposal } from '../lambdas/decide/draw-plan.ts';
import { drawnText } from '../render/terminal/case-text.ts';
import type { Cases, CasesOptions } from './cases.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { decideOptions } from './decide-options.ts';
import { withCases } from './open-cases.ts';
import { doubtLines, findDoubts } from './proposal-doubts.ts';
import { whatKeysLack } from './what-keys-lack.ts';

export interface ProposeOptions extends CasesOptions {
  /** A line of the plan that `options` shows. */
  readonly line?: number;
  /** Of its accounts only the first so many. */
  readonly most?: number;
  readonly option?: string;
  readonly accounts?: string;
  /** Without it nothing is proposed: what would happen is shown. */
  readonly yes?: boolean;
}

/** `cases propose`: shows what a case would do, and with `--yes` proposes exactly that. */
export function proposeCases(options: ProposeOptions, context: CommandContext): Promise<number> {
  const how = options.yes ? 'decides' : 'reads';
  return withCases(options, how, context, async (cases) => {
    const proposal = await readProposal(cases, options, context);
    // Those of a line are recommended.
    const doubts = options.line === undefined ? await findDoubts(cases, proposal, context) : [];
    const drawn = await drawOrSay(cases, proposal, options, context);
    const shown = [drawnText(drawn, cases.settings, cases.formats), ...doubtLines(doubts, cases.formats)];
    if (!options.json) context.print(shown.join('\n'));
    const lack = await whatKeysLack(cases, drawn.plan);
    if (!options.yes) {
      if (options.json) context.emit(JSON.stringify({ ...drawn, doubts, proposed: null }, null, 2));
      else context.print(dryText(lack));
      return 0;
    }
    if (lack !== null) throw new Error(`not proposed: ${lack}.`);
    const answer = await cases.decide({
      action: 'propose',
      ...proposal,
      accountIds: [...proposal.accountIds],
      plan: drawn.planHash,
    });
    if (!answer.accepted) throw new Error(`not proposed: ${answer.why}.`);
    if (options.json) context.emit(JSON.stringify({ ...drawn, doubts, proposed: answer }, null, 2));
    else if ('case' in answer) context.print(proposedText(answer.case, drawn, cases));
    return 0;
  });
}

function dryText(lack: string | null): string {
  const next =
    lack === null ? 'With --yes it is proposed; somebody else approves it.' : `Before it can be proposed: ${lack}.`;
  return `Nothing was proposed, and nothing changed. ${next}`;
}

function proposedText(id: string, { planHash }: DrawnPlan, { caller }: Cases): string {
  const who = caller === null ? '' : ` as ${caller}, whom nobody has authenticated here`;
  return [
    `Proposed${who}: the case ${id}. Nothing has changed yet. Somebody else approves it, with the same --state, or --table and --url:`,
    `  billable-drift cases approve ${id} --plan ${planHash.slice(0, 12)}`,
  ].join('\n');
}

async function drawOrSay(
  cases: Cases,
  proposal: Proposal,
  { line }: ProposeOptions,
  { now }: CommandContext,
): Promise<DrawnPlan> {
  const { history, settings } = cases;
  const drawn = await drawPlan(history, settings, proposal, now());
  if ('why' in drawn) {
    const { why, most } = drawn;
    const fewer =
      line === undefined ? `name at most ${most} in --accounts` : `--line ${line} --most ${most} takes the first`;
    throw new Error(`this cannot be proposed: ${why}${most === undefined ? '' : `; ${fewer}`}.`);
  }
  const [held] = await findHolders(history, settings.id, drawn.plan.accountIds, toInstant(now()));
  if (held) throw new Error(`this cannot be proposed: ${held.accountId} is in the open case ${held.case}.`);
  return drawn;
}

async function readProposal(cases: Cases, options: ProposeOptions, context: CommandContext): Promise<Proposal> {
  const { line, option, accounts } = options;
  if (line !== undefined && option === undefined && accounts === undefined)
    return lineProposal(cases, line, options, context);
  if (line !== undefined || option === undefined || accounts === undefined) {
    throw new UsageError('say what: --line N of the plan, or --option with --accounts ID,ID.');
  }
  const accountIds = [
    ...new Set(
      accounts
        .split(',')
        .map((id) => id.trim())
        .filter(Boolean),
    ),
  ];
  if (accountIds.length === 0 || accountIds.length > MOST_ACCOUNTS) {
    throw new UsageError(
      `--accounts names ${counted(accountIds.length, 'account')}: 1 to ${MOST_ACCOUNTS} are possible.`,
    );
  }
  return { option: readOption(option), accountIds };
}

function readOption(text: string): OptionId {
  const found = RECOMMENDATION_ORDER.find((id) => id === text || OPTION_NUMBERS[id] === text);
  if (found) return found;
  const known = RECOMMENDATION_ORDER.map((id) => `${OPTION_NUMBERS[id]} (${id})`);
  throw new UsageError(`--option ${text} is none of ${known.join(', ')}.`);
}

/** The accounts of a line as the plan of today has them. */
async function lineProposal(
  { history, archive, settings }: Cases,
  line: number,
  { most }: ProposeOptions,
  context: CommandContext,
): Promise<Proposal> {
  if (!archive) throw new UsageError('--line needs the accounts: name the archive, too (--archive s3://BUCKET).');
  const { plan } = await decideOptions({ archive, history }, settings, context);
  const group = plan.groups[line - 1];
  if (!group)
    throw new UsageError(
      `--line ${line}: this plan has ${counted(plan.groups.length, 'line')} (billable-drift options).`,
    );
  if (group.remedy === 'orphaned-link') {
    throw new UsageError(
      `--line ${line} is mended at the identity provider, not by a case: options --pack ${line} says how.`,
    );
  }
  return { option: group.remedy, accountIds: group.accountIds.slice(0, most) };
}
