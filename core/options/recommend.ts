import type { Waiting } from '../asked.ts';
import type { Exclusion } from '../exclusions.ts';
import { isAvoidable } from '../exposure.ts';
import { alikeJudge, type Judgement, judgeAll } from './judge-alike.ts';
import type { OptionSubject, OptionVerdict } from './option.ts';
import type { OptionId } from './option-id.ts';
import type { OrphanedLink } from './orphaned-link.ts';
import { RELINK_MOST } from './relink-through-idp.ts';

/** Why an account is left alone. */
export type KeepReason =
  | { readonly reason: 'unknown-state' | 'not-billable' | 'gone' }
  | { readonly reason: 'protected'; readonly why: string }
  | { readonly reason: 'excluded'; readonly exclusion: Exclusion }
  /** Its holder may still answer, or an open case holds it. */
  | Waiting
  /** Paid for on purpose: licensed, or on a partner's site. */
  | { readonly reason: 'planned' }
  /** Billable for nothing that is visible: it may be licensed. */
  | { readonly reason: 'exposure-unknown' };

interface Judged {
  readonly subject: OptionSubject;
  /** All options, in the order of recommendation. */
  readonly verdicts: readonly OptionVerdict[];
}

/**
 * What is proposed for one account. `left-alone`: never targeted. `option`: the first that fits; `wouldComeFirst` are
 * options before it that lack nothing but facts. `orphaned-link`: has left, and the identity provider has to end it.
 * `find-out`: no option may be chosen before some fact is known. `nothing-fits`: every option is refused.
 */
export type Recommendation =
  | { readonly kind: 'left-alone'; readonly subject: OptionSubject; readonly keep: KeepReason }
  | (Judged & {
      readonly kind: 'option';
      readonly verdict: OptionVerdict & { readonly feasible: true };
      readonly wouldComeFirst: readonly OptionId[];
    })
  | (Judged & { readonly kind: 'orphaned-link'; readonly path: OrphanedLink })
  | (Judged & { readonly kind: 'find-out' })
  | (Judged & { readonly kind: 'nothing-fits' });

const NOBODY: ReadonlyMap<string, Waiting> = new Map();

/** Recommends for many accounts at once, in their order; how many go through the identity provider is known only then. */
export function recommendAll(
  subjects: readonly OptionSubject[],
  exclusions: ReadonlyMap<string, Exclusion>,
  waiting: ReadonlyMap<string, Waiting> = NOBODY,
): readonly Recommendation[] {
  const judge = alikeJudge();
  const alone = subjects.map((subject) => recommend({ ...subject, relinking: 0 }, exclusions, waiting, judge));
  const relinking = alone.filter(
    (each) => each.kind === 'option' && each.verdict.option === 'relink-through-idp',
  ).length;
  if (relinking <= RELINK_MOST) return alone;
  return subjects.map((subject) => recommend({ ...subject, relinking }, exclusions, waiting, judge));
}

/** Recommends for one account; `exclusions` are those in force today, `waiting` whom today waits for. */
export function recommend(
  subject: OptionSubject,
  exclusions: ReadonlyMap<string, Exclusion>,
  waiting: ReadonlyMap<string, Waiting> = NOBODY,
  judge: (subject: OptionSubject) => Judgement = judgeAll,
): Recommendation {
  const keep = reasonToKeep(subject, exclusions, waiting);
  if (keep) return { kind: 'left-alone', subject, keep };
  const { verdicts, path } = judge(subject);
  const judged = { subject, verdicts };
  if (path) return { kind: 'orphaned-link', ...judged, path };
  const open = verdicts.filter(lacksOnlyFacts);
  const chosen = verdicts.findIndex(({ feasible }) => feasible);
  const verdict = verdicts[chosen];
  if (!verdict?.feasible) return { kind: open.some(isWorthFinding) ? 'find-out' : 'nothing-fits', ...judged };
  const comeFirst = open.filter((each) => verdicts.indexOf(each) < chosen);
  if (HEAVY.has(verdict.option) && comeFirst.some(isWorthFinding)) return { kind: 'find-out', ...judged };
  return { kind: 'option', ...judged, verdict, wouldComeFirst: comeFirst.map(({ option }) => option) };
}

/**
 * Options that take control of an account away or replace it: never chosen just because a fact is missing that would
 * open a gentler one.
 */
const HEAVY: ReadonlySet<OptionId> = new Set([
  'leave-unclaimed',
  'narrow-sync',
  'relink-through-idp',
  'atlassian-support',
]);

/** Whether somebody has left is no fact to wait for: most organizations will never tell it. */
export function isWorthFinding({ blockers }: OptionVerdict): boolean {
  return blockers.every(({ rule }) => rule !== 'left-unknown');
}

export function lacksOnlyFacts({ blockers }: OptionVerdict): boolean {
  return blockers.length > 0 && blockers.every(({ kind }) => kind === 'missing-fact');
}

/**
 * Why an account is not targeted, or null. Only billable ones are: unknown is never guessed. Organization admins, apps
 * and customers are protected, and so is every kind of account that is not known yet. Of the rest, those whose person
 * has left, the avoidable, idle licences, and external users.
 */
export function reasonToKeep(
  subject: OptionSubject,
  exclusions: ReadonlyMap<string, Exclusion>,
  waiting: ReadonlyMap<string, Waiting>,
): KeepReason | null {
  const { account, relation, exposure, inspection, presence } = subject;
  if (account.billable === 'unknown') return { reason: 'unknown-state' };
  if (account.billable === 'not-billable') return { reason: 'not-billable' };
  if (inspection.gone) return { reason: 'gone' };
  if (account.type !== 'atlassian') return { reason: 'protected', why: `an account of type ${account.type}` };
  if (inspection.organizationAdmin.known && inspection.organizationAdmin.value) {
    return { reason: 'protected', why: 'an organization admin' };
  }
  const exclusion = exclusions.get(account.accountId);
  if (exclusion) return { reason: 'excluded', exclusion };
  const waits = waiting.get(account.accountId);
  if (waits) return waits;
  if (presence.state === 'left' || relation === 'external-user') return null;
  if (isAvoidable(exposure.exposure) || exposure.exposure === 'licensed-idle') return null;
  return isNeverUsedSeat(subject) ? null : { reason: exposure.exposure === 'unknown' ? 'exposure-unknown' : 'planned' };
}

function isNeverUsedSeat({ exposure, inspection }: OptionSubject): boolean {
  return exposure.exposure === 'licensed' && inspection.activity.state === 'never';
}
