import { toInstant } from '../../core/account.ts';
import type { Case } from '../../core/cases/case.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { sha256 } from '../clients/archive-rows.ts';
import { appendEvent, putCase } from '../clients/history/cases.ts';
import type { History } from '../clients/history/history.ts';
import { claimAccounts } from '../clients/history/open-cases.ts';
import { drawPlan, type Proposal } from './draw-plan.ts';

export interface ProposeStores {
  readonly history: History;
  readonly now: () => Date;
}

export type Proposed =
  | { readonly proposed: true; readonly case: Case }
  | { readonly proposed: false; readonly why: string };

const no = (why: string): Proposed => ({ proposed: false, why });

/**
 * Proposes a case: its plan is drawn, and must be the one that was shown, if one was; then its accounts are claimed. The
 * case is written before its claims and its first event after them: without an event it counts as open for ten minutes
 * only.
 */
export async function proposeCase(
  { history, now }: ProposeStores,
  settings: OrganizationSettings,
  { plan: shown, ...proposal }: Proposal & { readonly plan?: string | undefined },
  caller: string,
): Promise<Proposed> {
  const at = toInstant(now());
  const drawn = await drawPlan(history, settings, proposal, now());
  if ('why' in drawn) return no(drawn.why);
  const { plan, planHash, projected } = drawn;
  if (shown !== undefined && shown !== planHash) {
    return no(
      'the plan is no longer the one that was shown: a newer snapshot or other settings changed it, look again',
    );
  }
  const id = sha256(`${planHash} ${caller} ${at}`).slice(0, 10);
  const one: Case = { id, organization: settings.id, plan, planHash, projected, proposedBy: caller, proposedAt: at };
  await putCase(history, one);
  const claim = await claimAccounts(history, one, at);
  if (!claim.claimed) return no(`${claim.accountId} is in the open case ${claim.case}`);
  await appendEvent(history, one, 0, { kind: 'proposed', at, by: caller });
  return { proposed: true, case: one };
}
