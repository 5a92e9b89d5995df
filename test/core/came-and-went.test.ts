import { expect, test } from '@jest/globals';
import type { FactMap } from '../../core/account-fact.ts';
import { cameAndWent } from '../../core/came-and-went.ts';
import { measureDrift } from '../../core/measure-drift.ts';
import { agentFact } from '../accounts.ts';

const billable = agentFact();
const not = agentFact({ state: 'not-billable' });
const unknown = agentFact({ state: 'unknown' });

function ids(...snapshots: FactMap[]): string[] {
  const [baseline = new Map(), ...later] = snapshots;
  const steps = later.map((after, index) => measureDrift(snapshots[index] ?? new Map(), after));
  const digest = measureDrift(baseline, later.at(-1) ?? baseline);
  const wasBillable = new Set([...baseline].filter(([, fact]) => fact.state === 'billable').map(([id]) => id));
  return cameAndWent(steps, wasBillable, digest).map((entry) => entry.accountId);
}

function one(fact: typeof billable | null): FactMap {
  return fact ? new Map([['a', fact]]) : new Map();
}

test.each([
  ['in between only', [not, billable, not], ['a']],
  ['not even claimed before and after', [null, billable, null], ['a']],
  ['twice, told once', [not, billable, not, billable, not], ['a']],
  ['came and stayed', [not, billable, billable], []],
  ['left and came back', [billable, not, billable], []],
  ['was never there', [not, not, not], []],
  ['a blip of the flag', [billable, unknown, billable], []],
  ['came, and its flag is missing now: told as unclear', [not, billable, unknown], []],
])('%s', (_, facts, expected) => {
  expect(ids(...facts.map(one))).toEqual(expected);
});
