import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DeleteCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import type { RemediationSettings } from '../../../core/cases/remediation-settings.ts';
import { type OrganizationSettings, organizationSchema } from '../../../core/settings.ts';
import { sha256 } from '../archive-rows.ts';
import {
  conditionHeld,
  getDocument,
  type History,
  type ItemKey,
  organizationKey,
  putIfAbsent,
  queryRange,
} from './history.ts';

const listedSchema = z.object({ sk: z.string(), since: z.string() }).transform(({ sk, since }) => ({ id: sk, since }));

export type ListedOrganization = z.output<typeof listedSchema>;

/** The organizations that are taken care of, by id, and since when. */
export function listOrganizations(history: History): Promise<ListedOrganization[]> {
  return queryRange(history, { pk: 'ORGS', from: '0', to: '~' }, listedSchema);
}

/**
 * An organization's settings as applied, or one earlier version of them by its hash; undefined if nobody has applied
 * any. A run that has begun goes on with the version it began with.
 */
export function getSettings(
  history: History,
  organization: string,
  version?: string,
): Promise<OrganizationSettings | undefined> {
  const sk = version === undefined ? 'SETTINGS' : `SETTINGS#${version}`;
  return getDocument(history, organizationKey(organization, sk), settingsRow);
}

/** Whether an organization is taken care of: listed, and not dropped since. */
export async function isInCare(history: History, organization: string): Promise<boolean> {
  return (await getDocument(history, { pk: 'ORGS', sk: organization }, listedSchema)) !== undefined;
}

const settingsRow = z.object({ settings: organizationSchema }).transform(({ settings }) => settings);

/** Names one version of an organization's settings, in whichever order their fields stand. */
export function settingsVersion(settings: OrganizationSettings): string {
  return sha256(JSON.stringify(organizationSchema.parse(settings))).slice(0, 16);
}

type Halted = NonNullable<RemediationSettings['halted']>;

/**
 * Applies settings, and takes the organization into care if it is not yet. `seen`: the halt that whoever applies them has
 * read; if another one has come since, nothing is written and it is `false`. Left out: whatever is there.
 */
export async function putSettings(
  history: History,
  settings: OrganizationSettings,
  now: Instant,
  seen?: Halted | null,
): Promise<boolean> {
  const { client, table } = history;
  const row = { ...organizationKey(settings.id, 'SETTINGS'), settings };
  await putVersion(history, settings);
  const put = new PutCommand({ TableName: table, Item: row, ...(seen !== undefined && stillHaltedAs(seen)) });
  if (!(await conditionHeld(client.send(put)))) return false;
  await putIfAbsent(history, { pk: 'ORGS', sk: settings.id }, { since: now });
  return true;
}

function stillHaltedAs(seen: Halted | null) {
  const path = '#settings.#remediation.#halted';
  const names = { '#settings': 'settings', '#remediation': 'remediation', '#halted': 'halted' };
  const none = `attribute_not_exists(${path})`;
  if (seen === null) return { ConditionExpression: none, ExpressionAttributeNames: names };
  return {
    ConditionExpression: `${none} OR (${path}.#by = :by AND ${path}.#at = :at AND ${path}.#why = :why)`,
    ExpressionAttributeNames: { ...names, '#by': 'by', '#at': 'at', '#why': 'why' },
    ExpressionAttributeValues: { ':by': seen.by, ':at': seen.at, ':why': seen.why },
  };
}

function putVersion(history: History, settings: OrganizationSettings): Promise<boolean> {
  return putIfAbsent(history, organizationKey(settings.id, `SETTINGS#${settingsVersion(settings)}`), { settings });
}

/**
 * Switches remediation off in the settings as they stand at that moment; nothing else of them changes, nor whether the
 * organization is taken care of. `false`: they say nothing of remediation.
 */
export async function haltRemediation(history: History, organization: string, halted: Halted): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: history.table,
    Key: organizationKey(organization, 'SETTINGS'),
    UpdateExpression: 'SET #settings.#remediation.#switch = :off, #settings.#remediation.#halted = :halted',
    ConditionExpression: 'attribute_exists(#settings.#remediation)',
    ExpressionAttributeNames: {
      ...{ '#settings': 'settings', '#remediation': 'remediation' },
      ...{ '#switch': 'switch', '#halted': 'halted' },
    },
    ExpressionAttributeValues: { ':off': 'off', ':halted': halted },
  });
  // A walk that begins between the two writes finds the version it began with.
  const before = await getSettings(history, organization);
  if (before?.remediation) {
    await putVersion(history, { ...before, remediation: { ...before.remediation, switch: 'off', halted } });
  }
  if (!(await conditionHeld(history.client.send(update)))) return false;
  const after = await getSettings(history, organization);
  if (after) await putVersion(history, after);
  return true;
}

/** Takes an organization out of care; its settings and history stay. */
export async function dropOrganization({ client, table }: History, organization: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: { pk: 'ORGS', sk: organization } }));
}

/** One kind of row (`SETTINGS`, `HEAD`) of many organizations at once; who has none is left out. */
export async function getRows<Schema extends z.ZodType>(
  history: History,
  organizations: readonly string[],
  sk: string,
  schema: Schema,
): Promise<Map<string, z.output<Schema>>> {
  const rows = new Map<string, z.output<Schema>>();
  for (let from = 0; from < organizations.length; from += BATCH) {
    const keys = organizations.slice(from, from + BATCH).map((organization) => organizationKey(organization, sk));
    for (const item of await getBatch(history, keys)) {
      rows.set(String(item.pk).slice('ORG#'.length), schema.parse(item));
    }
  }
  return rows;
}

// DynamoDB's limit for one batch of reads.
const BATCH = 100;

async function getBatch({ client, table }: History, keys: readonly ItemKey[]): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let waiting: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
  while (waiting.length > 0) {
    const request = { [table]: { Keys: waiting, ConsistentRead: true } };
    const answer: BatchGetCommandOutput = await client.send(new BatchGetCommand({ RequestItems: request }));
    found.push(...(answer.Responses?.[table] ?? []));
    waiting = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}
