import * as z from 'zod';
import { toInstant } from '../core/account.ts';
import { compareSettings, type SettingsChange } from '../core/compare-settings.ts';
import { organizationSchema, type Settings } from '../core/settings.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import {
  dropOrganization,
  getRows,
  getSettings,
  listOrganizations,
  putSettings,
} from '../lambdas/clients/history/organizations.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { openHistory } from './open-history.ts';
import { readSettingsFile, SETTINGS_FILE } from './read-settings-file.ts';

export interface ApplyOptions {
  readonly config?: string;
  /** The table of a deployment, reached with the AWS credentials of this shell. */
  readonly table?: string;
  readonly state: string;
  readonly dryRun?: boolean;
  /** An organization to be taken out of care. */
  readonly drop?: string;
}

/** `apply`: says what the settings file changes, and then writes it to the table, deployed or local. */
export async function apply(options: ApplyOptions, context: CommandContext): Promise<number> {
  const file = await readSettingsFile(options.config);
  if (!file)
    throw new Error(`there is no ${SETTINGS_FILE} here: write one (init proposes it), or name it with --config.`);
  const { history, close } = await openHistory(options);
  try {
    const changes = await changesOf(history, file, options);
    for (const change of changes) context.print(changeText(change));
    for (const line of await liftedLines(history, file)) context.print(line);
    if (options.dryRun) {
      context.print('Nothing was written (--dry-run).');
      return 0;
    }
    await write(history, file, changes, options, context);
    return 0;
  } finally {
    await close();
  }
}

async function changesOf(history: History, file: Settings, { drop }: ApplyOptions): Promise<readonly SettingsChange[]> {
  const ids = (await listOrganizations(history)).map(({ id }) => id);
  if (drop !== undefined && file.organizations.some(({ id }) => id === drop)) {
    throw new UsageError(`${drop} is in the settings file: take it out there before --drop.`);
  }
  if (drop !== undefined && !ids.includes(drop)) throw new UsageError(`${drop} is not being taken care of.`);
  const rows = await getRows(history, ids, 'SETTINGS', z.object({ settings: organizationSchema }));
  const applied = new Map([...rows].map(([id, { settings }]) => [id, settings]));
  return compareSettings(file.organizations, applied);
}

/** Applying is how what somebody has halted goes on: nobody does it without being told. */
async function liftedLines(history: History, file: Settings): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { id, remediation } of file.organizations) {
    const halted = (await getSettings(history, id))?.remediation?.halted;
    if (!halted || remediation?.switch !== 'on') continue;
    const { by, at, why } = halted;
    lines.push(`${id}: switches remediation on again, which ${by} halted on ${at.slice(0, 10)} (${why})`);
  }
  return lines;
}

async function write(
  history: History,
  file: Settings,
  changes: readonly SettingsChange[],
  { drop }: ApplyOptions,
  context: CommandContext,
): Promise<void> {
  const now = toInstant(context.now());
  const differing = new Set(
    changes.filter(({ kind }) => kind === 'new' || kind === 'changed').map(({ organization }) => organization),
  );
  const written = file.organizations.filter(({ id }) => differing.has(id));
  for (const settings of written) await putSettings(history, settings, now);
  if (drop !== undefined) await dropOrganization(history, drop);
  const dropped = drop === undefined ? '' : `; ${drop} is no longer taken care of, its history stays`;
  context.print(`Applied ${written.length} of ${file.organizations.length}${dropped}.`);
}

function changeText(change: SettingsChange): string {
  switch (change.kind) {
    case 'new':
      return `${change.organization}: new`;
    case 'same':
      return `${change.organization}: no change`;
    case 'changed':
      return `${change.organization}: changes ${change.fields.join(', ')}`;
    case 'not-in-file':
      return `${change.organization}: not in the file, left as it is (--drop ${change.organization} ends its care)`;
  }
}
