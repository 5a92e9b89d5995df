import { readKeptSimulation } from '../local/simulation/keep-simulation.ts';
import type { CommandContext } from './command-context.ts';

/**
 * The clock of a command: that of the world, or once `turnTo` found a simulated organization in a state folder, that
 * one's calendar, which goes on from its last run. Whoever asks it what a past week cost gets the same answer any day.
 */
export function ownCalendar({ now }: Pick<CommandContext, 'now'>) {
  let ahead = 0;
  return {
    now: () => new Date(now().getTime() + ahead),
    async turnTo(state: string): Promise<void> {
      const simulated = await readKeptSimulation(state);
      ahead = simulated ? simulated.now.getTime() - now().getTime() : 0;
    },
  };
}
