import type { Account } from '../core/account.ts';
import { PRICE_LISTS } from '../core/billing/price-lists.ts';
import type { FoldedCase } from '../core/cases/case-state.ts';
import { activeExclusions, type ExclusionList } from '../core/exclusions.ts';
import { type ExposureRules, isAvoidable, judgeExposure } from '../core/exposure.ts';
import {
  type AccountInspection,
  known,
  type OrganizationFindings,
  UNINSPECTED_ORGANIZATION,
  uninspected,
} from '../core/inspection.ts';
import type { OptionOrganization, OptionSubject } from '../core/options/option.ts';
import { RECOMMENDATION_ORDER } from '../core/options/option-id.ts';
import { type PeopleSource, presenceReader, unknownAddresses } from '../core/people.ts';
import { fixByOf, type PlanPrices, planPrices, premiumOf } from '../core/plan-prices.ts';
import type { PlanRecord } from '../core/record-plan.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { readAccountParts } from './clients/account-parts.ts';
import type { Archive } from './clients/archive.ts';
import { listExclusions } from './clients/history/exclusions.ts';
import type { History } from './clients/history/history.ts';
import { getInspectionManifest, readInspections } from './clients/inspections.ts';
import { getPeople } from './clients/people-file.ts';
import { loadBilled } from './load-rates.ts';
import { type LoadedWaiting, loadWaiting } from './load-waiting.ts';

/** All that options are judged by for one snapshot. */
export interface LoadedSubjects extends LoadedWaiting {
  /** Every account that is billable or unknown. */
  readonly subjects: readonly OptionSubject[];
  readonly billable: number;
  readonly exclusions: ExclusionList;
  readonly inspections: ReadonlyMap<string, AccountInspection>;
  readonly organization: OptionOrganization;
  readonly prices: PlanPrices;
  readonly people: PlanRecord['people'];
  readonly inspection: { readonly state: 'none' | 'ended' | 'stopped'; readonly why: string | null };
}

export interface SubjectRequest {
  readonly snapshot: CompleteSnapshot;
  readonly settings: OrganizationSettings;
  readonly rules: ExposureRules;
  readonly cases: readonly FoldedCase[];
  /** A civil day of the organization's zone. */
  readonly today: string;
}

/** Loads a snapshot's billable accounts with what the inspection, the people file and the exclusions know of them. */
export async function loadSubjects(
  { archive, history }: { readonly archive: Archive; readonly history: History },
  { snapshot, settings, rules, cases, today }: SubjectRequest,
): Promise<LoadedSubjects> {
  const { inspections, findings, ...inspection } = await loadInspection(archive, snapshot);
  const { rates, external } = await loadBilled(history, settings, today);
  const organization: OptionOrganization = {
    rules,
    findings: { ...findings, autoClaim: settings.autoClaim ? known(settings.autoClaim) : findings.autoClaim },
    directories: settings.directories ?? [],
    nonBillablePolicyId: settings.nonBillablePolicyId ?? null,
    allowedOptions: settings.allowedOptions ?? RECOMMENDATION_ORDER,
    guardPremium: premiumOf(rates, today),
    asOf: snapshot.asOf,
    today,
    fixBy: fixByOf(rates, today),
  };
  const people = await getPeople(archive, snapshot.organization);
  const { subjects, unmatched, left } = await readSubjects(archive, snapshot, organization, inspections, people);
  const billable = subjects.filter(({ account }) => account.billable === 'billable');
  const avoidable = billable.filter(({ exposure }) => isAvoidable(exposure.exposure)).length;
  const way = { most: billable.length, least: billable.length - avoidable, external };
  return {
    subjects,
    billable: billable.length,
    ...(await loadWaiting(history, settings, cases, today)),
    exclusions: activeExclusions(await listExclusions(history, snapshot.organization), today),
    inspections,
    organization,
    prices: planPrices(rates, newestList(), today, way),
    people: people && {
      ...{ source: people.source, asOf: people.asOf, left, unknownAddresses: unmatched.length },
      unreadableRows: people.unreadableRows.length,
    },
    inspection,
  };
}

function newestList() {
  const list = PRICE_LISTS.at(-1);
  if (!list) throw new Error('there is no price list');
  return list;
}

interface LoadedInspection {
  readonly state: 'none' | 'ended' | 'stopped';
  readonly why: string | null;
  readonly inspections: ReadonlyMap<string, AccountInspection>;
  readonly findings: OrganizationFindings;
}

/** What was inspected after a snapshot; a file of it that is lost or damaged is as good as none. */
async function loadInspection(archive: Archive, snapshot: CompleteSnapshot): Promise<LoadedInspection> {
  const none = { why: null, inspections: new Map(), findings: UNINSPECTED_ORGANIZATION };
  const manifest = await getInspectionManifest(archive, snapshot);
  if (!manifest) return { state: 'none', ...none };
  const { findings, carried } = manifest;
  const taken = carried > 0 ? `; of ${carried} others what an earlier inspection learnt is taken` : '';
  const stopped = manifest.stopped === null ? null : manifest.stopped + taken;
  try {
    const inspections = await readInspections(archive, manifest);
    return { state: stopped === null ? 'ended' : 'stopped', why: stopped, inspections, findings };
  } catch {
    return { ...none, state: 'stopped', why: 'what it had learnt cannot be read', findings };
  }
}

async function readSubjects(
  archive: Archive,
  snapshot: CompleteSnapshot,
  organization: OptionOrganization,
  inspections: ReadonlyMap<string, AccountInspection>,
  people: PeopleSource | null,
) {
  const presenceOf = presenceReader(people, organization.today);
  const subjects: OptionSubject[] = [];
  let unmatched = people?.people.map(({ email }) => email) ?? [];
  const subjectOf = (account: Account): OptionSubject => ({
    account,
    relation: 'managed',
    exposure: judgeExposure(account, organization.rules, snapshot.asOf),
    inspection: withPolicy(
      inspections.get(account.accountId) ?? uninspected(account.accountId, snapshot.asOf),
      account.policy,
    ),
    presence: presenceOf(account),
    organization,
    relinking: 0,
  });
  for await (const accounts of readAccountParts(archive, snapshot)) {
    if (people) {
      const open = new Set(unmatched);
      unmatched = [
        ...unknownAddresses({ ...people, people: people.people.filter(({ email }) => open.has(email)) }, accounts),
      ];
    }
    for (const account of accounts) if (account.billable !== 'not-billable') subjects.push(subjectOf(account));
  }
  const left = subjects.filter(({ account, presence }) => account.billable === 'billable' && presence.state === 'left');
  return { subjects, unmatched, left: left.length };
}

/** What an export says of an account's policy, where no inspection does; its id is in no export. */
function withPolicy(inspection: AccountInspection, policy: Account['policy']): AccountInspection {
  return policy === undefined || inspection.policy.known
    ? inspection
    : { ...inspection, policy: known({ id: null, ...policy }) };
}
