import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { StateFolder } from './state-folder.ts';

/** Whom the services answer: made anew for each run. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function newCredentials(): Credentials {
  return { accessKeyId: randomUUID(), secretAccessKey: randomUUID() };
}

/** Where the services answer; `json`: secrets and events. */
export interface ServiceUrls {
  readonly lambda: string;
  readonly ses: string;
  readonly json: string;
}

/** Other addresses than the APIs' own. */
export type ApiVariables = Readonly<
  Partial<Record<'ATLASSIAN_API_URL' | 'JIRA_SITE_URL' | 'GRAPH_API_URL' | 'GRAPH_LOGIN_URL', string>>
>;

export type Variables = Readonly<Record<string, string | undefined>>;

export const SECRET_PREFIX = 'billable-drift';

/** Sends where an organization names no sender of its own; no mail can ever reach that domain (RFC 2606). */
const SENDER = 'billable-drift@outbox.invalid';

/** What the functions find in their environment on one machine; undefined takes a variable away. */
export function functionEnvironment(
  { archive, history, tableUrl }: StateFolder,
  { lambda, ses, json }: ServiceUrls,
  { accessKeyId, secretAccessKey }: Credentials,
  apis: ApiVariables,
): Variables {
  return {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    // Whatever the shell has for the real AWS would come first.
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
    AWS_ENDPOINT_URL_DYNAMODB: tableUrl,
    AWS_ENDPOINT_URL_LAMBDA: lambda,
    AWS_ENDPOINT_URL_SES: ses,
    AWS_ENDPOINT_URL_EVENTBRIDGE: json,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: json,
    HISTORY_TABLE: history.table,
    ARCHIVE_URL: pathToFileURL(archive.location).href,
    EVENT_BUS: 'billable-drift',
    SECRET_PREFIX,
    ATLASSIAN_API_URL: apis.ATLASSIAN_API_URL,
    JIRA_SITE_URL: apis.JIRA_SITE_URL,
    GRAPH_API_URL: apis.GRAPH_API_URL,
    GRAPH_LOGIN_URL: apis.GRAPH_LOGIN_URL,
    CONFIGURATION_SET: 'outbox',
    SENDER,
    // Standard output is the command's own.
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
}

/** Sets variables of this process; returns what puts them back. */
export function setEnvironment(variables: Variables): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  assign(variables);
  return () => assign(before);
}

function assign(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
