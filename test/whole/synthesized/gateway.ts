import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { errorText } from '../../../core/error-code.ts';
import { startLoopbackServer } from '../../../local/loopback-server.ts';
import { covers, type Permission } from './permissions.ts';
import { type Asked, readCall, readSignature, type SentCall } from './read-call.ts';
import { requestUnits } from './request-units.ts';

/** One call of AWS by a function. */
export interface Call {
  /** Whose credentials signed it. */
  readonly caller: string;
  readonly service: string;
  /** What it asks IAM for; the first names the call. */
  readonly asked: readonly Permission[];
  /** What the caller's role does not allow; the call was refused then. */
  readonly denied: Permission | undefined;
  /** When, by the test's clock. */
  readonly at: Date;
  /** Request units of the table, as its price list counts them; 1 for any other call. */
  readonly units: number;
  /** Bytes of the request. */
  readonly sent: number;
}

export interface GatewayOptions {
  /** Where each service answers. */
  readonly engines: Readonly<Record<string, string>>;
  /** What each caller may do. */
  readonly permissions: Readonly<Record<string, readonly Permission[]>>;
  readonly keyArn: string;
  /** The identities that are verified in SES. */
  readonly verified: readonly string[];
  readonly now: () => Date;
  readonly onCall: (call: Call) => void;
  /** After a mail was taken. */
  readonly onMail: (form: URLSearchParams) => void;
}

/**
 * All of AWS at one address, with IAM in front: a call is allowed by the caller's role or refused as AWS refuses it, and
 * noted either way. Who calls whom for what is read from the request as it was signed.
 */
export function startGateway(options: GatewayOptions) {
  return startLoopbackServer(async (request, response) => {
    const { method = '', headers, url } = request;
    const body = await buffer(request);
    const sent: SentCall = { method, url: new URL(url ?? '/', 'http://aws'), headers, body };
    const { caller, service } = readSignature(sent);
    const asked = readCallOrSay(service, sent, options.verified);
    const needed = [...asked.call, ...asked.withKey.map((action) => ({ action, resource: options.keyArn }))];
    const denied = needed.find((one) => !options.permissions[caller]?.some((permission) => covers(permission, one)));
    const note = (answered: number) => {
      const units = service === 'dynamodb' ? requestUnits(sent, answered) : 1;
      options.onCall({ caller, service, asked: asked.call, denied, at: options.now(), units, sent: body.length });
    };
    if (denied) {
      note(0);
      const why = `${caller} is not authorized to perform ${denied.action} on resource ${denied.resource}`;
      refuse(response, service, why);
      return;
    }
    const status = await forward(request, response, body, options.engines[service] ?? '', note);
    if (service === 'ses' && status === 200) options.onMail(new URLSearchParams(body.toString()));
  });
}

/** A call that nobody has described is one that no role allows, and so a fault that tells what to describe. */
function readCallOrSay(service: string, sent: SentCall, verified: readonly string[]): Asked {
  try {
    return readCall(service, sent, verified);
  } catch (error) {
    return { call: [{ action: `${service}:unknown`, resource: errorText(error) }], withKey: [] };
  }
}

/** Hands a call on as it came, but for the signature: the engines know one holder of keys. */
async function forward(
  { method, headers, url }: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  engine: string,
  note: (answered: number) => void,
): Promise<number> {
  const authorization = headers.authorization?.replace(/Credential=[^/]+/, 'Credential=local');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const outgoing = send(`${engine}${url}`, { method, headers: { ...headers, authorization } }, async (incoming) => {
    const answer = await buffer(incoming);
    note(answer.length);
    response.writeHead(incoming.statusCode ?? 500, incoming.headers).end(answer);
    resolve(incoming.statusCode ?? 500);
  });
  outgoing.on('error', (error) => {
    response.destroy();
    reject(error);
  });
  outgoing.end(body);
  return promise;
}

function refuse(response: ServerResponse, service: string, why: string): void {
  if (service === 's3') {
    const body = `<Error><Code>AccessDenied</Code><Message>${why}</Message></Error>`;
    response.writeHead(403, { 'content-type': 'application/xml' }).end(body);
  } else if (service === 'ses') {
    const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${why}</Message></Error>`;
    response.writeHead(403, { 'content-type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`);
  } else {
    const name = 'AccessDeniedException';
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name };
    response.writeHead(400, headers).end(JSON.stringify({ __type: name, message: why, Message: why }));
  }
}
