import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, expect, jest, test } from '@jest/globals';
import type { Execution } from '../../../local/durable/operation.ts';
import { startDurableService } from '../../../local/durable/service.ts';
import { makeFolder } from '../../stores.ts';
import { DURABLE, skippingClock, startService } from './durable-service.ts';
import { JOURNEY_RESULT, JOURNEY_STEPS, journey } from './journey.ts';

interface Life {
  /** The steps that ran, in their order. */
  readonly ran: readonly string[];
  readonly execution: Execution | undefined;
  readonly checkpoints: number;
}

const closing: (() => Promise<void>)[] = [];

// A killed service leaves its caller without an answer: only now does each hear that it is gone, and the SDK says so.
afterAll(async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  for (const close of closing) await close();
  while (stderr.mock.calls.length < closing.length) await setImmediate();
  stderr.mockRestore();
});

async function live(folder: string, killAfter: (count: number) => boolean): Promise<Life> {
  const ran: string[] = [];
  let checkpoints = 0;
  let killed = false;
  const service = await startService({
    folder,
    onCheckpoint: ({ count }) => {
      checkpoints = count;
      killed = killAfter(count);
    },
    killAfter,
  });
  service.register(
    'journey',
    journey((step) => ran.push(step)),
    DURABLE,
  );
  if (service.executions().length === 0) await service.invoke('journey:live', { start: 1 }, { type: 'Event' });
  await service.settled();
  if (killed) closing.push(service.close);
  else await service.close();
  return { ran, execution: service.executions()[0], checkpoints };
}

const never = () => false;

const keptSteps = (execution: Execution | undefined) =>
  (execution?.operations ?? []).flatMap(({ Type, Status, Name = '' }) =>
    Type === 'STEP' && Status === 'SUCCEEDED' ? Name : [],
  );

test('killed after each checkpoint in turn, it ends the same, and no step that was kept runs again', async () => {
  const whole = await live(await makeFolder(), never);
  expect(whole.execution?.result).toBe(JOURNEY_RESULT);
  expect(whole.ran.toSorted()).toEqual(JOURNEY_STEPS);
  expect(whole.checkpoints).toBeGreaterThanOrEqual(8);
  for (let last = 1; last <= whole.checkpoints; last += 1) {
    const folder = await makeFolder();
    const first = await live(folder, (count) => count === last);
    expect(first.execution?.status).toBe('RUNNING');
    const kept = keptSteps(first.execution);
    const second = await live(folder, never);
    expect(second.execution).toMatchObject({ status: 'SUCCEEDED', result: JOURNEY_RESULT });
    expect(second.ran.toSorted()).toEqual(JOURNEY_STEPS.filter((step) => !kept.includes(step)));
  }
});

test('killed again and again, after each single checkpoint, it still comes to its end', async () => {
  const folder = await makeFolder();
  let lives = 1;
  let life = await live(folder, () => true);
  while (life.execution?.status === 'RUNNING') {
    const kept = keptSteps(life.execution);
    life = await live(folder, () => true);
    expect(life.ran.filter((step) => kept.includes(step))).toEqual([]);
    lives += 1;
  }
  expect(life.execution?.result).toBe(JOURNEY_RESULT);
  expect(lives).toBeGreaterThan(8);
});

test('processes that are really killed leave the same behind', async () => {
  const travel = async (folder: string, checkpoint: number) => {
    const process = promisify(execFile)('node', ['test/local/durable/journey-process.ts', folder, String(checkpoint)]);
    await process.catch((error: { signal: unknown }) => expect(error.signal).toBe('SIGKILL'));
    const { executions, close } = await startDurableService({ folder, ...skippingClock() });
    await close();
    const ran = (await readFile(`${folder}.ran`, 'utf8').catch(() => '')).split('\n').filter(Boolean);
    return { ran, execution: executions()[0] };
  };
  await Promise.all(
    [1, 2, 3, 4, 5, 6, 7].map(async (checkpoint) => {
      const folder = join(await makeFolder(), 'state');
      const first = await travel(folder, checkpoint);
      expect(first.execution?.status).toBe('RUNNING');
      const kept = keptSteps(first.execution);
      const { ran, execution } = await travel(folder, 0);
      expect(execution).toMatchObject({ status: 'SUCCEEDED', result: JOURNEY_RESULT });
      expect(ran.slice(first.ran.length).toSorted()).toEqual(JOURNEY_STEPS.filter((step) => !kept.includes(step)));
    }),
  );
}, 120_000);
