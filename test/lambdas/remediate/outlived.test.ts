import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { toInstant } from '../../../core/account.ts';
import type { Case } from '../../../core/cases/case.ts';
import type { CaseEvent } from '../../../core/cases/events.ts';
import { appendEvent } from '../../../lambdas/clients/history/cases.ts';
import { whyHalted } from '../../../lambdas/remediate/ask-person.ts';
import { beginCase } from '../../../lambdas/remediate/begin-case.ts';
import { finishCase, stopCase } from '../../../lambdas/remediate/end-case.ts';
import { startMove } from '../../../lambdas/remediate/move-accounts.ts';
import { SIRI } from '../../cases.ts';
import { type CaseWorld, openCaseWorld, worldPlan } from './case-world.ts';

let world: CaseWorld;
beforeEach(async () => {
  world = await openCaseWorld(3);
});
afterEach(() => world.close());

/** A case that a person has ended because nothing seemed to carry it out, and that another execution takes back by now. */
async function takenBack(): Promise<Case> {
  const one = await world.approved(worldPlan(world, { option: 'narrow-sync' }));
  const at = toInstant(world.now());
  const events: CaseEvent[] = [
    { kind: 'started', at, key: 'work', execution: 'arn:outlived', task: 'work' },
    { kind: 'stopped', at, key: 'ended 3', step: null, why: 'the execution is gone', stands: [] },
    { kind: 'undo-asked', at, by: SIRI, why: 'all of it' },
    { kind: 'started', at, key: 'undo', execution: 'arn:undo', task: 'undo' },
  ];
  for (const [index, event] of events.entries()) await appendEvent(world.stores.history, one, index + 2, event);
  return one;
}

test('an execution that was taken for dead goes no further; the one that takes its case back does', async () => {
  const folded = await world.folded(await takenBack());
  const at = toInstant(world.now());
  const halted = (round: number) => whyHalted(world.dependencies(), folded, at, { round });
  expect(await halted(0)).toBe('the case is being taken back');
  expect(await halted(1)).toBeNull();
});

test('it asks for no move any more', async () => {
  const one = await takenBack();
  const run = { dependencies: world.dependencies(), name: one, plan: one.plan, round: 0 };
  const move = { step: 'rest: move-to-policy', accountIds: world.ids, policyId: 'p', attempt: 1, back: false };
  expect(await startMove(run, move)).toEqual({ state: 'halted', why: 'the case is being taken back' });
  expect(world.simulation.writes).toEqual([]);
});

test('it does not stop the case under the one that takes it back, nor twice what has ended', async () => {
  const counted: string[] = [];
  const dependencies = world.dependencies({ count: (metric) => counted.push(metric) });
  const one = await takenBack();
  await stopCase(dependencies, one, 'work 0: stopped', null, 'it woke up', 0);
  expect((await world.folded(one)).status.state).toBe('undoing');
  const number = (await world.events(one)).length;
  const undone: CaseEvent = { kind: 'undone', at: toInstant(world.now()), key: 'undone 1', work: [] };
  await appendEvent(world.stores.history, one, number, undone);
  await stopCase(dependencies, one, 'undo 1: stopped', null, 'it woke up', 1);
  expect((await world.folded(one)).status.state).toBe('undone');
  expect(counted).toEqual([]);
});

test('an execution that finishes after its case was ended does not begin it anew', async () => {
  const one = await world.approved(worldPlan(world));
  await beginCase(world.dependencies(), one, 'an execution');
  await stopCase(world.dependencies(), one, 'ended', null, 'a person ended it');
  expect(await finishCase(world.dependencies(), one, 0)).toBeNull();
  expect((await world.folded(one)).status).toMatchObject({ state: 'stopped' });
});
