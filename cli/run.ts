import { toInstant } from '../core/account.ts';
import { defaultSettings, type OrganizationSettings } from '../core/settings.ts';
import type { ReadAccounts } from '../lambdas/snapshot/take-snapshot.ts';
import { openStateFolder, type StateFolder } from '../local/state-folder.ts';
import { hangingText } from '../render/hanging-text.ts';
import { fileTime, parseAsOf } from './as-of.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { handedKey, readApiAddresses } from './connect.ts';
import { readExport } from './csv/read-export.ts';
import { type CloudAccess, openCloud } from './open-cloud.ts';
import { pickOrganization, readSettingsFile } from './read-settings-file.ts';
import { runDocument } from './run-json.ts';
import { type RunRequest, runOnce } from './run-once.ts';
import { runReport } from './run-report.ts';
import { takePeople } from './take-people.ts';

export interface RunOptions {
  readonly organization?: string;
  readonly asOf?: string;
  readonly csv?: string;
  /** A person says that the many accounts an export lacks are really gone. */
  readonly fewer?: boolean;
  /** Who works here and who has left. */
  readonly people?: string;
  readonly config?: string;
  readonly state: string;
  /** `now` (the default) or `due`. */
  readonly digest?: string;
  readonly json?: boolean;
}

interface Input {
  readonly settings: OrganizationSettings;
  readonly asOf: string;
  /** Null: by the API. */
  readonly readAccounts: ReadAccounts | null;
  readonly access: CloudAccess;
  /** What the reader has to be told of the input. */
  readonly remark: string | null;
}

/** `run`: the whole job for one organization, once. Exit 1 if a snapshot is partial or a mail failed. */
export async function run(options: RunOptions, context: CommandContext): Promise<number> {
  const digest = readWhen(options.digest);
  const input =
    options.csv === undefined ? await apiInput(options, context) : await csvInput(options.csv, options, context);
  const state = await openStateFolder(options.state);
  try {
    return await runAndReport(state, { ...input, digest }, options, context);
  } finally {
    await state.close();
  }
}

async function runAndReport(
  state: StateFolder,
  input: Input & Pick<RunRequest, 'digest'>,
  options: RunOptions,
  context: CommandContext,
) {
  const remark = options.people === undefined ? null : await takePeople(state.archive, input.settings, options.people);
  if (remark !== null && !options.json) context.print(hangingText('', remark));
  const cloud = await openCloud(state, input.access, context);
  const { outcome, told, alerts } = await runOnce(state, cloud, { ...input, now: context.now }).finally(cloud.close);
  const result = { organization: input.settings.id, asOf: input.asOf, outcome, told, alerts };
  if (options.json) context.emit(JSON.stringify(runDocument(result), null, 2));
  else {
    if (input.remark !== null) context.print(hangingText('', input.remark));
    context.print(runReport(result, input.settings, state, options.state));
  }
  const failed = [...(told?.deliveries ?? []), ...alerts].some((delivery) => delivery.state === 'failed');
  return outcome.state === 'partial' || failed ? 1 : 0;
}

function readWhen(digest = 'now'): 'now' | 'due' {
  if (digest === 'now' || digest === 'due') return digest;
  throw new UsageError(`--digest ${digest}: say now, or due for a digest on its day only.`);
}

async function apiInput(options: RunOptions, context: CommandContext): Promise<Input> {
  if (options.fewer) throw new UsageError('--fewer belongs to --csv: the API tells a total of its own.');
  const file = await readSettingsFile(options.config);
  const known = pickOrganization(file, options.organization);
  const id = known?.id ?? options.organization;
  if (id === undefined) {
    throw new UsageError('say which organization with --organization ID, or give an export with --csv FILE.');
  }
  const settings = known ?? settingsFor(id);
  const access = {
    apiAddresses: readApiAddresses(context),
    organization: { id: settings.id, key: handedKey(context) },
  };
  return { settings, asOf: asOfNow(options, context), readAccounts: null, access, remark: null };
}

async function csvInput(csv: string, options: RunOptions, context: CommandContext): Promise<Input> {
  const file = await readSettingsFile(options.config);
  const id = options.organization ?? 'csv';
  const settings = pickOrganization(file, id) ?? settingsFor(id);
  const written = options.asOf === undefined ? await fileTime(csv) : null;
  const asOf = written ?? asOfNow(options, context);
  if (written !== null) {
    parseAsOf(written, context.now());
  }
  const fewer = options.fewer ? 'accepted' : 'doubted';
  const readAccounts: ReadAccounts = async (parts) => ({
    source: await readExport(csv, parts),
    evidence: { kind: 'file', fewer },
  });
  const remark =
    written === null ? null : `As of ${written}, when ${csv} was last changed; --as-of names another time.`;
  return { settings, asOf, readAccounts, access: { apiAddresses: {}, organization: null }, remark };
}

function settingsFor(id: string): OrganizationSettings {
  try {
    return defaultSettings(id, id);
  } catch {
    throw new UsageError(`--organization ${id} is not an organization id: letters, digits and dashes, at most 64.`);
  }
}

function asOfNow(options: RunOptions, context: CommandContext): string {
  return options.asOf === undefined ? toInstant(context.now()) : parseAsOf(options.asOf, context.now());
}
