import { countWaves, type Wave, type WaveRange, wavesSince } from '../core/expectations.ts';
import { listStepDrifts } from './clients/history/drifts.ts';
import { listExpectations } from './clients/history/expectations.ts';
import type { History } from './clients/history/history.ts';

/** The planned waves of an organization, each with how much of it came, in all and in the range. */
export async function loadWaves(history: History, organization: string, range: WaveRange): Promise<readonly Wave[]> {
  const expectations = await listExpectations(history, organization);
  const since = wavesSince(expectations);
  if (since === null) return [];
  return countWaves(expectations, await listStepDrifts(history, organization, since, range.upTo), range);
}

/** Of the accounts that became billable in a range of steps, how many were planned. */
export async function loadPlanned(history: History, organization: string, range: WaveRange): Promise<number> {
  return (await loadWaves(history, organization, range)).reduce((sum, { now }) => sum + now, 0);
}
