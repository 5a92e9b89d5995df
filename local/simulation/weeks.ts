import { activeAt, makeAgent, OWN_SANDBOX, OWN_SITE, type SimulatedAccount, type World } from './world.ts';

/** Something that happens on some days of some weeks. Day 1 of week 1 is the day after the baseline. */
type Event = (world: World, week: number, dayOfWeek: number) => void;

/** The guide's case: portal customers sign up for free Trello on the Wednesday of the first week. */
const signUps: Event = (world, week, dayOfWeek) => {
  if (dayOfWeek !== 2) return;
  const count = week === 1 ? world.options.signUps : world.chance.between(5, 20);
  for (const account of pick(world, isPortalCustomer, count)) give(world, account, 'trello', null);
  if (week > 1) for (const account of pick(world, isPortalCustomer, 2)) give(world, account, 'bitbucket', null);
};

/** A few try Trello on a Tuesday and leave it by Saturday: no two Mondays show them. */
const passersBy: Event = (world, _week, dayOfWeek) => {
  if (dayOfWeek === 1) {
    for (const account of pick(world, isPortalCustomer, world.options.accounts >= 1000 ? 6 : 1)) {
      give(world, account, 'trello', null);
      world.passing.add(account);
    }
  }
  if (dayOfWeek !== 5) return;
  for (const account of world.passing) account.access = [];
  world.passing.clear();
};

const leavers: Event = (world, week, dayOfWeek) => {
  if (week === 1 || dayOfWeek !== 4) return;
  for (const account of pick(world, isBillableAgent, world.chance.between(1, 4))) account.status = 'inactive';
  for (const account of pick(world, isPortalCustomer, world.chance.between(2, 6))) world.accounts.delete(account.id);
  for (const account of pick(world, isSelfSignup, world.chance.between(3, 12))) account.access = [];
  for (const account of pick(world, isSelfSignup, world.chance.between(1, 3))) account.nonBillablePolicy = true;
};

const joiners: Event = (world, week, dayOfWeek) => {
  if (week === 1 || dayOfWeek !== 3) return;
  for (let index = 0; index < world.chance.between(5, 15); index += 1) {
    const account = world.join();
    if (index < 3) makeAgent(world, account, index);
    else if (index === 3) give(world, account, 'trello', null);
  }
  for (const account of pick(world, (candidate) => candidate.status === 'inactive' && candidate.access.length > 0, 1)) {
    account.status = 'active';
  }
};

/** Other organizations invite people; most never log in. Every third week the sandbox is opened to a few. */
const invitations: Event = (world, week, dayOfWeek) => {
  if (week === 1 || dayOfWeek !== 6) return;
  const host = world.chance.pick(['agency-x.atlassian.net', 'vendor-y.atlassian.net', 'jdoe-test.atlassian.net']);
  for (const account of pick(world, isPortalCustomer, world.chance.between(2, 6))) {
    account.access = [{ key: 'confluence', url: host, lastActive: null }];
  }
  if (week % 3 !== 0) return;
  for (const account of pick(world, isPortalCustomer, 3)) give(world, account, 'jira-software', OWN_SANDBOX);
};

/** In the fourth week a whole domain is claimed. */
const claim: Event = (world, week, dayOfWeek) => {
  if (week !== 4 || dayOfWeek !== 1) return;
  for (let index = 0; index < 40; index += 1) {
    const account = world.join('fabrikam.com');
    if (index < 6) give(world, account, 'trello', null);
  }
};

/** On the Monday that ends the third week some accounts come without their flag, on that day only. */
const missingFlags: Event = (world, week, dayOfWeek) => {
  if (week === 3 && dayOfWeek === 7) {
    for (const account of pick(world, () => true, 25)) account.flagMissing = true;
  }
  if (week !== 4 || dayOfWeek !== 1) return;
  for (const account of world.accounts.values()) account.flagMissing = false;
};

export const WEEKS: readonly Event[] = [signUps, passersBy, joiners, leavers, invitations, claim, missingFlags];

function give(world: World, account: SimulatedAccount, key: string, url: string | null): void {
  const lastActive = activeAt(world, 0);
  account.lastActive = lastActive;
  account.access = [{ key, url, lastActive }];
}

function isPortalCustomer(account: SimulatedAccount): boolean {
  return account.status === 'active' && account.access.length === 0;
}

function isBillableAgent(account: SimulatedAccount): boolean {
  return account.status === 'active' && account.access.some((access) => access.url === OWN_SITE);
}

function isSelfSignup(account: SimulatedAccount): boolean {
  return account.status === 'active' && account.access.some((access) => access.key === 'trello' && access.url === null);
}

/** Up to `count` accounts that fit, spread over the organization. */
function pick(world: World, fits: (account: SimulatedAccount) => boolean, count: number): SimulatedAccount[] {
  const candidates = [...world.accounts.values()].filter(fits);
  return Array.from({ length: Math.min(count, candidates.length) }, () => {
    const [picked] = candidates.splice(world.chance.between(0, candidates.length - 1), 1);
    return picked;
  }).filter((account) => account !== undefined);
}
