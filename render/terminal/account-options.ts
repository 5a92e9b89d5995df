import { keepWords, verdictsOf } from '../../core/explain-options.ts';
import type { AccountInspection } from '../../core/inspection.ts';
import type { OptionVerdict, Undo } from '../../core/options/option.ts';
import { OPTION_NUMBERS, OPTION_TITLES } from '../../core/options/option-id.ts';
import type { Recommendation } from '../../core/options/recommend.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';

/** Its policy and whether it is synced, as an inspection learnt them; nothing where nobody has looked. */
export function policyText({ policy, management }: AccountInspection): readonly string[] {
  const { name = null, id = null, type = 'unknown' } = policy.known ? policy.value : {};
  const named = policy.known ? `${safeText(name ?? id ?? 'without a name')} (${POLICY_TYPES[type]})` : 'not known';
  const synced = management.known && SYNCED[management.value];
  if (!policy.known && !synced) return [];
  return [hangingText('Policy    ', [named, ...(synced ? [synced] : [])].join('; '))];
}

const POLICY_TYPES = { billable: 'billable', 'non-billable': 'non-billable', unknown: 'billable or not is not known' };
const SYNCED = { idp: 'synced by your identity provider', local: 'not synced by an identity provider' };

/** What fits one account, and what does not and why; for admins. */
export function accountOptionsText(recommendation: Recommendation): string {
  const verdicts = verdictsOf(recommendation);
  const applying = verdicts.filter(({ blockers }) => !blockers.some(({ kind }) => kind === 'does-not-apply'));
  const notes = notesOf(applying);
  return [
    hangingText('Options   ', headWords(recommendation)),
    ...(recommendation.kind === 'left-alone' ? [] : applying.flatMap((verdict) => verdictLines(verdict, notes))),
    ...(recommendation.kind === 'left-alone' ? [] : noteLines(notes)),
  ].join('\n');
}

/** How a fact that several options lack is found out, and the mark that stands for it: `[1]`. */
type Notes = ReadonlyMap<string, string>;

function notesOf(verdicts: readonly OptionVerdict[]): Notes {
  const hows = verdicts
    .filter(({ feasible }) => !feasible)
    .flatMap(({ blockers }) => blockers.flatMap((blocker) => (blocker.kind === 'missing-fact' ? [blocker.how] : [])));
  const repeated = hows.filter((how, index) => hows.indexOf(how) === index && hows.lastIndexOf(how) > index);
  return new Map(repeated.map((how, index) => [how, `[${index + 1}]`]));
}

function noteLines(notes: Notes): readonly string[] {
  const lines = [...notes].map(([how, mark]) => hangingText(`${' '.repeat(10)}${mark} `, `${safeLine(how)}.`));
  return lines.length === 0 ? [] : [`${' '.repeat(10)}To find out what is missing:`, ...lines];
}

function headWords(recommendation: Recommendation): string {
  switch (recommendation.kind) {
    case 'left-alone':
      return `left alone: ${safeText(keepWords(recommendation.keep))}`;
    case 'option': {
      const { verdict, wouldComeFirst } = recommendation;
      const first = wouldComeFirst.map((option) => OPTION_NUMBERS[option]).join(', ');
      const before = first === '' ? '' : `; ${first} would come first if facts were known`;
      return `proposed: ${OPTION_NUMBERS[verdict.option]}, ${OPTION_TITLES[verdict.option]}${before}`;
    }
    case 'orphaned-link':
      return 'proposed: the person has left, and the identity provider has to end it';
    case 'find-out':
      return 'nothing yet: facts are missing, see below';
    case 'nothing-fits':
      return 'nothing fits';
  }
}

function verdictLines(verdict: OptionVerdict, notes: Notes): readonly string[] {
  const { option, feasible, blockers, cautions, consequences, effort, undo, cutOff } = verdict;
  const title = `${OPTION_NUMBERS[option].padEnd(3)}${OPTION_TITLES[option]}`;
  const lead = ' '.repeat(13);
  if (!feasible) {
    const whys = blockers.map((blocker) => {
      if (blocker.kind !== 'missing-fact') return blocker.why;
      const mark = notes.get(blocker.how);
      return mark === undefined ? `${blocker.why}: ${blocker.how}` : `${blocker.why} ${mark}`;
    });
    return [hangingText(' '.repeat(10), `${title}: no, ${whys.map(safeLine).join('; ')}`)];
  }
  return [
    hangingText(' '.repeat(10), `${title}: fits; in time: ${cutOff.makes}, ${cutOff.why}`),
    hangingText(lead, `Effort: ${effort.text}.`),
    ...consequences.map(({ text }) => hangingText(lead, text)),
    ...cautions.map(({ why }) => hangingText(lead, `But: ${why}.`)),
    hangingText(lead, undoWords(undo)),
  ];
}

// A why may quote a name of a file or a person's reason; longer than a line is right here.
function safeLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function undoWords(undo: Undo): string {
  if (undo.possible === 'no') return `Undo: no. ${undo.why}`;
  return undo.possible === 'yes' ? `Undo: yes. ${undo.how}` : `Undo: partly. ${undo.how} ${undo.lost}`;
}
