import { resolve } from 'node:path';
import { counted } from '../core/counted.ts';
import { accountsTable } from '../render/options/accounts-table.ts';
import { tableCsv } from '../render/report/render-csv.ts';
import { renderWorkbook } from '../render/report/render-workbook.ts';
import type { Decided } from './decide-options.ts';
import { writeFileFor } from './write-file-for.ts';

/** Writes what fits each account, one row an account, as files that only their owner may read; says where they lie. */
export async function writeAccounts(
  { plan, recommendations, loaded, settings }: Decided,
  { workbook, csv }: { readonly workbook?: string; readonly csv?: string },
): Promise<readonly string[]> {
  const { prices, organization } = loaded;
  const table = accountsTable({ plan, recommendations, prices, fixBy: organization.fixBy });
  const title = { title: `What fits which account: ${settings.name}`, asOf: organization.asOf };
  const files = [
    ...(workbook === undefined ? [] : [{ file: workbook, content: await renderWorkbook(title, [table]) }]),
    ...(csv === undefined ? [] : [{ file: csv, content: tableCsv(table) }]),
  ];
  for (const { file, content } of files) await writeFileFor(file, content);
  return files.map(
    ({ file }) => `Written: ${resolve(file)}, ${counted(table.rows.length, 'account')}. It holds names.`,
  );
}
