import { toInstant } from '../../core/account.ts';
import { dayOf } from '../../core/billing/billing-period.ts';
import { newestPriceList } from '../../core/billing/price-lists.ts';
import { type CasePlan, type Projected, planText } from '../../core/cases/case.ts';
import { overLimit, roomOf } from '../../core/cases/judge-limits.ts';
import { projectCase } from '../../core/cases/project-case.ts';
import { whyNotBegun } from '../../core/cases/remediation-settings.ts';
import { movesToPolicy, planCase } from '../../core/cases/runbooks.ts';
import { civilDay } from '../../core/civil-day.ts';
import { counted } from '../../core/counted.ts';
import { OPTION_NUMBERS, type OptionId } from '../../core/options/option-id.ts';
import { RELINK_MOST } from '../../core/options/relink-through-idp.ts';
import { planPrices } from '../../core/plan-prices.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { sha256 } from '../clients/archive-rows.ts';
import { readExclusion } from '../clients/history/exclusions.ts';
import type { History } from '../clients/history/history.ts';
import { findGround } from '../find-ground.ts';
import { loadBilled } from '../load-rates.ts';

export interface Proposal {
  readonly option: OptionId;
  readonly accountIds: readonly string[];
}

/** What a proposal would do, as a plan that could be approved. */
export interface DrawnPlan {
  readonly plan: CasePlan;
  readonly planHash: string;
  readonly projected: Projected | null;
  /** Billable accounts of the snapshot it was drawn from. */
  readonly billable: number;
}

/**
 * Draws the plan of a proposal, held against the settings, the newest snapshot, the limits and the exclusions, or says
 * why there is none, and how many accounts it may have if it has too many. Nothing is written.
 */
export async function drawPlan(
  history: History,
  settings: OrganizationSettings,
  proposal: Proposal,
  now: Date,
): Promise<DrawnPlan | { readonly why: string; readonly most?: number }> {
  const at = toInstant(now);
  const ground = await findGround(history, settings, at);
  if ('why' in ground) return ground;
  const refusal = refuse(settings, proposal) ?? (await excluded(history, settings, proposal, at));
  if (refusal !== null) return { why: refusal };
  const over = tooMany(settings, ground.snapshot, proposal);
  if (over !== null) return over;
  const { asOf, billable } = ground.snapshot;
  const plan = planCase({
    ...proposal,
    snapshot: asOf,
    directories: settings.directories ?? [],
    nonBillablePolicyId: settings.nonBillablePolicyId ?? null,
    automated: settings.remediation?.automated ?? [],
  });
  const projected = await project(history, settings, billable, plan.accountIds.length, at);
  return { plan, planHash: sha256(planText(plan)), projected, billable };
}

async function project(
  history: History,
  settings: OrganizationSettings,
  billable: number,
  accounts: number,
  at: string,
) {
  const today = dayOf(at, settings.timeZone);
  const list = newestPriceList(today);
  const { rates, external } = await loadBilled(history, settings, today);
  const way = { most: billable, least: Math.max(0, billable - accounts), external };
  return list && projectCase(planPrices(rates, list, today, way), billable, accounts);
}

function refuse(
  { remediation, allowedOptions, nonBillablePolicyId }: OrganizationSettings,
  { option }: Proposal,
): string | null {
  const off = whyNotBegun(remediation);
  if (off !== null) return off;
  if (allowedOptions && !allowedOptions.includes(option)) {
    return `option ${OPTION_NUMBERS[option]} (${option}) is not among allowedOptions`;
  }
  return movesToPolicy(option) && nonBillablePolicyId === undefined ? 'no nonBillablePolicyId is named' : null;
}

function tooMany(
  { remediation }: OrganizationSettings,
  { billable }: CompleteSnapshot,
  { option, accountIds }: Proposal,
): { readonly why: string; readonly most: number } | null {
  if (!remediation) return null;
  const { limits } = remediation;
  const accounts = new Set(accountIds).size;
  const room = roomOf(limits.perCase, billable);
  if (option === 'relink-through-idp' && accounts > RELINK_MOST) {
    const why = `${counted(accounts, 'account')} would be replaced together, more than ${RELINK_MOST}`;
    return { why, most: Math.min(room, RELINK_MOST) };
  }
  const why = overLimit(accounts, billable, limits);
  return why === null ? null : { why, most: room };
}

async function excluded(
  history: History,
  { id, timeZone }: OrganizationSettings,
  { accountIds }: Proposal,
  at: string,
): Promise<string | null> {
  for (const accountId of accountIds) {
    const why = await readExclusion(history, id, accountId, civilDay(at, timeZone));
    if (why !== null) return `${accountId} stays billable on purpose: ${why}`;
  }
  return null;
}
