import { OPTION_TITLES } from '../../core/options/option-id.ts';
import type { PlanRecord } from '../../core/record-plan.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';

/** After the first run: which remedies may fit how many of the accounts that nobody planned, and what is missing. */
export function whatMayFit(plan: PlanRecord | null, formats: Formats): readonly string[] {
  const ways = plan?.ways ?? [];
  if (ways.length === 0) return [];
  return [
    'What may fit',
    ...ways.map((way) => wayText(way, formats)),
    '  billable-drift options says more, account by account',
  ];
}

function wayText({ option, accounts, perhaps, how }: PlanRecord['ways'][number], formats: Formats): string {
  const count = accounts > 0 || perhaps === 0 ? formats.number(accounts) : '?';
  const more = accounts > 0 && perhaps > 0 ? `, ${formats.number(perhaps)} more perhaps` : '';
  const missing = perhaps > 0 || accounts === 0 ? how.slice(0, 1).map((each) => `: ${each}`) : [];
  return hangingText(`  ${count.padStart(5)}  `, `${OPTION_TITLES[option]}${more}${missing.join('')}`);
}
