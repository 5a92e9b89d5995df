import type { CaseEvent, Work } from '../../core/cases/events.ts';
import type { Formats } from '../formats.ts';
import { safeText } from '../safe-text.ts';

/** What happened to a case, in one line. */
export function eventWords(event: CaseEvent, formats: Formats): string {
  switch (event.kind) {
    case 'proposed':
    case 'approved':
      return `${event.kind} by ${safeText(event.by)}`;
    case 'rejected':
    case 'cancelled':
      return `${event.kind} by ${safeText(event.by)}: ${safeText(event.why)}`;
    case 'undo-asked':
      return `undo asked for by ${safeText(event.by)}: ${safeText(event.why)}`;
    case 'said':
      return `${safeText(event.by)} said "${event.step}": ${event.done ? 'done' : `failed, ${safeText(event.why ?? '')}`}`;
    default:
      return happenedWords(event, formats);
  }
}

type Said = 'proposed' | 'approved' | 'rejected' | 'cancelled' | 'undo-asked' | 'said';

/** What the program did or saw by itself. */
function happenedWords(event: Exclude<CaseEvent, { kind: Said }>, formats: Formats): string {
  switch (event.kind) {
    case 'started':
      return event.task === 'work' ? 'begun' : 'undo begun';
    case 'kept':
      return `read and kept as they were: ${formats.counted(event.accounts.length, 'account')}, ${formats.number(event.skipped.length)} of them left as they are`;
    case 'asked':
      return `"${event.step}" asked of the ${event.who}`;
    case 'overdue':
      return `"${event.step}" is overdue`;
    case 'writing':
      return `"${event.step}" is being written${event.accountIds.length > 0 ? ` for ${whom(event.accountIds, formats)}` : ''}`;
    case 'stepped':
      return `"${event.step}" is done for ${whom(doneOf(event.work), formats)}${event.read ? ', as was read' : ', by the word of who did it'}`;
    case 'answered':
      return `${safeText(event.by)} answered for ${event.accountId}: ${event.answer}`;
    case 'paused':
      return `provisioning of ${safeText(event.directoryId)} paused, until ${formats.time(event.until)} at the latest`;
    case 'resumed':
      return `provisioning of ${safeText(event.directoryId)} goes on`;
    case 'found':
      return `${event.successor} has taken the place of ${event.accountId}`;
    case 'listed':
      return `${event.accountId} has reported ${formats.counted(event.requests, 'request')}`;
    case 'moved':
      return `${formats.counted(event.requests, 'request')} of ${event.accountId} moved${event.stayed.length > 0 ? `, ${formats.number(event.stayed.length)} could not be` : ''}`;
    case 'launched':
      return `${formats.counted(event.accountIds.length, 'account')} to go on one by one from "${event.step}"`;
    case 'began':
      return `${event.accountId} begins`;
    case 'ended':
      return `${event.accountId} is through${event.stays ? '' : ', and leaves the case'}${event.halted === null ? '' : `: ${safeText(event.halted)}`}`;
    case 'stopped':
      return `stopped: ${safeText(event.why)}`;
    case 'finished':
      return 'all steps are taken';
    case 'proved':
      return `held against the snapshot of ${formats.time(event.snapshot)}`;
    case 'unproven':
      return 'no snapshot came to prove it';
    case 're-entered':
      return `${formats.counted(event.accountIds.length, 'account')} billable again`;
    case 'taken-back':
      return `"${event.step}" taken back for ${whom(doneOf(event.work), formats)}`;
    case 'undone':
      return `taken back for ${whom(doneOf(event.work), formats)}`;
  }
}

function doneOf(work: readonly Work[]): readonly string[] {
  return work.flatMap(({ accountId, result }) => (result === 'done' ? accountId : []));
}

/** One account by its id: of a case that goes account by account, each has its own lines. */
function whom(accountIds: readonly string[], formats: Formats): string {
  const [only = '', ...others] = accountIds;
  return only !== '' && others.length === 0 ? only : formats.counted(accountIds.length, 'account');
}
