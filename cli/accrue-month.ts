import { addDays } from '../core/billing/billing-period.ts';
import { observe } from '../core/billing/history.ts';
import { composeMonth } from '../core/billing/month-document.ts';
import { formatsFor } from '../render/formats.ts';
import { monthText } from '../render/terminal/accrue-month.ts';
import type { CommandContext } from './command-context.ts';
import { loadDays, requireRates } from './load-rates.ts';
import { type BooksOptions, withBooks } from './open-books.ts';
import { todayIn } from './pick-date.ts';
import { readMonth } from './read-month.ts';

export interface AccrueOptions extends BooksOptions {
  readonly month?: string;
}

/** `invoice accrue`: what the books need at the end of a month, and the budget held against what it cost. */
export async function accrueMonth(options: AccrueOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async (books) => {
    const { settings } = books;
    const today = todayIn(settings, context);
    const month = readMonth('month', options.month ?? today.slice(0, 7), today);
    const firstDay = `${month}-01`;
    const lastDay = addDays(`${addDays(firstDay, 31).slice(0, 7)}-01`, -1);
    const rates = requireRates(books, today);
    const { days } = await loadDays(books);
    const { document, unpriced } = composeMonth(rates, observe(days), [firstDay, lastDay]);
    const formats = formatsFor(settings.locale, settings.timeZone);
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, ...document }, null, 2));
    else context.print(monthText(document, settings.name, formats));
    for (const { period, quantities } of unpriced) {
      context.complain(
        `the period of ${period.start} is left out: no price is known for ${quantities.join(', ')} users.`,
      );
    }
    return unpriced.length > 0 ? 1 : 0;
  });
}
