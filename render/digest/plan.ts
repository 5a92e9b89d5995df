import { OPTION_NUMBERS } from '../../core/options/option-id.ts';
import { joinWords } from '../../core/options/words.ts';
import { remedyTitle } from '../../core/packs/notices.ts';
import type { ChecklistLine } from '../../core/prevention.ts';
import { productName } from '../../core/products.ts';
import type { PlanRecord } from '../../core/record-plan.ts';
import type { Formats } from '../formats.ts';
import type { Line, Section } from '../mail-page.ts';
import { safeText } from '../safe-text.ts';
import { accessWords, exposureWords } from '../words.ts';

type Group = PlanRecord['groups'][number];

/** What to do, in the order in which it is to be done: how many, what, what it saves, until when, who feels it. */
export function planSection(plan: PlanRecord | null, formats: Formats): Section {
  const title = 'Do this week';
  if (!plan) return { title, lines: [] };
  const groups = plan.groups.flatMap((group, index) =>
    group.listed > 0 ? [groupLine(plan, group, index + 1, formats)] : [],
  );
  const other: Line[] =
    plan.other > 0 ? [{ count: formats.number(plan.other), text: 'in smaller groups: billable-drift options' }] : [];
  const total = plan.groups.length > 0 ? [totalLine(plan, formats)] : [];
  return {
    title,
    lines: [
      ...groups,
      ...toldBefore(plan, formats),
      ...other,
      ...total,
      ...findOutLines(plan, formats),
      ...sourceLines(plan, formats),
    ],
  };
}

/** Groups of which everybody was told before are one line: nobody reads the same list every week. */
function toldBefore({ groups }: PlanRecord, formats: Formats): Line[] {
  const accounts = groups.reduce((sum, group) => sum + (group.listed > 0 ? 0 : group.accounts), 0);
  return accounts > 0
    ? [{ count: formats.number(accounts), text: 'told before, still open: billable-drift options' }]
    : [];
}

function groupLine(plan: PlanRecord, group: Group, number: number, formats: Formats): Line {
  const what = `${whatWords(group)}${apartWords(plan.groups, group)}: ${remedyTitle(group.remedy)}`;
  const facts = [savesWords(plan, group, formats), cutOffWords(plan, group, formats), `they ${group.feels}`];
  const left = group.remedy === 'deactivate' || group.remedy === 'orphaned-link';
  if (left) facts[2] = `felt by ${group.feels}`;
  const approval = group.approval === 'security-approver' ? ['security approves'] : [];
  const requests = requestsWords(group, formats);
  const fresh = group.listed < group.accounts ? [`${formats.number(group.listed)} of them new or due`] : [];
  const words = [...fresh, ...facts, requests, undoWords(group), ...approval, `pack ${number}`].filter(
    (each) => each !== '',
  );
  return { count: formats.number(group.accounts), text: `${what} (${words.join('; ')})` };
}

/** `only Trello, not synced` */
function whatWords({ remedy, products, sites, management }: Group): string {
  const access = accessWords(products, sites) || 'no visible product';
  const synced = { idp: ', synced by your identity provider', local: ', not synced', unknown: '' }[management];
  const left = remedy === 'deactivate' || remedy === 'orphaned-link' ? 'whose person has left, with ' : '';
  return `${left}${access}${synced}`;
}

/** What tells a line from others that would read the same: it is said only where there are such. */
function apartWords(groups: readonly Group[], group: Group): string {
  const same = groups.filter((one) => one.remedy === group.remedy && whatWords(one) === whatWords(group));
  const differ = (wordsOf: (one: Group) => string) => new Set(same.map(wordsOf)).size > 1;
  const differences = [
    ({ exposure }: Group) => exposureWords(exposure),
    ({ products }: Group) => `in all with ${joinWords(products.map((product) => safeText(productName(product))))}`,
    ({ sites }: Group) => `in all on ${joinWords(sites.map(safeText))}`,
    ({ wouldComeFirst }: Group) =>
      wouldComeFirst.length > 0
        ? `${joinWords(wouldComeFirst.map((option) => OPTION_NUMBERS[option]))} would come first if facts were known`
        : 'nothing would come first',
  ];
  return differences
    .filter(differ)
    .map((wordsOf) => `, ${wordsOf(group)}`)
    .join('');
}

function savesWords({ money }: PlanRecord, { savesPerMonth, savesPerYear }: Group, formats: Formats): string {
  if (money.kind !== 'priced' || savesPerMonth === null || savesPerYear === null) return '';
  return money.basis === 'prepaid'
    ? `saves ${formats.roundMoney(savesPerYear, money.currency)} a year from the renewal`
    : `saves ${formats.roundMoney(savesPerMonth, money.currency)} a month`;
}

function cutOffWords({ fixBy }: PlanRecord, { makesCutOff }: Group, formats: Formats): string {
  if (fixBy === null) return '';
  const answers = { yes: 'yes', no: 'no', depends: 'depends on others', unknown: 'not known' };
  return `by ${formats.weekday(fixBy)}: ${answers[makesCutOff]}`;
}

function requestsWords({ requests }: Group, formats: Formats): string {
  if (!requests) return '';
  const { reported, unknownOf } = requests;
  const unread = unknownOf > 0 ? `not known of ${formats.counted(unknownOf, 'account')}` : '';
  const known = reported > 0 || unknownOf === 0 ? formats.number(reported) : '';
  return `requests to give a new reporter: ${[known, unread].filter((each) => each !== '').join(', ')}`;
}

function undoWords({ undo }: Group): string {
  return { yes: 'can be undone', partly: 'partly undone', no: 'cannot be undone' }[undo];
}

function totalLine({ money, savesPerMonth, savesPerYear, billableAfter }: PlanRecord, formats: Formats): Line {
  const after = `in this order ${formats.number(billableAfter)} stay billable`;
  if (money.kind !== 'priced') return say(`${after}. No money: ${safeText(money.why)}.`);
  if (savesPerMonth === null || savesPerYear === null) return say(`${after}; no price is known for these sizes.`);
  const amount = (text: string) => formats.roundMoney(text, money.currency);
  const year = `${amount(savesPerYear)} a year${money.basis === 'rough' ? ' prepaid' : ''}`;
  const saves = money.basis === 'prepaid' ? `${year} from the renewal` : `${amount(savesPerMonth)} a month, ${year}`;
  return say(`${after}; together ${saves} (${money.source}).`);
}

/** Accounts for which nothing may be proposed before something is known. */
function findOutLines({ remains }: PlanRecord, formats: Formats): Line[] {
  return remains
    .filter(({ reason }) => reason === 'find-out' || reason === 'nothing-fits')
    .map(({ reason, why, how, accounts }) => ({
      count: formats.number(accounts),
      text: reason === 'find-out' ? `nothing yet: ${why}. ${how ?? ''}` : `nothing fits: ${why}`,
    }));
}

const FACTS: Readonly<Record<string, string>> = {
  management: 'who manages them',
  scimLinks: 'their SCIM links',
  manage: 'what may be changed',
  organizationAdmin: 'whether they administer the organization',
  policy: 'their policy',
  requestsReported: 'the requests they have reported',
};

const WHYS: Readonly<Record<string, string>> = {
  forbidden: 'the key may not read it',
  'not-offered': 'your plan or the API does not offer it',
  'not-told': 'Atlassian left it out',
  failed: 'asking failed',
  'not-asked': 'not asked',
};

/** How far what is proposed can be trusted: what was not learnt, and who says who has left. */
function sourceLines({ inspection, people, groups, remains }: PlanRecord, formats: Formats): Line[] {
  if (groups.length === 0 && remains.length === 0) return [];
  const lines: string[] = [];
  if (inspection.state === 'none') lines.push('Accounts were not inspected: that takes the API and a key.');
  if (inspection.state === 'stopped') {
    lines.push(`The inspection of accounts ended early: ${safeText(inspection.why ?? 'it failed')}.`);
  }
  if (inspection.state !== 'none' && inspection.gaps.length > 0) {
    const gaps = inspection.gaps.map(
      ({ fact, why, accounts }) => `${FACTS[fact] ?? fact} of ${formats.number(accounts)} (${WHYS[why] ?? why})`,
    );
    lines.push(`Not known: ${joinWords(gaps)}.`);
  }
  lines.push(
    people
      ? `Who has left: ${safeText(people.source)} of ${formats.civilDay(people.asOf)}.${oddities(people, formats)}`
      : 'Who has left is not known: no source says so (--people FILE).',
  );
  return lines.map(say);
}

function oddities(people: NonNullable<PlanRecord['people']>, formats: Formats): string {
  const { unknownAddresses, unreadableRows } = people;
  const unknown = unknownAddresses > 0 ? ` ${formats.number(unknownAddresses)} of its addresses have no account.` : '';
  const unread = unreadableRows > 0 ? ` ${formats.number(unreadableRows)} of its rows could not be read.` : '';
  return unknown + unread;
}

/** What is set wrongly at the door, told once. */
export function preventionSection(lines: readonly ChecklistLine[]): Section {
  const now = lines.filter(({ toldOn }) => toldOn === null);
  return {
    title: 'Stop it at the door',
    lines: now.map(({ evidence, advice, risk, state }) =>
      say(state === 'seems-set' ? evidence : `${evidence} ${advice}${risk === 'None.' ? '' : ` Risk: ${risk}`}`),
    ),
  };
}

function say(text: string): Line {
  return { count: null, text };
}
