import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Reply } from './faults.ts';
import { JOINED_BY_SYNC, type SimulatedAccount } from './world.ts';

/** The application that may pause and start the simulated provisioning job: `TENANT:CLIENT:SECRET`. */
export const SIMULATED_IDP_KEY = 'simulated-tenant:simulated-client:simulated-idp-secret';
export const SIMULATED_SERVICE_PRINCIPAL = 'c8c95753-f628-48e1-9fab-76c2d4cf624c';
const TOKEN = 'simulated-graph-token';
const JOB = 'atlassian.job';
const RULE = '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8';

export interface Person {
  readonly objectId: string;
  readonly email: string;
  inScope: boolean;
  /** Single sign-on matches the person by this account, whatever its address is. */
  matchedBy: string | null;
}

/** The identity provider as it is: one provisioning job and the people it has been asked for. */
export interface IdentityProvider {
  readonly accounts: () => Map<string, SimulatedAccount>;
  /** Whom the sync or a login changed. */
  readonly touched: Set<string>;
  job: 'Active' | 'Paused' | 'Quarantine';
  /** Every write that was let in, in order: `pause`, `provision a1`. */
  readonly writes: string[];
  readonly people: Map<string, Person>;
  /** A product that the groups of a person grant to a new account. */
  grants: string | null;
}

export function startIdentityProvider(given: Pick<IdentityProvider, 'accounts' | 'touched'>): IdentityProvider {
  return { ...given, job: 'Active', writes: [], people: new Map(), grants: null };
}

/** Who has an address there: whoever an account of it was synced for. */
export function personOf(idp: IdentityProvider, email: string): Person | null {
  const known = idp.people.get(email);
  if (known) return known;
  const synced = [...idp.accounts().values()].some((account) => account.synced && account.email === email);
  return synced ? rememberPerson(idp, email) : null;
}

export function rememberPerson({ people }: IdentityProvider, email: string): Person {
  const known = people.get(email);
  if (known) return known;
  const objectId = createHash('sha256').update(email).digest('hex').slice(0, 32);
  const person = { objectId, email, inScope: true, matchedBy: null };
  people.set(email, person);
  return person;
}

/** One sync of everybody who was asked for, as the running job does it; a paused one does nothing. */
export function syncEverybody(idp: IdentityProvider): void {
  if (idp.job !== 'Active') return;
  for (const person of idp.people.values()) syncPerson(idp, person);
}

/**
 * In scope: linked to the account that has the address, else a new account. Out of scope: the account that is still linked
 * is deactivated, and one whose link was cut stays as it is.
 */
function syncPerson({ accounts, touched, grants }: IdentityProvider, { email, inScope }: Person): void {
  const account = [...accounts().values()].find((one) => one.email === email);
  if (!inScope) {
    if (!account?.synced) return;
    Object.assign(account, { status: 'inactive', synced: false });
    touched.add(account.id);
    return;
  }
  if (account) {
    if (!account.synced) touched.add(account.id);
    account.synced = true;
    return;
  }
  const id = `5f${createHash('sha256').update(`${email} ${accounts().size}`).digest('hex').slice(0, 22)}`;
  const access = grants === null ? [] : [{ key: grants, url: 'contoso.atlassian.net', lastActive: null }];
  touched.add(id);
  accounts().set(id, {
    ...{ id, name: 'Somebody New', email, synced: true, joined: JOINED_BY_SYNC, admin: false, status: 'active' },
    ...{ nonBillablePolicy: false, flagMissing: false, lastActive: null, access },
  });
}

/** Somebody logs in once: whichever account single sign-on leads to was active then. */
export function logIn(idp: IdentityProvider, email: string, at: Date): void {
  const person = rememberPerson(idp, email);
  const account =
    (person.matchedBy === null ? undefined : idp.accounts().get(person.matchedBy)) ??
    [...idp.accounts().values()].find((one) => one.email === email);
  if (account?.status !== 'active') return;
  idp.touched.add(account.id);
  account.lastActive = at.toISOString();
  for (const access of account.access) Object.assign(access, { lastActive: account.lastActive });
}

export interface GraphCall {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly sent: string;
}

const subjectsSchema = z.object({
  parameters: z
    .array(
      z.object({
        ruleId: z.literal(RULE),
        subjects: z.array(z.object({ objectId: z.string(), objectTypeName: z.literal('User') })).length(1),
      }),
    )
    .length(1),
});

/** Answers Microsoft's login and Graph, in the shapes of their documentation; null for any other call. */
export function replyToGraph(idp: IdentityProvider, call: GraphCall): Reply | null {
  const { method, url, authorization, sent } = call;
  if (method === 'POST' && url.pathname.endsWith('/oauth2/v2.0/token')) return giveToken(url, sent);
  if (!url.pathname.startsWith('/v1.0/')) return null;
  if (authorization !== `Bearer ${TOKEN}`) return graphError(401, 'InvalidAuthenticationToken');
  if (url.pathname === '/v1.0/users') return findPeople(idp, url.searchParams.get('$filter') ?? '');
  const jobs = `/v1.0/servicePrincipals/${SIMULATED_SERVICE_PRINCIPAL}/synchronization/jobs`;
  if (url.pathname === jobs) return { status: 200, body: { value: [{ id: JOB, status: { code: idp.job } }] } };
  const action = url.pathname.startsWith(`${jobs}/${JOB}/`) ? url.pathname.slice(jobs.length + JOB.length + 2) : '';
  switch (`${method} ${action}`) {
    case 'GET schema':
      return { status: 200, body: { synchronizationRules: [{ id: RULE, objectMappings: MAPPINGS }] } };
    case 'POST pause':
    case 'POST start':
      idp.job = action === 'pause' ? 'Paused' : 'Active';
      idp.writes.push(action);
      return { status: 204, body: null };
    case 'POST provisionOnDemand':
      return provision(idp, sent);
    default:
      return graphError(404, 'ResourceNotFound');
  }
}

const MAPPINGS = [
  { sourceObjectName: 'Group', targetObjectName: 'Group', enabled: true },
  { sourceObjectName: 'User', targetObjectName: 'User', enabled: true },
];

function giveToken({ pathname }: URL, sent: string): Reply {
  const form = new URLSearchParams(sent);
  const given = `${pathname.split('/')[1]}:${form.get('client_id')}:${form.get('client_secret')}`;
  if (given !== SIMULATED_IDP_KEY || form.get('grant_type') !== 'client_credentials') {
    return { status: 401, body: { error: 'invalid_client' } };
  }
  return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: TOKEN } };
}

function findPeople(idp: IdentityProvider, filter: string): Reply {
  const [, quoted = ''] = /mail eq '((?:[^']|'')*)'/.exec(filter) ?? [];
  const person = personOf(idp, quoted.replaceAll("''", "'"));
  return { status: 200, body: { value: person ? [{ id: person.objectId }] : [] } };
}

function provision(idp: IdentityProvider, sent: string): Reply {
  const asked = subjectsSchema.safeParse(JSON.parse(sent));
  const objectId = asked.data?.parameters[0]?.subjects[0]?.objectId;
  const person = [...idp.people.values()].find((one) => one.objectId === objectId);
  if (!person) return graphError(400, 'BadRequest');
  idp.writes.push(`provision ${person.email}`);
  syncPerson(idp, person);
  return { status: 200, body: { key: 'Microsoft.Identity.Health.CPP.Common.DataContracts', value: '[]' } };
}

function graphError(status: number, code: string): Reply {
  return { status, body: { error: { code, message: code } } };
}
