import { counted } from '../../core/counted.ts';
import { readRows } from './read-rows.ts';

export interface ExternalCount {
  readonly users: number;
  /** What has to be believed of the file. */
  readonly assumption: (file: string) => string;
}

const EMAIL = /^[^@\s]+@[^@\s]+$/;

/**
 * Counts the external users of an export of Security > External users. Its header is not documented, so the only column
 * relied on is the one whose heading has "email" in it, or of several the one called just that: each address in it is one user, in whatever letter case.
 *
 * @throws Error in one sentence if there is no such column, or several, or no address in it
 */
export async function countExternalUsers(file: string): Promise<ExternalCount> {
  const addresses = new Set<string>();
  let column: { readonly index: number; readonly name: string } | null = null;
  let rows = 0;
  let without = 0;
  for await (const { row } of readRows(file, () => {
    without += 1;
  })) {
    if (!column) {
      column = emailColumn(row, file);
      continue;
    }
    rows += 1;
    const address = (row[column.index] ?? '').trim().toLowerCase();
    if (EMAIL.test(address)) addresses.add(address);
    else without += 1;
  }
  if (!column) throw new Error(`${file} is empty: it is no export of external users.`);
  if (addresses.size === 0) throw new Error(`${file} has no e-mail address in its column "${column.name}".`);
  const { name } = column;
  const left = without > 0 ? `, ${without} without an address not counted` : '';
  return {
    users: addresses.size,
    assumption: (called) =>
      `each address in the column "${name}" of ${called} is one billable user (${counted(rows, 'row')}${left}); the export's columns are not documented`,
  };
}

function emailColumn(header: readonly string[], file: string) {
  const found = header.map((name, index) => ({ name: name.trim(), index })).filter(({ name }) => /e-?mail/i.test(name));
  const [column, ...others] = found;
  if (!column) {
    const names = header.map((name) => `"${name.trim()}"`).slice(0, 10);
    throw new Error(
      `${file} has no column with "email" in its heading, only ${names.join(', ')}: give a number with --users.`,
    );
  }
  if (others.length === 0) return column;
  const plain = found.filter(({ name }) => /^e-?mail( address)?$/i.test(name));
  if (plain[0] && plain.length === 1) return plain[0];
  const names = found.map(({ name }) => `"${name}"`).join(' and ');
  throw new Error(`${file} has several columns of e-mails, ${names}: keep one of them, or give a number with --users.`);
}
