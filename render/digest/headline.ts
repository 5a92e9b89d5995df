import type { Digest } from '../../core/digest.ts';
import type { Formats } from '../formats.ts';
import { safeText } from '../safe-text.ts';
import { plannedOf } from './backlog.ts';
import { avoidablePhrases, isFixBySoon, moneyPhrases, moneySubject } from './money-headline.ts';

/**
 * The subject of a digest: what happened, in numbers, and what it costs where the customer's own prices say so; no name
 * of a person.
 */
export function digestSubject(digest: Digest, organizationName: string, formats: Formats): string {
  const { asOf, counts, cost, drift, baseline } = digest;
  const who = `Guard, ${safeText(organizationName)}`;
  const billable = `${formats.number(counts.billable)} billable`;
  const money = (accounts: number) => moneySubject(cost, accounts, formats);
  if (baseline === null) {
    const text = `${who}: ${billable}, ${formats.number(counts.avoidable)} probably unplanned`;
    return sentences(text, money(counts.avoidable));
  }
  if (isQuiet(digest)) return sentences(`${who}: no change, ${billable}`, isFixBySoon(cost, asOf) ? money(0) : null);
  const planned = plannedOf(digest) > 0 ? ` (${formats.number(plannedOf(digest))} planned)` : '';
  const came = `${formats.counted(drift.entries, 'new paid account')}${planned}`;
  const went = drift.exits > 0 ? `, ${formats.number(drift.exits)} gone` : '';
  const price = money(drift.entries);
  if (price !== null) return sentences(`${who}: ${came}${went}`, price);
  return `${who}: ${came}${went}, ${billable} (${formats.signed(drift.net)})`;
}

function sentences(first: string, second: string | null): string {
  return second === null ? first : `${first}. ${second}`;
}

/** The three lines above everything else, each in its phrases: whose, of when, and how much. */
export function digestHeadline(
  digest: Digest,
  organizationName: string,
  formats: Formats,
): readonly (readonly string[])[] {
  const { counts, before, baseline, asOf, cost } = digest;
  const since = baseline === null ? 'first digest' : `since the digest of ${formats.shortDay(baseline)}`;
  const was = (now: number, then: number | undefined) =>
    then === undefined || then === now
      ? formats.number(now)
      : `${formats.number(now)} (was ${formats.number(then)}, ${formats.signed(now - then)})`;
  return [
    [safeText(organizationName), formats.day(asOf), since, wholenessText(digest, formats)],
    [
      `Billable ${was(counts.billable, before?.billable)}`,
      `probably unplanned ${was(counts.avoidable, before?.avoidable)}`,
    ],
    [
      `Claimed accounts ${was(counts.accounts, before?.accounts)}`,
      ...moneyPhrases(cost, formats),
      ...(isQuiet(digest) ? avoidablePhrases(cost, formats) : []),
    ],
  ];
}

/** Nothing came, went or became unclear since the last digest, and nothing is to be decided that was not told. */
export function isQuiet({ baseline, drift, backlog }: Digest): boolean {
  const listed = backlog ? backlog.states.new + backlog.due : 0;
  return baseline !== null && drift.entries + drift.exits + drift.unclear + drift.cameAndWent + listed === 0;
}

/** A drop that nobody has confirmed is no complete number. */
function wholenessText({ counts, quality }: Digest, formats: Formats): string {
  const unknown = `${formats.number(counts.unknown)} unknown`;
  const absent = quality.find((note) => note.kind === 'unconfirmed-absences');
  return absent?.kind === 'unconfirmed-absences'
    ? `${formats.number(absent.accounts)} absences unconfirmed, ${unknown}`
    : `data complete, ${unknown}`;
}
