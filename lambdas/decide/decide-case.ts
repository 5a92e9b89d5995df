import { toInstant } from '../../core/account.ts';
import { type FoldedCase, foldCase } from '../../core/cases/case-state.ts';
import { type CaseCommand, decide, mayHalt } from '../../core/cases/decide.ts';
import type { CaseEvent } from '../../core/cases/events.ts';
import type { RemediationSettings } from '../../core/cases/remediation-settings.ts';
import type { DecideAnswer, DecideRequest, RemediateRequest } from '../case-messages.ts';
import { appendEvent, loadCase } from '../clients/history/cases.ts';
import type { History } from '../clients/history/history.ts';
import { claimAccounts } from '../clients/history/open-cases.ts';
import { getSettings, haltRemediation, isInCare } from '../clients/history/organizations.ts';
import { proposeCase } from './propose-case.ts';
import { recordAnswer } from './record-answer.ts';

export interface DecideDependencies {
  readonly history: History;
  readonly now: () => Date;
  /** Tells that a case may be carried out, or undone; whoever hears it asks the table. */
  readonly tellApproved: (detail: RemediateRequest) => Promise<void>;
}

const no = (why: string): DecideAnswer => ({ accepted: false, why });

/**
 * One command of one caller, who is whoever IAM says. What follows an approval is told after it is written, and told
 * again if the same person approves again: an event that was lost is healed that way.
 */
export async function decideCase(
  dependencies: DecideDependencies,
  { organization, command }: DecideRequest,
  caller: string,
): Promise<DecideAnswer> {
  const { history } = dependencies;
  const settings = await getSettings(history, organization);
  const unset = `remediation is not set up for ${organization}: apply its settings first`;
  if (!settings?.remediation) return no(unset);
  // Stopping is never made hard: an organization that was dropped may have a case under way.
  if (command.action === 'halt') return halt(dependencies, organization, settings.remediation, command.why, caller);
  if (command.action === 'cancel') return decideOn(dependencies, organization, settings.remediation, command, caller);
  if (!(await isInCare(history, organization))) return no(unset);
  if (command.action === 'answered') return recordAnswer(dependencies, organization, command, caller);
  if (command.action === 'propose') {
    const proposed = await proposeCase(dependencies, settings, command, caller);
    if (!proposed.proposed) return no(proposed.why);
    return { accepted: true, case: proposed.case.id, state: 'proposed', plan: proposed.case.planHash };
  }
  return decideOn(dependencies, organization, settings.remediation, command, caller);
}

/** Switches remediation off, for good until settings are applied that switch it on; who did it and why stays with them. */
async function halt(
  { history, now }: DecideDependencies,
  organization: string,
  remediation: RemediationSettings,
  why: string,
  caller: string,
): Promise<DecideAnswer> {
  if (!mayHalt(caller, remediation)) {
    return no(`${caller} is among neither remediation.approvers nor remediation.securityApprovers`);
  }
  const at = toInstant(now());
  if (await haltRemediation(history, organization, { by: caller, at, why }))
    return { accepted: true, halted: organization };
  return no(`the settings of ${organization} say nothing of remediation any more`);
}

async function decideOn(
  dependencies: DecideDependencies,
  organization: string,
  settings: RemediationSettings,
  command: CaseCommand,
  caller: string,
): Promise<DecideAnswer> {
  // Whoever loses the race for an event decides anew, on what the winner made of the case.
  for (;;) {
    const at = toInstant(dependencies.now());
    const folded = await loadCase(dependencies.history, organization, command.case, at);
    if (!folded || folded.events.length === 0) return no(`${organization} has no case ${command.case}`);
    const decision = decide(command, folded, { caller, now: at, settings });
    if (decision.accepted === false) return no(decision.why);
    const events = decision.accepted === true ? [decision.event] : [];
    const held = events.some(({ kind }) => kind === 'undo-asked') ? await claimAgain(dependencies, folded, at) : null;
    if (held !== null) return no(held);
    if (!(await appendAll(dependencies.history, folded, events))) continue;
    await tellIfAwaited(dependencies, organization, command);
    return answerOf(foldCase(folded.case, [...folded.events, ...events], at));
  }
}

/** A case that has ended holds its accounts no more, and an undo writes to them: null, or why they cannot be had. */
async function claimAgain(
  { history }: DecideDependencies,
  { case: one }: FoldedCase,
  at: string,
): Promise<string | null> {
  const claim = await claimAccounts(history, one, at);
  return claim.claimed ? null : `${claim.accountId} is in the open case ${claim.case}: end that one first`;
}

async function appendAll(history: History, folded: FoldedCase, [event]: readonly CaseEvent[]): Promise<boolean> {
  return event === undefined || appendEvent(history, folded.case, folded.events.length, event);
}

async function tellIfAwaited(
  { tellApproved }: DecideDependencies,
  organization: string,
  { action, case: id }: CaseCommand,
): Promise<void> {
  if (action === 'approve' || action === 'undo') await tellApproved({ organization, case: id });
}

function answerOf({ case: { id, planHash }, status }: FoldedCase): DecideAnswer {
  return { accepted: true, case: id, state: status.state, plan: planHash };
}
