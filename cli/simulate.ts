import { exportCsv } from '../local/simulation/export-csv.ts';
import { readKeptSimulation } from '../local/simulation/keep-simulation.ts';
import { SIMULATED_KEY, SIMULATED_ORGANIZATION, startSimulation } from '../local/simulation/server.ts';
import type { CommandContext } from './command-context.ts';
import { doStepByHand } from './do-step-by-hand.ts';
import { runSimulatedWeeks } from './run-simulated-weeks.ts';
import { writeFileFor } from './write-file-for.ts';

export interface SimulateOptions {
  readonly run?: boolean;
  readonly export?: string;
  /** A case on it whose step is to be done as its person would. */
  readonly do?: string;
  readonly state: string;
  readonly port: number;
  readonly accounts: number;
  readonly agents: number;
  readonly signUps: number;
  readonly synced: number;
  readonly seed: number;
  readonly week: number;
  readonly pageSize: number;
  readonly latency: number;
  readonly errorRate: number;
  readonly droppedRate: number;
  readonly truncatedRate: number;
  readonly badCursorRate: number;
  readonly callsPerMinute: number;
}

/** Of one account, on the simulated site. */
const MOST_REQUESTS = 5;

/** `simulate`: serves the simulated organization until it is stopped; with `--run` runs the job on it, with `--export` writes its CSV. */
export async function simulate(options: SimulateOptions, context: CommandContext): Promise<number> {
  if (options.do !== undefined) return doStepByHand(options.do, options, context);
  const { accounts, agents, signUps, synced, seed, week, port, pageSize } = options;
  const faults = {
    latencyMs: options.latency,
    serverErrorRate: options.errorRate,
    droppedRate: options.droppedRate,
    truncatedRate: options.truncatedRate,
    badCursorRate: options.badCursorRate,
    callsPerMinute: options.callsPerMinute,
  };
  const world = { accounts, agents, signUps, synced, seed, requests: MOST_REQUESTS };
  const changes = options.run ? (await readKeptSimulation(options.state))?.changes : undefined;
  const simulation = await startSimulation({ ...world, day: week * 7, port, pageSize, faults, changes });
  try {
    if (options.export !== undefined) {
      await writeFileFor(options.export, exportCsv(simulation.world));
      context.print(`Written: ${options.export}, the managed accounts of week ${week} as the admin page exports them.`);
      return 0;
    }
    if (options.run) return await runSimulatedWeeks(simulation, world, options.state, context);
    context.print(
      [
        `The simulated organization, week ${week}, at ${simulation.url}`,
        `  ATLASSIAN_API_URL=${simulation.url} ATLASSIAN_ORG_KEY=${SIMULATED_KEY} \\`,
        `    billable-drift run --organization ${SIMULATED_ORGANIZATION}`,
        `Next week: POST ${simulation.url}/simulation/day?day=${(week + 1) * 7}`,
        'Stop with Ctrl+C.',
      ].join('\n'),
    );
    await context.stopped();
    return 0;
  } finally {
    await simulation.close();
  }
}
