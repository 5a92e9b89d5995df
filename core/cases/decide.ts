import * as z from 'zod';
import { OPTIONS } from '../options/all-options.ts';
import type { OptionId } from '../options/option-id.ts';
import { caseIdSchema } from './case.ts';
import type { CaseStatus, FoldedCase } from './case-state.ts';
import type { CaseEvent } from './events.ts';
import { type RemediationSettings, whyNotBegun } from './remediation-settings.ts';
import { canBeTakenBack, whatStands } from './what-stands.ts';

const named = { case: caseIdSchema };
const why = z.string().trim().min(1).max(500);

/** What somebody wants of a case that is there. Who it is, is no part of it. */
export const commandSchema = z.discriminatedUnion('action', [
  /** `plan`: the hash of the plan that was read, so that no other one is approved. */
  z.strictObject({ action: z.literal('approve'), ...named, plan: z.string() }),
  z.strictObject({ action: z.literal('reject'), ...named, why }),
  z.strictObject({ action: z.literal('cancel'), ...named, why }),
  /** A person's step is done, or could not be, and why. */
  z.strictObject({ action: z.literal('done'), ...named, step: z.string().nullable(), failed: why.nullable() }),
  z.strictObject({ action: z.literal('undo'), ...named, why }),
]);
export type CaseCommand = z.output<typeof commandSchema>;

export type Decision =
  | { readonly accepted: true; readonly event: CaseEvent }
  /** Said already by the same person: nothing to write, and what follows it may be told again. */
  | { readonly accepted: 'already' }
  | { readonly accepted: false; readonly why: string };

export interface DecisionContext {
  /** As IAM tells it. */
  readonly caller: string;
  readonly now: string;
  readonly settings: RemediationSettings;
}

const no = (text: string): Decision => ({ accepted: false, why: text });

/** Decides what a caller may do to a case, and the event that follows. */
export function decide(command: CaseCommand, folded: FoldedCase, context: DecisionContext): Decision {
  switch (command.action) {
    case 'approve':
      return approve(command.plan, folded, context);
    case 'reject':
      return reject(command.why, folded, context);
    case 'cancel':
      return cancel(command.why, folded, context);
    case 'done':
      return say(command, folded, context);
    case 'undo':
      return undo(command.why, folded, context);
  }
}

/** Who may approve an option: where single sign-on or the account itself is given up, security. */
export function approversOf(option: OptionId, settings: RemediationSettings): readonly string[] {
  return OPTIONS[option].approval === 'security-approver' ? settings.securityApprovers : settings.approvers;
}

/** Whether a caller may halt everything: whoever may approve anything. */
export function mayHalt(caller: string, { approvers, securityApprovers }: RemediationSettings): boolean {
  return [...approvers, ...securityApprovers].includes(caller);
}

/** Why a caller may not decide on a case; null if they may. */
function mayNotDecide(folded: FoldedCase, { caller, settings }: DecisionContext): string | null {
  const { option } = folded.case.plan;
  if (approversOf(option, settings).includes(caller)) return null;
  const list = OPTIONS[option].approval === 'security-approver' ? 'securityApprovers' : 'approvers';
  return `${caller} is not among remediation.${list}`;
}

function approve(plan: string, folded: FoldedCase, context: DecisionContext): Decision {
  const { status, approvedBy } = folded;
  if (status.state === 'approved' && approvedBy === context.caller) return { accepted: 'already' };
  if (status.state !== 'proposed') {
    const already = `the case was approved already, by ${approvedBy}: it is ${statusWords(status)}`;
    return no(approvedBy === null ? cannot('approved', status) : already);
  }
  const { caller, now, settings } = context;
  const off = whyNotBegun(settings);
  if (off !== null) return no(off);
  const denied = mayNotDecide(folded, context);
  if (denied !== null) return no(denied);
  if (caller === folded.case.proposedBy) return no('whoever proposes a case does not approve it: somebody else has to');
  if (plan !== folded.case.planHash) return no('this is not the plan of the case: read it again with cases show');
  return { accepted: true, event: { kind: 'approved', at: now, by: caller, planHash: plan } };
}

function reject(text: string, folded: FoldedCase, context: DecisionContext): Decision {
  if (folded.status.state !== 'proposed') return no(cannot('rejected', folded.status));
  const denied = mayNotDecide(folded, context);
  if (denied !== null) return no(denied);
  if (context.caller === folded.case.proposedBy) return no('whoever proposes a case takes it back with cases cancel');
  return { accepted: true, event: { kind: 'rejected', at: context.now, by: context.caller, why: text } };
}

/**
 * Whoever proposed a case or may approve it may call it off; stopping is never made hard. What nothing carries out any more
 * is ended on the spot, so that its accounts are free again.
 */
function cancel(text: string, folded: FoldedCase, context: DecisionContext): Decision {
  const { status } = folded;
  const { caller, now } = context;
  const ends = whyEndsAtOnce(folded);
  const possible = ['proposed', 'approved', 'running', 'undoing'].includes(status.state) || ends !== null;
  if (!possible) return no(cannot('cancelled', status));
  const denied = caller === folded.case.proposedBy ? null : mayNotDecide(folded, context);
  if (denied !== null) return no(`${denied}, and did not propose the case`);
  if (ends === null) return { accepted: true, event: { kind: 'cancelled', at: now, by: caller, why: text } };
  const why = `${caller} ended it (${text}): ${ends}`;
  const common = { at: now, key: `ended ${folded.events.length}`, step: null, stands: whatStands(folded) };
  return { accepted: true, event: { kind: 'stopped', ...common, why } };
}

/**
 * Why a case that holds its accounts has no execution that would stop it; null if it may have one. Whatever wakes up later
 * finds that the case has ended, and does nothing more.
 */
function whyEndsAtOnce({ status, silentSince }: FoldedCase): string | null {
  if (status.state === 'undo-asked') return 'its undo had not begun';
  return silentSince === null ? null : `nothing had carried it out since ${silentSince}`;
}

/** Anybody who may call at all may say that a step is done: what they say is read after, and their name stays with it. */
function say(
  { step, failed }: Extract<CaseCommand, { action: 'done' }>,
  { status }: FoldedCase,
  { caller, now }: DecisionContext,
): Decision {
  const waiting = 'waiting' in status ? status.waiting : null;
  if (!waiting) return no(`the case waits for nobody: it is ${statusWords(status)}`);
  if (step !== null && step !== waiting.step) return no(`the case waits for the step "${waiting.step}", not "${step}"`);
  return {
    accepted: true,
    event: { kind: 'said', at: now, by: caller, step: waiting.step, done: failed === null, why: failed },
  };
}

const UNDOABLE: ReadonlySet<CaseStatus['state']> = new Set(['stopped', 'worked', 'proven', 'unproven']);

function undo(text: string, folded: FoldedCase, context: DecisionContext): Decision {
  const { status } = folded;
  if (status.state === 'undo-asked') return { accepted: 'already' };
  if (!UNDOABLE.has(status.state)) return no(cannot('undone', status));
  const off = whyNotBegun(context.settings);
  if (off !== null) return no(off);
  const denied = mayNotDecide(folded, context);
  if (denied !== null) return no(denied);
  if (context.caller === folded.case.proposedBy)
    return no('whoever proposes a case does not undo it: somebody else has to');
  // It would count as undone, and what it saved with it, though everything is as it was.
  if (!canBeTakenBack(folded)) return no(`nothing of the case ${folded.case.id} can be taken back`);
  return { accepted: true, event: { kind: 'undo-asked', at: context.now, by: context.caller, why: text } };
}

function cannot(done: string, status: CaseStatus): string {
  return `the case cannot be ${done}: it is ${statusWords(status)}`;
}

const WORDS: Readonly<Record<CaseStatus['state'], string>> = {
  proposed: 'proposed',
  expired: 'expired',
  rejected: 'rejected',
  cancelled: 'cancelled',
  approved: 'approved',
  running: 'under way',
  cancelling: 'being stopped',
  stopped: 'stopped before its end',
  worked: 'done and waits for its proof',
  proven: 'done and checked in a later snapshot',
  unproven: 'done, and no snapshot came to prove it',
  'undo-asked': 'about to be undone',
  undoing: 'being undone',
  undone: 'undone',
};

export function statusWords({ state }: Pick<CaseStatus, 'state'>): string {
  return WORDS[state];
}
