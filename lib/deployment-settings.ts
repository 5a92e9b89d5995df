import { existsSync, readFileSync } from 'node:fs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { plainWords } from '../core/plain-words.ts';

const retentionDays = Object.values(RetentionDays)
  .filter((value) => typeof value === 'number')
  .filter((days) => days !== RetentionDays.INFINITE)
  .sort((a, b) => a - b);

const logRetentionDays = z
  .literal(retentionDays, { error: `one of the periods CloudWatch knows: ${retentionDays.join(', ')}` })
  .default(RetentionDays.ONE_MONTH);

const domain = z.hostname().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
const identity = z.union([z.email(), domain], {
  error: 'an address or a domain, in small letters, without @ before it',
});

const uuid = z.uuid();
const slackId = z.string().regex(/^[0-9A-Z]+$/, 'an ID of Slack such as C061EG9SL, from the link of the channel');

/** Where alarms are told besides mail, by AWS's own chat service; its console joins the workspace or tenant first, once. */
const chatSchema = z.union(
  [
    z.strictObject({ slack: z.strictObject({ workspaceId: slackId, channelId: slackId }) }),
    z.strictObject({ teams: z.strictObject({ tenantId: uuid, teamId: uuid, channelId: z.string().min(1) }) }),
  ],
  { error: 'either "slack" with workspaceId and channelId, or "teams" with tenantId, teamId and channelId' },
);

export type Chat = z.output<typeof chatSchema>;

const deploymentSchema = z
  .strictObject({
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-central-1'),
    /** Left out: the account whose credentials deploy. */
    account: z
      .string()
      .regex(/^\d{12}$/, 'the 12 digits of an AWS account, in quotes')
      .optional(),
    /** The address that sends; it, or its domain, is a verified identity of SES in this region. */
    sender: z.email(),
    /** What else organizations may send as: further verified identities of SES, each named as SES lists it. */
    senders: z.array(identity).default([]),
    alarmRecipients: z.array(z.email()).min(1),
    chat: chatSchema.optional(),
    logRetentionDays,
    /** Whether cases can be decided and carried out at all; each organization switches it on for itself besides. */
    remediation: z.enum(['on', 'off']).default('off'),
    /** A page, open to the internet, on which holders who were mailed answer; off: they reply to the mail. */
    answerPage: z.enum(['on', 'off']).default('off'),
    /** On every resource, beside `application: billable-drift`: for the bill, and for policies of the account. */
    tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
  })
  .refine(({ remediation, answerPage }) => remediation === 'on' || answerPage === 'off', {
    error: 'nobody is asked while deployment.remediation is off: switch that on too',
    path: ['answerPage'],
  });

// What else the file holds is applied to the table and has no say in the stack.
const settingsFile = z.object({ deployment: deploymentSchema });

/** The part of `billable-drift.json` that CDK reads. */
export type Deployment = z.output<typeof deploymentSchema>;

export type DeploymentReading =
  | { readonly valid: true; readonly deployment: Deployment }
  | { readonly valid: false; readonly problems: readonly string[] };

/** Reads a settings document of unknown shape; a problem names the path of its field: `deployment.sender: …`. */
export function readDeployment(document: unknown): DeploymentReading {
  const result = settingsFile.safeParse(document, { error: plainWords });
  if (result.success) return { valid: true, deployment: result.data.deployment };
  const problems = result.error.issues.map(
    ({ path, message }) => `${z.core.toDotPath(path) || 'the file'}: ${message}`,
  );
  return { valid: false, problems };
}

/** Reads the settings file; one that cannot be read is a problem that says what to do. */
export function loadDeployment(file: string): DeploymentReading {
  if (!existsSync(file)) {
    const remedy = 'write its "deployment" part after the model of lib/example-settings.json';
    return { valid: false, problems: [`it is not there: ${remedy}, or name another file with -c config=FILE`] };
  }
  const text = readFileSync(file, 'utf8');
  try {
    return readDeployment(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return { valid: false, problems: [`it is not JSON: ${error.message}`] };
    throw error;
  }
}
