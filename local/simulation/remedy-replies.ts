import * as z from 'zod';
import type { Reply } from './faults.ts';
import { POLICIES } from './world.ts';

/** The key that may write; the organization key may not. */
export const SIMULATED_REMEDIATION_KEY = 'simulated-remediation-key';

/** An account as far as remediation reads and changes it. */
export interface RemedyAccount {
  readonly id: string;
  email: string | null;
  status: 'active' | 'inactive';
  nonBillablePolicy: boolean;
  /** Whether an identity provider syncs it. */
  synced?: boolean;
  readonly admin?: boolean;
}

export interface PolicyTask {
  readonly moved: number;
  readonly failures: { emails: string[]; title: string }[];
}

/** What remediation has started, besides what it has changed on the accounts. */
export interface RemedyState {
  readonly accounts: ReadonlyMap<string, RemedyAccount>;
  /** Who was changed. */
  readonly touched: Set<string>;
  /** Hears of an account whose link to the identity provider is cut. */
  readonly onUnlink: (account: RemedyAccount) => void;
  readonly tasks: Map<string, PolicyTask>;
  /** Every write that was let in, in order: `disable a1`. */
  readonly writes: string[];
}

export function startRemedies(given: Pick<RemedyState, 'accounts' | 'touched' | 'onUnlink'>): RemedyState {
  return { ...given, tasks: new Map(), writes: [] };
}

function noteWrite({ touched, writes }: RemedyState, id: string, write: string): void {
  touched.add(id);
  writes.push(write);
}

export interface RemedyCall {
  readonly method: string;
  readonly path: string;
  readonly sent: string;
  /** Whether the remediation key asks. */
  readonly mayWrite: boolean;
}

type Answer = (state: RemedyState, call: RemedyCall, name: string) => Reply;

/** Answers a call of remediation, and changes the accounts as Atlassian would; null for any other call. */
export function replyToRemedy(state: RemedyState, call: RemedyCall): Reply | null {
  for (const [route, answer] of ROUTES) {
    const match = route.exec(`${call.method} ${call.path}`);
    if (match) return answer(state, call, decodeURIComponent(match.groups?.name ?? ''));
  }
  return null;
}

const ok = (body: object): Reply => ({ status: 200, body });
const gone: Reply = { status: 404, code: 'ADMIN-404-10', title: 'Account not found' };
const forbidden = (reason: string | null): Reply => ({
  status: 403,
  body: {
    key: reason ? 'forbidden.action' : 'forbidden',
    ...(reason && { context: { allowed: false, reason: { key: reason } } }),
  },
});

const readProfile: Answer = ({ accounts }, _, name) => {
  const account = accounts.get(name);
  if (!account) return gone;
  const { id, email, status } = account;
  return ok({
    account: {
      account_id: id,
      account_type: 'atlassian',
      account_status: status,
      name: 'Somebody',
      nickname: 'Somebody',
      ...(email !== null && { email }),
    },
  });
};

function setStatus(status: RemedyAccount['status'], verb: string): Answer {
  return (state, { mayWrite }, name) => {
    const account = state.accounts.get(name);
    if (!mayWrite) return forbidden(null);
    if (!account) return gone;
    if (account.synced) return forbidden('externalDirectory.scim');
    account.status = status;
    noteWrite(state, name, `${verb} ${name}`);
    return { status: 204, body: null };
  };
}

/** The link is cut, and the account stays as it is. */
const unlink: Answer = (state, { mayWrite }, scimUserId) => {
  const account = [...state.accounts.values()].find((one) => one.synced && scimUserOf(one.id) === scimUserId);
  if (!mayWrite) return forbidden(null);
  if (!account) return gone;
  state.onUnlink(account);
  account.synced = false;
  noteWrite(state, account.id, `unlink ${account.id}`);
  return { status: 204, body: null };
};

/** All sessions end, and nobody else may have the address. */
const setEmail: Answer = (state, { sent, mayWrite }, name) => {
  const account = state.accounts.get(name);
  if (!mayWrite) return forbidden(null);
  if (!account) return gone;
  if (account.synced) return forbidden('externalDirectory.scim');
  const { email } = z.object({ email: z.email() }).parse(JSON.parse(sent));
  if ([...state.accounts.values()].some((one) => one.email === email)) {
    return { status: 400, body: { key: 'fieldConstraintsViolated' } };
  }
  account.email = email;
  noteWrite(state, name, `rename ${name}`);
  return { status: 204, body: null };
};

/** Partial failure is normal: addresses that nobody has, and synced accounts, fail each with its reason. */
const addUsers: Answer = (state, { sent, mayWrite }, policyId) => {
  if (!mayWrite) return forbidden(null);
  const { users } = z.object({ users: z.array(z.string()) }).parse(JSON.parse(sent));
  const failures: PolicyTask['failures'] = [];
  let moved = 0;
  for (const email of users) {
    const account = [...state.accounts.values()].find((one) => one.email === email);
    if (!account || account.synced) {
      failures.push({
        emails: [email],
        title: account ? 'User is synced from an identity provider' : 'User not found',
      });
      continue;
    }
    account.nonBillablePolicy = policyId === POLICIES.free.id;
    noteWrite(state, account.id, `move ${account.id} to ${policyId}`);
    moved += 1;
  }
  const taskId = `task-${state.tasks.size + 1}`;
  state.tasks.set(taskId, { moved, failures });
  return { status: 202, body: { taskId, taskLink: `/auth-policy/task/${taskId}` } };
};

const readTask: Answer = ({ tasks }, _, taskId) => {
  const task = tasks.get(taskId);
  if (!task) return { status: 404, code: 'ADMIN-404-11', title: 'Task not found' };
  return ok({
    inProgressCount: 0,
    successCount: task.moved,
    failureCount: task.failures.length,
    failureReasons: task.failures.map(({ emails, title }) => ({
      emails,
      details: { status: 400, title, detail: title },
    })),
  });
};

const ORG = '[^/]+';
const SCIM_USER = `/admin/user-provisioning/v1/org/${ORG}/scimDirectoryId/[^/]+/scimUserId/(?<name>[^/]+)`;

/** The record of an account in the directory of its identity provider. */
export function scimUserOf(accountId: string): string {
  return `scim-${accountId.replaceAll(/[^a-z0-9]/g, '').slice(0, 24)}`;
}

const ROUTES: readonly (readonly [RegExp, Answer])[] = [
  [/^GET \/users\/(?<name>[^/]+)\/manage\/profile$/, readProfile],
  [/^POST \/users\/(?<name>[^/]+)\/manage\/lifecycle\/disable$/, setStatus('inactive', 'disable')],
  [/^POST \/users\/(?<name>[^/]+)\/manage\/lifecycle\/enable$/, setStatus('active', 'enable')],
  [/^PUT \/users\/(?<name>[^/]+)\/manage\/email$/, setEmail],
  [new RegExp(`^PATCH ${SCIM_USER}/unlink$`), unlink],
  [new RegExp(`^POST /admin/control/v1/orgs/${ORG}/auth-policy/(?<name>[^/]+)/add-users$`), addUsers],
  [new RegExp(`^GET /admin/control/v1/orgs/${ORG}/auth-policy/task/(?<name>[^/]+)$`), readTask],
];
