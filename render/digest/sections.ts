import type { Digest, DigestKey, ReEntered } from '../../core/digest.ts';
import { isAvoidable } from '../../core/exposure.ts';
import type { ChangeGroups } from '../../core/group-changes.ts';
import { keyWords } from '../../core/keys.ts';
import { OPTION_NUMBERS } from '../../core/options/option-id.ts';
import type { InventoryGroup } from '../../core/take-inventory.ts';
import { crossingWords } from '../alerts/crossing-words.ts';
import type { Formats } from '../formats.ts';
import { expiryWords } from '../keys/key-words.ts';
import type { Line, Section } from '../mail-page.ts';
import { safeText } from '../safe-text.ts';
import { accessWords, cameWords, exposureWords, listWords, wentWords } from '../words.ts';
import { overdueSection, waitingSection, wavesSection } from './backlog.ts';
import { moneySection } from './money.ts';
import { nextStepWords } from './next-steps.ts';
import { planSection, preventionSection } from './plan.ts';
import { qualityWords } from './quality.ts';

/** What the digest says, in order; the text and the HTML part print the same. Empty sections are left out. */
export function digestSections(digest: Digest, formats: Formats): readonly Section[] {
  const first = digest.baseline === null;
  const { unclear } = digest.drift;
  const [came, went] = [partOurs(digest.came), partOurs(digest.went)];
  const sections: Section[] = [
    { title: 'Over your thresholds', lines: digest.crossings.map((each) => line(`${crossingWords(each, formats)}.`)) },
    moneySection(digest.cost, formats),
    { title: 'Who came, and why', lines: changeLines(came.others, cameWords, formats) },
    { title: 'Domains claimed at once', lines: claimLines(digest, formats) },
    { title: 'Who went', lines: changeLines(went.others, wentWords, formats) },
    {
      title: 'Our own cases',
      lines: [
        ...changeLines(went.ours, wentWords, formats),
        ...changeLines(came.ours, cameWords, formats),
        ...digest.reEntered.map((again) => ({ count: formats.number(again.accounts), text: reEntryWords(again) })),
      ],
    },
    { title: 'Came and went in between', lines: changeLines(digest.cameAndWent, cameWords, formats) },
    { title: 'Unclear', lines: unclear > 0 ? [{ count: formats.number(unclear), text: UNCLEAR }] : [] },
    wavesSection(digest, formats),
    planSection(digest.plan, formats),
    waitingSection(digest.backlog, formats),
    overdueSection(digest.backlog, formats),
    preventionSection(digest.prevention),
    { title: first ? 'Who is billable, and why' : 'Billable now', lines: inventoryLines(digest, formats) },
    {
      title: first ? 'First things to do' : 'Next',
      lines: digest.nextSteps.map((step) => line(nextStepWords(step, formats))),
    },
    { title: 'Keys', lines: digest.keys.map((key) => line(keyLine(key, digest.asOf, formats))) },
    { title: 'Data', lines: digest.quality.map((note) => line(qualityWords(note, formats))) },
  ];
  return sections.filter((section) => section.lines.length > 0);
}

/** A line for each key: when it ends, and what is not well with it. */
function keyLine(key: DigestKey, asOf: string, formats: Formats): string {
  const refused = key.state === 'refused' ? '; REFUSED when it was tried' : '';
  const remark = key.remark === null ? '' : `; ${key.remark}`;
  return `${keyWords(key)} ${expiryWords(key, asOf, formats)}${refused}${remark}`;
}

const UNCLEAR = 'without a billable flag now or before; counted neither as came nor as went';

function line(text: string): Line {
  return { count: null, text };
}

function changeLines(
  { groups, other }: ChangeGroups,
  words: (group: ChangeGroups['groups'][number]) => string,
  formats: Formats,
): Line[] {
  const lines = groups.map((group) => ({
    count: formats.number(group.accounts),
    text:
      group.certainty === 'inferred' && group.cause === 'flag-flipped' ? `${words(group)} (inferred)` : words(group),
  }));
  return other > 0 ? [...lines, { count: formats.number(other), text: 'in smaller groups' }] : lines;
}

/** What our cases have moved is told apart from what happened by itself. */
function partOurs({ groups, other }: ChangeGroups): { readonly ours: ChangeGroups; readonly others: ChangeGroups } {
  const isOurs = ({ cause }: ChangeGroups['groups'][number]) => cause === 'remediated';
  return {
    ours: { groups: groups.filter(isOurs), other: 0 },
    others: { groups: groups.filter((group) => !isOurs(group)), other },
  };
}

function reEntryWords({ case: id, option }: ReEntered): string {
  return `billable again, though the case ${id} (option ${OPTION_NUMBERS[option]}) had been proven: the saving of these is over`;
}

function claimLines({ claimedDomains }: Digest, formats: Formats): Line[] {
  return claimedDomains.map(({ domain, accounts, billable }) => ({
    count: formats.number(accounts),
    text: `accounts of ${safeText(domain)}, ${formats.number(billable)} of them billable`,
  }));
}

function inventoryLines({ inventory }: Digest, formats: Formats): Line[] {
  return inventory.groups.map((group) => ({ count: formats.number(group.accounts), text: groupWords(group, formats) }));
}

function groupWords(group: InventoryGroup, formats: Formats): string {
  const sites = group.sites.rows.map((row) => `${row.name} ${formats.number(row.accounts)}`);
  const where =
    group.exposure === 'foreign-site' || group.exposure === 'partner-site' ? `: ${listWords(sites, 5)}` : '';
  const what = where || (group.products.length > 0 ? `: ${accessWords(group.products, siteNames(group))}` : '');
  return (
    exposureWords(group.exposure) + what + (isAvoidable(group.exposure) ? `; ${activityWords(group, formats)}` : '')
  );
}

function siteNames(group: InventoryGroup): string[] {
  return group.sites.rows.map((row) => row.name);
}

/** `104 never used, 121 idle for 90 days, 36 in the last 30 days, 1 no date`. */
export function activityWords({ activity }: InventoryGroup, formats: Formats): string {
  const parts: [number, string][] = [
    [activity.never, 'never active'],
    [activity.idle, 'idle for 90 days'],
    [activity.recent, 'in the last 90 days'],
    [activity.current, 'in the last 30 days'],
    [activity.unknown, 'no date'],
  ];
  return parts
    .filter(([accounts]) => accounts > 0)
    .map(([accounts, text]) => `${formats.number(accounts)} ${text}`)
    .join(', ');
}
