import { peopleColumn } from '../../core/people.ts';
import { readRows } from './read-rows.ts';

/**
 * The department of each e-mail, in lower case, of a people file: its columns are found as those of `--people` elsewhere.
 *
 * @throws Error in one sentence if there are no such columns
 */
export async function readDepartments(file: string): Promise<ReadonlyMap<string, string>> {
  const departments = new Map<string, string>();
  let columns: { readonly email: number; readonly department: number } | null = null;
  for await (const { row } of readRows(file, () => {})) {
    if (!columns) {
      columns = { email: find(row, 'email'), department: find(row, 'department') };
      if (columns.email < 0 || columns.department < 0) {
        throw new Error(`${file} needs a column with the heading "Email" and one with "Department" or "Cost center".`);
      }
      continue;
    }
    const [email, department] = [row[columns.email]?.trim().toLowerCase(), row[columns.department]?.trim()];
    if (email && department) departments.set(email, department);
  }
  return departments;
}

function find(header: readonly string[], column: 'email' | 'department'): number {
  const name = peopleColumn(header, column);
  return name === undefined ? -1 : header.indexOf(name);
}
