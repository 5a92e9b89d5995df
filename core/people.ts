import * as z from 'zod';
import type { Account } from './account.ts';

const personSchema = z.object({
  email: z.string(),
  state: z.enum(['left', 'here', 'contradictory']),
  /** The last day of work, `2026-10-31`, if the source tells one. */
  lastDay: z.string().nullable(),
  /** Where the person works, if the source tells it. */
  department: z.string().nullable().default(null),
});

/** Who works here and who has left, as one source said on one day. Kept until a newer one replaces it. */
export const peopleSourceSchema = z.object({
  /** The file's name. */
  source: z.string(),
  /** The day it was true, `2026-11-20`. */
  asOf: z.string(),
  people: z.array(personSchema),
  /** Data rows that could not be read, counted from 1. */
  unreadableRows: z.array(z.number()),
});
export type PeopleSource = z.output<typeof peopleSourceSchema>;
type Person = z.output<typeof personSchema>;

export type PeopleReading =
  | { readonly readable: true; readonly people: PeopleSource }
  | { readonly readable: false; readonly why: string };

const EMAIL = /^((work |company )?e-?mail( address)?|mail|upn|user principal name)$/;
const LAST_DAY = /^(last( working)? day|left( on)?|(leave|leaving|exit|end|termination) date)$/;
const DEPARTMENT = /^(department|cost cent(er|re))( name| code| id)?$/;
const STATUS = /^((employment|employee) )?status$/;
const LEFT = /^(left|leaver|terminated|former|exited|inactive)$/;
const HERE = /^(here|active|employed|current|on leave)$/;

const COLUMNS = { email: EMAIL, lastDay: LAST_DAY, department: DEPARTMENT, status: STATUS };

/** The first heading of an HR export that names such a column, as a whole: the head of a department is none. */
export function peopleColumn(headers: readonly string[], column: keyof typeof COLUMNS): string | undefined {
  return headers.find((name) => COLUMNS[column].test(name.trim().toLowerCase()));
}

/**
 * Reads the rows of an HR export, each by its header. It needs a column of e-mails and one that says who has left: a
 * last day (ISO, or `31.10.2026`) or a status. A list of bare addresses is refused: it does not say which list it is.
 * Somebody has left if the last day lies before `asOf`, or, without a last day, if the status says so; a status that
 * denies the date is a contradiction, and nothing is concluded from it.
 */
export function readPeople(
  rows: readonly Readonly<Record<string, string>>[],
  { source, asOf }: { readonly source: string; readonly asOf: string },
): PeopleReading {
  const headers = Object.keys(rows[0] ?? {});
  const columns = {
    email: peopleColumn(headers, 'email'),
    lastDay: peopleColumn(headers, 'lastDay'),
    status: peopleColumn(headers, 'status'),
    department: peopleColumn(headers, 'department'),
  };
  if (rows.length === 0) return refuse(source, 'has no rows');
  if (columns.email === undefined) return refuse(source, 'has no column of e-mail addresses');
  if (columns.lastDay === undefined && columns.status === undefined) {
    return refuse(source, 'has no column that says who has left, such as "Last day" or "Status"');
  }
  const people = new Map<string, Person>();
  const unreadableRows: number[] = [];
  rows.forEach((row, index) => {
    const cell = (name: string | undefined) => (name === undefined ? '' : (row[name] ?? '').trim());
    const person = readPerson(cell(columns.email), cell(columns.lastDay), cell(columns.status), asOf);
    const department = cell(columns.department) || null;
    if (person) people.set(person.email, merge(people.get(person.email), { ...person, department }));
    else unreadableRows.push(index + 1);
  });
  return { readable: true, people: { source, asOf, people: [...people.values()], unreadableRows } };
}

function refuse(source: string, problem: string): PeopleReading {
  return { readable: false, why: `${source} ${problem}.` };
}

function readPerson(
  email: string,
  lastDayText: string,
  statusText: string,
  asOf: string,
): Omit<Person, 'department'> | null {
  const address = email.toLowerCase();
  const lastDay = lastDayText === '' ? null : readDay(lastDayText);
  const word = statusText.toLowerCase();
  if (!/^[^@\s]+@[^@\s]+$/.test(address) || lastDay === undefined) return null;
  if (word !== '' && !LEFT.test(word) && !HERE.test(word)) return null;
  if (lastDay === null) return { email: address, state: LEFT.test(word) ? 'left' : 'here', lastDay };
  const isOver = lastDay < asOf.slice(0, 10);
  const denied = isOver && HERE.test(word);
  return { email: address, state: denied ? 'contradictory' : isOver ? 'left' : 'here', lastDay };
}

function merge(before: Person | undefined, person: Person): Person {
  if (!before) return person;
  const department = person.department ?? before.department;
  return { ...person, department, state: before.state === person.state ? person.state : 'contradictory' };
}

/** An ISO date or `31.10.2026` as an ISO day; undefined for anything else. */
function readDay(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const iso = day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text.slice(0, 10);
  const time = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(iso) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined;
}

/**
 * Whether an account's person still works here. Not being on a list is not having left, and a mail that came back is
 * only a hint.
 */
export type Presence =
  | { readonly state: 'left'; readonly lastDay: string | null; readonly source: string; readonly asOf: string }
  | { readonly state: 'here'; readonly lastDay: string | null; readonly source: string; readonly asOf: string }
  | { readonly state: 'unknown'; readonly why: PresenceUnknown; readonly mailBounced: boolean };

export type PresenceUnknown = 'no-source' | 'not-listed' | 'no-email' | 'contradictory';

/**
 * Looks accounts up by e-mail, in any letter case, on a civil day: a last day that the file only announced may have passed
 * since. `bounced`: account ids whose mail came back.
 */
export function presenceReader(
  source: PeopleSource | null,
  today: string,
  bounced: ReadonlySet<string> = new Set(),
): (account: Account) => Presence {
  const byEmail = new Map(source?.people.map((person) => [person.email, person]));
  return ({ accountId, email }) => {
    const guess = (why: PresenceUnknown) => ({
      state: 'unknown' as const,
      why,
      mailBounced: bounced.has(accountId),
    });
    if (!source) return guess('no-source');
    if (!email) return guess('no-email');
    const person = byEmail.get(email.toLowerCase());
    if (!person) return guess('not-listed');
    if (person.state === 'contradictory') return guess('contradictory');
    const { lastDay } = person;
    const state = lastDay !== null && lastDay < today ? 'left' : person.state;
    return { state, lastDay, source: source.source, asOf: source.asOf };
  };
}

/** The department of each e-mail, in lower case; null if no source tells any. */
export function departmentsOf(source: PeopleSource | null): ReadonlyMap<string, string> | null {
  const told = (source?.people ?? []).flatMap(({ email, department }) =>
    department === null ? [] : [[email, department] as const],
  );
  return told.length > 0 ? new Map(told) : null;
}

/** Addresses of a people file that no account has, in their order: a private address, a typing error, or no account. */
export function unknownAddresses(source: PeopleSource, accounts: Iterable<Account>): readonly string[] {
  const unmatched = new Set(source.people.map(({ email }) => email));
  for (const { email } of accounts) if (email) unmatched.delete(email.toLowerCase());
  return [...unmatched];
}
