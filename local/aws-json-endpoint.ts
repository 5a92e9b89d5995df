import { text } from 'node:stream/consumers';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

/** What one operation of a service answers; an error's name is its AWS type. */
export type Operation = (input: unknown) => Promise<object>;

/** An error that the SDK turns into the exception of that name. */
export class AwsServiceError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * The few calls of AWS services that speak JSON and have no emulator: `operations` by the name in `X-Amz-Target`
 * (`secretsmanager.GetSecretValue`, `AWSEvents.PutEvents`). It answers nobody but the holder of the access key id: other users of the machine can reach it too.
 */
export async function startAwsJsonEndpoint(
  operations: Readonly<Record<string, Operation>>,
  accessKeyId: string,
): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    const target = String(request.headers['x-amz-target']);
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    try {
      const body = await text(request);
      if (!request.headers.authorization?.includes(` Credential=${accessKeyId}/`)) {
        throw new AwsServiceError('UnrecognizedClientException', 'The security token is not valid.');
      }
      const input: unknown = JSON.parse(body);
      const operation = operations[target];
      if (!operation) throw new AwsServiceError('UnknownOperationException', `${target} is not served here.`);
      say(200, await operation(input));
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error('unknown reason');
      say(error instanceof AwsServiceError ? 400 : 500, { __type: name, message, Message: message });
    }
  });
}
