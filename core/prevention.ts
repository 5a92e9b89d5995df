import * as z from 'zod';
import type { Account, BillableState } from './account.ts';
import { counted } from './counted.ts';
import type { AccountInspection, Fact } from './inspection.ts';
import { SOURCES, type Source } from './options/source.ts';
import { productHome } from './products.ts';

/** A new account that came with a product anybody can sign up for. */
export interface SignUp {
  readonly management: 'idp' | 'local' | 'unknown';
  readonly state: BillableState;
}

/** The sign-ups among accounts that were not there before. */
export function signUpsOf(
  newcomers: Iterable<Account>,
  inspections: ReadonlyMap<string, AccountInspection>,
): readonly SignUp[] {
  return [...newcomers]
    .filter(({ access }) => access.some(({ product }) => productHome(product) === 'workspace'))
    .map(({ accountId, billable }) => {
      const management = inspections.get(accountId)?.management;
      return { management: management?.known ? management.value : 'unknown', state: billable };
    });
}

export interface PreventionFacts {
  readonly signUps: readonly SignUp[];
  readonly autoClaim: Fact<'on' | 'off'>;
  /** Seats never used by accounts that are here for 30 days, by own site. */
  readonly neverUsedSeats: readonly { readonly site: string; readonly accounts: number }[];
  /** Whether an Enterprise plan is bought: without one, sign-ups cannot be blocked. */
  readonly enterprise: boolean;
}

export const PREVENTION_TOPICS = ['default-local-policy', 'default-group', 'product-requests', 'auto-claim'] as const;
export type PreventionTopic = (typeof PREVENTION_TOPICS)[number];

/**
 * One line of the checklist. `advised`: what was seen suggests a setting; `seems-set`: what was seen suggests that it is
 * set; `ask`: only a person can look it up. No API tells any of these settings.
 */
export interface PreventionItem {
  readonly topic: PreventionTopic;
  /** The site it is about; null for the organization as a whole. */
  readonly site: string | null;
  readonly state: 'advised' | 'seems-set' | 'ask';
  readonly evidence: string;
  readonly advice: string;
  readonly risk: string;
  readonly source: Source;
}

/** From this many on, what they have in common is taken for a setting. */
export const ENOUGH_SIGHTINGS = 3;

/** Infers from sign-ups what is set wrongly at the door; what the organization's plan cannot buy is not suggested. */
export function inferPrevention(facts: PreventionFacts): readonly PreventionItem[] {
  const local = facts.signUps.filter(({ management, state }) => management === 'local' && state !== 'unknown');
  const billable = local.filter(({ state }) => state === 'billable').length;
  const seats = facts.neverUsedSeats.filter(({ accounts }) => accounts >= ENOUGH_SIGHTINGS);
  return [
    ...defaultPolicy(local.length, billable),
    ...seats.map(defaultGroup),
    ...(facts.enterprise && billable > 0 ? [productRequests(billable)] : []),
    ...(facts.autoClaim.known ? [] : [AUTO_CLAIM]),
  ];
}

function defaultPolicy(local: number, billable: number): readonly PreventionItem[] {
  if (local < ENOUGH_SIGHTINGS || (billable > 0 && billable < local)) return [];
  const isBillable = billable > 0;
  return [
    {
      topic: 'default-local-policy',
      site: null,
      state: isBillable ? 'advised' : 'seems-set',
      evidence: isBillable
        ? `${billable} of ${local} local sign-ups came in billable: your local default policy is billable.`
        : `0 of ${local} local sign-ups came in billable: your local default policy is non-billable.`,
      advice:
        'Make the default policy of the local directory a non-billable one: whoever signs up then costs nothing until you say so.',
      risk: 'New local accounts have neither enforced single sign-on nor required two-step verification until they are moved.',
      source: SOURCES.selfSignups,
    },
  ];
}

function defaultGroup({ site, accounts }: { readonly site: string; readonly accounts: number }): PreventionItem {
  return {
    topic: 'default-group',
    site,
    state: 'advised',
    evidence: `${counted(accounts, 'account')} on ${site} with a seat that was never used: a default group may give it.`,
    advice: `Take the product from the default group of ${site}, and give it on request.`,
    risk: 'New colleagues have to ask for the product.',
    source: SOURCES.ownRule,
  };
}

function productRequests(billable: number): PreventionItem {
  return {
    topic: 'product-requests',
    site: null,
    state: 'advised',
    evidence: `${billable} local sign-ups came in billable.`,
    advice: 'Have new products requested from an admin instead of signed up for (Enterprise plan).',
    risk: 'Requests have to be answered, or people sign up with private addresses.',
    source: SOURCES.blockSignups,
  };
}

const AUTO_CLAIM: PreventionItem = {
  topic: 'auto-claim',
  site: null,
  state: 'ask',
  evidence: 'Whether accounts of your domains are claimed by themselves is not known.',
  advice: 'Look it up under Domains: it decides whether an account that is unclaimed stays so.',
  risk: 'None.',
  source: SOURCES.noUnclaimApi,
};

/** That a line of the checklist was told, as what, and on which day. */
export const toldSchema = z.object({
  topic: z.enum(PREVENTION_TOPICS),
  site: z.string().nullable(),
  state: z.enum(['advised', 'seems-set', 'ask']),
  on: z.string(),
});
export type Told = z.output<typeof toldSchema>;

/** A line of the checklist as a digest records it; `toldOn` null: this digest tells it. */
export const checklistLineSchema = z.object({
  topic: z.enum(PREVENTION_TOPICS),
  site: z.string().nullable(),
  state: z.enum(['advised', 'seems-set', 'ask']),
  evidence: z.string(),
  advice: z.string(),
  risk: z.string(),
  toldOn: z.string().nullable(),
});
export type ChecklistLine = z.output<typeof checklistLineSchema>;

export function checklistLines({ items }: Checklist): ChecklistLine[] {
  return items.map(({ item: { source: _, ...line }, toldOn }) => ({ ...line, toldOn }));
}

/** What is remembered once a digest has told its lines; telling it again changes nothing. */
export function rememberTold(told: readonly Told[], lines: readonly ChecklistLine[], day: string): readonly Told[] {
  const now = lines
    .filter(({ toldOn }) => toldOn === null)
    .map(({ topic, site, state }) => ({ topic, site, state, on: day }));
  const isNow = (one: Told) => now.some(({ topic, site }) => topic === one.topic && site === one.site);
  return [...told.filter((one) => !isNow(one)), ...now];
}

export interface Checklist {
  /** Each item with the day it was told as it stands; null if it is told for the first time, or has changed. */
  readonly items: readonly { readonly item: PreventionItem; readonly toldOn: string | null }[];
  /** What to tell now, and to remember as told. */
  readonly tell: readonly PreventionItem[];
}

/** Each line is told once, and again when it changes; other numbers of the same kind are no change. */
export function keepChecklist(items: readonly PreventionItem[], told: readonly Told[]): Checklist {
  const dated = items.map((item) => {
    const before = told.find(({ topic, site }) => topic === item.topic && site === item.site);
    return { item, toldOn: before?.state === item.state ? before.on : null };
  });
  return { items: dated, tell: dated.filter(({ toldOn }) => toldOn === null).map(({ item }) => item) };
}
