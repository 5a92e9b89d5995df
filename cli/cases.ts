import type { CaseSight } from '../core/cases/sight.ts';
import type { KeyName } from '../core/keys.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { DecideAnswer, DecideRequest } from '../lambdas/case-messages.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { getSettings } from '../lambdas/clients/history/organizations.ts';
import type { Formats } from '../render/formats.ts';
import { UsageError } from './command-context.ts';
import { pickOrganization, readSettingsFile } from './read-settings-file.ts';

export interface CasesOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly state: string;
  /** Table and archive of a deployment, and the URL of its decide function. */
  readonly table?: string;
  readonly archive?: string;
  readonly url?: string;
  /** On one machine: somebody else than whoever is logged in. */
  readonly as?: string;
  readonly json?: boolean;
}

/** The cases of one organization, on this machine or in a deployment. */
export interface Cases {
  readonly history: History;
  /** Null: that of a deployment was not named, so nobody has a name here. */
  readonly archive: Archive | null;
  /** As applied: a settings file that was not applied decides nothing. */
  readonly settings: OrganizationSettings;
  readonly formats: Formats;
  /** Who calls, on one machine; null in a deployment, where AWS says who. */
  readonly caller: string | null;
  /** Asks the decide function, as whoever calls. */
  decide(command: DecideRequest['command']): Promise<DecideAnswer>;
  /** Which of these keys are not in custody on this machine; in a deployment the keys function looks after them. */
  lacks(keys: readonly KeyName[]): Promise<readonly KeyName[]>;
  /** On one machine, while it is watched: cases go on as far as they can now. */
  goOn(): Promise<void>;
  /** Whether more comes by waiting; the calendar of a simulated organization stands still meanwhile. */
  readonly timePasses: boolean;
  /** How a case goes on from here; null where it does so by itself. */
  nextOf(sight: Pick<CaseSight, 'case' | 'waiting'>): string | null;
}

/** `reads`: nothing goes on meanwhile. `decides`: on this machine cases go on as far as they can. `watches`: all the time. */
export type CasesUse = 'reads' | 'decides' | 'watches';

/** The settings of the organization that is meant, as they were applied. */
export async function appliedSettings(
  history: History,
  known: readonly string[],
  { organization, config, table }: CasesOptions,
): Promise<OrganizationSettings> {
  const file = await readSettingsFile(config);
  const [only, ...others] = known;
  const id = organization ?? pickOrganization(file, undefined)?.id ?? (others.length === 0 ? only : undefined);
  if (id === undefined) throw new UsageError('say which organization with --organization ID.');
  const settings = await getSettings(history, id);
  if (settings) return settings;
  const where = table === undefined ? '' : ` --table ${table}`;
  throw new Error(`no settings of ${id} were applied here: billable-drift apply${where} first.`);
}
