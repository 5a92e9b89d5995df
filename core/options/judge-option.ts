import { judgeCutOff } from './cut-off.ts';
import type { Blocker, Option, OptionSubject, OptionVerdict } from './option.ts';
import { OPTION_NUMBERS } from './option-id.ts';
import { countsForPremium, licencesAssumed } from './rules.ts';
import { SOURCES } from './source.ts';

/**
 * What one option comes to for one account. Every rule is asked, so that all blockers are told at once; where nothing
 * of the option's kind is there, only that is told.
 */
export function judgeOption(option: Option, subject: OptionSubject): OptionVerdict {
  const { organization } = subject;
  const told = {
    option: option.id,
    cautions: [...option.cautions, licencesAssumed].flatMap((caution) => caution(subject) ?? []),
    consequences: option.consequences(subject),
    lowersPremium: option.lowersPremium && countsForPremium(subject),
    feels: option.feels,
    effort: option.effort,
    undo: option.undo(subject),
    steps: option.steps(subject),
    personText: option.personText(subject),
    approval: option.approval,
    cutOff: judgeCutOff(option.lead, organization.today, organization.fixBy),
  };
  const [first, ...rest] = blockersOf(option, subject);
  return first ? { ...told, feasible: false, blockers: [first, ...rest] } : { ...told, feasible: true, blockers: [] };
}

function blockersOf(option: Option, subject: OptionSubject): readonly Blocker[] {
  const found = option.rules.flatMap((rule) => rule(subject) ?? []);
  const nothingThere = found.filter(({ kind }) => kind === 'does-not-apply');
  const blockers = nothingThere.length > 0 ? nothingThere : found;
  return subject.organization.allowedOptions.includes(option.id) ? blockers : [notAllowed(option), ...blockers];
}

function notAllowed({ id }: Option): Blocker {
  return {
    kind: 'not-allowed',
    rule: 'option-not-allowed',
    why: `option ${OPTION_NUMBERS[id]} (${id}) is not among allowedOptions`,
    source: SOURCES.ownRule,
  };
}
