import { SESClient } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendBySes } from '../../lambdas/clients/send-by-ses.ts';
import type { LoopbackServer } from '../../local/loopback-server.ts';
import { startSesEndpoint, type TakenMail } from '../../local/ses-endpoint.ts';

let endpoint: LoopbackServer;
let taken: TakenMail[];
let refuse: string | null;
beforeEach(async () => {
  taken = [];
  refuse = null;
  endpoint = await startSesEndpoint(async (mail) => {
    if (refuse !== null) throw new Error(refuse);
    taken.push(mail);
  });
});
afterEach(() => endpoint.close());

function send() {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new SESClient({ endpoint: endpoint.url, region: 'local', credentials, maxAttempts: 1 });
  const transport = sendBySes(client, { configurationSet: 'outbox', sender: 'guard@acme.example' });
  const eml = Buffer.from('Subject: Grüße\r\n\r\nText\r\n');
  return transport.send({ to: 'admin@acme.example', from: 'guard@acme.example', tag: 'row-key', eml });
}

test('takes what the SDK sends, byte for byte, with its tag', async () => {
  expect(await send()).toEqual({ state: 'sent' });
  expect(taken).toEqual([{ tag: 'row-key', eml: Buffer.from('Subject: Grüße\r\n\r\nText\r\n') }]);
});

test('a mail that cannot be kept is refused with the reason', async () => {
  refuse = 'ENOSPC: no space left on <device> & disk';
  expect(await send()).toEqual({ state: 'failed', why: `MessageRejected: ${refuse}` });
});

test('another call is not served', async () => {
  const answer = await fetch(endpoint.url, { method: 'POST', body: new URLSearchParams({ Action: 'SendEmail' }) });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('SendEmail is not served here')]);
});
