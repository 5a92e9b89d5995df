import { atlassianSupport } from './atlassian-support.ts';
import { deactivate } from './deactivate.ts';
import { externalPolicy } from './external-policy.ts';
import { leaveOrDeleteWorkspace } from './leave-or-delete-workspace.ts';
import { leaveUnclaimed } from './leave-unclaimed.ts';
import { narrowSync } from './narrow-sync.ts';
import { nonBillablePolicy } from './non-billable-policy.ts';
import type { Option } from './option.ts';
import { type OptionId, RECOMMENDATION_ORDER } from './option-id.ts';
import { relinkThroughIdp } from './relink-through-idp.ts';
import { removeAccess } from './remove-access.ts';

/** Every option by its id. */
export const OPTIONS: Readonly<Record<OptionId, Option>> = {
  deactivate,
  'remove-access': removeAccess,
  'non-billable-policy': nonBillablePolicy,
  'leave-or-delete-workspace': leaveOrDeleteWorkspace,
  'external-policy': externalPolicy,
  'leave-unclaimed': leaveUnclaimed,
  'narrow-sync': narrowSync,
  'relink-through-idp': relinkThroughIdp,
  'atlassian-support': atlassianSupport,
};

/** Every option in the order of recommendation. */
export const OPTIONS_IN_ORDER: readonly Option[] = RECOMMENDATION_ORDER.map((id) => OPTIONS[id]);
