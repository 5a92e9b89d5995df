import { type CasePlan, type Projected, stagesOf } from '../../core/cases/case.ts';
import { approversOf } from '../../core/cases/decide.ts';
import type { RemediationSettings } from '../../core/cases/remediation-settings.ts';
import type { AccountSight, CaseSight, StepSight } from '../../core/cases/sight.ts';
import { wayBack } from '../../core/cases/way-back.ts';
import { OPTION_NUMBERS, OPTION_TITLES } from '../../core/options/option-id.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';
import { eventWords } from './case-events.ts';
import { stateWords } from './state-words.ts';

interface Named {
  readonly remediation?: RemediationSettings | undefined;
}

/** One case in one line, and a second one for whom it waits for. */
export function caseLine(sight: CaseSight, formats: Formats): string {
  const { case: id, option, accounts } = sight;
  const head = `option ${OPTION_NUMBERS[option]}, ${formats.counted(accounts.length, 'account')}: ${stateWords(sight, formats)}`;
  const next = nextWords(sight, formats);
  const silent = sight.silentSince === null ? null : silentWords(sight, sight.silentSince, formats);
  const more = [next, silent].flatMap((text) => (text === null ? [] : [hangingText('            ', text)]));
  return [hangingText(`${id}  `, head), ...more].join('\n');
}

/** What a proposal would do, before it is one. */
export function drawnText(
  {
    plan,
    planHash,
    projected,
    billable,
  }: { plan: CasePlan; planHash: string; projected: Projected | null; billable: number },
  { remediation }: Named,
  formats: Formats,
): string {
  const stages = stagesOf(plan);
  const steps = stages.flatMap((stage) =>
    stage.steps.map((step) => {
      const whose = stage.name === 'all' ? '' : ` (${stage.name})`;
      const lead = `  ${step.name}${whose}  `;
      const back = wayBack(step);
      return hangingText(lead, `${whoWords(step.who)}: ${step.text} ${back}`);
    }),
  );
  const approvers = remediation ? approversOf(plan.option, remediation) : [];
  return [
    `Option ${OPTION_NUMBERS[plan.option]}: ${OPTION_TITLES[plan.option]}   ${formats.counted(plan.accountIds.length, 'account')} of ${formats.number(billable)} billable`,
    `Drawn from the snapshot of ${formats.time(plan.snapshot)}`,
    hangingText('Promises  ', promiseWords(projected, formats)),
    ...(plan.canary === null ? [] : [`Goes first ${plan.canary}, alone`]),
    'Steps',
    ...steps,
    hangingText('Accounts  ', plan.accountIds.join(', ')),
    hangingText(
      'Approved by  ',
      approvers.length > 0
        ? `one of ${approvers.map(safeText).join(', ')}, but not whoever proposes it`
        : 'nobody: no approver is named in the settings',
    ),
    `Plan      ${planHash}`,
  ].join('\n');
}

/** A case with all there is to see of it. */
export function caseText(sight: CaseSight, settings: Named, formats: Formats): string {
  const { case: id, option, state, accounts, events } = sight;
  const next = nextWords(sight, formats);
  return [
    `Case ${id}   option ${OPTION_NUMBERS[option]}: ${OPTION_TITLES[option]}   ${formats.counted(accounts.length, 'account')}`,
    hangingText('State     ', stateWords(sight, formats)),
    ...(next === null ? [] : [hangingText('Next      ', next)]),
    ...(sight.silentSince === null ? [] : [hangingText('SILENT    ', silentWords(sight, sight.silentSince, formats))]),
    ...(state === 'proposed' ? [hangingText('Approve   ', approveWords(sight, settings))] : []),
    ...sight.paused.map(({ directoryId, until }) =>
      hangingText('PAUSED    ', `provisioning of ${safeText(directoryId)}, until ${formats.time(until)} at the latest`),
    ),
    ...sight.stands.map((text) => hangingText('Stands    ', text)),
    hangingText('Promises  ', promiseWords(sight.projected, formats)),
    `Plan      ${sight.plan}`,
    `          drawn from the snapshot of ${formats.time(sight.snapshot)}`,
    'Steps',
    ...sight.steps.map((step) => stepText(step, formats)),
    'Accounts',
    ...accounts.map((account) => hangingText('  ', accountWords(account))),
    'Events',
    ...events.map((event) => hangingText(`  ${formats.time(event.at)}  `, eventWords(event, formats))),
  ].join('\n');
}

function approveWords({ option, case: id, plan, proposedBy }: CaseSight, { remediation }: Named): string {
  const others = remediation ? approversOf(option, remediation).filter((who) => who !== proposedBy) : [];
  if (others.length === 0) return 'nobody may: besides whoever proposed it no approver is named in the settings';
  return `one of ${others.map(safeText).join(', ')}: cases approve ${id} --plan ${plan.slice(0, 12)}`;
}

function silentWords({ case: id, state }: CaseSight, since: string, formats: Formats): string {
  const again = state === 'undo-asked' ? `Whoever asked for the undo asks again: cases undo ${id}; or ` : '';
  return `nothing has carried it out since ${formats.time(since)}. ${again}cases cancel ${id} --why TEXT ends it, says what stands and frees its accounts.`;
}

/** What a case waits for, on whom, until when. */
function nextWords({ state, until, waiting, silentSince }: CaseSight, formats: Formats): string | null {
  if (waiting) {
    const { step, who, accounts, since, again } = waiting;
    const late = waiting.overdue ? 'OVERDUE since' : 'until';
    const why = again === null ? '' : `; asked again, for ${again}`;
    return `waits for the ${who} to take "${step}" for ${formats.counted(accounts, 'account')}: ${waiting.text} Asked on ${formats.time(since)}, ${late} ${formats.time(waiting.until)}${why}`;
  }
  if (state === 'proposed' && until !== null) return `to be decided by ${formats.time(until)}`;
  if (state === 'approved' && until !== null) return `begins by ${formats.time(until)}`;
  return silentSince === null ? (NEXT[state] ?? null) : null;
}

const NEXT: Partial<Record<CaseSight['state'], string>> = {
  running: 'goes on by itself: nobody is waited for',
  cancelling: 'stops before its next step, and says what stands',
  'undo-asked': 'its undo begins within a day',
  undoing: 'is taken back by itself: nobody is waited for',
  worked: 'waits for a complete snapshot that begins a day after the work ended',
};

function promiseWords(projected: Projected | null, formats: Formats): string {
  if (!projected?.perMonth || !projected.perYear) return 'nobody knows: no price is known';
  const { currency, perMonth, perYear, source } = projected;
  return `${formats.money(perMonth, currency)} a month, ${formats.money(perYear, currency)} a year (${source})`;
}

const STEP_STATES: Readonly<Record<StepSight['state'], string>> = {
  'to-come': ' ',
  'under-way': '>',
  waiting: '?',
  overdue: '!',
  taken: 'x',
};

function stepText({ step, who, text, state, done, failed }: StepSight, formats: Formats): string {
  const result =
    state === 'taken'
      ? ` Done for ${formats.number(done)}${failed > 0 ? `, not for ${formats.number(failed)}` : ''}.`
      : '';
  return hangingText(`  [${STEP_STATES[state]}] ${step}  `, `${whoWords(who)}: ${text}${result}`);
}

function whoWords(who: string): string {
  return who === 'program' ? 'by itself' : who;
}

function accountWords({ accountId, name, email, work, why, proof, successor }: AccountSight): string {
  const who =
    name === undefined ? '' : ` ${safeText(name ?? '') || 'name hidden'}, ${safeText(email ?? 'e-mail hidden')}:`;
  const proven = proof === null ? '' : `; ${PROOFS[proof]}`;
  const replaced = successor === null ? '' : `; in its place ${successor}`;
  return `${accountId}${who} ${work}${why === null ? '' : ` (${safeText(why)})`}${replaced}${proven}`;
}

const PROOFS: Readonly<Record<NonNullable<AccountSight['proof']>, string>> = {
  verified: 'verified in a later snapshot',
  'still-billable': 'STILL BILLABLE in a later snapshot',
  unknown: 'a later snapshot has no flag for it',
  're-entered': 'BILLABLE AGAIN since',
};
