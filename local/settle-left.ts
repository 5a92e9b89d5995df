import { lastDigest } from '../lambdas/clients/history/digests.ts';
import { getHead, releaseLease } from '../lambdas/clients/history/head.ts';
import { listOrganizations } from '../lambdas/clients/history/organizations.ts';
import { listMails, mailTag } from '../lambdas/clients/history/outbox.ts';
import type { OutboxFolder } from './outbox-folder.ts';
import type { StateFolder } from './state-folder.ts';

type Tell = (eventType: 'Send' | 'Reject', tag: string) => Promise<void>;

/** Settles what a run left half-done when it was killed: nobody else is at work in this state folder. */
export async function settleLeft(state: StateFolder, outbox: OutboxFolder, tell: Tell): Promise<void> {
  for (const { id } of await listOrganizations(state.history)) {
    const { lease } = await getHead(state.history, id);
    if (lease?.owner === state.owner) await releaseLease(state.history, id, lease);
    await settleMails(state, id, outbox, tell);
  }
}

/**
 * Tells what became of mails that were claimed. SES knows and would say so in an event; here the outbox folder knows: a
 * mail that lies there was sent, another one never left.
 */
async function settleMails({ history }: StateFolder, organization: string, outbox: OutboxFolder, tell: Tell) {
  const last = await lastDigest(history, organization);
  const mails = last ? await listMails(history, organization, 'digest', last.asOf) : [];
  for (const mail of mails.filter(({ state }) => state === 'sending' || state === 'unsure')) {
    await tell((await outbox.has(mail)) ? 'Send' : 'Reject', mailTag(mail));
  }
}
