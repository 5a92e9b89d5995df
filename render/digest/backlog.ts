import type { Digest, DigestWave } from '../../core/digest.ts';
import type { BacklogRecord } from '../../core/record-backlog.ts';
import type { Formats } from '../formats.ts';
import type { Line, Section } from '../mail-page.ts';
import { safeText } from '../safe-text.ts';

/** What is under way and needs nobody just now: who was asked and what came of it, cases, and what is kept. */
export function waitingSection(backlog: BacklogRecord | null, formats: Formats): Section {
  const title = 'Waiting';
  if (!backlog) return { title, lines: [] };
  const lines = [
    ...backlog.asks.map((asked) => ({ count: formats.number(asked.asked), text: askedWords(asked, formats) })),
    ...backlog.cases.map(({ case: id, accounts, until }) => ({
      count: formats.number(accounts),
      text: `in the case ${id}${until === null ? '' : `, which waits for somebody until ${formats.shortCivilDay(until)}`}`,
    })),
    ...backlog.kept.map(({ until, accounts }) => ({
      count: formats.number(accounts),
      text: `kept on purpose until ${formats.civilDay(until)}`,
    })),
  ];
  const other: Line[] =
    backlog.otherKept > 0 ? [{ count: formats.number(backlog.otherKept), text: 'kept on purpose for longer' }] : [];
  return { title, lines: [...lines, ...other] };
}

/** `asked on 9 Nov: 3 left, 5 keep, none silent` */
function askedWords(asked: BacklogRecord['asks'][number], formats: Formats): string {
  const { on, until, left, kept, inProgress, silent } = asked;
  const parts = [
    `${formats.number(left)} left`,
    `${formats.number(kept)} keep`,
    ...(inProgress > 0 ? [`${formats.number(inProgress)} in a case`] : []),
    silent === 0 ? 'none silent' : `${formats.number(silent)} silent, answer by ${formats.shortCivilDay(until)}`,
  ];
  return `asked on ${formats.shortCivilDay(on)}: ${parts.join(', ')}`;
}

/** What waited for somebody in vain; `none`, as soon as there is anything that could. */
export function overdueSection(backlog: BacklogRecord | null, formats: Formats): Section {
  const title = 'Overdue';
  if (!backlog) return { title, lines: [] };
  const lines = backlog.overdue.map(({ of, since, accounts, due }) => ({
    count: formats.number(accounts),
    text: `${OVERDUE[of](formats.shortCivilDay(since))}${due ? '' : ' (told before)'}`,
  }));
  const { told, asked, kept } = backlog.states;
  const waits = told + asked + kept + backlog.states['in-progress'] > 0;
  return { title, lines: lines.length === 0 && waits ? [{ count: null, text: 'none' }] : lines };
}

const OVERDUE: Readonly<Record<BacklogRecord['overdue'][number]['of'], (day: string) => string>> = {
  told: (day) => `told before, and nobody decided by ${day}`,
  asked: (day) => `asked, and nobody answered by ${day}`,
  kept: (day) => `kept until ${day}: to be decided again`,
  'in-progress': (day) => `in a case that waits for somebody since ${day}`,
};

/** Planned waves: how much of each has come. */
export function wavesSection({ waves }: Digest, formats: Formats): Section {
  return { title: 'Expected', lines: waves.map((wave) => waveLine(wave, formats)) };
}

function waveLine({ accounts, date, reason, came, now, open }: DigestWave, formats: Formats): Line {
  const since = now > 0 ? `, ${formats.number(now)} of them since the last digest` : '';
  const end = open ? `expected by ${formats.civilDay(date)}` : `was expected by ${formats.civilDay(date)}, and is over`;
  return {
    count: formats.number(came),
    text: `of ${formats.number(accounts)} came${since}: ${safeText(reason)}, ${end}`,
  };
}

/** Accounts of the digest that were planned: no alarm is about them. */
export function plannedOf({ waves }: Digest): number {
  return waves.reduce((sum, { now }) => sum + now, 0);
}
