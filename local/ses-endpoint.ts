import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { errorText } from '../core/error-code.ts';
import { ROW_TAG } from '../lambdas/clients/send-by-ses.ts';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

/** A mail as SES is given it. */
export interface TakenMail {
  /** The key of its row in the outbox, as sent along. */
  readonly tag: string;
  readonly eml: Buffer;
}

/**
 * The one call of SES that is used, `SendRawEmail`, in its own protocol: a form in, XML out. `take` keeps the mail; if it
 * throws, SES refuses the mail and says why.
 */
export function startSesEndpoint(take: (mail: TakenMail) => Promise<void>): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const { status, body } = await answer(form, take);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
}

async function answer(form: URLSearchParams, take: (mail: TakenMail) => Promise<void>) {
  const action = form.get('Action');
  if (action !== 'SendRawEmail') return refuse('InvalidAction', `${action} is not served here.`);
  const tag = tagOf(form);
  if (tag === undefined) return refuse('MessageRejected', `the mail has no tag ${ROW_TAG}.`);
  try {
    await take({ tag, eml: Buffer.from(form.get('RawMessage.Data') ?? '', 'base64') });
  } catch (error) {
    return refuse('MessageRejected', errorText(error));
  }
  const result = `<SendRawEmailResult><MessageId>${randomUUID()}</MessageId></SendRawEmailResult>`;
  return { status: 200, body: `<SendRawEmailResponse xmlns="${NAMESPACE}">${result}</SendRawEmailResponse>` };
}

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

function tagOf(form: URLSearchParams): string | undefined {
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index += 1) {
    if (form.get(`Tags.member.${index}.Name`) === ROW_TAG) return form.get(`Tags.member.${index}.Value`) ?? undefined;
  }
  return undefined;
}

function refuse(code: string, why: string) {
  const words = why.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${words}</Message></Error>`;
  return { status: 400, body: `<ErrorResponse xmlns="${NAMESPACE}">${error}</ErrorResponse>` };
}
