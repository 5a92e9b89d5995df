import * as z from 'zod';

/** An instant in UTC, whole seconds, ISO 8601: `2026-11-23T06:00:00Z`. Instants of one form sort as text. */
export type Instant = string;

/** Atlassian's own flag. `unknown`: the source left it out. Never guessed into either of the others. */
const billableStateSchema = z.enum(['billable', 'not-billable', 'unknown']);
export type BillableState = z.output<typeof billableStateSchema>;

/** The state of an account id in one snapshot; `absent`: the snapshot does not hold it. */
export const presenceStateSchema = z.enum(['billable', 'not-billable', 'unknown', 'absent']);
export type PresenceState = z.output<typeof presenceStateSchema>;

/**
 * An ISO date or instant of the last activity; `never`: the source says there was none; `unknown`: what the source
 * gave could not be read. Unknown is not idle, and not never.
 */
export type LastActive = string;

const productAccessSchema = z.object({
  product: z.string(),
  /** A host, or a workspace's name; null where the source names none. */
  site: z.string().nullable(),
  lastActive: z.string(),
});

/** One product an account can reach. */
export type ProductAccess = z.output<typeof productAccessSchema>;

/**
 * A claimed account, whichever source told it. `type` and `status` are Atlassian's open lists (atlassian, app,
 * customer; active, inactive, closed) and pass through as they came. `email` is null where its owner hides it.
 */
export const accountSchema = z.object({
  accountId: z.string(),
  type: z.string(),
  status: z.string(),
  billable: billableStateSchema,
  name: z.string(),
  email: z.string().nullable(),
  lastActive: z.string(),
  access: z.array(productAccessSchema).readonly(),
  /** Its authentication policy as an export names it; the API's list of accounts has none. */
  policy: z.object({ name: z.string().nullable(), type: z.enum(['billable', 'non-billable', 'unknown']) }).optional(),
});

export type Account = z.output<typeof accountSchema>;

/** `2026-11-23T06:00:00.123Z` and its like in the one form of an {@link Instant}; fractions of a second are dropped. */
export function toInstant(date: Date): Instant {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** The domain of an account's e-mail in lower case; null where the e-mail is hidden or has none. */
export function domainOf(account: Account): string | null {
  const at = account.email?.lastIndexOf('@') ?? -1;
  return at < 0 || !account.email ? null : account.email.slice(at + 1).toLowerCase() || null;
}

/** A date or instant as a source wrote it, read into a {@link LastActive}; nothing there means never. */
export function readLastActive(text: string | null | undefined): LastActive {
  const trimmed = text?.trim();
  if (!trimmed) return 'never';
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(trimmed) && !Number.isNaN(Date.parse(trimmed)) ? trimmed : 'unknown';
}

/**
 * `https://Contoso.atlassian.net/wiki` and its like as the bare host in lower case. Null for what is no host: exports
 * name people's workspaces where a site could stand, and those are names.
 */
export function readSite(text: string | null | undefined): string | null {
  const host = text
    ?.trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#].*$/, '');
  return host && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) ? host : null;
}
