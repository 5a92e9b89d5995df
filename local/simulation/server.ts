import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from '../loopback-server.ts';
import { type Chance, seededChance } from './chance.ts';
import { type Changeable, type Changes, changesOf, redoAccounts, redoChanges } from './changes.ts';
import { doByHand, type HandStep } from './do-by-hand.ts';
import { type Faults, NO_FAULTS, type Reply, rateLimiter, send } from './faults.ts';
import { type IdentityProvider, rememberPerson, replyToGraph, startIdentityProvider } from './identity-provider.ts';
import { replyToInspection } from './inspection-replies.ts';
import { addRequests, replyToSite, type Site, startSite } from './jira-replies.ts';
import { worldOn } from './pass-time.ts';
import { type RemedyState, replyToRemedy, SIMULATED_REMEDIATION_KEY, startRemedies } from './remedy-replies.ts';
import { replyWithUsers, type UserPage } from './user-pages.ts';
import { firstDay, GUIDE, type SimulatedAccount, type World, type WorldOptions } from './world.ts';

export const SIMULATED_ORGANIZATION = '0c0ffee0-0000-4000-8000-000000000001';
export const SIMULATED_KEY = 'simulated-organization-key';

export interface SimulationOptions extends Partial<WorldOptions> {
  readonly day?: number;
  readonly port?: number;
  readonly pageSize?: number;
  readonly faults?: Partial<Faults>;
  /** How many requests an account has reported that the identity provider syncs, at most; 0: none. */
  readonly requests?: number;
  /** What was done to it before, besides what its weeks bring. */
  readonly changes?: Changes | undefined;
  /** Hears of every write, before the answer to it leaves. */
  readonly onChange?: (changes: Changes) => Promise<void>;
  /** How `links.next` is written. */
  readonly links?: 'absolute' | 'relative';
  /** A last change to a page before it leaves: for tests of what Atlassian might do one day. */
  readonly alterPage?: (page: UserPage, first: number) => unknown;
}

/** The simulated organization as a server, speaking Atlassian's organization API. */
export interface Simulation {
  readonly url: string;
  /** Adjustable while it runs. */
  readonly faults: Faults;
  readonly world: World;
  /** What was done to it so far, besides what its weeks bring. */
  readonly changes: Changes;
  /** Answers given so far. */
  readonly calls: number;
  /** Every write that was let in, in order: `disable <account id>`. */
  readonly writes: readonly string[];
  /** The identity provider that syncs it, as Microsoft Graph tells it. */
  readonly identityProvider: IdentityProvider;
  /** Its site with the requests. */
  readonly site: Site;
  /** Does a step of a runbook as its person would. */
  doByHand(step: HandStep): void;
  /** Moves on, or back, to a day; day 0 is the baseline, a Monday. Cursors of the day before end. */
  goTo(day: number): void;
  close(): Promise<void>;
}

interface State {
  world: World;
  /** The accounts of the world's day as a list, to be cut into pages. */
  accounts: readonly SimulatedAccount[];
  calls: number;
  /** What remediation has changed and started. */
  remedies: RemedyState;
  readonly identityProvider: IdentityProvider;
  /** Who was unclaimed or deleted. */
  readonly gone: Set<string>;
  readonly site: Site;
  readonly options: SimulationOptions;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly limited: (callsPerMinute: number) => Date | null;
}

export async function startSimulation(options: SimulationOptions = {}): Promise<Simulation> {
  const worldOptions: WorldOptions = { ...GUIDE, ...options };
  const world = worldOn(options.day ?? 0, worldOptions);
  const touched = new Set<string>();
  const identityProvider = startIdentityProvider({ accounts: () => state.world.accounts, touched });
  const state: State = {
    world,
    identityProvider,
    gone: new Set(),
    site: siteOf(worldOptions, options.requests ?? 0),
    accounts: [],
    calls: 0,
    remedies: startRemedies({
      accounts: world.accounts,
      touched,
      onUnlink({ email }) {
        if (email !== null) rememberPerson(identityProvider, email);
      },
    }),
    options,
    faults: { ...NO_FAULTS, ...options.faults },
    chance: seededChance(worldOptions.seed + 1),
    limited: rateLimiter(() => Date.now()),
  };
  if (options.changes) redoChanges(changeable(state), options.changes);
  state.accounts = [...world.accounts.values()];
  const goTo = (day: number) => {
    const changes = changesOf(changeable(state));
    state.world = worldOn(day, worldOptions);
    redoAccounts(state.world.accounts, changes);
    state.remedies = { ...state.remedies, accounts: state.world.accounts };
    state.accounts = [...state.world.accounts.values()];
  };
  const server = createServer((request, response) => {
    answer(state, goTo, request, response).catch(() => response.destroy());
  });
  const url = await listenOnLoopback(server, options.port);
  return {
    url,
    faults: state.faults,
    get world() {
      return state.world;
    },
    get changes() {
      return changesOf(changeable(state));
    },
    get calls() {
      return state.calls;
    },
    get writes() {
      return state.remedies.writes;
    },
    identityProvider,
    site: state.site,
    doByHand(step) {
      doByHand({ ...changeable(state), untouched: worldOn(state.world.day, worldOptions).accounts }, step);
    },
    goTo,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function changeable({ world: { accounts }, gone, remedies, identityProvider, site }: State): Changeable {
  return { accounts, gone, remedies, identityProvider, site };
}

async function answer(
  state: State,
  goTo: (day: number) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { faults, chance } = state;
  const url = new URL(request.url ?? '/', 'http://simulation');
  if (request.method === 'POST' && url.pathname === '/simulation/day') {
    goTo(Number(url.searchParams.get('day')));
    response.writeHead(204).end();
    return;
  }
  const sent = await text(request);
  state.calls += 1;
  if (faults.latencyMs > 0) await sleep(faults.latencyMs);
  const before = writesOf(state);
  const reply = replyTo(state, url, request, sent);
  if (writesOf(state) > before) await state.options.onChange?.(changesOf(changeable(state)));
  send(response, reply, faults, chance);
}

function writesOf({ remedies, identityProvider, site }: State): number {
  return remedies.writes.length + identityProvider.writes.length + site.writes.length;
}

function replyTo(state: State, url: URL, { headers, method }: IncomingMessage, sent: string): Reply {
  const limitedUntil = state.limited(state.faults.callsPerMinute);
  if (limitedUntil) {
    const hints = { 'x-ratelimit-reset': limitedUntil.toISOString(), 'x-ratelimit-remaining': '0' };
    return { status: 429, code: 'ADMIN-429-1', title: 'Rate limit exceeded', headers: hints };
  }
  if (state.chance.next() < state.faults.serverErrorRate) {
    return { status: 500, code: 'ADMIN-500-1', title: 'Internal error' };
  }
  const call = { method: method ?? 'GET', url, authorization: headers.authorization, sent };
  const fromSite = replyToSite(state.site, call);
  if (fromSite) return state.faults.forbidden.includes('requests') ? FORBIDDEN_SITE : fromSite;
  const fromGraph = replyToGraph(state.identityProvider, call);
  if (fromGraph) return fromGraph;
  const mayWrite = headers.authorization === `Bearer ${SIMULATED_REMEDIATION_KEY}`;
  if (!mayWrite && headers.authorization !== `Bearer ${SIMULATED_KEY}`) {
    return { status: 401, code: 'ADMIN-401-1', title: 'Unauthorized' };
  }
  const organization = `/admin/v1/orgs/${SIMULATED_ORGANIZATION}`;
  if (url.pathname === organization) {
    return {
      status: 200,
      body: { data: { id: SIMULATED_ORGANIZATION, type: 'orgs', attributes: { name: 'Contoso' } } },
    };
  }
  if (url.pathname === `${organization}/users`) {
    return replyWithUsers(state, url.searchParams.get('cursor'), `http://${headers.host}`, url.pathname);
  }
  const asked = { method: method ?? 'GET', path: url.pathname, sent };
  return (
    replyToInspection(state.world, SIMULATED_ORGANIZATION, asked, state.faults.forbidden) ??
    replyToRemedy(state.remedies, { ...asked, mayWrite }) ?? {
      status: 404,
      code: 'ADMIN-404-1',
      title: 'Organization not found',
    }
  );
}

const FORBIDDEN_SITE: Reply = { status: 403, body: { errorMessages: ['Not allowed'] } };

/** Who is synced uses the portal: one after the other has reported 0, 1, 2 … requests by the first day, and then 0 again. */
function siteOf(options: WorldOptions, most: number): Site {
  const site = startSite();
  if (most === 0) return site;
  const synced = [...firstDay(options).accounts.values()].filter((account) => account.synced);
  for (const [index, { id }] of synced.entries()) addRequests(site, id, index % (most + 1));
  return site;
}
