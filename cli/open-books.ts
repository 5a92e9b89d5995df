import type { Bills } from '../core/billing/compose-cost.ts';
import { type KnownContract, knownContract } from '../core/billing/known-contract.ts';
import { defaultSettings, type OrganizationSettings } from '../core/settings.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import { getBills } from '../lambdas/clients/history/bills.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { getSettings } from '../lambdas/clients/history/organizations.ts';
import { UsageError } from './command-context.ts';
import { type OpenHistory, openHistory } from './open-history.ts';
import { pickOrganization, readSettingsFile } from './read-settings-file.ts';

export interface BooksOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly state: string;
  readonly table?: string;
  readonly json?: boolean;
}

/** One organization's bills, with what is known of how it is billed. */
export interface Books {
  readonly history: History;
  /** Null: a deployment's lies elsewhere. */
  readonly archive: Archive | null;
  readonly settings: OrganizationSettings;
  readonly bills: Bills;
  /** Null: nobody has said yet how it is billed. */
  readonly known: KnownContract | null;
}

/**
 * Opens an organization's bills for one command. On this machine the settings file says how it is billed, and without
 * one what was applied; in a deployment what was applied.
 */
export async function withBooks<Result>(
  options: BooksOptions,
  use: (books: Books) => Promise<Result>,
): Promise<Result> {
  const open = await openHistory(options);
  try {
    const settings = await settingsOf(open, options);
    const bills = await getBills(open.history, settings.id);
    const known = knownContract(settings, bills.invoices, bills.quotes);
    return await use({ history: open.history, archive: open.archive, settings, bills, known });
  } finally {
    await open.close();
  }
}

async function settingsOf(open: OpenHistory, options: BooksOptions): Promise<OrganizationSettings> {
  const file = options.table === undefined ? await readSettingsFile(options.config) : null;
  const id = options.organization ?? pickOrganization(file, undefined)?.id ?? (await onlyOrganization(open, options));
  const settings = pickOrganization(file, id) ?? (await getSettings(open.history, id));
  if (settings) return settings;
  if (options.table !== undefined) throw new Error(`no settings of ${id} were applied to ${options.table}.`);
  try {
    return defaultSettings(id, id);
  } catch {
    throw new UsageError(`--organization ${id} is not an organization id: letters, digits and dashes, at most 64.`);
  }
}

/** The only organization that is known here; on this machine else the one that exports go by. */
async function onlyOrganization(open: OpenHistory, { table }: BooksOptions): Promise<string> {
  const [only, ...others] = await open.organizations();
  if (others.length === 0 && (only !== undefined || table === undefined)) return only ?? 'csv';
  const which = only === undefined ? '' : `: ${[only, ...others].join(', ')}`;
  throw new UsageError(`say which organization with --organization${which}.`);
}
