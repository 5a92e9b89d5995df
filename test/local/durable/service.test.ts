import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { DurableService } from '../../../local/durable/service.ts';
import type { DeadLetter, DurableServiceOptions } from '../../../local/durable/service-state.ts';
import { makeFolder } from '../../stores.ts';
import { DURABLE, durableHandler, ORDINARY, skippingClock, standingClock, startService } from './durable-service.ts';

const started: DurableService[] = [];

async function start(options: Partial<DurableServiceOptions> = {}): Promise<DurableService> {
  const service = await startService(options);
  started.push(service);
  return service;
}

afterEach(async () => {
  for (const service of started.splice(0)) await service.close();
});

/** Two steps with a week between them. */
const greet = durableHandler(async ({ name }: { name: string }, context) => {
  const greeting = await context.step('greet', async () => `hello ${name}`);
  await context.wait('a week', { days: 7 });
  return context.step('shout', async () => greeting.toUpperCase());
});

describe('a durable execution', () => {
  test('runs its steps and waits to the end; what it did is told', async () => {
    const clock = skippingClock();
    const service = await start(clock);
    service.register('greet', greet, DURABLE);
    expect(await service.invoke('greet:live', { name: 'ada' })).toMatchObject({
      state: 'returned',
      payload: '"HELLO ADA"',
    });
    const [execution] = service.executions();
    expect(execution).toMatchObject({ status: 'SUCCEEDED', startedAt: '2026-11-23T06:00:00.000Z' });
    expect(execution?.arn).toMatch(/:function:greet:1\/durable-execution\/[^/]+\/[^/]+$/);
    expect(clock.now() >= new Date('2026-11-30T06:00:00Z')).toBe(true);
    expect(execution?.operations.map(({ Type, Name, Status }) => [Type, Name, Status])).toEqual([
      ['EXECUTION', undefined, 'SUCCEEDED'],
      ['STEP', 'greet', 'SUCCEEDED'],
      ['WAIT', 'a week', 'SUCCEEDED'],
      ['STEP', 'shout', 'SUCCEEDED'],
    ]);
  });

  test('two at once do not touch each other', async () => {
    const service = await start();
    service.register('greet', greet, DURABLE);
    const names = ['ada', 'grace'];
    for (const name of names) await service.invoke('greet:live', { name }, { type: 'Event' });
    await service.settled();
    expect(service.executions().map(({ result }) => result)).toEqual(['"HELLO ADA"', '"HELLO GRACE"']);
  });

  test('a step that throws twice is tried a third time, each at its time', async () => {
    const clock = skippingClock();
    const service = await start(clock);
    const attempts: string[] = [];
    const handler = durableHandler((_: unknown, context) =>
      context.step(
        'shaky',
        async ({ attempt }) => {
          attempts.push(`${attempt} at ${clock.now().toISOString()}`);
          if (attempt < 3) throw new Error('not yet');
          return attempt;
        },
        { retryStrategy: () => ({ shouldRetry: true, delay: { minutes: 30 } }) },
      ),
    );
    service.register('shaky', handler, DURABLE);
    expect(await service.invoke('shaky:live', {})).toMatchObject({ state: 'returned', payload: '3' });
    expect(attempts).toEqual([
      '1 at 2026-11-23T06:00:00.000Z',
      '2 at 2026-11-23T06:30:00.000Z',
      '3 at 2026-11-23T07:00:00.000Z',
    ]);
  });

  test('fails where the handler throws outside a step, and is not tried again', async () => {
    const service = await start();
    let runs = 0;
    const handler = durableHandler(async () => {
      runs += 1;
      throw new TypeError('no such organization');
    });
    service.register('failing', handler, DURABLE);
    const invoked = await service.invoke('failing:live', {});
    expect(invoked).toMatchObject({ state: 'failed', error: { ErrorMessage: 'no such organization' } });
    expect(service.executions()[0]?.status).toBe('FAILED');
    expect(runs).toBe(1);
  });

  test('a condition is looked at until it holds, with what the last look left', async () => {
    const service = await start();
    const handler = durableHandler((_: unknown, context) =>
      context.waitForCondition('third look', async (looks: number) => looks + 1, {
        initialState: 0,
        waitStrategy: (looks: number) =>
          looks < 3 ? { shouldContinue: true, delay: { hours: 1 } } : { shouldContinue: false },
      }),
    );
    service.register('watch', handler, DURABLE);
    expect(await service.invoke('watch:live', {})).toMatchObject({ payload: '3' });
  });

  test('branches wait side by side, in contexts of their own', async () => {
    const clock = skippingClock();
    const service = await start(clock);
    const handler = durableHandler(async (_: unknown, context) => {
      const batch = await context.map('organizations', [1, 2, 3], async (child, days) => {
        await child.wait('days', { days });
        return child.step('name', async () => `organization ${days}`);
      });
      return batch.getResults();
    });
    service.register('many', handler, DURABLE);
    expect(await service.invoke('many:live', {})).toMatchObject({
      payload: '["organization 1","organization 2","organization 3"]',
    });
    expect(clock.now() < new Date('2026-11-27T06:00:00Z')).toBe(true);
  });

  test('a result of more than 6 MB arrives whole', async () => {
    const service = await start({ folder: await makeFolder() });
    service.register(
      'large',
      durableHandler(async () => 'x'.repeat(7_000_000)),
      DURABLE,
    );
    await service.invoke('large:live', {});
    expect(service.executions()[0]).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.executions()[0]?.result).toHaveLength(7_000_002);
  });

  test('crashes are tried again with pauses, and six in a row end it', async () => {
    const clock = skippingClock();
    const service = await start(clock);
    let runs = 0;
    const crash = () => {
      runs += 1;
      throw new Error('out of memory');
    };
    service.register('crashing', crash, DURABLE);
    expect(await service.invoke('crashing:live', {})).toMatchObject({
      state: 'failed',
      error: { ErrorMessage: 'out of memory' },
    });
    expect(runs).toBe(6);
    expect(clock.now().toISOString()).toBe('2026-11-23T06:00:31.000Z');
  });

  test('an invocation that outlives its timeout is over, and the next one starts', async () => {
    const service = await start();
    let runs = 0;
    const handler = durableHandler((_: unknown, context) =>
      context.step('stuck at first', async () => {
        runs += 1;
        if (runs === 1) await new Promise(() => {});
        return runs;
      }),
    );
    service.register('stuck', handler, { durable: true, timeoutMs: 200 });
    expect(await service.invoke('stuck:live', {})).toMatchObject({ payload: '2' });
  });

  test('the same name starts it once; another payload under that name is refused', async () => {
    const service = await start();
    service.register('greet', greet, DURABLE);
    const first = await service.invoke('greet:live', { name: 'ada' }, { name: 'week-48' });
    expect(await service.invoke('greet:live', { name: 'ada' }, { name: 'week-48' })).toEqual(first);
    expect(await service.invoke('greet:live', { name: 'grace' }, { name: 'week-48' })).toMatchObject({
      kind: 'DurableExecutionAlreadyStartedException',
    });
    expect(service.executions()).toHaveLength(1);
  });
});

describe('a service on a folder an earlier one has left', () => {
  test('goes on with a wait of three days, at its time', async () => {
    const folder = await makeFolder();
    const runs: string[] = [];
    const handler = durableHandler(async (_: unknown, context) => {
      await context.step('before', async () => runs.push('before'));
      await context.wait({ days: 3 });
      await context.step('after', async () => runs.push('after'));
    });
    let suspended = () => {};
    const waiting = new Promise<void>((resolve) => {
      suspended = resolve;
    });
    const standing = standingClock('2026-11-23T06:00:00Z');
    const first = await start({
      folder,
      now: standing.now,
      sleep: (milliseconds, signal) => {
        suspended();
        return standing.sleep(milliseconds, signal);
      },
    });
    first.register('patient', handler, DURABLE);
    await first.invoke('patient:live', {}, { type: 'Event' });
    await waiting;
    await first.close();
    const clock = skippingClock('2026-11-24T06:00:00Z');
    const second = await start({ ...clock, folder });
    expect(second.executions()).toMatchObject([{ status: 'RUNNING', suspended: true }]);
    second.register('patient', handler, DURABLE);
    await second.settled();
    expect(runs).toEqual(['before', 'after']);
    expect(clock.now()).toEqual(
      new Date(second.executions()[0]?.operations[2]?.WaitDetails?.ScheduledEndTimestamp ?? 0),
    );
  });

  test('knows what was closed, for 14 days', async () => {
    const folder = await makeFolder();
    const first = await start({ folder });
    first.register('greet', greet, DURABLE);
    await first.invoke('greet:live', { name: 'ada' });
    await first.close();
    const later = await start({ ...skippingClock('2026-12-10T06:00:00Z'), folder });
    expect(later.executions()).toMatchObject([{ status: 'SUCCEEDED', result: '"HELLO ADA"' }]);
    await later.close();
    const muchLater = await start({ ...skippingClock('2026-12-20T06:00:00Z'), folder });
    expect(muchLater.executions()).toEqual([]);
    expect(await readdir(join(folder, 'executions'))).toEqual([]);
  });

  test('works off what was accepted and not yet run', async () => {
    const folder = await makeFolder();
    const first = await start({ ...standingClock('2026-11-23T06:00:00Z'), folder });
    const failing = () => {
      throw new Error('down');
    };
    first.register('mail', failing, ORDINARY);
    await first.invoke('mail', { to: 'ada' }, { type: 'Event' });
    await first.close();
    const events: unknown[] = [];
    const second = await start({ folder });
    second.register('mail', (event: unknown) => events.push(event), ORDINARY);
    await second.settled();
    expect(events).toEqual([{ to: 'ada' }]);
    expect(await readdir(join(folder, 'invocations'))).toEqual([]);
  });
});

describe('an ordinary function', () => {
  test('that fails is tried three times in all, then its event is a dead letter', async () => {
    const letters: DeadLetter[] = [];
    const times: string[] = [];
    const clock = skippingClock();
    const service = await start({ ...clock, onDeadLetter: (letter) => letters.push(letter) });
    const handler = () => {
      times.push(clock.now().toISOString());
      throw new Error('down');
    };
    service.register('mail', handler, ORDINARY);
    await service.invoke('mail', { to: 'ada' }, { type: 'Event' });
    await service.settled();
    expect(times).toEqual(['2026-11-23T06:00:00.000Z', '2026-11-23T06:01:00.000Z', '2026-11-23T06:03:00.000Z']);
    expect(letters).toMatchObject([{ functionName: 'mail', payload: '{"to":"ada"}', error: { ErrorMessage: 'down' } }]);
  });

  test('answers whoever waits, and tells Lambda-like what it is', async () => {
    const service = await start();
    service.register(
      'who',
      (_: unknown, { functionName, invokedFunctionArn }: Record<string, unknown>) => [functionName, invokedFunctionArn],
      ORDINARY,
    );
    expect(await service.invoke('who:live', {})).toMatchObject({
      payload: '["who","arn:aws:lambda:local:000000000000:function:who:live"]',
    });
  });
});

describe("Lambda's client", () => {
  const text = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();
  const clientOf = ({ url }: DurableService) => new LambdaClient({ endpoint: url, maxAttempts: 1 });

  test('starts and awaits a durable function by a qualified name or ARN', async () => {
    const service = await start();
    service.register('greet', greet, DURABLE);
    const client = clientOf(service);
    const names = ['greet:live', 'greet:$LATEST', 'arn:aws:lambda:local:000000000000:function:greet:live'];
    for (const FunctionName of names) {
      const answer = await client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{"name":"ada"}') }));
      expect(answer).toMatchObject({
        StatusCode: 200,
        DurableExecutionArn: expect.stringContaining(':function:greet:'),
      });
      expect(text(answer.Payload)).toBe('"HELLO ADA"');
    }
    const accepted = await client.send(
      new InvokeCommand({
        FunctionName: 'greet',
        Qualifier: 'live',
        InvocationType: 'Event',
        Payload: Buffer.from('{"name":"grace"}'),
      }),
    );
    expect(accepted.StatusCode).toBe(202);
    await service.settled();
    expect(service.executions().find(({ arn }) => arn === accepted.DurableExecutionArn)?.result).toBe('"HELLO GRACE"');
  });

  test.each([
    ['greet', 'InvalidParameterValueException', /unqualified ARN/],
    ['nobody:live', 'ResourceNotFoundException', /Function not found/],
    ['greet:live:live', 'ValidationException', /does not name a function/],
  ])('%s is refused', async (FunctionName, name, message) => {
    const service = await start();
    service.register('greet', greet, DURABLE);
    await expect(clientOf(service).send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    expect(service.executions()).toEqual([]);
  });

  test('is told that a function has failed', async () => {
    const service = await start();
    const handler = () => {
      throw new RangeError('down');
    };
    service.register('mail', handler, ORDINARY);
    const answer = await clientOf(service).send(new InvokeCommand({ FunctionName: 'mail' }));
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(text(answer.Payload))).toMatchObject({ errorType: 'RangeError', errorMessage: 'down' });
  });
});
