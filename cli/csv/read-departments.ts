import { readRows } from './read-rows.ts';

/**
 * The department of each e-mail, in lower case, of a people file: columns whose headings have "email" and
 * "department", or "cost center", in them.
 *
 * @throws Error in one sentence if there are no such columns
 */
export async function readDepartments(file: string): Promise<ReadonlyMap<string, string>> {
  const departments = new Map<string, string>();
  let columns: { readonly email: number; readonly department: number } | null = null;
  for await (const { row } of readRows(file, () => {})) {
    if (!columns) {
      columns = { email: find(row, /e-?mail/i), department: find(row, /department|cost cent(er|re)/i) };
      if (columns.email < 0 || columns.department < 0) {
        throw new Error(`${file} needs a column with "email" in its heading and one with "department".`);
      }
      continue;
    }
    const [email, department] = [row[columns.email]?.trim().toLowerCase(), row[columns.department]?.trim()];
    if (email && department) departments.set(email, department);
  }
  return departments;
}

function find(header: readonly string[], name: RegExp): number {
  return header.findIndex((cell) => name.test(cell));
}
