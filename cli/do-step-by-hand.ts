import { followsOf } from '../core/cases/answers.ts';
import { type CasePlan, stagesOf } from '../core/cases/case.ts';
import type { FoldedCase } from '../core/cases/case-state.ts';
import { counted } from '../core/counted.ts';
import { SIMULATED_ORGANIZATION } from '../local/simulation/server.ts';
import { requireCase } from './cases-show.ts';
import type { CommandContext } from './command-context.ts';
import { withCases } from './open-cases.ts';
import { findKeptSimulation, serveKeptSimulation } from './simulated-access.ts';

const ASKED = /^(?<undo>undo \d+ )?(?<stage>canary|rest|all|end): (?<name>[a-z-]+)/;

/**
 * `simulate --do CASE`: the people of the simulated organization do the step that the case waits for; saying so is left to
 * whoever tries it. Holders who were asked do what they have answered.
 */
export function doStepByHand(id: string, { state }: { readonly state: string }, context: CommandContext) {
  const options = { state, organization: SIMULATED_ORGANIZATION };
  return withCases(options, 'reads', context, async (cases) => {
    const kept = await findKeptSimulation(state, SIMULATED_ORGANIZATION, context);
    if (!kept) throw new Error(`${state} holds no simulated organization of its own: billable-drift simulate --run.`);
    const { step, then } = stepAskedOf(await requireCase(cases, id, context), state);
    const simulation = await serveKeptSimulation(state, kept, context);
    try {
      simulation.doByHand({ ...step, at: context.now() });
    } finally {
      await simulation.close();
    }
    context.print(then);
    return 0;
  });
}

/** What is to be done, and what whoever tries it reads then. */
function stepAskedOf({ case: one, accounts, events, status }: FoldedCase, state: string) {
  const waiting = 'waiting' in status ? status.waiting : null;
  const asked = ASKED.exec(waiting?.step ?? '')?.groups;
  if (!waiting || !asked)
    throw new Error(`the case ${one.id} waits for no person: billable-drift cases show ${one.id}.`);
  const { stage = '', name = '' } = asked;
  const { option } = one.plan;
  if (one.plan.steps.some((step) => step.name === name && step.action === 'ask-holders')) {
    const accountIds = leaving(events);
    if (accountIds.length === 0) {
      const command = `billable-drift cases answered ${one.id} ACCOUNT dont-need --state ${state}`;
      throw new Error(`no holder of the case ${one.id} has answered that they leave: ${command}.`);
    }
    const then = `${counted(accountIds.length, 'account')} left by the holders, as they have answered; the next snapshot shows it.`;
    return { step: { name: 'answers', back: false, option, accountIds }, then };
  }
  const back = asked.undo !== undefined;
  const accountIds = stillIn(accounts, idsOf(one.plan, stage), back);
  const did = `Done as the ${waiting.who} would: "${waiting.step}", ${counted(accountIds.length, 'account')}. Now say so:`;
  const then = `${did}\n  billable-drift cases done ${one.id} --state ${state}`;
  return { step: { name, back, option, accountIds }, then };
}

/** The last answer of each holder counts. */
function leaving(events: FoldedCase['events']): readonly string[] {
  const answers = new Map(
    events.flatMap((event) => (event.kind === 'answered' ? [[event.accountId, event.answer] as const] : [])),
  );
  return [...answers].flatMap(([accountId, answer]) => (followsOf(answer) === 'leaves' ? accountId : []));
}

function idsOf(plan: CasePlan, stage: string): readonly string[] {
  return stagesOf(plan).find(({ name }) => name === stage)?.accountIds ?? [];
}

/** Whoever was left as they are goes no further; back goes whoever something was done to, also half-way. */
function stillIn(accounts: FoldedCase['accounts'], ids: readonly string[], back: boolean): readonly string[] {
  const goesOn = back ? ['planned', 'done', 'failed'] : ['planned', 'done'];
  return ids.filter((id) => goesOn.includes(accounts.get(id)?.work ?? ''));
}
