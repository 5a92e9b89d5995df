import * as z from 'zod';

/**
 * A caller as IAM tells it: an ARN such as `arn:aws:sts::111122223333:assumed-role/Admins/anna@contoso.com`, or on one
 * machine `local:anna`.
 */
export const callerSchema = z.string().regex(/^(arn:[a-z-]+:(iam|sts)::\d{12}:\S+|local:\S+)$/, {
  error: 'an ARN of IAM or STS as `aws sts get-caller-identity` tells it, or local:NAME on one machine',
});

const limit = (accounts: number, percent: number) =>
  z
    .strictObject({
      accounts: z.number().int().min(1).max(500).default(accounts),
      /** Of the billable accounts of the newest complete snapshot. */
      percent: z.number().min(0.1).max(100).default(percent),
    })
    .default({ accounts, percent });

/** What the program may do itself; whatever is not named, a person does. */
export const AUTOMATED = [
  'deactivate',
  'non-billable-policy',
  'leave-or-delete-workspace',
  'narrow-sync',
  'relink-through-idp',
  /** The requests of options 5 and 6 are listed before and moved after. */
  'request-history',
] as const;

/** How holders are asked whether they need what they hold. Days are whole days after the first mail. */
const askSchema = z
  .strictObject({
    /** Who has not answered is reminded then, at most twice. */
    reminderDays: z.array(z.number().int().min(1).max(40)).max(2).default([7, 14]),
    /** From then on silence counts as no answer: nothing is deleted and nothing excluded. */
    answerDays: z.number().int().min(1).max(45).default(21),
    /** Mails to holders for one day (UTC) of one organization, reminders included. */
    mailsPerDay: z.number().int().min(1).max(1000).default(100),
    /** Where an answer by mail goes; left out: to the first of `mail.admins`. */
    replyTo: z.email().optional(),
  })
  .prefault({})
  .refine(({ reminderDays: [first, second = Number.POSITIVE_INFINITY] }) => first === undefined || first < second, {
    error: 'the second reminder comes after the first',
    path: ['reminderDays'],
  });
export type AskSettings = z.output<typeof askSchema>;

/** Who may have what changed, and how much at once. Left out: nothing may. */
export const remediationSchema = z.strictObject({
  /** Off also stops cases that are under way, before their next step: the kill switch. */
  switch: z.enum(['on', 'off']).default('off'),
  /** Written by `cases halt`, with the switch; settings that are applied anew take it away. */
  halted: z.strictObject({ by: callerSchema, at: z.string(), why: z.string() }).optional(),
  /** The options whose steps the program takes itself. Empty: every step is a person's, and nothing is written. */
  automated: z.array(z.enum(AUTOMATED)).default([]),
  /** For one case, and for one day (UTC) of one organization. */
  limits: z
    .strictObject({ perCase: limit(50, 10), perDay: limit(100, 20) })
    .default({ perCase: { accounts: 50, percent: 10 }, perDay: { accounts: 100, percent: 20 } }),
  approvers: z.array(callerSchema).default([]),
  /** Only these approve what gives up single sign-on or control of an account: options 1, 2, 2b and 8. */
  securityApprovers: z.array(callerSchema).default([]),
  /** How holders are asked; see option 3. */
  ask: askSchema,
});

export type RemediationSettings = z.output<typeof remediationSchema>;

/** Settings that are put anew do not lift what somebody has halted, unless somebody means them to. */
export function keepHalted<Settings extends { readonly remediation?: RemediationSettings | undefined }>(
  settings: Settings,
  applied: { readonly remediation?: RemediationSettings | undefined } | undefined,
): Settings {
  const halted = applied?.remediation?.halted;
  if (!halted || !settings.remediation) return settings;
  return { ...settings, remediation: { ...settings.remediation, switch: 'off', halted } };
}

/** That remediation is off, and by whom if somebody has halted it; null while it is on. */
export function whyOff(settings: RemediationSettings | undefined): string | null {
  if (settings?.switch === 'on') return null;
  const halted = settings?.halted;
  return halted
    ? `remediation is switched off: ${halted.by} halted it on ${halted.at.slice(0, 10)} (${halted.why})`
    : 'remediation is switched off';
}

/** {@link whyOff}, for whoever wants to begin something: with the way to switch it on. */
export function whyNotBegun(settings: RemediationSettings | undefined): string | null {
  const off = whyOff(settings);
  return off === null
    ? null
    : `${off}: set "switch": "on" in the organization's "remediation" in billable-drift.json, and apply it`;
}
