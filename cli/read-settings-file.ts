import { readFile } from 'node:fs/promises';
import { errorCode, errorText } from '../core/error-code.ts';
import { type OrganizationSettings, readSettings, type Settings } from '../core/settings.ts';
import { UsageError } from './command-context.ts';

export const SETTINGS_FILE = 'billable-drift.json';

/**
 * The settings file named, or the one in this folder; null if nobody named one and there is none here.
 *
 * @throws Error naming the file, and for each problem the path of its field
 */
export async function readSettingsFile(named: string | undefined): Promise<Settings | null> {
  const file = named ?? SETTINGS_FILE;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Error(`the settings file ${file} cannot be read.`, { cause: error });
  });
  if (text === null) {
    if (named === undefined) return null;
    throw new Error(`there is no settings file ${named}.`);
  }
  const reading = readSettings(parseJson(text, file));
  if (reading.valid) return reading.settings;
  throw new Error(`the settings file ${file} is not valid: ${reading.problems.join('; ')}.`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the settings file ${file} is not JSON: ${errorText(error)}.`);
  }
}

/** The settings of the organization asked for, or of the only one; null if the file does not know it. */
export function pickOrganization(settings: Settings | null, asked: string | undefined): OrganizationSettings | null {
  if (asked !== undefined) return settings?.organizations.find(({ id }) => id === asked) ?? null;
  const [only, ...others] = settings?.organizations ?? [];
  if (others.length === 0) return only ?? null;
  const ids = settings?.organizations.map(({ id }) => id).join(', ');
  throw new UsageError(`the settings name several organizations; say which with --organization: ${ids}.`);
}
