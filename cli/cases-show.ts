import { type Account, toInstant } from '../core/account.ts';
import { planText } from '../core/cases/case.ts';
import { type FoldedCase, isOpen } from '../core/cases/case-state.ts';
import { seeCase } from '../core/cases/sight.ts';
import { readAccountParts } from '../lambdas/clients/account-parts.ts';
import { sha256 } from '../lambdas/clients/archive-rows.ts';
import { loadCase } from '../lambdas/clients/history/cases.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import { requireSnapshot } from '../lambdas/clients/history/snapshots.ts';
import { caseText } from '../render/terminal/case-text.ts';
import type { Cases, CasesOptions } from './cases.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { withCases } from './open-cases.ts';

export interface ShowOptions extends CasesOptions {
  /** Goes on showing it until it is over. */
  readonly watch?: boolean;
  /** With the names and e-mails of its accounts. */
  readonly people?: boolean;
}

const LOOK_MS = 5_000;

/** `cases show CASE`: its steps, accounts and events, and whom it waits for until when; with `--watch` until it is over. */
export function showCase(id: string, options: ShowOptions, context: CommandContext): Promise<number> {
  const show = options.json ? context.emit : context.print;
  return withCases(options, options.watch ? 'watches' : 'reads', context, async (cases) => {
    const known = await readKnown(cases, await requireCase(cases, id, context), options);
    const showOnce = async (shown: string) => {
      await cases.goOn();
      const folded = await requireCase(cases, id, context);
      const text = textOf(folded, known, cases, options);
      if (text !== shown) show(text);
      return { folded, text };
    };
    if (options.watch && cases.timePasses) await watch(showOnce, context);
    else {
      const { folded } = await showOnce('');
      const next = options.watch && isOpen(folded) ? cases.nextOf(seeCase(folded)) : null;
      if (next !== null && !options.json) context.print(next);
    }
    return 0;
  });
}

/** Shows it each time it has changed, until it is over or somebody stops watching. */
async function watch(
  showOnce: (shown: string) => Promise<{ readonly folded: FoldedCase; readonly text: string }>,
  { sleep, stopped: stoppedBy }: CommandContext,
): Promise<void> {
  let stopped = false;
  const stop = stoppedBy().then(() => {
    stopped = true;
  });
  for (let shown = ''; !stopped; ) {
    const { folded, text } = await showOnce(shown);
    shown = text;
    if (!isOpen(folded)) return;
    await Promise.race([sleep(LOOK_MS), stop]);
  }
}

function textOf(folded: FoldedCase, known: Known, { settings, formats }: Cases, { json }: ShowOptions): string {
  const sight = seeCase(folded, known);
  return json ? JSON.stringify(sight, null, 2) : caseText(sight, settings, formats);
}

/**
 * @throws Error if there is none, or its plan is not the one that its hash names
 */
export async function requireCase(
  { history, settings }: Cases,
  id: string,
  { now }: CommandContext,
): Promise<FoldedCase> {
  const folded = await loadCase(history, settings.id, id, toInstant(now()));
  if (!folded || folded.events.length === 0)
    throw new Error(`${settings.id} has no case ${id}: billable-drift cases list --all.`);
  if (sha256(planText(folded.case.plan)) === folded.case.planHash) return folded;
  throw new Error(
    `the plan of the case ${id} is not the one that was proposed: somebody has changed its row. Nothing carries it out.`,
  );
}

type Known = ReadonlyMap<string, Account> | null;

/** The case's accounts as the newest snapshot has them; null where nobody asked for their names. */
async function readKnown(
  { archive, history, settings }: Cases,
  { case: one }: FoldedCase,
  { people }: ShowOptions,
): Promise<Known> {
  if (!people) return null;
  if (!archive) throw new UsageError('--people needs the archive, too: --archive s3://BUCKET.');
  const { snapshot: asOf } = await getHead(history, settings.id);
  if (asOf === undefined) return null;
  const wanted = new Set(one.plan.accountIds);
  const known = new Map<string, Account>();
  for await (const accounts of readAccountParts(archive, await requireSnapshot(history, settings.id, asOf))) {
    for (const account of accounts) if (wanted.has(account.accountId)) known.set(account.accountId, account);
  }
  return known;
}
