import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Instant } from './account.ts';

/**
 * What a key is for. `org`: reads the organization. `remediation`: writes there. `scim`: one identity provider's
 * directory. `jira`: reads one site. `idp`: the identity provider's own API.
 */
export const keyKindSchema = z.enum(['org', 'remediation', 'scim', 'jira', 'idp']);
export type KeyKind = z.output<typeof keyKindSchema>;
export const KEY_KINDS = keyKindSchema.options;

/** Which key: of these two kinds there is one for each directory. */
export interface KeyName {
  readonly kind: KeyKind;
  readonly directory: string | null;
}

/** A key as people call it: `organization key`, `SCIM key of the directory d-1`. */
export function keyWords({ kind, directory }: KeyName): string {
  return directory === null ? KIND_WORDS[kind] : `${KIND_WORDS[kind]} of the directory ${directory}`;
}

const KIND_WORDS: Readonly<Record<KeyKind, string>> = {
  org: 'organization key',
  remediation: 'remediation key',
  scim: 'SCIM key',
  jira: 'site token',
  idp: 'identity provider key',
};

export function isOfDirectory(kind: KeyKind): boolean {
  return kind === 'scim' || kind === 'idp';
}

/** What a harmless call with the key showed. Unreachable is not refused. */
const trialSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('works'), at: z.string() }),
  z.object({ state: z.literal('refused'), at: z.string(), why: z.string() }),
  z.object({ state: z.literal('unreachable'), at: z.string(), why: z.string() }),
  /** This function's role may not read it: only its dates are watched. */
  z.object({ state: z.literal('not-tried') }),
]);

/**
 * What is known of a key that lies in custody; never the key. `expiry.day` is a calendar day in UTC, `told` by Atlassian,
 * `entered` by a person, or `assumed`: a year after it was put, for no key lives longer.
 */
export const keyRecordSchema = z.object({
  organization: z.string(),
  kind: keyKindSchema,
  directory: z.string().nullable(),
  putAt: z.string(),
  expiry: z.object({ day: z.string(), from: z.enum(['told', 'entered', 'assumed']) }),
  trial: trialSchema,
  /** It can do more than it is for, or less: a sentence. */
  remark: z.string().nullable(),
});

export type KeyRecord = z.output<typeof keyRecordSchema>;
export type Expiry = KeyRecord['expiry'];
export type Trial = KeyRecord['trial'];

/** When a key ends: as Atlassian tells it, else as a person entered it, else a year after it was put. */
export function expiryOf(told: string | null, entered: string | null, putAt: Instant): Expiry {
  if (told !== null) return { day: told, from: 'told' };
  if (entered !== null) return { day: entered, from: 'entered' };
  return { day: dayOf(putAt).add({ years: 1 }).toString(), from: 'assumed' };
}

/** Whole calendar days (UTC) from an instant until a key ends; 0 on the day itself, negative afterwards. */
export function daysLeft({ expiry }: Pick<KeyRecord, 'expiry'>, now: Instant): number {
  return dayOf(now).until(Temporal.PlainDate.from(expiry.day), { largestUnit: 'days' }).days;
}

/** How long a key has been in custody, in whole calendar days (UTC). */
export function daysHeld({ putAt }: Pick<KeyRecord, 'putAt'>, now: Instant): number {
  return dayOf(putAt).until(dayOf(now), { largestUnit: 'days' }).days;
}

/** Days before the end at which a key is warned of. */
export const WARNING_DAYS = [30, 14, 7, 1] as const;

/** From here on a warning is a mail of its own, and not only a line of the digest. */
const OWN_MAIL_DAYS = 7;

/** The mark that was passed last; 0: the key has ended. */
export type WarningMark = (typeof WARNING_DAYS)[number] | 0;

export interface KeyWarning {
  readonly key: KeyRecord;
  readonly mark: WarningMark;
  readonly ownMail: boolean;
}

/** What to warn of: keys that end within 30 days or have ended, the nearest end first. */
export function warnOfKeys(keys: readonly KeyRecord[], now: Instant): readonly KeyWarning[] {
  return keys
    .flatMap((key) => {
      const mark = markOf(daysLeft(key, now));
      return mark === null ? [] : [{ key, mark, ownMail: mark <= OWN_MAIL_DAYS }];
    })
    .sort((one, other) => (one.key.expiry.day < other.key.expiry.day ? -1 : 1));
}

/** Warnings that a check just before would not have given: a mark was passed since. All of them, if there was none. */
export function newWarnings(
  keys: readonly KeyRecord[],
  now: Instant,
  before: Instant | undefined,
): readonly KeyWarning[] {
  const warnings = warnOfKeys(keys, now);
  if (before === undefined) return warnings;
  return warnings.filter(({ key, mark }) => key.putAt > before || markOf(daysLeft(key, before)) !== mark);
}

function markOf(left: number): WarningMark | null {
  if (left < 0) return 0;
  return WARNING_DAYS.toReversed().find((days) => left <= days) ?? null;
}

/**
 * Reads the text of a key as a person gave it: a line break at its end belongs to the file or the terminal it came from.
 *
 * @returns the key, or what is wrong with it; the sentence never quotes it
 */
export function readKeyText(text: string): { readonly key: string } | { readonly problem: string } {
  const key = text.trim();
  if (key === '') return { problem: 'it is blank' };
  if (/[\r\n]/.test(key)) return { problem: 'it has a line break inside: copy it again, in one piece' };
  if (/^Bearer\s/i.test(key)) return { problem: 'it starts with "Bearer": give the key alone' };
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return { problem: 'it has a character that no key has (a space, a typographic quote): copy it again' };
  }
  return { key };
}

/** Reads a day such as `2027-03-01`; null if it is none. */
export function readDay(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}

function dayOf(instant: Instant): Temporal.PlainDate {
  return Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').toPlainDate();
}
