import type { Digest } from '../../core/digest.ts';
import { daysLeft, WARNING_DAYS } from '../../core/keys.ts';
import type { Formats } from '../formats.ts';
import { fitSections } from '../mail/fit-sections.ts';
import { type Line, mailText, pageOf, picturesOf, type Section } from '../mail-page.ts';
import type { RenderedMail } from '../rendered-mail.ts';
import { safeText } from '../safe-text.ts';
import { digestHeadline, digestSubject, isQuiet } from './headline.ts';
import { type Person, peopleCsv } from './people.ts';
import { digestSections } from './sections.ts';
import { type DrawnTrend, trendSection } from './trend.ts';

export interface DigestView {
  readonly digest: Digest;
  readonly organizationName: string;
  readonly formats: Formats;
  /** For admins; null for those who get numbers only. */
  readonly people: readonly Person[] | null;
  /** Where in the archive the list of all of them lies, if it is too long to go with the mail. */
  readonly namesAt?: string | null;
  /** Null where the last weeks say nothing. */
  readonly trend?: DrawnTrend | null;
}

const NAMES_IN_MAIL = 20;

/** The digest as a mail. Both parts say the same; names are in it only if `people` is given. */
export function renderDigest(view: DigestView): RenderedMail {
  const { digest, organizationName, formats, people, namesAt = null, trend = null } = view;
  const headline = digestHeadline(digest, organizationName, formats);
  const sections = sectionsOf(digest, formats);
  const names = namesSection(people, namesAt, formats);
  const all = [...sections, ...(trend ? [trendSection(trend, formats)] : []), ...(names ? [names] : [])];
  const subject = digestSubject(digest, organizationName, formats);
  const page = (fitting: readonly Section[]) => pageOf(subject, headline, fitting, formats.language).markup;
  const file = `digest-${digest.asOf.slice(0, 10)}.txt`;
  const fitted = fitSections(all, { file, formats, bytesOf: (fitting) => bytesOf(page(fitting)) });
  return {
    subject,
    text: mailText(headline, fitted),
    html: page(fitted),
    attachments: [
      ...picturesOf(all),
      ...(people && people.length > 0 && namesAt === null ? [namesFile(digest, people)] : []),
      ...(fitted === all ? [] : [{ filename: file, contentType: TEXT, content: mailText(headline, all) }]),
    ],
  };
}

const TEXT = 'text/plain; charset=utf-8';

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

function namesFile({ asOf }: Digest, people: readonly Person[]) {
  const filename = `accounts-${asOf.slice(0, 10)}.csv`;
  return { filename, contentType: 'text/csv; charset=utf-8', content: peopleCsv(people) };
}

/** The digest as plain text, without anybody's name. */
export function digestText(digest: Digest, organizationName: string, formats: Formats): string {
  return mailText(digestHeadline(digest, organizationName, formats), sectionsOf(digest, formats));
}

/** A quiet week says only what a reader must know of the data, and what is told once. */
function sectionsOf(digest: Digest, formats: Formats): readonly Section[] {
  const sections = digestSections(digest, formats);
  const kept = keysNeedCare(digest) ? ['Data', 'Stop it at the door', 'Keys'] : ['Data', 'Stop it at the door'];
  return isQuiet(digest) ? sections.filter(({ title }) => kept.includes(title)) : sections;
}

function keysNeedCare({ keys, asOf }: Digest): boolean {
  return keys.some((key) => key.state === 'refused' || daysLeft(key, asOf) <= WARNING_DAYS[0]);
}

function namesSection(people: readonly Person[] | null, namesAt: string | null, formats: Formats): Section | null {
  if (!people || people.length === 0) return null;
  const shown = people.slice(0, NAMES_IN_MAIL).map((person) => ({ count: null, text: personText(person) }));
  const more = people.length - shown.length;
  const where = namesAt === null ? 'in the attached file' : `in ${namesAt} of the archive; too long for a mail`;
  const rest: Line[] = more > 0 ? [{ count: null, text: `and ${formats.number(more)} more ${where}` }] : [];
  return { title: 'Names (for admins only)', lines: [...shown, ...rest] };
}

function personText({ what, name, email, access }: Person): string {
  const who = safeText(name) || 'name hidden';
  return `${what}: ${who}, ${email ? safeText(email) : 'e-mail hidden'}${access ? `, ${safeText(access)}` : ''}`;
}
