import { type Chance, seededChance } from './chance.ts';

export interface SimulatedAccess {
  readonly key: string;
  readonly url: string | null;
  readonly lastActive: string | null;
}

/** An account as the simulated organization knows it; what the API tells is made from it. */
export interface SimulatedAccount {
  readonly id: string;
  readonly name: string;
  email: string | null;
  /** Whether the identity provider syncs it. */
  synced: boolean;
  /** The day it came to the organization, as {@link World} counts days. */
  readonly joined: number;
  /** An organization admin. */
  admin: boolean;
  status: 'active' | 'inactive';
  nonBillablePolicy: boolean;
  flagMissing: boolean;
  lastActive: string | null;
  access: SimulatedAccess[];
}

export interface WorldOptions {
  readonly seed: number;
  readonly accounts: number;
  readonly agents: number;
  /** Portal customers who sign up for free Trello in the first week. */
  readonly signUps: number;
  /** The share of accounts that the identity provider syncs, 0 to 1; the rest are local. */
  readonly synced: number;
}

/** The guide's organization: 10,000 claimed accounts, 200 agents, then 300 sign-ups for free Trello. */
export const GUIDE: WorldOptions = { seed: 1, accounts: 10_000, agents: 200, signUps: 300, synced: 0.2 };

/** Day 0, a Monday: the baseline. */
export const FIRST_DAY = Date.UTC(2026, 10, 16, 6);
const DAY_MS = 86_400_000;

/** An account that came by the sync of the identity provider stays, whatever day it is. */
export const JOINED_BY_SYNC = -1;

export const OWN_SITE = 'contoso.atlassian.net';
/** The directory that the simulated identity provider syncs. */
export const SIMULATED_DIRECTORY = '315e79ae-404a-4061-8a88-df91c8c7db34';

/** The organization's two policies; Atlassian has no list of them. */
export const POLICIES = {
  default: { id: '5a1b0000-0000-4000-8000-0000000000d1', name: 'Default', type: 'billable' },
  free: { id: '5a1b0000-0000-4000-8000-0000000000f2', name: 'No bill', type: 'non-billable' },
} as const;

export const OWN_SANDBOX = 'contoso-sandbox-215.atlassian.net';

/** The organization while time passes: its accounts by id, in the order in which the API tells them. */
export interface World {
  readonly chance: Chance;
  readonly options: WorldOptions;
  readonly accounts: Map<string, SimulatedAccount>;
  /** Accounts that try something for a few days only. */
  readonly passing: Set<SimulatedAccount>;
  day: number;
  join(domain?: string): SimulatedAccount;
}

export function dayTime(day: number): Date {
  return new Date(FIRST_DAY + day * DAY_MS);
}

/** The day that a time of the simulated calendar falls on; a day begins with its run. */
export function dayOf(time: Date): number {
  return Math.floor((time.getTime() - FIRST_DAY) / DAY_MS);
}

/** The organization on day 0. */
export function firstDay(options: WorldOptions): World {
  const chance = seededChance(options.seed);
  const accounts = new Map<string, SimulatedAccount>();
  const world: World = {
    chance,
    options,
    accounts,
    passing: new Set(),
    day: 0,
    join(domain = 'contoso.com') {
      const account = newAccount(world, accounts.size + 1, domain);
      accounts.set(account.id, account);
      return account;
    },
  };
  for (let index = 0; index < options.accounts; index += 1) {
    const account = world.join();
    if (index < options.agents) makeAgent(world, account, index);
    else if (chance.next() < 0.03) account.status = 'inactive';
    if (index === 0) account.admin = true;
  }
  return world;
}

/** Gives an account a seat on the organization's own site; every seventeenth has not been there for 200 days. */
export function makeAgent(world: World, account: SimulatedAccount, index: number): void {
  const idle = index % 17 === 16;
  const lastActive = activeAt(world, idle ? 200 : world.chance.between(0, 20));
  account.lastActive = lastActive;
  account.access = [{ key: 'jira-service-desk', url: OWN_SITE, lastActive }];
  if (!idle && index % 4 === 0) account.access.push({ key: 'confluence', url: OWN_SITE, lastActive });
}

/** The time `days` before the world's day, with milliseconds, as Atlassian writes it. */
export function activeAt(world: World, days: number): string {
  return new Date(FIRST_DAY + (world.day - days) * DAY_MS - world.chance.between(1, 80_000) * 1000).toISOString();
}

export function isBillable(account: SimulatedAccount): boolean {
  return account.status === 'active' && account.access.length > 0 && !account.nonBillablePolicy;
}

const GIVEN = [
  'Ada',
  'Bela',
  'Chen',
  'Dora',
  'Emeka',
  'Farida',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Kofi',
  'Lucía',
] as const;
const FAMILY = [
  'Abel',
  'Brandt',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Horvat',
  'Ito',
  'Jansen',
] as const;

function newAccount({ chance, day, options }: World, number: number, domain: string): SimulatedAccount {
  const name = `${chance.pick(GIVEN)} ${chance.pick(FAMILY)}`;
  const mailbox = name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z ]/g, '')
    .toLowerCase()
    .replace(' ', '.');
  return {
    id: number % 2 === 0 ? `557058:${uuid(chance)}` : `5f${chance.hex(22)}`,
    name,
    email: chance.next() < 0.01 ? null : `${mailbox}.${number}@${domain}`,
    // Spread evenly by number and without chance, so that the story of a seed stays the same whatever the share.
    synced: (number * 0.618_034) % 1 < options.synced,
    joined: day === 0 ? -400 : day,
    admin: false,
    status: 'active',
    nonBillablePolicy: false,
    flagMissing: false,
    lastActive: null,
    access: [],
  };
}

function uuid(chance: Chance): string {
  return [8, 4, 4, 4, 12].map((digits) => chance.hex(digits)).join('-');
}
