import { basename } from 'node:path';
import type { Account } from '../../core/account.ts';
import type { Source } from '../../core/snapshot.ts';
import type { PartWriter } from '../../lambdas/snapshot/write-parts.ts';
import { type ExportColumns, findColumns } from './export-columns.ts';
import { noColumns } from './missing-columns.ts';
import { readExportRow } from './read-export-row.ts';
import { readRows } from './read-rows.ts';

type CsvSource = Extract<Source, { kind: 'csv' }>;

const BATCH_ROWS = 1000;
const LINES_KEPT = 20;

/**
 * Streams a managed-accounts export (admin.atlassian.com > Directory > Managed accounts > Export) into parts. A row that
 * cannot be read is counted, with its line; a file that is no such export is refused before anything is written.
 *
 * @throws Error in one sentence
 */
export async function readExport(file: string, parts: PartWriter): Promise<Source> {
  let columns: ExportColumns | null = null;
  let batch: Account[] = [];
  const bad: number[] = [];
  let badRows = 0;
  let rows = 0;
  const onBad = (line: number) => {
    badRows += 1;
    if (bad.length < LINES_KEPT) bad.push(line);
  };
  for await (const { row, line } of readRows(file, onBad)) {
    if (!columns) {
      columns = requireColumns(row, file);
      continue;
    }
    rows += 1;
    const account = readExportRow(row, columns);
    if (account) batch.push(account);
    else onBad(line);
    if (batch.length >= BATCH_ROWS) {
      await parts.add(batch);
      batch = [];
    }
  }
  if (!columns) throw new Error(`${file} is empty: it is not a managed-accounts export.`);
  if (rows === 0)
    throw new Error(`${file} has a header and no accounts: the export was cut off, or is of another page.`);
  await parts.add(batch);
  return sourceOf(file, columns, badRows, bad);
}

function sourceOf(file: string, columns: ExportColumns, unreadableRows: number, unreadableLines: number[]): CsvSource {
  return {
    kind: 'csv',
    key: columns.accountId === null ? 'email' : 'account-id',
    file: basename(file),
    unreadableRows,
    unreadableLines: unreadableLines.sort((a, b) => a - b),
    ignoredColumns: [...columns.ignored],
  };
}

function requireColumns(header: readonly string[], file: string): ExportColumns {
  const result = findColumns(header);
  if (result.found) return result.columns;
  const hint =
    header.length === 1 && header[0]?.includes(';')
      ? ' Its columns are parted by semicolons: save it with commas.'
      : '';
  throw new Error(
    `${file} is not a managed-accounts export: it has ${noColumns(result.missing)}. Export it at admin.atlassian.com > Directory > Managed accounts.${hint}`,
  );
}
