import { createServer } from 'node:http';
import { SESClient } from '@aws-sdk/client-ses';
import { afterEach, describe, expect, test } from '@jest/globals';
import sesServer from 'aws-ses-v2-local';
import type { ReadyMail } from '../../../lambdas/clients/mail-transport.ts';
import { sendBySes } from '../../../lambdas/clients/send-by-ses.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const mail: ReadyMail = {
  to: 'admin@acme.example',
  from: 'guard@acme.example',
  tag: 'row-key',
  eml: Buffer.from('From: a@acme.example\r\nTo: admin@acme.example\r\nSubject: Hello\r\n\r\nText\r\n'),
};

function transport(port: number) {
  const client = new SESClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  return sendBySes(client, { configurationSet: 'digests', sender: 'guard@acme.example' });
}

/** A mail service that gives one answer, or none. */
async function answering(
  answer: { status: number; body: string } | null,
): Promise<{ port: number; calls: () => number }> {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume();
    if (answer === null) response.destroy();
    else response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, calls: () => calls };
}

const refusal = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

test('a mail goes out raw, from the sender, to its one recipient', async () => {
  const server = await sesServer.default({ port: 0 });
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect(await transport(port).send(mail)).toEqual({ state: 'sent' });
  const store = await (await fetch(`http://127.0.0.1:${port}/store`)).text();
  expect(JSON.parse(store)).toMatchObject({ emails: [{ subject: 'Hello' }] });
});

describe('what SES answers', () => {
  test('a refusal failed, without the address it quotes', async () => {
    const { port } = await answering({
      status: 400,
      body: refusal('MessageRejected', 'Email address is not verified: admin@acme.example in region EU-WEST-1'),
    });
    expect(await transport(port).send(mail)).toEqual({
      state: 'failed',
      why: expect.stringMatching(/^MessageRejected: Email address is not verified: \(address\) in region EU-WEST-1 \(/),
    });
  });

  test.each([
    ['MessageRejected', 'Email address is not verified. The following identities failed', /verify the sender in SES/],
    ['MailFromDomainNotVerifiedException', 'The sender domain', /in the sandbox of SES every recipient/],
    ['AccountSendingPausedException', 'Sending paused', /paused sending for this AWS account/],
    ['ConfigurationSetDoesNotExist', 'no such set', /deploy again/],
    ['Throttling', 'Daily message quota exceeded.', /leaves with the next run/],
    ['MessageRejected', 'Address blacklisted.', /^MessageRejected: Address blacklisted\.$/],
  ])('%s: %s', async (code, message, why) => {
    const { port } = await answering({ status: 400, body: refusal(code, message) });
    expect(await transport(port).send(mail)).toEqual({ state: 'failed', why: expect.stringMatching(why) });
  });

  test.each([
    ['no answer', null],
    ['an error of its own', { status: 500, body: refusal('InternalFailure', 'x') }],
  ])('%s leaves it unsure, and is not tried again', async (_, answer) => {
    const { port, calls } = await answering(answer);
    expect(await transport(port).send(mail)).toMatchObject({ state: 'unsure' });
    expect(calls()).toBe(1);
  });

  test('a recipient who is gone is not written to', async () => {
    const { port, calls } = await answering(null);
    expect(await transport(port).send({ ...mail, to: null })).toMatchObject({ state: 'failed' });
    expect(calls()).toBe(0);
  });
});
