/**
 * How every CSV file of ours is written: a spreadsheet that opens it takes none of its cells for a formula, a command of
 * another program (`|calc`) included.
 */
export const SAFE_CSV = {
  escape_formulas: true,
  cast: { string: (text: string) => (text.startsWith('|') ? `'${text}` : text) },
} as const;
