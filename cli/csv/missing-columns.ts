import { listWords } from '../../render/words.ts';

/** `no column "Billable"`, `no columns "Email" and "Billable"` */
export function noColumns(missing: readonly string[]): string {
  const names = missing.map((name) => `"${name}"`);
  return `no ${names.length === 1 ? 'column' : 'columns'} ${listWords(names, names.length)}`;
}
