import { toInstant } from '../core/account.ts';
import { isOpen } from '../core/cases/case-state.ts';
import { seeCase } from '../core/cases/sight.ts';
import { counted } from '../core/counted.ts';
import { loadCases } from '../lambdas/clients/history/cases.ts';
import { caseLine } from '../render/terminal/case-text.ts';
import type { CasesOptions } from './cases.ts';
import type { CommandContext } from './command-context.ts';
import { withCases } from './open-cases.ts';

export interface ListOptions extends CasesOptions {
  /** Those that are over, too. */
  readonly all?: boolean;
}

/** `cases list`: every open case, the oldest first: where it stands, and whom it waits for. */
export function listCases(options: ListOptions, context: CommandContext): Promise<number> {
  return withCases(options, 'reads', context, async ({ history, settings, formats }) => {
    const cases = await loadCases(history, settings.id, toInstant(context.now()));
    const shown = cases
      .filter((one) => options.all || isOpen(one))
      .sort((one, other) => (one.case.proposedAt < other.case.proposedAt ? -1 : 1))
      .map((one) => seeCase(one));
    const over = cases.length - shown.length;
    if (options.json) context.emit(JSON.stringify(shown, null, 2));
    else if (shown.length === 0)
      context.print(
        `No case is open in ${settings.id}${over > 0 ? `; ${counted(over, 'is', 'are')} over (--all)` : ''}.`,
      );
    else for (const one of shown) context.print(caseLine(one, formats));
    return 0;
  });
}
