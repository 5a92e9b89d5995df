import { defaultSettings, type OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import { getSettings } from '../lambdas/clients/history/organizations.ts';
import { requireSnapshot } from '../lambdas/clients/history/snapshots.ts';
import { UsageError } from './command-context.ts';
import type { Stores } from './open-stores.ts';
import { pickOrganization, readSettingsFile } from './read-settings-file.ts';

/** The organization that is meant: named, the only one of the settings, or the only one whose snapshots are here. */
export async function pickSettings(
  stores: Stores,
  { organization, config }: { readonly organization?: string; readonly config?: string },
): Promise<OrganizationSettings> {
  const file = await readSettingsFile(config);
  const id = organization ?? pickOrganization(file, undefined)?.id ?? (await onlyOrganization(stores));
  return pickOrganization(file, id) ?? (await getSettings(stores.history, id)) ?? defaultSettings(id, id);
}

async function onlyOrganization(stores: Stores): Promise<string> {
  const [only, ...others] = await stores.organizations();
  if (others.length === 0) return only ?? 'csv';
  throw new UsageError(
    `there are snapshots of several organizations; say which with --organization: ${[only, ...others].join(', ')}.`,
  );
}

/** @throws Error if there is no snapshot of the organization yet */
export async function headSnapshot({ history }: Pick<Stores, 'history'>, id: string): Promise<CompleteSnapshot> {
  const { snapshot } = await getHead(history, id);
  if (snapshot !== undefined) return requireSnapshot(history, id, snapshot);
  throw new Error(
    `there is no snapshot of ${id} yet: run billable-drift run first, or name another --organization (csv for exports).`,
  );
}
