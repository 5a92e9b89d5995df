import type { CaseSight } from '../core/cases/sight.ts';
import { SIMULATED_IDP_KEY } from '../local/simulation/identity-provider.ts';
import { SIMULATED_SITE_TOKEN } from '../local/simulation/jira-replies.ts';
import { type KeptSimulation, keepSimulation, readKeptSimulation } from '../local/simulation/keep-simulation.ts';
import { SIMULATED_REMEDIATION_KEY } from '../local/simulation/remedy-replies.ts';
import { SIMULATED_KEY, SIMULATED_ORGANIZATION, type Simulation, startSimulation } from '../local/simulation/server.ts';
import { dayOf, SIMULATED_DIRECTORY } from '../local/simulation/world.ts';
import type { CommandContext } from './command-context.ts';
import type { CloudAccess } from './open-cloud.ts';

/** The simulated organization with the keys that it takes: they need no custody. */
export const SIMULATED: NonNullable<CloudAccess['organization']> = {
  id: SIMULATED_ORGANIZATION,
  key: SIMULATED_KEY,
  others: [
    { name: { kind: 'remediation', directory: null }, key: SIMULATED_REMEDIATION_KEY },
    { name: { kind: 'jira', directory: null }, key: SIMULATED_SITE_TOKEN },
    { name: { kind: 'idp', directory: SIMULATED_DIRECTORY }, key: SIMULATED_IDP_KEY },
  ],
};

/** All APIs of the simulated organization answer at one address. */
export function simulatedAccess(url: string): CloudAccess {
  return {
    apiAddresses: { ATLASSIAN_API_URL: url, JIRA_SITE_URL: url, GRAPH_API_URL: url, GRAPH_LOGIN_URL: url },
    organization: SIMULATED,
  };
}

/** A clock that waiting moves on, and takes no time for. */
export function skippingClock({ now }: Pick<CommandContext, 'now'>): Pick<CommandContext, 'now' | 'sleep'> {
  let ahead = 0;
  return {
    now: () => new Date(now().getTime() + ahead),
    sleep: async (milliseconds) => {
      ahead += milliseconds;
    },
  };
}

/** How a case of the simulated organization goes on: its people do what they are asked when somebody says so. */
export function nextSimulated({ case: id, waiting }: Pick<CaseSight, 'case' | 'waiting'>): string {
  return waiting
    ? `In the simulated organization "billable-drift simulate --do ${id}" does that step.`
    : `Its calendar goes on with "billable-drift simulate --run"; after that, "cases show ${id} --watch".`;
}

/** A command takes an hour there at most: every look for a person's word of the first day falls into one. */
export function hourFrom(begun: Date): () => Date {
  return () => new Date(begun.getTime() + HOUR_MS);
}

const HOUR_MS = 3_600_000;

/** The simulated organization that a state folder holds; null: it holds none, or somebody serves one at an address. */
export async function findKeptSimulation(
  state: string,
  organization: string,
  { env }: Pick<CommandContext, 'env'>,
): Promise<KeptSimulation | null> {
  if (organization !== SIMULATED_ORGANIZATION || env.ATLASSIAN_API_URL) return null;
  return readKeptSimulation(state);
}

/** Serves it on its day, and keeps each change before it is answered: also of a command that is killed, nothing is lost. */
export async function serveKeptSimulation(
  state: string,
  { now, options, changes }: KeptSimulation,
  context: Pick<CommandContext, 'now'>,
): Promise<Pick<Simulation, 'url' | 'doByHand' | 'close'>> {
  let kept = Promise.resolve();
  // One after the other: several executions write at the same time, and the last state is to be the one that stays.
  const keep = (changed: KeptSimulation['changes']) => {
    const save = () => keepSimulation(state, { now: context.now(), options, changes: changed });
    kept = kept.then(save, save);
    return kept;
  };
  const simulation = await startSimulation({ ...options, day: dayOf(now), changes, onChange: keep });
  return {
    url: simulation.url,
    doByHand: simulation.doByHand,
    async close() {
      await simulation.close();
      await keep(simulation.changes);
    },
  };
}
