import { billLines, estimated } from '../core/billing/bill-lines.ts';
import { chargeBills, chargePremium, type PeriodCharges } from '../core/billing/charge-bills.ts';
import { focusRows } from '../core/billing/focus-rows.ts';
import { observe } from '../core/billing/history.ts';
import { focusCsv } from '../render/focus-csv.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { loadDays, requireRates } from './load-rates.ts';
import { type BooksOptions, withBooks } from './open-books.ts';
import { todayIn } from './pick-date.ts';
import { writeFileFor } from './write-file-for.ts';

export interface ExportOptions extends BooksOptions {
  readonly format: string;
  readonly out?: string;
}

/** `export --format focus`: the bill as rows of FOCUS 1.2, estimated or as invoiced. Exit 1 if a period has no price. */
export async function exportBill(options: ExportOptions, context: CommandContext): Promise<number> {
  if (options.format !== 'focus') throw new UsageError(`format: ${options.format} is not known; there is focus.`);
  return withBooks(options, async (books) => {
    const { settings } = books;
    const today = todayIn(settings, context);
    const rates = requireRates(books, today);
    const { days, premium } = await loadDays(books);
    const { charges, unpriced } = chargeBills(rates, observe(days), today);
    const lines = [
      ...billLines(rates, charges),
      ...chargePremium(rates, premium, today).map((charge) => estimated(charge, 'premium')),
    ];
    const rows = focusRows({ id: settings.id, name: settings.name, contract: rates.contract }, lines);
    const text = options.json ? JSON.stringify({ rows }, null, 2) : focusCsv(rows);
    if (options.out === undefined) context.emit(text.trimEnd());
    else await writeFileFor(options.out, text);
    for (const each of unpriced) context.complain(unpricedText(each));
    return unpriced.length > 0 ? 1 : 0;
  });
}

function unpricedText({ period, quantities }: PeriodCharges['unpriced'][number]): string {
  return `the period of ${period.start} is left out: no price is known for ${quantities.join(', ')} users; billable-drift quote add enters one.`;
}
