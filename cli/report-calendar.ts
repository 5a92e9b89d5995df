import * as z from 'zod';
import { type OrganizationSettings, organizationSchema } from '../core/settings.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { getRows, listOrganizations } from '../lambdas/clients/history/organizations.ts';
import { loadCalendar } from '../lambdas/report/load-calendar.ts';
import { calendarText } from '../render/terminal/calendar.ts';
import type { CommandContext } from './command-context.ts';
import { openHistory } from './open-history.ts';
import { readSettingsFile } from './read-settings-file.ts';
import type { ReportOptions } from './report.ts';

/** `report --all`: all organizations by what each loses at its next cut-off, and what waits for whom. */
export async function reportCalendar(options: ReportOptions, context: CommandContext): Promise<number> {
  const { history, close } = await openHistory(options);
  try {
    const organizations = await settingsOfAll(history, options);
    if (organizations.length === 0)
      throw new Error('no organization is taken care of: billable-drift apply says which.');
    const entries = await loadCalendar(history, organizations, context.now());
    const [first] = organizations;
    if (options.json) context.emit(JSON.stringify({ organizations: entries }, null, 2));
    else context.print(calendarText(entries, first?.locale ?? 'en-GB'));
    return 0;
  } finally {
    await close();
  }
}

/** In the settings file, on this machine, or as they were applied. */
async function settingsOfAll(
  history: History,
  { table, config }: ReportOptions,
): Promise<readonly OrganizationSettings[]> {
  const ids = (await listOrganizations(history)).map(({ id }) => id);
  const rows = await getRows(history, ids, 'SETTINGS', z.object({ settings: organizationSchema }));
  const applied = new Map([...rows].map(([id, { settings }]) => [id, settings]));
  const file = table === undefined ? await readSettingsFile(config) : null;
  for (const settings of file?.organizations ?? []) applied.set(settings.id, settings);
  return [...applied.values()];
}
