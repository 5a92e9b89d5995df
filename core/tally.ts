import * as z from 'zod';

/** A count by name that keeps only its largest rows: a record in the table has a size limit. */
export const topCountsSchema = z.object({
  rows: z.array(z.object({ name: z.string(), accounts: z.number() })),
  /** Accounts in the rows that were left out. */
  other: z.number(),
});

export type TopCounts = z.output<typeof topCountsSchema>;

export const TOP_ROWS = 50;

/** Counts one more of `name`. */
export function tally(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The largest rows first; rows of one size by name. */
export function keepTop(counts: ReadonlyMap<string, number>, limit = TOP_ROWS): TopCounts {
  const rows = [...counts]
    .map(([name, accounts]) => ({ name, accounts }))
    .sort((a, b) => b.accounts - a.accounts || (a.name < b.name ? -1 : 1));
  const other = rows.slice(limit).reduce((sum, row) => sum + row.accounts, 0);
  return { rows: rows.slice(0, limit), other };
}
