import type { CasePlan } from '../core/cases/case.ts';
import { stagesOf } from '../core/cases/case.ts';
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
 * whoever tries it.
 */
export function doStepByHand(id: string, { state }: { readonly state: string }, context: CommandContext) {
  const options = { state, organization: SIMULATED_ORGANIZATION };
  return withCases(options, 'reads', context, async (cases) => {
    const folded = await requireCase(cases, id, context);
    const waiting = 'waiting' in folded.status ? folded.status.waiting : null;
    const asked = ASKED.exec(waiting?.step ?? '')?.groups;
    if (!waiting || !asked) throw new Error(`the case ${id} waits for no person: billable-drift cases show ${id}.`);
    const kept = await findKeptSimulation(state, SIMULATED_ORGANIZATION, context);
    if (!kept) throw new Error(`${state} holds no simulated organization of its own: billable-drift simulate --run.`);
    const simulation = await serveKeptSimulation(state, kept, context);
    const accountIds = stillIn(folded, idsOf(folded.case.plan, asked.stage ?? ''), asked.undo !== undefined);
    simulation.doByHand({
      ...{ name: asked.name ?? '', back: asked.undo !== undefined, option: folded.case.plan.option },
      ...{ accountIds, at: context.now() },
    });
    await simulation.close();
    context.print(
      `Done as ${waiting.who} would do it: "${waiting.step}", ${counted(accountIds.length, 'account')}. Now say so:`,
    );
    context.print(`  billable-drift cases done ${id} --state ${state}`);
    return 0;
  });
}

function idsOf(plan: CasePlan, stage: string): readonly string[] {
  return stagesOf(plan).find(({ name }) => name === stage)?.accountIds ?? [];
}

/** Whoever was left as they are, or failed, goes no further. */
function stillIn({ accounts }: FoldedCase, ids: readonly string[], back: boolean): readonly string[] {
  const goesOn = back ? ['done'] : ['planned', 'done'];
  return ids.filter((id) => goesOn.includes(accounts.get(id)?.work ?? ''));
}
