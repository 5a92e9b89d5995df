import { toInstant } from '../core/account.ts';
import { type OrganizationSettings, readSettings } from '../core/settings.ts';
import { lastDigest } from '../lambdas/clients/history/digests.ts';
import { getSettings } from '../lambdas/clients/history/organizations.ts';
import type { EmbeddedCloud } from '../local/embedded-cloud.ts';
import { SIMULATED_SERVICE_PRINCIPAL } from '../local/simulation/identity-provider.ts';
import { type KeptSimulation, keepSimulation } from '../local/simulation/keep-simulation.ts';
import { SIMULATED_ORGANIZATION, type Simulation } from '../local/simulation/server.ts';
import { dayOf, dayTime, OWN_SANDBOX, OWN_SITE, POLICIES, SIMULATED_DIRECTORY } from '../local/simulation/world.ts';
import { openStateFolder, type StateFolder } from '../local/state-folder.ts';
import { formatsFor } from '../render/formats.ts';
import { hangingText } from '../render/hanging-text.ts';
import type { CommandContext } from './command-context.ts';
import { openCloud } from './open-cloud.ts';
import { runOnce } from './run-once.ts';
import { runReport } from './run-report.ts';
import { simulatedAccess } from './simulated-access.ts';

/**
 * Runs the job on the simulated organization, in its own calendar: the baseline week and the first week of drift, and
 * each time it is called again the next week. A snapshot on Thursday shows who comes and goes between two Mondays.
 */
export async function runSimulatedWeeks(
  simulation: Simulation,
  options: KeptSimulation['options'],
  stateName: string,
  context: CommandContext,
): Promise<number> {
  const state = await openStateFolder(stateName);
  try {
    // What was applied since the last week stays, as it would for any other organization.
    const settings = (await getSettings(state.history, SIMULATED_ORGANIZATION)) ?? simulatedSettings();
    const cloud = await openCloud(state, simulatedAccess(simulation.url), {
      ...context,
      now: calendarOf(simulation, context),
    });
    const result = await runWeek({ simulation, state, cloud, settings, context }).finally(cloud.close);
    context.print(`\n${runReport(result, settings, state, stateName)}`);
    const { changes } = simulation;
    await keepSimulation(state.path, { now: dayTime(simulation.world.day), options, changes });
    const today = formatsFor(settings.locale, settings.timeZone).day(result.asOf);
    const told = `This organization is simulated: for every command with --state ${stateName} it is ${today}. Run again: the next week.`;
    context.print(`\n${hangingText('', told)}`);
    return 0;
  } finally {
    await state.close();
  }
}

/** The simulated organization's own calendar, which goes on while the job runs. */
function calendarOf(simulation: Simulation, { now }: CommandContext): () => Date {
  const begun = now().getTime();
  return () => new Date(dayTime(simulation.world.day).getTime() + now().getTime() - begun);
}

interface Week {
  readonly simulation: Simulation;
  readonly state: StateFolder;
  readonly cloud: EmbeddedCloud;
  readonly settings: OrganizationSettings;
  readonly context: CommandContext;
}

async function runWeek(week: Week) {
  const last = await lastDigest(week.state.history, SIMULATED_ORGANIZATION);
  const lastDay = last ? dayOf(new Date(last.asOf)) : 0;
  if (!last) await runDay(week, 0);
  await snapshotDay(week, lastDay + 3);
  return runDay(week, lastDay + 7);
}

async function runDay(week: Week, day: number) {
  const { state, cloud, settings, context } = week;
  const request = requestFor(week, day);
  const { outcome, told, alerts } = await runOnce(state, cloud, request);
  const { counts, drift } = told?.recorded.digest ?? { counts: null, drift: null };
  const came = drift && day > 0 ? `, ${drift.entries} came, ${drift.exits} went` : '';
  context.print(
    `${request.asOf.slice(0, 10)}  ${counts?.billable} billable of ${counts?.accounts}${came}; digest recorded`,
  );
  return { organization: settings.id, asOf: request.asOf, outcome, told, alerts };
}

async function snapshotDay(week: Week, day: number): Promise<void> {
  const request = requestFor(week, day);
  const { outcome, alerts } = await runOnce(week.state, week.cloud, { ...request, digest: 'due' });
  if (outcome.state !== 'complete') return;
  const { billable, accounts } = outcome.snapshot;
  const alert = alerts.length > 0 ? '; an alert is written' : '';
  week.context.print(
    `${request.asOf.slice(0, 10)}  ${billable} billable of ${accounts}; snapshot only, no digest is due${alert}`,
  );
}

function requestFor({ simulation, settings, context }: Week, day: number) {
  simulation.goTo(day);
  return { settings, asOf: toInstant(dayTime(day)), readAccounts: null, digest: 'now' as const, now: context.now };
}

function simulatedSettings(): OrganizationSettings {
  const sites = [OWN_SITE, { host: OWN_SANDBOX, sandbox: true }];
  const entra = { id: SIMULATED_DIRECTORY, idp: 'entra', appId: SIMULATED_SERVICE_PRINCIPAL };
  const directories = [{ ...entra, admin: 'idp@contoso.com' }];
  const reading = readSettings({
    organizations: [
      {
        ...{ id: SIMULATED_ORGANIZATION, name: 'Contoso', sites, directories, nonBillablePolicyId: POLICIES.free.id },
        mail: { thresholds: { accounts: 100 } },
      },
    ],
  });
  const settings = reading.valid ? reading.settings.organizations[0] : undefined;
  if (!settings) throw new Error('the simulated settings are not valid.');
  return settings;
}
