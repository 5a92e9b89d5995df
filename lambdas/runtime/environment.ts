import * as z from 'zod';
import { plainWords } from '../../core/plain-words.ts';

const name = z.string().min(1);

/** What every function is given. */
const everyFunction = z.object({ HISTORY_TABLE: name });

/** Where names live: `s3://bucket` deployed, `file:///folder` on one machine. */
const archiveUrl = z.url({ protocol: /^(s3|file)$/ });

/** Where the APIs are; another address is for tests and for the simulated organization. */
export const apiAddresses = {
  ATLASSIAN_API_URL: z.url().default('https://api.atlassian.com'),
  JIRA_SITE_URL: z.url().optional(),
  GRAPH_API_URL: z.url().default('https://graph.microsoft.com'),
  GRAPH_LOGIN_URL: z.url().default('https://login.microsoftonline.com'),
};

/** The environment of each function, by its name: what CDK sets and what the function reads are the same schema. */
export const environments = {
  dispatch: everyFunction.extend({
    KEYS_FUNCTION: name,
    REPORT_FUNCTION: name,
    /** The alias to invoke: a durable function takes a qualified name only. */
    SNAPSHOT_FUNCTION: name,
  }),
  snapshot: everyFunction.extend({
    ARCHIVE_URL: archiveUrl,
    EVENT_BUS: name,
    /** Secrets are named `<prefix>/<organization>/<kind>`. */
    SECRET_PREFIX: name,
    ATLASSIAN_API_URL: apiAddresses.ATLASSIAN_API_URL,
    JIRA_SITE_URL: apiAddresses.JIRA_SITE_URL,
  }),
  drift: everyFunction.extend({
    ARCHIVE_URL: archiveUrl,
    EVENT_BUS: name,
    CONFIGURATION_SET: name,
    /** The verified identity that sends where an organization names none of its own. */
    SENDER: z.email(),
  }),
  delivery: everyFunction,
  report: everyFunction.extend({ ARCHIVE_URL: archiveUrl, CONFIGURATION_SET: name, SENDER: z.email() }),
  keys: everyFunction.extend({
    ARCHIVE_URL: archiveUrl,
    SECRET_PREFIX: name,
    CONFIGURATION_SET: name,
    SENDER: z.email(),
    ...apiAddresses,
  }),
  decide: everyFunction.extend({ EVENT_BUS: name }),
  answer: everyFunction,
  remediate: everyFunction.extend({
    ARCHIVE_URL: archiveUrl,
    SECRET_PREFIX: name,
    ATLASSIAN_API_URL: apiAddresses.ATLASSIAN_API_URL,
    CONFIGURATION_SET: name,
    SENDER: z.email(),
    /** The answer page, where a token is appended; left out: holders answer by mail. */
    ANSWER_URL: z.url().optional(),
    JIRA_SITE_URL: apiAddresses.JIRA_SITE_URL,
    GRAPH_API_URL: apiAddresses.GRAPH_API_URL,
    GRAPH_LOGIN_URL: apiAddresses.GRAPH_LOGIN_URL,
  }),
} as const;

/** What functions count and CDK watches. No dimension but the service, so that all metrics stay inside the free tier. */
export const METRICS = {
  namespace: 'BillableDrift',
  service: 'billable-drift',
  names: [
    'OrganizationsOverdue',
    'SnapshotsPartial',
    'InspectionsFailed',
    'MailsFailed',
    'MailsUnsure',
    'KeysRefused',
    'KeysExpiring',
    'CasesStuck',
    'CasesStopped',
    'ProvisioningPaused',
  ],
} as const;

export type MetricName = (typeof METRICS.names)[number];

export type FunctionName = keyof typeof environments;
export type Environment<Name extends FunctionName> = z.output<(typeof environments)[Name]>;

/** What CDK has to set for a function, defaults left out or not. */
export type EnvironmentInput<Name extends FunctionName> = z.input<(typeof environments)[Name]>;

/**
 * Reads a function's environment.
 *
 * @throws Error naming each variable that is missing or wrong
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const result = schema.safeParse(env, { error: plainWords });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the environment of this function is not right: ${problems.join('; ')}.`);
}
