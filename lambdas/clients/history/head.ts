import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { conditionHeld, getDocument, type History, organizationKey } from './history.ts';

const leaseSchema = z.object({ owner: z.string(), attempt: z.number(), asOf: z.string(), until: z.string() });

export const headSchema = z.object({
  /** Walks begun so far. */
  attempts: z.number().default(0),
  lease: leaseSchema.optional(),
  /** The newest complete snapshot. */
  snapshot: z.string().optional(),
  /** The last recorded digest. */
  digest: z.string().optional(),
  /** The slots of the last monthly report and of the last renewal pack. */
  report: z.string().optional(),
  renewal: z.string().optional(),
  /** When the keys were last checked. */
  keys: z.string().optional(),
});

export type Head = z.output<typeof headSchema>;
export type Lease = z.output<typeof leaseSchema>;

/** An organization's head: its newest complete snapshot, and who is walking now. */
export async function getHead(history: History, organization: string): Promise<Head> {
  return (await getDocument(history, organizationKey(organization, 'HEAD'), headSchema)) ?? { attempts: 0 };
}

export interface LeaseRequest {
  /** Whoever holds a lease may take it again: a resumed run goes on where it stood. */
  readonly owner: string;
  readonly asOf: Instant;
  readonly now: Instant;
  readonly until: Instant;
}

export type LeaseAnswer =
  | { readonly taken: true; readonly lease: Lease }
  | { readonly taken: false; readonly holder: Lease };

/** Takes the organization's one lease on walking, unless somebody else holds it. Each lease is a new attempt. */
export async function takeLease(history: History, organization: string, request: LeaseRequest): Promise<LeaseAnswer> {
  const { owner, asOf, now, until } = request;
  for (;;) {
    const { attempts, lease: holder } = await getHead(history, organization);
    if (holder && holder.owner !== owner && holder.until >= now) return { taken: false, holder };
    const lease = { owner, attempt: attempts + 1, asOf, until };
    const written = await updateHead(history, organization, {
      update: 'SET #attempts = :next, #lease = :lease',
      condition: 'attribute_not_exists(#attempts) OR #attempts = :known',
      names: { '#attempts': 'attempts', '#lease': 'lease' },
      values: { ':next': lease.attempt, ':known': attempts, ':lease': lease },
    });
    if (written) return { taken: true, lease };
  }
}

/** Holds the lease longer; `false` if somebody else has taken it meanwhile. */
export function renewLease(history: History, organization: string, lease: Lease, until: Instant): Promise<boolean> {
  return updateHead(history, organization, {
    update: 'SET #lease.#until = :until',
    condition: '#lease.#attempt = :attempt',
    names: { '#lease': 'lease', '#until': 'until', '#attempt': 'attempt' },
    values: { ':until': until, ':attempt': lease.attempt },
  });
}

/** Gives the lease back; nothing happens if somebody else has taken it meanwhile. */
export async function releaseLease(history: History, organization: string, lease: Lease): Promise<void> {
  await updateHead(history, organization, {
    update: 'REMOVE #lease',
    condition: '#lease.#attempt = :attempt',
    names: { '#lease': 'lease', '#attempt': 'attempt' },
    values: { ':attempt': lease.attempt },
  });
}

/** Makes a sealed snapshot the head; `false` if the head is this one already or a newer one. */
export function advanceHead(history: History, organization: string, asOf: Instant): Promise<boolean> {
  return updateHead(history, organization, {
    update: 'SET #snapshot = :asOf',
    condition: 'attribute_not_exists(#snapshot) OR #snapshot < :asOf',
    names: { '#snapshot': 'snapshot' },
    values: { ':asOf': asOf },
  });
}

/** Notes the last recorded digest; `false` if a later one is noted already. */
export function noteDigest(history: History, organization: string, asOf: Instant): Promise<boolean> {
  return updateHead(history, organization, {
    update: 'SET #digest = :asOf',
    condition: 'attribute_not_exists(#digest) OR #digest < :asOf',
    names: { '#digest': 'digest' },
    values: { ':asOf': asOf },
  });
}

/** Notes when the keys were checked; `false` if a later check is noted already. */
export function noteKeyCheck(history: History, organization: string, asOf: Instant): Promise<boolean> {
  return updateHead(history, organization, {
    update: 'SET #keys = :asOf',
    condition: 'attribute_not_exists(#keys) OR #keys < :asOf',
    names: { '#keys': 'keys' },
    values: { ':asOf': asOf },
  });
}

/** Notes the slot of a report that was made; `false` if a later one is noted already. */
export function noteReport(
  history: History,
  organization: string,
  occasion: 'report' | 'renewal',
  asOf: Instant,
): Promise<boolean> {
  return updateHead(history, organization, {
    update: 'SET #occasion = :asOf',
    condition: 'attribute_not_exists(#occasion) OR #occasion < :asOf',
    names: { '#occasion': occasion },
    values: { ':asOf': asOf },
  });
}

interface HeadUpdate {
  readonly update: string;
  readonly condition: string;
  readonly names: Record<string, string>;
  readonly values: Record<string, unknown>;
}

function updateHead(history: History, organization: string, write: HeadUpdate): Promise<boolean> {
  return conditionHeld(
    history.client.send(
      new UpdateCommand({
        TableName: history.table,
        Key: organizationKey(organization, 'HEAD'),
        UpdateExpression: write.update,
        ConditionExpression: write.condition,
        ExpressionAttributeNames: write.names,
        ExpressionAttributeValues: write.values,
      }),
    ),
  );
}
