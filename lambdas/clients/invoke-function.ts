import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Hands a payload to a function and does not wait for it; a durable one is named by its alias. */
export async function invokeLater(client: LambdaClient, functionName: string, payload: object): Promise<void> {
  const Payload = JSON.stringify(payload);
  await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
}
