import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Account } from '../../../core/account.ts';
import { toInstant } from '../../../core/account.ts';
import { type Case, type CasePlan, daysAfter, planText } from '../../../core/cases/case.ts';
import type { foldCase } from '../../../core/cases/case-state.ts';
import { type CaseCommand, decide } from '../../../core/cases/decide.ts';
import { remediationSchema } from '../../../core/cases/remediation-settings.ts';
import type { OptionId } from '../../../core/options/option-id.ts';
import { organizationSchema } from '../../../core/settings.ts';
import { sha256 } from '../../../lambdas/clients/archive-rows.ts';
import { connectRemedyReads } from '../../../lambdas/clients/atlassian/remedy-reads.ts';
import { connectRemedyWrites } from '../../../lambdas/clients/atlassian/remedy-writes.ts';
import { connectProvisioning } from '../../../lambdas/clients/graph/provisioning.ts';
import { appendEvent, listEvents, loadCase, putCase } from '../../../lambdas/clients/history/cases.ts';
import { getHead } from '../../../lambdas/clients/history/head.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { connectRequests } from '../../../lambdas/clients/jira/requests.ts';
import type { RemediateDependencies } from '../../../lambdas/remediate/dependencies.ts';
import { remediate } from '../../../lambdas/remediate/remediate.ts';
import { takeSnapshot } from '../../../lambdas/snapshot/take-snapshot.ts';
import type { DurableService } from '../../../local/durable/service.ts';
import type { DurableServiceOptions } from '../../../local/durable/service-state.ts';
import { SIMULATED_IDP_KEY, SIMULATED_SERVICE_PRINCIPAL } from '../../../local/simulation/identity-provider.ts';
import { SIMULATED_SITE_TOKEN } from '../../../local/simulation/jira-replies.ts';
import { type RemedyAccount, SIMULATED_REMEDIATION_KEY } from '../../../local/simulation/remedy-replies.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../../local/simulation/server.ts';
import { JOINED_BY_SYNC, POLICIES, SIMULATED_DIRECTORY } from '../../../local/simulation/world.ts';
import { access, agent } from '../../accounts.ts';
import { ANNA, BEN, planOf, SIRI } from '../../cases.ts';
import { DURABLE, durableHandler, skippingClock, startService } from '../../local/durable/durable-service.ts';
import { testPatience } from '../../patience.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

export const ORGANIZATION = SIMULATED_ORGANIZATION;
/** The one directory, of an identity provider that has an API. */
export const ENTRA = [{ id: SIMULATED_DIRECTORY, idp: 'entra' as const, appId: SIMULATED_SERVICE_PRINCIPAL }];
const START = '2026-11-23T08:00:00Z';

/** One organization with a case in it, an Atlassian that answers, and people who take their steps. */
export interface CaseWorld {
  readonly stores: TestStores;
  readonly simulation: Simulation;
  readonly ids: readonly string[];
  /** Executions that were started to see to it that a pause ends; they begin once the case has ended. */
  readonly guards: object[];
  account(id: string): RemedyAccount;
  readonly now: () => Date;
  /** The clock that `now` tells, which only sleeping moves. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Takes a snapshot of the accounts as they are now. */
  snapshot(asOf: string): Promise<void>;
  /** Applies settings with this `remediation` and `mail`. */
  apply(change?: object, mail?: object): Promise<void>;
  /** Puts an approved case; its name. */
  approved(plan: CasePlan): Promise<Case>;
  say(one: Case, command: CaseCommand, caller?: string): Promise<void>;
  events(one: Case): ReturnType<typeof listEvents>;
  folded(one: Case): Promise<ReturnType<typeof foldCase>>;
  dependencies(change?: Partial<RemediateDependencies>): RemediateDependencies;
  /** Runs the case until it ends. `person` is told of each step that is asked for, before the next look. */
  run(one: Case, options?: RunOptions): Promise<unknown>;
  service(options?: Partial<DurableServiceOptions>, change?: Partial<RemediateDependencies>): Promise<DurableService>;
  close(): Promise<void>;
}

export type Person = (step: string, world: CaseWorld, one: Case) => Promise<unknown>;

export interface RunOptions {
  readonly person?: Person;
  readonly change?: Partial<RemediateDependencies>;
}

export async function openCaseWorld(accounts = 6): Promise<CaseWorld> {
  const stores = await openTestStores();
  const simulation = await startSimulation({ accounts: 40, agents: 5, signUps: 0, synced: 0 });
  const clock = skippingClock(START);
  const open: DurableService[] = [];
  // A listener is not waited for by the service: what it does on the stores ends before they close.
  const hearing: unknown[] = [];
  let taken: Promise<void> = Promise.resolve();
  // Handlers of a killed service hear at last that it is gone, and the SDK says so, some more than once.
  let killed = 0;
  let running: DurableService | undefined;
  const guards: object[] = [];
  let stderr: { mockRestore(): void } | undefined;
  const ids = [...simulation.world.accounts.values()]
    .filter(({ email, status }) => email !== null && status === 'active')
    .slice(10, 10 + accounts)
    .map(({ id }) => id)
    .sort();
  const world: CaseWorld = {
    stores,
    simulation,
    ids,
    guards,
    now: clock.now,
    sleep: clock.sleep,
    account(id) {
      const found = simulation.world.accounts.get(id);
      if (!found) throw new Error(`no account ${id}`);
      return found;
    },
    // One after the other, as in a deployment: cases that end together each ask for one.
    snapshot(asOf) {
      const take = () => takeOne(world, asOf);
      taken = taken.then(take, take);
      return taken;
    },
    async apply(change = {}, mail = { admins: ['admin@contoso.com'] }) {
      const remediation = remediationSchema.parse({
        ...{ switch: 'on', approvers: [ANNA, BEN], securityApprovers: [SIRI] },
        ...{ limits: { perCase: { percent: 100 }, perDay: { percent: 100 } } },
        ...change,
      });
      const settings = organizationSchema.parse({
        ...{ id: ORGANIZATION, name: 'Contoso', mail, remediation, directories: ENTRA },
      });
      await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
    },
    approved: (plan) => putApproved(world, plan),
    async say(one, command, caller = BEN) {
      const at = toInstant(clock.now());
      const folded = await world.folded(one);
      const settings = remediationSchema.parse({ switch: 'on', approvers: [ANNA, BEN], securityApprovers: [SIRI] });
      const decision = decide(command, folded, { caller, now: at, settings });
      if (decision.accepted !== true) throw new Error(JSON.stringify(decision));
      await appendEvent(stores.history, one, folded.events.length, decision.event);
    },
    events: (one) => listEvents(stores.history, one),
    async folded(one) {
      const folded = await loadCase(stores.history, one.organization, one.id, toInstant(clock.now()));
      if (!folded) throw new Error('no case');
      return folded;
    },
    dependencies: (change = {}) => ({
      history: stores.history,
      archive: stores.archive,
      now: clock.now,
      reads: async () =>
        connectRemedyReads(
          { apiUrl: simulation.url, organizationId: ORGANIZATION, key: SIMULATED_KEY },
          testPatience(),
        ),
      writes: async () =>
        connectRemedyWrites(
          { apiUrl: simulation.url, organizationId: ORGANIZATION, key: SIMULATED_REMEDIATION_KEY },
          testPatience(),
        ),
      transport: stores.transport,
      answerUrl: null,
      newToken: () => randomBytes(32).toString('base64url'),
      provisioning: async (_, directoryId) =>
        directoryId === SIMULATED_DIRECTORY
          ? connectProvisioning(
              {
                ...{ graphUrl: simulation.url, loginUrl: simulation.url },
                ...{ key: SIMULATED_IDP_KEY, servicePrincipal: SIMULATED_SERVICE_PRINCIPAL },
              },
              testPatience(),
            )
          : null,
      requests: async () => connectRequests({ siteUrl: simulation.url, token: SIMULATED_SITE_TOKEN }, testPatience()),
      async startExecution(request) {
        // On a clock that only sleeping moves, its hour would be over before the pause has begun.
        if (request.pause !== undefined) guards.push(request);
        else await running?.invoke('remediate:live', request, { type: 'Event' });
      },
      count: () => {},
      ...change,
    }),
    async service(options = {}, change = {}) {
      const service = await startService({
        ...{ ...clock, ...options },
        onCheckpoint: (checkpoint) => hearing.push(options.onCheckpoint?.(checkpoint)),
      });
      running = service;
      open.push(service);
      if (options.killAfter) {
        killed += 1;
        stderr ??= jest.spyOn(process.stderr, 'write').mockReturnValue(true);
      }
      const dependencies = world.dependencies(change);
      service.register(
        'remediate',
        durableHandler((event, context) => remediate(event, context, dependencies)),
        DURABLE,
      );
      return service;
    },
    async run(one, { person = idle, change } = {}) {
      const service = await world.service({ onCheckpoint: listener(world, one, person) }, change);
      const invoked = await service.invoke('remediate:live', { organization: one.organization, case: one.id });
      for (const guard of guards.splice(0)) await service.invoke('remediate:live', guard);
      await service.settled();
      await service.close();
      return invoked.state === 'returned' ? JSON.parse(invoked.payload ?? 'null') : invoked;
    },
    async close() {
      for (const service of open) await service.close();
      await Promise.all(hearing);
      if (killed > 0) await sleep(500);
      stderr?.mockRestore();
      await simulation.close();
      await stores.close();
    },
  };
  await world.apply();
  await world.snapshot('2026-11-23T06:00:00Z');
  return world;
}

const idle: Person = async () => {};

/**
 * Hears of each step as it is asked for, and lets the person act before the execution goes on; two days after the work
 * comes the snapshot that proves it.
 */
export function listener(
  world: CaseWorld,
  one: Case,
  person: Person,
): NonNullable<DurableServiceOptions['onCheckpoint']> {
  const heard = new Set<string>();
  return async ({ updates }) => {
    for (const { Name, Type, Action } of updates) {
      if (Name === 'finish' && Action === 'SUCCEED') await world.snapshot(daysAfter(toInstant(world.now()), 2));
      const asked = /^(?<step>.+): ask (?<ask>\d+)$/.exec(Name ?? '');
      if (!asked?.groups || Type !== 'STEP' || Action !== 'SUCCEED' || heard.has(Name ?? '')) continue;
      heard.add(Name ?? '');
      await person(asked.groups.step ?? '', world, one);
    }
  };
}

/** Everybody does what they are asked, and says so. */
export const willing =
  (act: (step: string, world: CaseWorld, one: Case) => void = () => {}): Person =>
  async (step, world, one) => {
    act(step, world, one);
    await world.say(one, { action: 'done', case: one.id, step, failed: null });
  };

async function putApproved(world: CaseWorld, plan: CasePlan): Promise<Case> {
  const { history } = world.stores;
  const planHash = sha256(planText(plan));
  const id = sha256(`${planHash}${world.now().toISOString()}`).slice(0, 10);
  const one: Case = {
    id,
    organization: ORGANIZATION,
    plan,
    planHash,
    projected: null,
    proposedBy: ANNA,
    proposedAt: toInstant(world.now()),
  };
  await putCase(history, one);
  const at = toInstant(world.now());
  await appendEvent(history, one, 0, { kind: 'proposed', at, by: ANNA });
  const security = ['non-billable-policy', 'narrow-sync', 'leave-unclaimed', 'external-policy'].includes(plan.option);
  await appendEvent(history, one, 1, { kind: 'approved', at, by: security ? SIRI : BEN, planHash });
  return one;
}

export function worldPlan(world: CaseWorld, request: Parameters<typeof planOf>[0] = {}): CasePlan {
  return planOf({
    accountIds: world.ids,
    snapshot: '2026-11-23T06:00:00Z',
    nonBillablePolicyId: POLICIES.free.id,
    ...request,
  });
}

async function takeOne({ stores, simulation, ids }: CaseWorld, asOf: string): Promise<void> {
  const previous = (await getHead(stores.history, ORGANIZATION)).snapshot;
  const known = new Set(ids);
  const accounts: Account[] = [...simulation.world.accounts.values()].flatMap((account) => {
    const { id: accountId, status, email, joined } = account;
    // Those of the case, and whoever a sync has created since.
    if (!known.has(accountId) && joined !== JOINED_BY_SYNC) return [];
    const has = known.has(accountId) || account.access.length > 0;
    const billable = has && status === 'active' && !account.nonBillablePolicy ? 'billable' : 'not-billable';
    return [agent({ accountId, email, billable, status, access: has ? [access('trello')] : [] })];
  });
  const outcome = await takeSnapshot(
    { ...stores, now: () => new Date(asOf) },
    {
      ...{ organization: ORGANIZATION, asOf, owner: 'test', settings: 'v1' },
      readAccounts: async (parts) => {
        await parts.add(accounts);
        return { source: { kind: 'api', key: 'account-id' }, evidence: { kind: 'file', fewer: 'accepted' } };
      },
    },
  );
  if (outcome.state !== 'complete') throw new Error(`${outcome.state} after ${previous}`);
}

/** What a person does at Atlassian or the identity provider when a step asks for it. */
export function act(step: string, { account, simulation }: CaseWorld, one: Case): void {
  const [stage = '', name = ''] = step.split(': ');
  for (const id of idsOf(stage, one.plan)) {
    if (name === 'carry-out' && LEAVING.has(one.plan.option)) simulation.world.accounts.delete(id);
    else if (name === 'disable' || name === 'disable-old') account(id).status = 'inactive';
    else if (name === 'move-to-policy') account(id).nonBillablePolicy = true;
    else if (name === 'unlink') account(id).synced = false;
    else if (name === 'change-email') Object.assign(account(id), { email: `old.${id}@contoso.com` });
  }
}

function idsOf(stage: string, { accountIds, canary }: CasePlan): readonly string[] {
  if (stage === 'all' || stage === 'end') return accountIds;
  return accountIds.filter((id) => (id === canary) === (stage === 'canary'));
}

const LEAVING: ReadonlySet<OptionId> = new Set(['leave-unclaimed', 'atlassian-support']);
