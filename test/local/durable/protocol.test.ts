import {
  CheckpointDurableExecutionCommand,
  GetDurableExecutionStateCommand,
  LambdaClient,
  type OperationUpdate,
} from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from '@jest/globals';
import type { DurableService } from '../../../local/durable/service.ts';
import { DURABLE, startService } from './durable-service.ts';

interface Event {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly InitialExecutionState: { readonly Operations: readonly object[] };
}

let service: DurableService | undefined;

afterEach(() => service?.close());

/** Runs a handler that speaks the protocol itself, and hands over what it was told. */
async function talk<Told>(handler: (event: Event, client: LambdaClient) => Promise<Told>): Promise<Told | undefined> {
  const running = await startService();
  service = running;
  const client = new LambdaClient({ endpoint: running.url, maxAttempts: 1 });
  let told: Told | undefined;
  const whole = async (event: Event) => {
    told = await handler(event, client);
    return { Status: 'SUCCEEDED', Result: '1' };
  };
  running.register('raw', whole, DURABLE);
  expect(await running.invoke('raw:live', { week: 48 })).toMatchObject({ state: 'returned', payload: '1' });
  return told;
}

const step = (Action: 'START' | 'SUCCEED', Id = 'a'): OperationUpdate => ({ Id, Type: 'STEP', Action });

test('the event tells where the execution is', async () => {
  const event = await talk(async (told) => told);
  expect(event).toMatchObject({
    CheckpointToken: expect.any(String),
    InitialExecutionState: {
      Operations: [{ Type: 'EXECUTION', Status: 'STARTED', ExecutionDetails: { InputPayload: '{"week":48}' } }],
    },
  });
});

test('each checkpoint brings a new token and the operations that changed; the old token is worth nothing', async () => {
  await talk(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const checkpoint = (token: string, Updates: OperationUpdate[], ClientToken?: string) =>
      client.send(
        new CheckpointDurableExecutionCommand({ DurableExecutionArn, CheckpointToken: token, Updates, ClientToken }),
      );
    const first = await checkpoint(CheckpointToken, [step('START')], 'once');
    expect(first.NewExecutionState?.Operations).toMatchObject([
      { Id: 'a', Status: 'STARTED', StartTimestamp: new Date('2026-11-23T06:00:00Z') },
    ]);
    // An answer that was lost on its way is given again.
    expect(await checkpoint(CheckpointToken, [step('START')], 'once')).toMatchObject({
      CheckpointToken: first.CheckpointToken,
    });
    await expect(checkpoint(CheckpointToken, [step('SUCCEED')])).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Invalid Checkpoint Token',
    });
    const second = await checkpoint(first.CheckpointToken ?? '', [step('SUCCEED')]);
    expect(second.NewExecutionState?.Operations).toMatchObject([{ Id: 'a', Status: 'SUCCEEDED' }]);
    const state = await client.send(
      new GetDurableExecutionStateCommand({ DurableExecutionArn, CheckpointToken: second.CheckpointToken }),
    );
    expect(state.Operations).toMatchObject([{ Type: 'EXECUTION' }, { Id: 'a' }]);
    expect(state.NextMarker).toBeUndefined();
  });
});

test.each([
  ['a step that has ended already', [step('SUCCEED'), step('START')], /state SUCCEEDED to START/],
  ['a parent nobody knows', [{ ...step('START'), ParentId: 'b' }], /Invalid parent/],
  ['a parent that is no context', [step('START'), { ...step('START', 'b'), ParentId: 'a' }], /Invalid parent/],
  ['a wait that is tried again', [{ Id: 'a', Type: 'WAIT', Action: 'RETRY' } as const], /Invalid action RETRY/],
  ['a callback, which this service does not know', [{ Id: 'a', Type: 'CALLBACK', Action: 'START' } as const], /Type/],
])('%s is refused, and nothing of the checkpoint is kept', async (_, Updates: OperationUpdate[], message) => {
  await talk(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const command = new CheckpointDurableExecutionCommand({ DurableExecutionArn, CheckpointToken, Updates });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(message),
    });
  });
  expect(service?.executions()[0]?.operations).toHaveLength(1);
});
