import type { Changeable } from './changes.ts';
import { logIn, rememberPerson, syncEverybody } from './identity-provider.ts';
import { OWN_SANDBOX, OWN_SITE, type SimulatedAccount } from './world.ts';

/** A step as a person does it who is asked for it. */
export interface HandStep {
  /** As its runbook names it: `disable`. */
  readonly name: string;
  /** It is taken back. */
  readonly back: boolean;
  readonly option: string;
  readonly accountIds: readonly string[];
  readonly at: Date;
}

export interface HandWorld extends Changeable {
  /** Every account as it would be if nobody had done anything to it. */
  readonly untouched: ReadonlyMap<string, SimulatedAccount>;
}

type Act = (world: HandWorld, account: SimulatedAccount, step: HandStep) => void;

const set =
  (change: Partial<SimulatedAccount>): Act =>
  (_, account) => {
    Object.assign(account, change);
  };

/** Whom the account is for stays known at the identity provider. */
const unlink: Act = ({ identityProvider }, account) => {
  if (account.email !== null) rememberPerson(identityProvider, account.email);
  account.synced = false;
};

const scope =
  (inScope: boolean): Act =>
  ({ identityProvider }, { email }) => {
    if (email !== null) rememberPerson(identityProvider, email).inScope = inScope;
  };

const switchJob =
  (job: 'Active' | 'Paused'): Act =>
  ({ identityProvider }) => {
    identityProvider.job = job;
    syncEverybody(identityProvider);
  };

const giveEmailAway: Act = (_, account) => {
  account.email = `old.${account.id.replaceAll(/[^a-z0-9]/g, '')}@contoso.com`;
};

const takeEmailBack: Act = ({ accounts, remedies, untouched }, account) => {
  const email = untouched.get(account.id)?.email ?? null;
  if (email === null) return;
  const holder = [...accounts.values()].find((one) => one.email === email);
  if (holder && holder !== account) {
    Object.assign(holder, { email: `replaced.${account.email}`, synced: false, status: 'inactive' });
    remedies.touched.add(holder.id);
  }
  account.email = email;
};

const firstLogin: Act = ({ identityProvider, untouched }, { id }, { at }) => {
  const email = untouched.get(id)?.email ?? null;
  if (email !== null) logIn(identityProvider, email, new Date(at.getTime() + 1000));
};

const moveRequests =
  (back: boolean): Act =>
  ({ accounts, site, untouched }, { id }) => {
    const email = untouched.get(id)?.email ?? null;
    const successor = [...accounts.values()].find((one) => one.email !== null && one.email === email)?.id ?? id;
    const [from, to] = back ? [successor, id] : [id, successor];
    for (const request of site.requests.values()) {
      if (request.reporter !== from) continue;
      request.reporter = to;
      site.moved.add(request.key);
    }
  };

const carryOut: Act = ({ accounts, gone }, account, { option }) => {
  if (option === 'leave-unclaimed' || option === 'atlassian-support') {
    accounts.delete(account.id);
    gone.add(account.id);
  } else if (option === 'remove-access')
    account.access = account.access.filter(({ url }) => url !== OWN_SITE && url !== OWN_SANDBOX);
};

const ACTS: Readonly<Record<string, Act>> = {
  disable: set({ status: 'inactive' }),
  'disable-old': set({ status: 'inactive' }),
  'move-to-policy': set({ nonBillablePolicy: true }),
  unlink,
  'out-of-scope': scope(false),
  'change-email': giveEmailAway,
  pause: switchJob('Paused'),
  resume: switchJob('Active'),
  'first-login': firstLogin,
  'move-requests': moveRequests(false),
  'carry-out': carryOut,
  answers: set({ access: [] }),
};

const BACK: Readonly<Record<string, Act>> = {
  disable: set({ status: 'active' }),
  'disable-old': set({ status: 'active' }),
  'move-to-policy': set({ nonBillablePolicy: false }),
  unlink: set({ synced: true }),
  'out-of-scope': scope(true),
  'change-email': takeEmailBack,
  pause: switchJob('Active'),
  'move-requests': moveRequests(true),
  'carry-out': ({ untouched }, account) => {
    account.access = untouched.get(account.id)?.access ?? account.access;
  },
};

/** Does what a step asks for, as its person would; a step that is only to look at something changes nothing. */
export function doByHand(world: HandWorld, step: HandStep): void {
  const act = (step.back ? BACK : ACTS)[step.name];
  for (const id of step.accountIds) {
    // Claimed again: it is as it was, from the next day on.
    if (step.back && step.name === 'carry-out') world.gone.delete(id);
    const account = world.accounts.get(id);
    if (!account || !act) continue;
    act(world, account, step);
    world.remedies.touched.add(id);
  }
}
