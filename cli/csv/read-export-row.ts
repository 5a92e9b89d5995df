import { createHash } from 'node:crypto';
import { type Account, type BillableState, type ProductAccess, readLastActive, readSite } from '../../core/account.ts';
import { productHome, productName } from '../../core/products.ts';
import type { ExportColumns } from './export-columns.ts';

/**
 * One row of the export as an account; null if it has neither a usable account id nor an e-mail. Where the file has
 * no column of Atlassian IDs, accounts are told apart by a hash of their e-mail.
 */
export function readExportRow(row: readonly string[], columns: ExportColumns): Account | null {
  const cell = (index: number | null) => (index === null ? '' : (row[index] ?? '').trim());
  const email = cell(columns.email) || null;
  const accountId = columns.accountId === null ? idFromEmail(email) : cell(columns.accountId);
  const policy = readPolicy(cell(columns.policyName), cell(columns.policyType));
  if (!accountId || !/^[a-zA-Z0-9_|:-]{1,128}$/.test(accountId)) return null;
  return {
    accountId,
    type: 'atlassian',
    status: readStatus(cell(columns.status)),
    billable: readBillable(cell(columns.billable)),
    name: cell(columns.name),
    email,
    lastActive: columns.lastActive === null ? 'unknown' : readLastActive(cell(columns.lastActive)),
    access: columns.products.flatMap(({ key, index }) => readAccess(key, cell(index))),
    ...(policy && { policy }),
  };
}

function idFromEmail(email: string | null): string | null {
  if (!email?.includes('@')) return null;
  return `email-${createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 32)}`;
}

function readStatus(text: string): string {
  const status = text.toLowerCase();
  return status === 'deactivated' || status === 'suspended' ? 'inactive' : status || 'unknown';
}

/** The policy's name and type, as far as the row has them. */
function readPolicy(name: string, typeText: string): Account['policy'] | null {
  if (name === '' && typeText === '') return null;
  const word = typeText.toLowerCase().replaceAll(/[ _]/g, '-');
  const type = word === 'billable' || word === 'non-billable' ? word : 'unknown';
  return { name: name || null, type };
}

/** Yes and no in the words that exports use; anything else is unknown, never guessed. */
function readBillable(text: string): BillableState {
  const word = text.toLowerCase();
  if (word === 'yes' || word === 'true' || word === 'billable') return 'billable';
  if (word === 'no' || word === 'false' || word === 'non-billable') return 'not-billable';
  return 'unknown';
}

/**
 * A product's cell lists its sites with commas; a site without a dot is taken as the first part of an atlassian.net
 * host. Products without sites repeat their name, or name workspaces: these are people's words and are left out.
 */
function readAccess(product: string, cell: string): ProductAccess[] {
  const entries = cell.split(',').flatMap((part) => part.trim() || []);
  const sites = new Set(entries.map((entry) => siteOf(product, entry)));
  return [...sites].map((site) => ({ product, site, lastActive: 'unknown' }));
}

function siteOf(product: string, entry: string): string | null {
  if (productHome(product) === 'workspace' || /^(yes|true|x)$/i.test(entry)) return null;
  if (entry.toLowerCase() === productName(product).toLowerCase()) return null;
  return readSite(/^[a-z0-9-]+$/i.test(entry) ? `${entry}.atlassian.net` : entry);
}
