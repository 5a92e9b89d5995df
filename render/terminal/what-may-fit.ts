import { OPTION_TITLES } from '../../core/options/option-id.ts';
import type { PlanRecord } from '../../core/record-plan.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';

type Way = PlanRecord['ways'][number];

/**
 * After the first run: which remedies may fit how many of the accounts that nobody planned, those first that are known to;
 * the rest by what has to be found out, each said once.
 */
export function whatMayFit(plan: PlanRecord | null, formats: Formats): readonly string[] {
  const ways = plan?.ways ?? [];
  if (!plan || ways.length === 0) return [];
  const known = ways.filter(({ accounts }) => accounts > 0);
  const missing = Map.groupBy(
    ways.filter(({ accounts }) => accounts === 0),
    ({ perhaps, how }) => `${perhaps > 0 ? '?' : '0'} ${how[0] ?? ''}`,
  );
  return [
    'What may fit, of those that nobody planned',
    ...known.map((way) => knownText(way, plan, formats)),
    ...[...missing.values()].map(missingText),
    '  billable-drift options says more, account by account',
  ];
}

function knownText(way: Way, { groups }: PlanRecord, formats: Formats): string {
  const { option, accounts, perhaps, how } = way;
  const line = groups.findIndex(({ remedy }) => remedy === option) + 1;
  const pack = line > 0 ? ` (options --pack ${line})` : '';
  const more =
    perhaps > 0 ? `, ${formats.number(perhaps)} more perhaps${how.slice(0, 1).map((each) => `: ${each}`)}` : '';
  return hangingText(`  ${formats.number(accounts).padStart(5)}  `, `${OPTION_TITLES[option]}${more}${pack}`);
}

function missingText(ways: readonly Way[]): string {
  const [first] = ways;
  const titles = ways.map(({ option }) => OPTION_TITLES[option]).join('; or ');
  const how = first?.how[0];
  const count = (first?.perhaps ?? 0) > 0 ? '?' : '0';
  return hangingText(`  ${count.padStart(5)}  `, how === undefined ? titles : `${titles}. No: ${how}`);
}
