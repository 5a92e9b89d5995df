import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { errorText } from '../../core/error-code.ts';
import { type RemediateRequest, remediateRequestSchema } from '../case-messages.ts';
import { parseMessage } from '../messages.ts';
import { beginCase } from './begin-case.ts';
import { type CaseRun, inStep } from './case-run.ts';
import { caseNameOf, type RemediateDependencies } from './dependencies.ts';
import { finishCase, stopCase } from './end-case.ts';
import { guardPause } from './pause-window.ts';
import { proveCase } from './prove-case.ts';
import { beginAccount, runAccount } from './run-accounts.ts';
import { undoCase } from './undo-case.ts';
import { type WorkEnd, workCase } from './work-case.ts';

/** `refused`: the table does not say that this may be carried out, or another execution does it. */
export interface RemediateResult {
  readonly organization: string;
  readonly case: string;
  readonly state: 'refused' | 'stopped' | 'on' | 'guarded' | 'proven' | 'unproven' | 'undone';
  readonly why: string | null;
}

/**
 * Carries out one case, or takes it back. Started by an event that may be forged, repeated or late: the table is asked,
 * and one execution works on a case. Time is looked at inside steps only; people's words are events in the table.
 */
export async function remediate(
  event: unknown,
  context: DurableContext,
  dependencies: RemediateDependencies,
): Promise<RemediateResult> {
  const request = parseMessage(remediateRequestSchema, event);
  const name = caseNameOf(request);
  const result = (state: RemediateResult['state'], why: string | null = null) => ({
    ...{ organization: request.organization, case: request.case },
    ...{ state, why },
  });
  const execution = context.executionContext.durableExecutionArn;
  const alone = { context, dependencies, name, round: 0 };
  if (request.account) return carryOutAccount(request, alone, execution);
  if (request.pause !== undefined) {
    await guardPause(alone, request.pause);
    return result('guarded');
  }
  const beginning = await inStep({ context }, 'begin', () => beginCase(dependencies, name, execution));
  if (beginning.state === 'refused') return result('refused', beginning.why);
  const { task, plan, round } = beginning;
  const run: CaseRun = { context, dependencies, name, plan, round };
  const end = await endOf(run, task, () => (task === 'undo' ? undoCase(run) : workCase(run)));
  if (end.state === 'stopped') return result('stopped', end.why);
  if (task === 'undo') return result('undone');
  const endedAt = await inStep(run, 'finish', () => finishCase(dependencies, name, round));
  if (endedAt === null) return result('stopped', 'the case was ended meanwhile');
  return result(await proveCase(run, endedAt));
}

/** One account of a case that another execution carries out. */
async function carryOutAccount(
  request: RemediateRequest,
  alone: Omit<CaseRun, 'plan'>,
  execution: string,
): Promise<RemediateResult> {
  const { account, organization, case: id } = request;
  if (!account) throw new Error('no account is named.');
  const result = (state: RemediateResult['state'], why: string | null = null) => ({
    organization,
    case: id,
    state,
    why,
  });
  const plan = await inStep(alone, 'begin', () => beginAccount(alone.dependencies, alone.name, account, execution));
  if (plan === null) return result('refused', `nothing is to be done to ${account.id} by this execution`);
  return result(await runAccount({ ...alone, plan, accountId: account.id }, account.step, account.id));
}

/** A case never ends without a word: what failed is told with what stands, and fails the execution, so that it alarms. */
async function endOf(run: CaseRun, task: 'work' | 'undo', work: () => Promise<WorkEnd>): Promise<WorkEnd> {
  const stop = (step: string | null, why: string) =>
    inStep(run, `${task}: stop`, () =>
      stopCase(run.dependencies, run.name, `${task} ${run.round}: stopped`, step, why, run.round),
    );
  try {
    const end = await work();
    if (end.state === 'stopped') await stop(end.step, end.why);
    return end;
  } catch (error) {
    await stop(null, errorText(error));
    throw error;
  }
}
