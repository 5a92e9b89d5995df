import { createHash, createHmac } from 'node:crypto';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SignatureV4 } from '@smithy/signature-v4';
import { errorText } from '../core/error-code.ts';
import { type DecideAnswer, type DecideRequest, decideAnswerSchema } from '../lambdas/case-messages.ts';
import { UsageError } from './command-context.ts';

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** The hash that the signature asks for, by Node's own. */
class Sha256 {
  readonly #hash;
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Bytes): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOf(data: Bytes): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/**
 * Asks the decide function of a deployment, by its URL and signed with the AWS credentials of this shell: who decides is
 * whoever they belong to.
 *
 * @throws UsageError if the URL is no function's
 * @throws Error in one sentence without credentials, or if the call is not let through
 */
export async function decideByUrl(address: string, request: DecideRequest, now: Date): Promise<DecideAnswer> {
  const url = readUrl(address);
  const body = JSON.stringify(request);
  const response = await fetch(url, { method: 'POST', headers: await signedHeaders(url, body, now), body });
  const text = await response.text();
  const answer = readAnswer(text);
  if (answer) return answer;
  if (response.status === 403) {
    throw new Error(
      'the deployment let nobody in with these AWS credentials (403): they need lambda:InvokeFunctionUrl and lambda:InvokeFunction on the decide function (docs/remediation.md).',
    );
  }
  throw new Error(`the decide function answered ${response.status}: look at its log, and give the command again.`);
}

function readAnswer(text: string): DecideAnswer | null {
  try {
    return decideAnswerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const FUNCTION_URL = /^[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.aws$/;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);

function readUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const deployed = url?.protocol === 'https:' && FUNCTION_URL.test(url.hostname);
  if (url && (deployed || LOOPBACK.has(url.hostname))) return url;
  throw new UsageError(`--url ${address} is not the URL of a function: take the output DecideUrl of the stack.`);
}

async function signedHeaders(url: URL, body: string, signingDate: Date): Promise<Record<string, string>> {
  const client = new LambdaClient();
  try {
    const { credentials } = client.config;
    const region = FUNCTION_URL.exec(url.hostname)?.[1] ?? (await client.config.region());
    const signer = new SignatureV4({ credentials, region, service: 'lambda', sha256: Sha256 });
    const headers = { host: url.host, 'content-type': 'application/json' };
    const { protocol, hostname, pathname: path } = url;
    const request = { method: 'POST', protocol, hostname, path, headers, body };
    return (await signer.sign(request, { signingDate })).headers;
  } catch (error) {
    throw new Error(`no AWS credentials to sign with (${errorText(error)}): sign in to the account first.`, {
      cause: error,
    });
  } finally {
    client.destroy();
  }
}
