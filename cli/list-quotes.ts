import { formatsFor } from '../render/formats.ts';
import { safeText } from '../render/safe-text.ts';
import { quoteText } from '../render/terminal/bills.ts';
import type { CommandContext } from './command-context.ts';
import { type BooksOptions, withBooks } from './open-books.ts';

/** `quote list`: the sizes whose price is known from a quote. */
export async function listQuotes(options: BooksOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async ({ settings, bills }) => {
    const { quotes } = bills;
    const formats = formatsFor(settings.locale, settings.timeZone);
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, quotes }, null, 2));
    else if (quotes.length === 0) {
      context.print(`${safeText(settings.name)}: no quote was entered yet; billable-drift quote add enters one.`);
    } else
      context.print(
        [`${safeText(settings.name)}, before tax`, ...quotes.map((quote) => `  ${quoteText(quote, formats)}`)].join(
          '\n',
        ),
      );
    return 0;
  });
}
