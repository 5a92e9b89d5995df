import { type Instant, toInstant } from '../../../core/account.ts';
import { known, UNINSPECTED_ORGANIZATION, unknown } from '../../../core/inspection.ts';
import type { Part } from '../../../core/snapshot.ts';
import type { Inspector } from '../../clients/atlassian/inspector.ts';
import { getSettings } from '../../clients/history/organizations.ts';
import { getSnapshot } from '../../clients/history/snapshots.ts';
import {
  getChosen,
  getFindings,
  getInspectionManifest,
  type InspectionOf,
  putChosen,
  putFindings,
  putInspectionManifest,
  putInspections,
} from '../../clients/inspections.ts';
import type { StepDependencies } from '../steps.ts';
import { type GivenUp, isUnavailable, reasonOf, startAsking } from './ask.ts';
import { chooseAccounts } from './choose-accounts.ts';
import { earlierInspections } from './earlier-inspections.ts';
import { inspectAccounts } from './inspect-accounts.ts';

/** Accounts of one checkpoint: some two calls for each. */
const BATCH_ACCOUNTS = 50;

/** After this long an inspection ends where it is: the digest waits for it, and the execution ends after two hours. */
const LONGEST_MINUTES = 45;

const MARGIN_MS = 60_000;
const LONGEST_STEP_MS = 10 * 60_000;

/** What is inspected: references and counts. `nothing`: it was done before, or there is no such snapshot any more. */
export type InspectionBeginning =
  | { readonly state: 'nothing' }
  | {
      readonly state: 'chosen';
      readonly accounts: number;
      readonly startedAt: Instant;
      readonly stopped: string | null;
      /** What is not asked at all: requests, without a token for the site. */
      readonly givenUp: GivenUp;
    };

/** Asks which sites are the organization's own, and keeps a list of the accounts that are in question. */
export async function beginInspection(dependencies: StepDependencies, of: InspectionOf): Promise<InspectionBeginning> {
  const { archive, history, now } = dependencies;
  if (await getInspectionManifest(archive, of)) return { state: 'nothing' };
  const snapshot = await getSnapshot(history, of.organization, of.asOf);
  if (snapshot?.state !== 'complete') return { state: 'nothing' };
  const settings = await getSettings(history, of.organization, snapshot.settings);
  if (!settings) return { state: 'nothing' };
  const startedAt = toInstant(now());
  const { findings, stopped } = await findOut(await connect(dependencies, of));
  const chosen = await chooseAccounts(dependencies, snapshot, settings, findings);
  await putFindings(archive, of, findings);
  await putChosen(archive, of, chosen);
  const site = await dependencies.connectSite(settings, deadlineOf(dependencies));
  const givenUp: GivenUp = site === null ? { requests: 'not-asked' } : {};
  return { state: 'chosen', accounts: chosen.length, startedAt, stopped, givenUp };
}

async function findOut(inspector: Inspector) {
  try {
    const sites = await inspector.listWorkspaces();
    return { findings: { ...UNINSPECTED_ORGANIZATION, workspaces: known([...sites]) }, stopped: null };
  } catch (error) {
    const why = isUnavailable(error) ? 'failed' : reasonOf(error);
    const findings = { ...UNINSPECTED_ORGANIZATION, workspaces: unknown(why) };
    return { findings, stopped: isUnavailable(error) ? error.message : null };
  }
}

/** How far an inspection has come. */
export interface InspectionPosition {
  readonly accounts: number;
  readonly parts: readonly Part[];
  readonly givenUp: GivenUp;
}

export interface InspectionBatch {
  readonly state: 'inspected';
  readonly accounts: number;
  readonly part: Part;
  readonly givenUp: GivenUp;
  readonly handOver: boolean;
  readonly stopped: string | null;
}

/** One batch of the inspection, and its checkpoint. */
export async function inspectBatch(
  dependencies: StepDependencies,
  of: InspectionOf,
  position: InspectionPosition,
  startedAt: Instant,
): Promise<InspectionBatch> {
  const { archive, now, remainingMs } = dependencies;
  const chosen = (await getChosen(archive, of)).slice(position.accounts, position.accounts + BATCH_ACCOUNTS);
  const asker = startAsking(position.givenUp);
  const inspector = await connect(dependencies, of);
  const site = position.givenUp.requests === undefined ? await connectToSite(dependencies, of) : null;
  const { inspections, stopped } = await inspectAccounts({ inspector, site }, asker, chosen, of.asOf, now);
  const part = await putInspections(archive, of, position.parts.length + 1, inspections);
  const late = now().getTime() - Date.parse(startedAt) > LONGEST_MINUTES * 60_000;
  return {
    state: 'inspected',
    accounts: position.accounts + inspections.length,
    part,
    givenUp: asker.givenUp(),
    handOver: remainingMs() < 5 * MARGIN_MS,
    stopped: stopped ?? (late ? `it had taken over ${LONGEST_MINUTES} minutes` : null),
  };
}

/**
 * Where the inspection ends, well or not: from now on it is what is known of these accounts. Of those that it did not
 * reach, what an earlier one has learnt goes on being known, with its own date.
 */
export async function endInspection(
  { archive, history, now }: StepDependencies,
  of: InspectionOf,
  { accounts: chosen, startedAt }: Extract<InspectionBeginning, { state: 'chosen' }>,
  { accounts: inspected, parts }: InspectionPosition,
  stopped: string | null,
): Promise<void> {
  const { organization, asOf } = of;
  const findings = await getFindings(archive, of);
  const carried = inspected < chosen ? await carryOver({ archive, history }, of, inspected) : [];
  const all =
    carried.length > 0 ? [...parts, await putInspections(archive, of, parts.length + 1, carried)] : [...parts];
  const times = { startedAt, finishedAt: toInstant(now()) };
  const counts = {
    chosen,
    inspected,
    carried: carried.length,
    parts: all,
    stopped: inspected < chosen ? stopped : null,
  };
  await putInspectionManifest(archive, { organization, asOf, ...times, findings, ...counts });
}

async function carryOver(
  { archive, history }: Pick<StepDependencies, 'archive' | 'history'>,
  of: InspectionOf,
  inspected: number,
) {
  const snapshot = await getSnapshot(history, of.organization, of.asOf);
  if (snapshot?.state !== 'complete') return [];
  const earlier = await earlierInspections(archive, snapshot);
  const unreached = (await getChosen(archive, of)).slice(inspected);
  return unreached.flatMap(({ accountId }) => earlier.get(accountId) ?? []);
}

async function connect(dependencies: StepDependencies, { organization }: InspectionOf): Promise<Inspector> {
  return (await dependencies.connect(organization, deadlineOf(dependencies), 'cached')).inspector;
}

async function connectToSite(dependencies: StepDependencies, { organization }: InspectionOf) {
  const settings = await getSettings(dependencies.history, organization);
  return settings ? dependencies.connectSite(settings, deadlineOf(dependencies)) : null;
}

function deadlineOf({ now, remainingMs }: StepDependencies): number {
  return now().getTime() + Math.min(remainingMs() - MARGIN_MS, LONGEST_STEP_MS);
}
