import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  getMail,
  keyOfTag,
  type MailState,
  mailTag,
  type OutboxMail,
  putMail,
} from '../../../lambdas/clients/history/outbox.ts';
import { settleDelivery } from '../../../lambdas/delivery/handler.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(() => stores.close());

const NOW = new Date('2026-11-23T08:00:00Z');

function mail(state: MailState): OutboxMail {
  return {
    organization: 'acme',
    kind: 'digest',
    asOf: '2026-11-23T06:00:00Z',
    audience: 'admins',
    recipientHash: '0a1b',
    archiveKey: 'mail/acme/x',
    sha256: 'x',
    state,
    detail: null,
    since: '2026-11-23T06:10:00Z',
  };
}

const event = (eventType: string, rest: object = {}) => ({
  source: 'aws.ses',
  detail: { eventType, mail: { tags: { row: [mailTag(mail('sent'))] } }, ...rest },
});

async function stateNow(): Promise<MailState | undefined> {
  const key = keyOfTag(mailTag(mail('sent')));
  return key ? (await getMail(stores.history, key))?.state : undefined;
}

test.each([
  ['sending', event('Send'), 'sent'],
  ['unsure', event('Delivery'), 'sent'],
  ['sent', event('Bounce', { bounce: { bounceType: 'Permanent' } }), 'bounced'],
  ['sent', event('Complaint'), 'bounced'],
  ['sending', event('Reject', { reject: { reason: 'Bad content' } }), 'failed'],
  ['bounced', event('Delivery'), 'bounced'],
  ['sent', event('Reject'), 'sent'],
  ['pending', event('Send'), 'pending'],
  ['sent', event('Open'), 'sent'],
] as const)('%s, then %j: %s', async (before, heard, after) => {
  await putMail(stores.history, mail(before));
  await settleDelivery(heard, NOW, stores.history);
  expect(await stateNow()).toBe(after);
  await settleDelivery(heard, NOW, stores.history);
  expect(await stateNow()).toBe(after);
});

test('killed at its one call, the event told again changes nothing more', async () => {
  await putMail(stores.history, mail('unsure'));
  const death = deathAt(1);
  await expect(settleDelivery(event('Send'), NOW, mortalHistory(stores.history, death))).rejects.toThrow('killed');
  expect(death.calls()).toBe(1);
  expect(await settleDelivery(event('Send'), NOW, stores.history)).toMatchObject({ settled: false });
  expect(await stateNow()).toBe('sent');
});

test('an event of a mail that is not ours, or was never put, does nothing', async () => {
  const foreign = { source: 'aws.ses', detail: { eventType: 'Bounce', mail: { tags: { row: ['nonsense'] } } } };
  expect(await settleDelivery(foreign, NOW, stores.history)).toEqual({ settled: false, eventType: 'Bounce' });
  expect(await settleDelivery(event('Send'), NOW, stores.history)).toEqual({ settled: false, eventType: 'Send' });
  expect(await stateNow()).toBeUndefined();
});
