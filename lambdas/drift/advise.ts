import type { Account } from '../../core/account.ts';
import { civilDay } from '../../core/civil-day.ts';
import { decidePlan } from '../../core/decide-plan.ts';
import type { Digest } from '../../core/digest.ts';
import type { ExposureRules } from '../../core/exposure.ts';
import { hasSignUp } from '../../core/in-question.ts';
import {
  type ChecklistLine,
  checklistLines,
  inferPrevention,
  keepChecklist,
  rememberTold,
} from '../../core/prevention.ts';
import { type PlanRecord, recordPlan } from '../../core/record-plan.ts';
import { seeDoor } from '../../core/see-door.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import type { History } from '../clients/history/history.ts';
import { getToldPrevention, putToldPrevention } from '../clients/history/told.ts';
import { earlierSignUps } from '../find-sign-ups.ts';
import { loadSubjects } from '../load-subjects.ts';

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
}

export interface Advice {
  readonly plan: PlanRecord;
  readonly prevention: readonly ChecklistLine[];
}

/** What a digest proposes: the plan for all that is avoidable, and the checklist for the door. */
export async function advise(stores: Stores, { snapshot, settings, rules, baseline }: AdviceRequest): Promise<Advice> {
  const today = civilDay(snapshot.asOf, settings.timeZone);
  const loaded = await loadSubjects(stores, { snapshot, settings, rules, today });
  const { subjects, inspections, organization, prices, people, inspection, billable } = loaded;
  const exclusions = loaded.exclusions.active;
  const decided = decidePlan({ subjects, exclusions, billable, prices, target: { kind: 'all-avoidable' } });
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
    plan: recordPlan({ ...decided, prices, fixBy: organization.fixBy, people, inspection }),
    prevention: checklistLines(keepChecklist(inferPrevention(sightings), told)),
  };
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
