import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { audienceSchema } from '../../../core/digest.ts';
import {
  conditionHeld,
  getDocument,
  type History,
  type ItemKey,
  organizationKey,
  putIfAbsent,
  queryRange,
} from './history.ts';

const mailSchema = z.object({
  organization: z.string(),
  kind: z.enum(['digest', 'keys', 'report', 'renewal', 'ask', 'not-me', 'alert', 'reminder']),
  asOf: z.string(),
  audience: z.enum([...audienceSchema.options, 'holder']),
  recipientHash: z.string(),
  /** The rendered mail in the archive, without its ending, and the SHA-256 of the `.eml`. */
  archiveKey: z.string(),
  sha256: z.string(),
  /** `sending`: claimed, its answer not known yet. `unsure`: the answer was lost. `bounced`: sent, and came back. */
  state: z.enum(['pending', 'sending', 'sent', 'failed', 'unsure', 'bounced']),
  detail: z.string().nullable(),
  /** When the state was taken on. */
  since: z.string(),
});

/** One mail to one recipient. */
export type OutboxMail = z.output<typeof mailSchema>;
export type MailState = OutboxMail['state'];
export type MailKind = OutboxMail['kind'];
export type MailAudience = OutboxMail['audience'];

/** Puts a rendered mail into the outbox once; `false` if it is there already. */
export function putMail(history: History, mail: OutboxMail): Promise<boolean> {
  return putIfAbsent(history, keyOf(mail), mail);
}

export function getMail(history: History, key: ItemKey): Promise<OutboxMail | undefined> {
  return getDocument(history, key, mailSchema);
}

/** The mails of one kind and instant, whatever their state. */
export function listMails(
  history: History,
  organization: string,
  kind: MailKind,
  asOf: Instant,
): Promise<OutboxMail[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: `MAIL#${kind}#${asOf}#`, to: `MAIL#${kind}#${asOf}#~` }, mailSchema);
}

/** Every mail of an organization from a day on, by instant, whatever its kind and state. */
export async function listAllMails(history: History, organization: string, since: string): Promise<OutboxMail[]> {
  const { pk } = organizationKey(organization, '');
  const lists = await Promise.all(
    mailSchema.shape.kind.options.map((kind) =>
      queryRange(history, { pk, from: `MAIL#${kind}#${since}`, to: `MAIL#${kind}#~` }, mailSchema),
    ),
  );
  const order = ({ asOf, audience, recipientHash }: OutboxMail) => `${asOf} ${audience} ${recipientHash}`;
  return lists.flat().sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

/** Moves a mail on from the state it is known to be in; `false` if somebody was faster. */
export function moveMail(
  { client, table }: History,
  mail: OutboxMail,
  to: MailState,
  since: Instant,
  detail: string | null = null,
): Promise<boolean> {
  return conditionHeld(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(mail),
        UpdateExpression: 'SET #state = :to, #detail = :detail, #since = :since',
        ConditionExpression: '#state = :from',
        ExpressionAttributeNames: { '#state': 'state', '#detail': 'detail', '#since': 'since' },
        ExpressionAttributeValues: { ':from': mail.state, ':to': to, ':detail': detail, ':since': since },
      }),
    ),
  );
}

function keyOf({ organization, kind, asOf, recipientHash }: OutboxMail) {
  return mailRowKey(organization, kind, asOf, recipientHash);
}

export function mailRowKey(organization: string, kind: MailKind, asOf: Instant, recipientHash: string): ItemKey {
  return organizationKey(organization, `MAIL#${kind}#${asOf}#${recipientHash}`);
}

/** The key of a mail's row as a message tag: letters, digits, dashes and underscores only. */
export function mailTag(mail: OutboxMail): string {
  const { pk, sk } = keyOf(mail);
  return Buffer.from(`${pk}\n${sk}`).toString('base64url');
}

/** The row that a tag names; null for a tag that is none of ours. */
export function keyOfTag(tag: string): ItemKey | null {
  const [pk, sk, ...rest] = Buffer.from(tag, 'base64url').toString().split('\n');
  return pk?.startsWith('ORG#') && sk?.startsWith('MAIL#') && rest.length === 0 ? { pk, sk } : null;
}

/** What an event of the mail service says of a mail; `false` if its row is gone or settled the same or further on. */
export function settleMail(
  { client, table }: History,
  key: ItemKey,
  to: 'sent' | 'bounced' | 'failed',
  since: Instant,
  detail: string | null,
): Promise<boolean> {
  const from = to === 'bounced' ? ['sending', 'unsure', 'sent'] : ['sending', 'unsure'];
  return conditionHeld(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...key },
        UpdateExpression: 'SET #state = :to, #detail = :detail, #since = :since',
        ConditionExpression: `#state IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
        ExpressionAttributeNames: { '#state': 'state', '#detail': 'detail', '#since': 'since' },
        ExpressionAttributeValues: {
          ':to': to,
          ':detail': detail,
          ':since': since,
          ...Object.fromEntries(from.map((state, index) => [`:from${index}`, state])),
        },
      }),
    ),
  );
}
