import type { Account } from '../account.ts';
import type { LeftOut, PackFile } from './pack.ts';

/** Limits of an upload; documented for unclaiming, taken to be the same for claiming. */
export const UPLOAD_ROWS = 10_000;
export const UPLOAD_BYTES = 5_000_000;

export interface Upload {
  readonly files: readonly PackFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * E-mail addresses as files to upload: a single column without a header, each address once, at most 10,000 rows and
 * 5 MB a file. Addresses that are hidden, or that a spreadsheet would take for a formula or for two cells, are left out
 * and told. Source: Atlassian's support page on unclaiming, quoted in community qaq-p/2772731.
 */
export function uploadFiles(name: string, accounts: readonly Account[]): Upload {
  const emails = new Map<string, string>();
  const leftOut: LeftOut[] = [];
  for (const { accountId, email } of accounts) {
    if (!email) leftOut.push({ accountId, why: 'its e-mail is hidden' });
    else if (!isPlainAddress(email)) leftOut.push({ accountId, why: 'its e-mail cannot stand in an upload as it is' });
    else emails.set(email.toLowerCase(), email);
  }
  const parts = splitRows([...emails.values()]);
  const nameOf = (index: number) => (parts.length === 1 ? name : `${name}-${index + 1}-of-${parts.length}`);
  const files = parts.map(
    (rows, index): PackFile => ({
      kind: 'table',
      name: nameOf(index),
      header: null,
      rows: rows.map((email) => [email]),
    }),
  );
  return { files, leftOut };
}

function isPlainAddress(email: string): boolean {
  return /^[^\s",;<>=+@-][^\s",;<>@]*@[^\s",;<>@]+$/.test(email);
}

function splitRows(emails: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let bytes = 0;
  for (const email of emails) {
    const size = encoder.encode(email).length + LINE_END;
    const part = parts.at(-1);
    if (part && part.length < UPLOAD_ROWS && bytes + size <= UPLOAD_BYTES) {
      part.push(email);
      bytes += size;
    } else {
      parts.push([email]);
      bytes = size;
    }
  }
  return parts;
}

const encoder = new TextEncoder();
const LINE_END = 2;
