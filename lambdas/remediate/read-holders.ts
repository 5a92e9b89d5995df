import type { Instant } from '../../core/account.ts';
import type { AnswerId } from '../../core/cases/answers.ts';
import { type HolderFacts, type HolderStanding, standingOf } from '../../core/cases/holder-standing.ts';
import type { AskSettings } from '../../core/cases/remediation-settings.ts';
import { civilDay } from '../../core/civil-day.ts';
import { activeExclusions } from '../../core/exclusions.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { listAnswers } from '../clients/history/answers.ts';
import { type Ask, listAsks } from '../clients/history/asks.ts';
import { listExclusions } from '../clients/history/exclusions.ts';
import { getHead } from '../clients/history/head.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';
import { carryOutAnswers } from './carry-out-answers.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { readBillable } from './read-facts.ts';

/** The step that asks, and whom. */
export interface Asking {
  readonly step: string;
  readonly accountIds: readonly string[];
}

/** What looks before have seen: the newest snapshot that was read, and who was not billable any more in one, or gone. */
export interface Seen {
  readonly snapshot: Instant | null;
  readonly left: readonly string[];
}

/** All holders as they stand now. */
export interface HolderReading {
  readonly facts: readonly HolderFacts[];
  readonly asks: readonly Ask[];
  /** Answers whose consequence is there. */
  readonly answers: ReadonlyMap<string, AnswerId>;
  readonly seen: Seen;
}

/** Reads answers, mails, exclusions and the newest snapshot; what follows from a new answer is done first. */
export async function readHolders(
  dependencies: RemediateDependencies,
  name: CaseName,
  { accountIds }: Asking,
  settings: OrganizationSettings,
  before: Seen,
): Promise<HolderReading> {
  const { history, now } = dependencies;
  const wanted = new Set(accountIds);
  const given = (await listAnswers(history, name)).filter(({ accountId }) => wanted.has(accountId));
  const answers = await carryOutAnswers(dependencies, name, settings, given);
  const asks = await listAsks(history, name);
  const today = civilDay(now().toISOString(), settings.timeZone);
  const { active } = activeExclusions(await listExclusions(history, name.organization), today);
  const seen = await seeLeft(dependencies, name, accountIds, asks, before);
  const left = new Set(seen.left);
  const facts = accountIds.map((accountId) => ({
    accountId,
    asks: asks.filter((ask) => ask.accountId === accountId).map(({ at }) => at),
    answer: answers.get(accountId) ?? null,
    left: left.has(accountId),
    excluded: active.get(accountId)?.reason ?? null,
  }));
  return { facts, asks, answers, seen };
}

/** A snapshot is read once; it tells of a holder only if it began after they were asked. */
async function seeLeft(
  dependencies: RemediateDependencies,
  { organization }: CaseName,
  accountIds: readonly string[],
  asks: readonly Ask[],
  before: Seen,
): Promise<Seen> {
  const { history } = dependencies;
  const { snapshot: asOf } = await getHead(history, organization);
  if (asOf === undefined || asOf === before.snapshot) return before;
  const snapshot = await getSnapshot(history, organization, asOf);
  if (snapshot?.state !== 'complete') return before;
  const asked = accountIds.filter((accountId) =>
    asks.some((ask) => ask.accountId === accountId && ask.ask === 1 && ask.at <= snapshot.startedAt),
  );
  if (asked.length === 0) return before;
  const states = await readBillable(dependencies, organization, asked);
  const left = asked.filter((accountId) => (states.get(accountId) ?? 'not-billable') === 'not-billable');
  return { snapshot: asOf, left: [...new Set([...before.left, ...left])] };
}

export type Standing = HolderStanding & { readonly accountId: string };

export function standingsOf(
  { facts }: HolderReading,
  settings: AskSettings,
  at: Instant,
  over: boolean,
): readonly Standing[] {
  return facts.map((one) => ({ ...standingOf(one, settings, at, over), accountId: one.accountId }));
}
