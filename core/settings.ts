import * as z from 'zod';
import { thresholdsSchema } from './alerts/thresholds.ts';
import { contractSchema } from './billing/contract.ts';
import { remediationSchema } from './cases/remediation-settings.ts';
import { RECOMMENDATION_ORDER } from './options/option-id.ts';
import { plainWords } from './plain-words.ts';
import { productKeyOf } from './products.ts';

const host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host such as contoso.atlassian.net, without https://');

/** An organization's id: in Atlassian a UUID; here any name that is safe as a key and as a folder. */
export const organizationId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'letters, digits and dashes, at most 64');

const timeZone = z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Berlin');
const locale = z.string().refine(isLocale, 'a BCP 47 locale such as en-GB');

/** A product by its key, or by its name as Atlassian's pages write it. */
const product = z
  .string()
  .trim()
  .min(1)
  .transform((text) => productKeyOf(text) ?? text.toLowerCase());

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const ownSite = z.union([
  host.transform((name) => ({ host: name, sandbox: false })),
  z.strictObject({ host, sandbox: z.boolean() }),
]);

/** An identity provider's directory: which product it is, and who may change its application there. */
const directory = z.strictObject({
  /** Atlassian's id of the directory. */
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'a directory id from admin.atlassian.com'),
  idp: z.enum(['entra', 'okta', 'google', 'onelogin', 'other']),
  /** The application at the identity provider; for Entra the service principal's object id. */
  appId: z.string().trim().min(1).max(128).optional(),
  /** Who administers that application. */
  admin: z.email().optional(),
});

/** One organization's settings; reading what was read before changes nothing. */
export const organizationSchema = z.strictObject({
  id: organizationId,
  name: z.string().trim().min(1).max(200),
  timeZone: timeZone.default('UTC'),
  locale: locale.default('en-GB'),
  sites: z.array(ownSite).optional(),
  partnerSites: z.array(host).default([]),
  licensedProducts: z.array(product).default([]),
  directories: z.array(directory).optional(),
  /** No API lists policies, so it has to be named here. */
  nonBillablePolicyId: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'a policy id')
    .optional(),
  /** Whether new accounts of your domains are claimed by themselves: no API tells it. */
  autoClaim: z.enum(['on', 'off']).optional(),
  /** The options that may be proposed; all of them if it is left out. */
  allowedOptions: z.array(z.enum(RECOMMENDATION_ORDER)).optional(),
  schedule: z
    .strictObject({
      /** The full hour, in the organization's time zone, of the daily snapshot. */
      hour: z.number().int().min(0).max(23).default(6),
      digestDay: z.enum(WEEKDAYS).default('monday'),
    })
    .default({ hour: 6, digestDay: 'monday' }),
  mail: z
    .strictObject({
      sender: z.email().optional(),
      admins: z.array(z.email()).default([]),
      finance: z.array(z.email()).default([]),
      /** When something is told between two digests; left out: only what is suspicious, and the fix-by date. */
      thresholds: thresholdsSchema.optional(),
    })
    .default({ admins: [], finance: [] }),
  /** How Atlassian bills this organization; left out: money is only a rough figure by a public list. */
  contract: contractSchema.optional(),
  /** Who may have accounts changed; left out: nobody. */
  remediation: remediationSchema.optional(),
});

/** The settings file, `billable-drift.json`. A field it does not know is an error, so that a slip is seen. */
export const settingsSchema = z.strictObject({
  $schema: z.string().optional(),
  /** What CDK reads; its own schema is in lib/. */
  deployment: z.unknown().optional(),
  organizations: z.array(organizationSchema).min(1).check(eachIdOnce),
});

/** One organization's settings. `sites` undefined: nobody has said yet which sites are its own. */
export type OrganizationSettings = z.output<typeof organizationSchema>;
export type Settings = z.output<typeof settingsSchema>;
export type OwnSite = z.output<typeof ownSite>;
export type DirectorySettings = z.output<typeof directory>;

/** What an organization without a settings file starts from. */
export function defaultSettings(id: string, name: string): OrganizationSettings {
  return organizationSchema.parse({ id, name });
}

export type SettingsReading =
  | { readonly valid: true; readonly settings: Settings }
  | { readonly valid: false; readonly problems: readonly string[] };

/** Reads a settings document of unknown shape; a problem names the path of its field: `organizations[0].sites[1]: …`. */
export function readSettings(document: unknown): SettingsReading {
  const result = settingsSchema.safeParse(document, { error: plainWords });
  if (result.success) return { valid: true, settings: result.data };
  return { valid: false, problems: result.error.issues.flatMap((issue) => describeIssue(issue, issue.path)) };
}

function describeIssue(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): string[] {
  // Of a union the branch that fits best speaks: the one whose value is of the right type.
  const nested =
    issue.code === 'invalid_union' ? issue.errors.flat().find(({ code }) => code !== 'invalid_type') : undefined;
  if (nested) return describeIssue(nested, [...path, ...nested.path]);
  return [`${pathText(path) || 'the file'}: ${issue.message}`];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text ? `${text}.${String(step)}` : String(step);
  }, '');
}

function eachIdOnce(payload: z.core.ParsePayload<{ id: string }[]>): void {
  payload.value.forEach(({ id }, index) => {
    if (payload.value.findIndex((other) => other.id === id) === index) return;
    payload.issues.push({ code: 'custom', input: id, path: [index, 'id'], message: `${id} is there twice` });
  });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}
