import { toInstant } from '../../core/account.ts';
import { dayOf } from '../../core/billing/billing-period.ts';
import { newestPriceList } from '../../core/billing/price-lists.ts';
import { type Case, minutesAfter, planText } from '../../core/cases/case.ts';
import { isOpen } from '../../core/cases/case-state.ts';
import { overLimit } from '../../core/cases/judge-limits.ts';
import { projectCase } from '../../core/cases/project-case.ts';
import { movesToPolicy, planCase } from '../../core/cases/runbooks.ts';
import { OPTION_NUMBERS, type OptionId } from '../../core/options/option-id.ts';
import { RELINK_MOST } from '../../core/options/relink-through-idp.ts';
import { planPrices } from '../../core/plan-prices.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { sha256 } from '../clients/archive-rows.ts';
import { appendEvent, loadCase, putCase } from '../clients/history/cases.ts';
import { readExclusion } from '../clients/history/exclusions.ts';
import type { History } from '../clients/history/history.ts';
import { claimAccounts } from '../clients/history/open-cases.ts';
import { findGround } from '../find-ground.ts';
import { loadRates } from '../load-rates.ts';

export interface ProposeStores {
  readonly history: History;
  readonly now: () => Date;
}

export interface Proposal {
  readonly option: OptionId;
  readonly accountIds: readonly string[];
}

export type Proposed =
  | { readonly proposed: true; readonly case: Case }
  | { readonly proposed: false; readonly why: string };

const no = (why: string): Proposed => ({ proposed: false, why });

/**
 * Proposes a case: held against the settings, the newest snapshot, the limits and the exclusions; then its accounts are
 * claimed. The case is written before its claims and its first event after them: without an event it counts as open for
 * ten minutes only.
 */
export async function proposeCase(
  { history, now }: ProposeStores,
  settings: OrganizationSettings,
  proposal: Proposal,
  caller: string,
): Promise<Proposed> {
  const at = toInstant(now());
  const ground = await findGround(history, settings, at);
  if ('why' in ground) return no(ground.why);
  const refusal = refuse(settings, ground.snapshot, proposal) ?? (await excluded(history, settings.id, proposal, at));
  if (refusal !== null) return no(refusal);

  const plan = planCase({
    ...proposal,
    snapshot: ground.snapshot.asOf,
    directories: settings.directories ?? [],
    nonBillablePolicyId: settings.nonBillablePolicyId ?? null,
    automated: settings.remediation?.automated ?? [],
  });
  const planHash = sha256(planText(plan));
  const id = sha256(`${planHash} ${caller} ${at}`).slice(0, 10);
  const projected = await project(history, settings, ground.snapshot.billable, plan.accountIds.length, at);
  const one: Case = { id, organization: settings.id, plan, planHash, projected, proposedBy: caller, proposedAt: at };
  await putCase(history, one);
  const claim = await claimAccounts(history, settings.id, plan.accountIds, id, (holder) =>
    isOpenCase(history, settings.id, holder, at),
  );
  if (!claim.claimed) return no(`${claim.accountId} is in the open case ${claim.case}`);
  await appendEvent(history, one, 0, { kind: 'proposed', at, by: caller });
  return { proposed: true, case: one };
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
  return list && projectCase(planPrices(await loadRates(history, settings), list, today), billable, accounts);
}

const UNBORN_MINUTES = 10;

async function isOpenCase(history: History, organization: string, id: string, now: string): Promise<boolean> {
  const folded = await loadCase(history, organization, id, now);
  if (!folded) return false;
  if (folded.events.length === 0) return minutesAfter(folded.case.proposedAt, UNBORN_MINUTES) > now;
  return isOpen(folded);
}

function refuse(
  { remediation, allowedOptions, nonBillablePolicyId }: OrganizationSettings,
  { billable }: CompleteSnapshot,
  { option, accountIds }: Proposal,
): string | null {
  if (remediation?.switch !== 'on') return 'remediation is switched off in the settings';
  if (allowedOptions && !allowedOptions.includes(option)) {
    return `option ${OPTION_NUMBERS[option]} (${option}) is not among allowedOptions`;
  }
  if (movesToPolicy(option) && nonBillablePolicyId === undefined) return 'no nonBillablePolicyId is named';
  if (option === 'relink-through-idp' && accountIds.length > RELINK_MOST) {
    return `${accountIds.length} accounts would be replaced together, more than ${RELINK_MOST}`;
  }
  return overLimit(new Set(accountIds).size, billable, remediation.limits);
}

async function excluded(
  history: History,
  organization: string,
  { accountIds }: Proposal,
  at: string,
): Promise<string | null> {
  for (const accountId of accountIds) {
    const why = await readExclusion(history, organization, accountId, at.slice(0, 10));
    if (why !== null) return `${accountId} stays billable on purpose: ${why}`;
  }
  return null;
}
