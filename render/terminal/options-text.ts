import { decimalOf } from '../../core/billing/money.ts';
import { ORDER_EXPLAINED } from '../../core/options/option-id.ts';
import type { Plan } from '../../core/plan.ts';
import type { ChecklistLine } from '../../core/prevention.ts';
import type { PlanRecord } from '../../core/record-plan.ts';
import { planSection } from '../digest/plan.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import type { Line } from '../mail-page.ts';

export interface OptionsView {
  readonly plan: Plan;
  readonly record: PlanRecord;
  readonly prevention: readonly ChecklistLine[];
  readonly currency: string | null;
}

/** The plan at the terminal: in counts, without anybody's name. */
export function optionsText({ plan, record, prevention, currency }: OptionsView, formats: Formats): string {
  const { lines } = planSection(record, formats);
  return [
    `Billable ${formats.number(plan.billable)}; ${outcomeWords(plan, currency, formats)}`,
    ...lines.map(lineText),
    ...prevention.flatMap((line) => preventionText(line, formats)),
    '',
    hangingText('Order   ', ORDER_EXPLAINED),
    ...(plan.groups.length > 0
      ? [
          hangingText(
            'Packs   ',
            'billable-drift options --pack N writes what line N needs: lists, steps, mails, notices.',
          ),
        ]
      : []),
  ].join('\n');
}

function lineText({ count, text }: Line): string {
  return count === null ? hangingText('  ', text) : hangingText(`${count.padStart(7)}  `, text);
}

/** Whether the target is reached, and if not how near the plan comes. */
function outcomeWords({ target, outcome }: Plan, currency: string | null, formats: Formats): string {
  const amount = (minor: number) =>
    currency === null ? formats.number(minor) : formats.roundMoney(decimalOf({ currency, minor }), currency);
  const what = {
    'all-avoidable': () => 'all that nobody planned',
    tier: () => `at most ${target.kind === 'tier' ? formats.number(target.atMost) : ''} billable`,
    budget: () => `at most ${target.kind === 'budget' ? amount(target.atMost) : ''} a year`,
  }[target.kind]();
  switch (outcome.kind) {
    case 'reached':
      return `target: ${what}. This plan reaches it.`;
    case 'no-price':
      return `target: ${what}. No price is known, so nobody can say whether this plan reaches it.`;
    case 'unreachable': {
      const missing =
        outcome.unit === 'accounts' ? formats.counted(outcome.missing, 'account') : amount(outcome.missing);
      return `target: ${what}. This plan misses it by ${missing}.`;
    }
  }
}

function preventionText({ evidence, advice, risk, state, toldOn }: ChecklistLine, formats: Formats): readonly string[] {
  const when = toldOn === null ? '' : ` (told ${formats.shortCivilDay(toldOn)})`;
  const text = state === 'seems-set' ? evidence : `${evidence} ${advice} Risk: ${risk}`;
  return ['', hangingText('Door    ', `${text}${when}`)];
}
