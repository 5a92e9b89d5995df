import { invoiceDocuments } from '../core/billing/invoice-document.ts';
import { formatsFor } from '../render/formats.ts';
import { safeText } from '../render/safe-text.ts';
import { invoiceListText } from '../render/terminal/invoice-list.ts';
import type { CommandContext } from './command-context.ts';
import { loadDays, ratesOf } from './load-rates.ts';
import { type BooksOptions, withBooks } from './open-books.ts';
import { todayIn } from './pick-date.ts';

/** `invoice list`: every period with its invoice, and why the invoice says what it says. */
export async function listInvoices(options: BooksOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async (books) => {
    const { settings, bills, known } = books;
    const today = todayIn(settings, context);
    const rates = ratesOf(books, today);
    const { days } = await loadDays(books);
    const periods = rates ? invoiceDocuments(rates, days, today) : [];
    if (options.json) {
      const { contract = null, assumption = null } = known ?? {};
      context.emit(JSON.stringify({ organization: settings.id, contract, assumption, periods }, null, 2));
      return 0;
    }
    const formats = formatsFor(settings.locale, settings.timeZone);
    context.print(
      known && bills.invoices.length > 0
        ? invoiceListText(safeText(settings.name), known, periods, formats)
        : `${safeText(settings.name)}: no invoice was entered yet; billable-drift invoice add enters one.`,
    );
    return 0;
  });
}
