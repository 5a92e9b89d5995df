import { keepWords, verdictsOf } from '../../core/explain-options.ts';
import type { OptionVerdict, Undo } from '../../core/options/option.ts';
import { OPTION_NUMBERS, OPTION_TITLES } from '../../core/options/option-id.ts';
import type { Recommendation } from '../../core/options/recommend.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';

/** What fits one account, and what does not and why; for admins. */
export function accountOptionsText(recommendation: Recommendation): string {
  const verdicts = verdictsOf(recommendation);
  const applying = verdicts.filter(({ blockers }) => !blockers.some(({ kind }) => kind === 'does-not-apply'));
  return [
    hangingText('Options   ', headWords(recommendation)),
    ...(recommendation.kind === 'left-alone' ? [] : applying.flatMap(verdictLines)),
  ].join('\n');
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

function verdictLines(verdict: OptionVerdict): readonly string[] {
  const { option, feasible, blockers, cautions, consequences, effort, undo, cutOff } = verdict;
  const title = `${OPTION_NUMBERS[option].padEnd(3)}${OPTION_TITLES[option]}`;
  const lead = ' '.repeat(13);
  if (!feasible) {
    const whys = blockers.map((blocker) =>
      blocker.kind === 'missing-fact' ? `${blocker.why}: ${blocker.how}` : blocker.why,
    );
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
