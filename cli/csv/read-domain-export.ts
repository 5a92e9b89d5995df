import type { DomainAccount } from '../../core/claim-preview.ts';
import { type ExportColumns, findColumns } from './export-columns.ts';
import { noColumns } from './missing-columns.ts';
import { readExportRow } from './read-export-row.ts';
import { readRows } from './read-rows.ts';

export interface DomainExport {
  readonly accounts: readonly DomainAccount[];
  /** Lines of the file that could not be read. */
  readonly unreadableLines: readonly number[];
}

interface DomainColumns {
  readonly columns: ExportColumns;
  readonly claimed: number;
}

/**
 * Reads the export of a domain's accounts from before it is claimed (admin.atlassian.com > Settings > Domains > Export accounts).
 *
 * @throws Error in one sentence
 */
export async function readDomainExport(file: string): Promise<DomainExport> {
  const unreadableLines: number[] = [];
  const accounts: DomainAccount[] = [];
  let found: DomainColumns | null = null;
  for await (const { row, line } of readRows(file, (bad) => unreadableLines.push(bad))) {
    if (!found) {
      found = requireColumns(row, file);
      continue;
    }
    const account = readExportRow(row, found.columns);
    if (account) accounts.push({ account, claimed: readClaimed(row[found.claimed]) });
    else unreadableLines.push(line);
  }
  if (!found) throw new Error(`${file} is empty: it is not an export of a domain's accounts.`);
  return { accounts, unreadableLines: unreadableLines.sort((one, other) => one - other) };
}

function requireColumns(header: readonly string[], file: string): DomainColumns {
  const result = findColumns(header);
  const claimed = header.findIndex((name) => /^claimed( status)?$/i.test(name.trim()));
  const missing = [...(result.found ? [] : result.missing), ...(claimed < 0 ? ['Claimed'] : [])];
  if (result.found && missing.length === 0) return { columns: result.columns, claimed };
  throw new Error(
    `${file} is not an export of a domain's accounts: it has ${noColumns(missing)}. Export it at admin.atlassian.com > Settings > Domains > Export accounts.`,
  );
}

/** Yes and no in the words that exports use; anything else is not known. */
function readClaimed(cell: string | undefined): boolean | null {
  const word = cell?.trim().toLowerCase() ?? '';
  if (/^(yes|true|claimed)$/.test(word)) return true;
  return /^(no|false|unclaimed|not claimed)$/.test(word) ? false : null;
}
