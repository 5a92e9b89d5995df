import type { Account } from '../../core/account.ts';
import { type BacklogFacts, type BacklogRow, isBacklog, judgeBacklog } from '../../core/backlog.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import { civilDay } from '../../core/civil-day.ts';
import { decidePlan } from '../../core/decide-plan.ts';
import type { Digest } from '../../core/digest.ts';
import { type ExposureRules, type ExposureVerdict, isAvoidable } from '../../core/exposure.ts';
import { hasSignUp } from '../../core/in-question.ts';
import {
  type ChecklistLine,
  checklistLines,
  inferPrevention,
  keepChecklist,
  rememberTold,
} from '../../core/prevention.ts';
import { type BacklogRecord, recordBacklog } from '../../core/record-backlog.ts';
import { type PlanRecord, recordPlan } from '../../core/record-plan.ts';
import { seeDoor } from '../../core/see-door.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import type { History } from '../clients/history/history.ts';
import { getToldPrevention, putToldPrevention } from '../clients/history/told.ts';
import { earlierSignUps } from '../find-sign-ups.ts';
import { type LoadedSubjects, loadSubjects } from '../load-subjects.ts';
import { getBacklog } from './backlog-list.ts';

interface Stores {
  readonly archive: Archive;
  readonly history: History;
}

export interface AdviceRequest {
  readonly snapshot: CompleteSnapshot;
  readonly settings: OrganizationSettings;
  readonly rules: ExposureRules;
  /** The snapshot of the digest before. */
  readonly baseline: CompleteSnapshot | null;
  readonly cases: readonly FoldedCase[];
  /** The digest before, whichever snapshot it told; undefined: this is the first. */
  readonly last: Digest | undefined;
}

export interface Advice {
  readonly backlog: BacklogRecord;
  /** Every avoidable account with where it stands: what the next digest goes on from. */
  readonly rows: readonly BacklogRow[];
  /** Avoidable accounts that an exclusion keeps: their money is spent on purpose. */
  readonly kept: number;
  readonly plan: PlanRecord;
  readonly prevention: readonly ChecklistLine[];
}

/** What a digest proposes: where every avoidable account stands, the plan for them, and the checklist for the door. */
export async function advise(stores: Stores, request: AdviceRequest): Promise<Advice> {
  const { snapshot, settings, rules, baseline, cases } = request;
  const today = civilDay(snapshot.asOf, settings.timeZone);
  const loaded = await loadSubjects(stores, { snapshot, settings, rules, cases, today });
  const { subjects, inspections, organization, prices, people, inspection, billable, waiting } = loaded;
  const exclusions = loaded.exclusions.active;
  const decided = decidePlan({ subjects, exclusions, waiting, billable, prices, target: { kind: 'all-avoidable' } });
  const facts = await backlogFacts(stores, request, loaded);
  const rows = judgeBacklog(
    subjects.filter(isBacklog).map(({ account }) => account.accountId),
    facts,
  );
  const newSignUps = await findNewSignUps(stores.archive, baseline, snapshot, rules);
  const sightings = seeDoor({
    newSignUps,
    subjects,
    inspections,
    organization,
    enterprise: prices.kind === 'enterprise',
  });
  const told = await getToldPrevention(stores.history, snapshot.organization);
  return {
    backlog: recordBacklog(rows, facts),
    rows,
    kept: subjects.filter(({ account, exposure }) => isKept(account, exposure, exclusions)).length,
    plan: recordPlan({ ...decided, prices, fixBy: organization.fixBy, people, inspection, listed: listedOf(rows) }),
    prevention: checklistLines(keepChecklist(inferPrevention(sightings), told)),
  };
}

function isKept(
  { accountId, billable }: Account,
  { exposure }: ExposureVerdict,
  exclusions: LoadedSubjects['exclusions']['active'],
): boolean {
  return billable === 'billable' && isAvoidable(exposure) && exclusions.has(accountId);
}

async function backlogFacts(
  { archive }: Stores,
  { last }: AdviceRequest,
  { exclusions, asked, holds, organization: { today, fixBy } }: LoadedSubjects,
): Promise<BacklogFacts> {
  const before = last?.backlog ? await getBacklog(archive, last.organization, last.asOf) : [];
  return { today, fixBy, before, exclusions, asked, holds };
}

function listedOf(rows: readonly BacklogRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap(({ accountId, listed }) => (listed ? [accountId] : [])));
}

/** Accounts, billable or not, that have something now that anybody can sign up for, and had nothing of it before. */
async function findNewSignUps(
  archive: Archive,
  baseline: CompleteSnapshot | null,
  snapshot: CompleteSnapshot,
  rules: ExposureRules,
): Promise<readonly Account[]> {
  const before = await earlierSignUps(archive, baseline, snapshot, rules);
  if (!before) return [];
  const found: Account[] = [];
  for await (const accounts of readAccountParts(archive, snapshot)) {
    found.push(...accounts.filter((account) => !before.has(account.accountId) && hasSignUp(account, rules)));
  }
  return found;
}

/** Keeps what a digest has told of the checklist, so that the next one does not tell it again. */
export async function rememberPrevention(
  history: History,
  { organization, asOf, prevention }: Digest,
  { timeZone }: OrganizationSettings,
): Promise<void> {
  if (prevention.every(({ toldOn }) => toldOn !== null)) return;
  const told = await getToldPrevention(history, organization);
  await putToldPrevention(history, organization, rememberTold(told, prevention, civilDay(asOf, timeZone)));
}
