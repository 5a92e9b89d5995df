import type { Cost } from '../../core/billing/cost.ts';
import type { Formats } from '../formats.ts';
import type { Line, Section } from '../mail-page.ts';
import { safeText } from '../safe-text.ts';
import { listWords } from '../words.ts';
import { besideLines } from './money-beside.ts';

type PricedCost = Extract<Cost, { kind: 'monthly' | 'annual' }>;
type RoughCost = Extract<Cost, { kind: 'rough' }>;

/** What drift costs: locked in, still avoidable, until when, and by which prices. */
export function moneySection(cost: Cost, formats: Formats): Section {
  return { title: 'Money', lines: [...costLines(cost, formats), ...besideLines(cost, formats)] };
}

function costLines(cost: Cost, formats: Formats): readonly Line[] {
  switch (cost.kind) {
    case 'enterprise':
      return [say(`Nothing is paid for these users: ${safeText(cost.why)}.`)];
    case 'unpriced':
      return [say(`No price is known for ${sizes(cost.missingQuotes, formats)} users: enter a quote of it.`)];
    case 'rough':
      return roughLines(cost, formats);
    case 'monthly':
      return [lockedInLine(cost, formats), ...avoidableLines(cost, formats)];
    case 'annual':
      return [yearLine(cost, formats), ...avoidableLines(cost, formats)];
  }
}

function roughLines(cost: RoughCost, formats: Formats): readonly Line[] {
  const { users } = cost;
  return [
    say(
      `Not yet: enter one invoice (billable-drift invoice add), and the price that your billing page shows for ${formats.number(users.now)} (billable-drift quote add).`,
    ),
    say(roughText(cost, formats)),
  ];
}

/** `list 2023, unverified: these 300 = $950 a month, or $9,500 a year prepaid` */
export function roughText({ list, currency, avoidable, month, year, users }: RoughCost, formats: Formats): string {
  const money = (amount: string) => formats.roundMoney(amount, currency);
  const [who, cost] =
    avoidable.accounts > 0
      ? [`these ${formats.number(avoidable.accounts)}`, avoidable]
      : [`all ${formats.number(users.now)}`, { month, year }];
  return `${list}, unverified: ${who} = ${money(cost.month)} a month, or ${money(cost.year)} a year prepaid`;
}

function lockedInLine({ lockedIn, currency, period }: PricedCost, formats: Formats): Line {
  const count = formats.money(lockedIn.amount, currency);
  if (lockedIn.users === 0)
    return { count, text: `locked in: nobody was added since ${formats.shortCivilDay(period[0])}` };
  const added = lockedIn.added.map(
    ({ day, users, days, ofDays }) =>
      `${formats.number(users)} first seen ${formats.shortCivilDay(day)} (${days} of ${ofDays} days)`,
  );
  return {
    count,
    text: `locked in already: ${listWords(added)}, on the invoice of ${formats.shortCivilDay(period[1])}`,
  };
}

function yearLine({ base, lockedIn, currency, period }: PricedCost, formats: Formats): Line {
  const size = formats.number(base.users + lockedIn.users);
  const upgrades =
    lockedIn.users === 0 ? '' : `, ${formats.money(lockedIn.amount, currency)} of it locked in for upgrades`;
  return say(
    `The year is paid for ${size} users until ${formats.civilDay(period[1])}${upgrades}; nothing to save before.`,
  );
}

function avoidableLines({ kind, avoidable, missed, currency }: PricedCost, formats: Formats): readonly Line[] {
  if (!avoidable) return [say('What comes next is charged by no count.')];
  if (avoidable.accounts === 0) return [say('Nothing is avoidable.')];
  const { accounts, amount, per, perYear, deadline } = avoidable;
  const late = missed
    ? [
        say(
          `Too late for ${formats.civilDay(missed.startsOn)}: that had to be fixed by ${formats.civilDay(missed.fixBy)}.`,
        ),
      ]
    : [];
  const start = formats.civilDay(deadline.startsOn);
  const when = kind === 'annual' && per === 'year' ? `at the renewal of ${start}` : `from ${start} on`;
  if (isNothing(amount)) return [...late, say(`${capital(when)} ${users(accounts, formats)} fewer save nothing.`)];
  const yearly = per === 'month' ? ` (${formats.money(perYear, currency)} a year)` : '';
  const counted = `counted on ${formats.civilDay(deadline.countedOn)}, fix by ${formats.civilDay(deadline.fixBy)}`;
  const text = `a ${per}${yearly} still avoidable ${when}, for ${users(accounts, formats)}; ${counted}`;
  return [...late, { count: formats.money(amount, currency), text }];
}

function sizes(quantities: readonly number[], formats: Formats): string {
  return listWords(quantities.map(formats.number), 5);
}

function users(count: number, formats: Formats): string {
  return formats.counted(count, 'account');
}

function isNothing(amount: string): boolean {
  return /^0(\.0+)?$/.test(amount);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function say(text: string): Line {
  return { count: null, text };
}
