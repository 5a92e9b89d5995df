import { caseIdSchema } from '../core/cases/case.ts';
import type { CaseCommand } from '../core/cases/decide.ts';
import { seeCase } from '../core/cases/sight.ts';
import { caseLine } from '../render/terminal/case-text.ts';
import type { Cases, CasesOptions } from './cases.ts';
import { requireCase } from './cases-show.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { withCases } from './open-cases.ts';
import { whatKeysLack } from './what-keys-lack.ts';

export interface WhyOptions extends CasesOptions {
  readonly why: string;
}

/** A plan is named by at least so many characters of its hash: enough that it was looked at, and no other one fits. */
const LEAST_HASH = 12;

/** `cases approve CASE --plan HASH`: the plan that was looked at, and no other one. */
export function approveCase(
  id: string,
  options: CasesOptions & { readonly plan: string },
  context: CommandContext,
): Promise<number> {
  const { plan } = options;
  if (!new RegExp(`^[0-9a-f]{${LEAST_HASH},64}$`).test(plan)) {
    throw new UsageError(
      `--plan ${plan} is no hash: at least ${LEAST_HASH} characters of the one that cases show ${id} tells.`,
    );
  }
  return decideOn(id, options, context, async (cases) => {
    const { planHash, plan: proposed } = (await requireCase(cases, id, context)).case;
    if (!planHash.startsWith(plan)) {
      throw new Error(`not approved: ${plan} is not the plan of the case. Look at it again: cases show ${id}.`);
    }
    const lack = await whatKeysLack(cases, proposed);
    if (lack !== null) throw new Error(`not approved: ${lack}.`);
    return { action: 'approve', case: id, plan: planHash };
  });
}

/** `cases reject CASE --why TEXT` */
export function rejectCase(id: string, options: WhyOptions, context: CommandContext): Promise<number> {
  return decideOn(id, options, context, async () => ({ action: 'reject', case: id, why: options.why }));
}

/** `cases cancel CASE --why TEXT`: stops it, under way too, before its next step. */
export function cancelCase(id: string, options: WhyOptions, context: CommandContext): Promise<number> {
  return decideOn(id, options, context, async () => ({ action: 'cancel', case: id, why: options.why }));
}

/** `cases undo CASE --why TEXT`: takes back what can be taken back, the newest step first. */
export function undoCase(id: string, options: WhyOptions, context: CommandContext): Promise<number> {
  return decideOn(id, options, context, async () => ({ action: 'undo', case: id, why: options.why }));
}

export interface DoneOptions extends CasesOptions {
  readonly step?: string;
  readonly failed?: string;
}

/** `cases done CASE`: the step that it waits for is done, or with `--failed WHY` could not be. */
export function sayDone(id: string, options: DoneOptions, context: CommandContext): Promise<number> {
  const { step = null, failed = null } = options;
  return decideOn(id, options, context, async () => ({ action: 'done', case: id, step, failed }));
}

/** `cases halt --why TEXT`: nothing is written any more, and no case goes on. */
export function haltCases(options: WhyOptions, context: CommandContext): Promise<number> {
  return withCases(options, 'decides', context, async (cases) => {
    const answer = await cases.decide({ action: 'halt', why: options.why });
    if (!answer.accepted) throw new Error(`not halted: ${answer.why}.`);
    if (options.json) context.emit(JSON.stringify(answer, null, 2));
    else {
      context.print(
        `Remediation of ${cases.settings.id} is switched off${asWhom(cases)}. Every case stops before its next step.`,
      );
      context.print('It stays so until settings are applied whose remediation.switch is "on".');
    }
    return 0;
  });
}

function decideOn(
  id: string,
  options: CasesOptions,
  context: CommandContext,
  commandOf: (cases: Cases) => Promise<CaseCommand>,
): Promise<number> {
  if (!caseIdSchema.safeParse(id).success) {
    throw new UsageError(`${id} is the id of no case, ten letters a to f and digits: billable-drift cases list.`);
  }
  return withCases(options, 'decides', context, async (cases) => {
    const answer = await cases.decide(await commandOf(cases));
    if (!answer.accepted) throw new Error(`${answer.why}.`);
    const sight = seeCase(await requireCase(cases, id, context));
    if (options.json) context.emit(JSON.stringify(sight, null, 2));
    else {
      context.print(`Noted${asWhom(cases)}.`);
      context.print(caseLine(sight, cases.formats));
      if (sight.stands.length > 0)
        context.print(`What stands, each with its way back: billable-drift cases show ${id}`);
      const next = UNDER_WAY.has(sight.state) ? cases.nextOf(sight) : null;
      if (next !== null) context.print(next);
    }
    return 0;
  });
}

const UNDER_WAY: ReadonlySet<string> = new Set([
  'approved',
  'running',
  'cancelling',
  'undo-asked',
  'undoing',
  'worked',
]);

function asWhom({ caller }: Cases): string {
  return caller === null ? '' : ` as ${caller}, whom nobody has authenticated here`;
}
