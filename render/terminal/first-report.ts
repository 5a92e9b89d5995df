import type { Digest } from '../../core/digest.ts';
import { isAvoidable } from '../../core/exposure.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { type InventoryGroup, isLicensed } from '../../core/take-inventory.ts';
import { activityWords } from '../digest/sections.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { accessWords, exposureWords, listWords } from '../words.ts';
import { moneyBlock } from './money-block.ts';

/** What the first run shows at the terminal: who is billable, what nobody may have planned, and what that costs. */
export function firstReport(digest: Digest, snapshot: CompleteSnapshot, formats: Formats): string {
  const { counts, inventory, quality } = digest;
  const assumed = quality.some((note) => note.kind === 'assumed-sites');
  const avoidable = inventory.groups.filter((group) => isAvoidable(group.exposure));
  const licensed = inventory.groups.filter((group) => isLicensed(group.exposure));
  const rest = inventory.groups.filter((group) => !avoidable.includes(group) && !licensed.includes(group));
  return [
    readLine(snapshot, formats),
    `Billable for Guard: ${formats.number(counts.billable)}      Atlassian's own flag, ${formats.number(counts.unknown)} unknown`,
    ...licensedLines(licensed, assumed, formats),
    ...rest.map((group) =>
      numbered(2, group.accounts, `${exposureWords(group.exposure)}${sitesText(group, formats)}`, formats),
    ),
    numbered(2, counts.avoidable, 'probably nobody planned', formats),
    ...avoidable.map((group) => numbered(7, group.accounts, avoidableText(group, formats), formats)),
    ...moneyBlock(digest.cost, digest.asOf, formats),
  ].join('\n');
}

function readLine({ accounts, asOf, source }: CompleteSnapshot, formats: Formats): string {
  const when = source.kind === 'csv' ? `, exported ${formats.day(asOf)}` : `, ${formats.day(asOf)}`;
  const bad = source.kind === 'csv' ? badRowsText(source.unreadableRows, source.unreadableLines, formats) : '';
  const ignored =
    source.kind === 'csv' && source.ignoredColumns.length > 0
      ? ` Columns not used: ${listWords(source.ignoredColumns, 5)}.`
      : '';
  return hangingText('', `Read ${formats.counted(accounts, 'account')}${when}.${bad}${ignored}`);
}

function badRowsText(rows: number, lines: readonly number[], formats: Formats): string {
  if (rows === 0) return '';
  const where = `${rows === 1 ? 'line' : 'lines'} ${listWords(lines.map(String), 5)}`;
  return ` ${formats.counted(rows, 'row')} not readable (${where}).`;
}

function licensedLines(groups: readonly InventoryGroup[], assumed: boolean, formats: Formats): string[] {
  const accounts = groups.reduce((sum, group) => sum + group.accounts, 0);
  if (accounts === 0) return [];
  const idle = groups.find((group) => group.exposure === 'licensed-idle')?.accounts ?? 0;
  const products = [...new Set(groups.flatMap((group) => group.products))];
  const sites = [...new Set(groups.flatMap((group) => group.sites.rows.map((row) => row.name)))];
  const whose =
    sites.length === 0 ? '' : `   your ${sites.length > 1 ? 'sites' : 'site'}${assumed ? ', I assume' : ''}`;
  const resting = idle > 0 ? `; ${formats.number(idle)} idle for 180 days` : '';
  return [numbered(2, accounts, accessWords(products, sites) + whose + resting, formats)];
}

function avoidableText(group: InventoryGroup, formats: Formats): string {
  if (group.exposure === 'self-signup')
    return `only ${accessWords(group.products, [])}      ${activityWords(group, formats)}`;
  if (group.exposure === 'foreign-site') return `only sites you may not own${sitesText(group, formats)}`;
  return `${exposureWords(group.exposure)}${sitesText(group, formats)}`;
}

function sitesText({ sites }: InventoryGroup, formats: Formats): string {
  if (sites.rows.length === 0) return '';
  const counted = sites.rows.map(
    (row) => `${row.name.replace(/\.atlassian\.net$/, '')} ${formats.number(row.accounts)}`,
  );
  return `   ${listWords(counted, 5)}`;
}

function numbered(indent: number, accounts: number, text: string, formats: Formats): string {
  return hangingText(`${' '.repeat(indent)}${formats.number(accounts).padStart(5)}  `, text);
}
