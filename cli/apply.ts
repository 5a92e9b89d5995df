import * as z from 'zod';
import { toInstant } from '../core/account.ts';
import type { RemediationSettings } from '../core/cases/remediation-settings.ts';
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
    // Before the changes: a halt that comes in between is not lifted, so nobody is told that it is.
    const halts = await readHalts(history, file);
    const changes = await changesOf(history, file, options);
    for (const change of changes) context.print(changeText(change));
    for (const line of liftedLines(file, halts)) context.print(line);
    if (options.dryRun) {
      context.print('Nothing was written (--dry-run).');
      return 0;
    }
    await write(history, file, changes, halts, options, context);
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

type Halts = ReadonlyMap<string, NonNullable<RemediationSettings['halted']>>;

async function readHalts(history: History, { organizations }: Settings): Promise<Halts> {
  const halts = new Map<string, NonNullable<RemediationSettings['halted']>>();
  for (const { id } of organizations) {
    const halted = (await getSettings(history, id))?.remediation?.halted;
    if (halted) halts.set(id, halted);
  }
  return halts;
}

/** Applying is how what somebody has halted goes on: nobody does it without being told. */
function liftedLines({ organizations }: Settings, halts: Halts): readonly string[] {
  return organizations.flatMap(({ id, remediation }) => {
    const halted = halts.get(id);
    if (!halted || remediation?.switch !== 'on') return [];
    const { by, at, why } = halted;
    return [`${id}: switches remediation on again, which ${by} halted on ${at.slice(0, 10)} (${why})`];
  });
}

async function write(
  history: History,
  file: Settings,
  changes: readonly SettingsChange[],
  halts: Halts,
  { drop }: ApplyOptions,
  context: CommandContext,
): Promise<void> {
  const now = toInstant(context.now());
  const differing = new Set(
    changes.filter(({ kind }) => kind === 'new' || kind === 'changed').map(({ organization }) => organization),
  );
  const written = file.organizations.filter(({ id }) => differing.has(id));
  for (const settings of written) {
    if (await putSettings(history, settings, now, halts.get(settings.id) ?? null)) continue;
    throw new Error(
      `${settings.id}: somebody has halted remediation just now, so its settings were not applied: apply says who at the next call, and lifts it.`,
    );
  }
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
