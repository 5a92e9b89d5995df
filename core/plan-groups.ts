import type { Exposure } from './exposure.ts';
import type { Approval, Consequence, CutOff, Effort, Undo } from './options/option.ts';
import { type OptionId, RECOMMENDATION_ORDER } from './options/option-id.ts';
import type { Recommendation } from './options/recommend.ts';

/** An option, or the way for a leaver whom the identity provider still holds. */
export type Remedy = OptionId | 'orphaned-link';

/** Whether it puts new accounts in the place of the old ones, so that their requests have to be moved. */
export function isReplacing(remedy: Remedy): boolean {
  return remedy === 'atlassian-support' || remedy === 'relink-through-idp';
}

/** What accounts in one group have in common. */
export interface GroupTraits {
  readonly remedy: Remedy;
  readonly exposure: Exposure;
  /** The products and sites that make them billable. */
  readonly products: readonly string[];
  readonly sites: readonly string[];
  readonly management: 'idp' | 'local' | 'unknown';
  /** Options that would come before this one if facts were known. */
  readonly wouldComeFirst: readonly OptionId[];
  readonly feels: string;
  readonly effort: Effort;
  readonly approval: Approval;
  readonly undo: Undo;
  readonly cutOff: CutOff;
  /** What it does to each of them alike. */
  readonly consequences: readonly Consequence[];
}

export type Actionable = Extract<Recommendation, { kind: 'option' | 'orphaned-link' }>;

export interface CandidateGroup {
  readonly traits: GroupTraits;
  readonly members: readonly Actionable[];
}

const REMEDIES: readonly Remedy[] = RECOMMENDATION_ORDER.flatMap((option) =>
  option === 'deactivate' ? [option, 'orphaned-link' as const] : [option],
);

/**
 * Puts accounts that are alike into one group: same remedy, same reason to be billable, same management, same undo and
 * cut-off. Groups stand in the order of the options, those whose person has left ahead of all; within one option the
 * larger group, which saves more, comes first. Members stand by account id.
 */
export function groupCandidates(candidates: readonly Actionable[]): readonly CandidateGroup[] {
  const groups = new Map<string, { traits: GroupTraits; members: Actionable[] }>();
  for (const candidate of candidates) {
    const traits = traitsOf(candidate);
    const key = keyOf(traits);
    const group = groups.get(key);
    if (group) group.members.push(candidate);
    else groups.set(key, { traits, members: [candidate] });
  }
  return [...groups.entries()]
    .sort(([oneKey, one], [otherKey, other]) => byOrder(one, other) || (oneKey < otherKey ? -1 : 1))
    .map(([, { traits, members }]) => ({
      traits: { ...traits, consequences: sharedConsequences(members) },
      members: members.sort(byAccountId),
    }));
}

function traitsOf(candidate: Actionable): GroupTraits {
  const { exposure, inspection } = candidate.subject;
  const told = candidate.kind === 'option' ? candidate.verdict : candidate.path;
  return {
    remedy: remedyOf(candidate),
    exposure: exposure.exposure,
    products: [...new Set(exposure.deciding.map(({ product }) => product))].sort(),
    sites: [...new Set(exposure.deciding.flatMap(({ site }) => site ?? []))].sort(),
    management: inspection.management.known ? inspection.management.value : 'unknown',
    wouldComeFirst: candidate.kind === 'option' ? candidate.wouldComeFirst : [],
    feels: told.feels,
    effort: told.effort,
    approval: told.approval,
    undo: told.undo,
    cutOff: told.cutOff,
    consequences: [],
  };
}

export function remedyOf(candidate: Actionable): Remedy {
  return candidate.kind === 'option' ? candidate.verdict.option : 'orphaned-link';
}

function keyOf({ remedy, exposure, products, sites, management, wouldComeFirst, undo, cutOff }: GroupTraits): string {
  return JSON.stringify([remedy, exposure, products, sites, management, wouldComeFirst, undo.possible, cutOff.makes]);
}

function byOrder(one: CandidateGroup, other: CandidateGroup): number {
  const order = REMEDIES.indexOf(one.traits.remedy) - REMEDIES.indexOf(other.traits.remedy);
  return order || other.members.length - one.members.length;
}

function byAccountId(one: Actionable, other: Actionable): number {
  return one.subject.account.accountId < other.subject.account.accountId ? -1 : 1;
}

/** Consequences that read the same for every member; what differs, such as numbers of requests, is told per account. */
function sharedConsequences(members: readonly Actionable[]): readonly Consequence[] {
  const lists = members.map((member) =>
    member.kind === 'option' ? member.verdict.consequences : member.path.consequences,
  );
  const [first = []] = lists;
  const texts = lists.map((list) => new Set(list.map(({ text }) => text)));
  return first.filter(({ text }) => texts.every((each) => each.has(text)));
}
