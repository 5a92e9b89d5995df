import { toInstant } from '../core/account.ts';
import { dayOf } from '../core/billing/billing-period.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import { type CommandContext, UsageError } from './command-context.ts';

/** The civil day of the organization's zone. */
export function todayIn({ timeZone }: Pick<OrganizationSettings, 'timeZone'>, { now }: Pick<CommandContext, 'now'>) {
  return dayOf(toInstant(now()), timeZone);
}

/**
 * The day that was given, or today.
 *
 * @throws UsageError if it lies in the future
 */
export function pickDate(
  given: string | undefined,
  settings: Pick<OrganizationSettings, 'timeZone'>,
  context: Pick<CommandContext, 'now'>,
): string {
  const today = todayIn(settings, context);
  if (given !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(given) && given > today)
    throw new UsageError(`date: ${given} lies in the future.`);
  return given ?? today;
}
