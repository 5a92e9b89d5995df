import {
  isOfDirectory,
  type KeyKind,
  type KeyName,
  keyKindSchema,
  keyWords,
  readDay,
  readKeyText,
} from '../core/keys.ts';
import { defaultSettings, type OrganizationSettings } from '../core/settings.ts';
import { removeKeyRecord } from '../lambdas/clients/history/keys.ts';
import { getSettings } from '../lambdas/clients/history/organizations.ts';
import { forgetSecret, RECOVERY_DAYS } from '../lambdas/clients/keys/change-secret.ts';
import { type PutOutcome, putKey } from '../lambdas/clients/keys/put-key.ts';
import { secretName } from '../lambdas/clients/keys/secret-name.ts';
import { tryKey } from '../lambdas/clients/keys/try-key.ts';
import { formatsFor } from '../render/formats.ts';
import { expiryWords } from '../render/keys/key-words.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { keyTargetFor, type OpenKeyStores, openKeyStores, trialPatience } from './key-stores.ts';
import { pickOrganization, readSettingsFile } from './read-settings-file.ts';

export interface KeysOptions {
  readonly organization?: string;
  readonly directory?: string;
  readonly expires?: string;
  readonly config?: string;
  readonly state: string;
  /** The table of a deployment, reached with the AWS credentials of this shell. */
  readonly table?: string;
  readonly takeOver?: boolean;
}

/** `keys put KIND`: takes a key from a hidden prompt or from stdin, tries it, and puts it into custody. */
export async function keysPut(kindText: string, options: KeysOptions, context: CommandContext): Promise<number> {
  const name = nameOf(kindText, options);
  const entered = enteredDay(options.expires);
  const reading = readKeyText(await context.readHidden(`${keyWords(name)}${FORMS[name.kind] ?? ''}: `));
  if ('problem' in reading) throw new Error(`this is no ${keyWords(name)}: ${reading.problem}. Nothing was changed.`);
  const stores = await openKeyStores(options, context);
  try {
    const settings = await settingsOf(options, stores);
    const key = { organization: settings.id, name, key: reading.key, entered, takeOver: options.takeOver ?? false };
    const target = keyTargetFor(settings, context);
    const outcome = await putKey(stores, key, (text) => tryKey(name, text, target, trialPatience(context)));
    return report(outcome, name, settings, context);
  } finally {
    await stores.close();
  }
}

const FORMS: Partial<Record<KeyKind, string>> = { jira: ' (E-MAIL:TOKEN)', idp: ' (TENANT:CLIENT:SECRET)' };

/** `keys forget KIND`: marks a key for deletion. */
export async function keysForget(kindText: string, options: KeysOptions, context: CommandContext): Promise<number> {
  const name = nameOf(kindText, options);
  const stores = await openKeyStores(options, context);
  try {
    const { id } = await settingsOf(options, stores);
    const known = await forgetSecret(stores.client, secretName(stores.prefix, id, name));
    await removeKeyRecord(stores.history, id, name);
    if (!known) throw new Error(`there is no ${keyWords(name)} of ${id}.`);
    context.print(
      `Forgotten: the ${keyWords(name)} of ${id}. "keys put" restores its place for ${RECOVERY_DAYS} days.`,
    );
    context.print('It still works at Atlassian or at the identity provider: revoke it there.');
    return 0;
  } finally {
    await stores.close();
  }
}

function report(outcome: PutOutcome, name: KeyName, settings: OrganizationSettings, context: CommandContext): number {
  const words = `${keyWords(name)} of ${settings.id}`;
  switch (outcome.state) {
    case 'put': {
      const { record, says } = outcome;
      const formats = formatsFor(settings.locale, settings.timeZone);
      context.print(
        `Put: the ${words}. It was tried and works (${says}); ${expiryWords(record, record.putAt, formats)}.`,
      );
      if (record.remark !== null) context.print(`Note: ${record.remark}`);
      return 0;
    }
    case 'refused':
      throw new Error(`the ${words} was not put, and everything is as it was: ${outcome.why}`);
    case 'unreachable':
      throw new Error(`the ${words} could not be tried, and everything is as it was: ${outcome.why}`);
    case 'under-way':
      throw new Error(
        `somebody else is changing the ${words} and has not finished: wait for them, or take over with --take-over.`,
      );
    case 'overtaken':
      throw new Error(`somebody else was faster: theirs is the ${words} now, and yours was not kept.`);
  }
}

/** @throws UsageError if there is no such kind, or a directory is missing or too much */
export function nameOf(kindText: string, { directory }: Pick<KeysOptions, 'directory'>): KeyName {
  const kind = keyKindSchema.safeParse(kindText);
  if (!kind.success) throw new UsageError(`there is no kind of key ${kindText}: ${keyKindSchema.options.join(', ')}.`);
  if (!isOfDirectory(kind.data)) {
    if (directory !== undefined)
      throw new UsageError(`the ${keyWords({ kind: kind.data, directory: null })} is of no directory.`);
    return { kind: kind.data, directory: null };
  }
  if (directory === undefined)
    throw new UsageError(`say which directory with --directory ID: there is a ${kind.data} key for each.`);
  if (!/^[A-Za-z0-9-]{1,64}$/.test(directory)) throw new UsageError(`--directory ${directory} is not a directory id.`);
  return { kind: kind.data, directory };
}

function enteredDay(text: string | undefined): string | null {
  if (text === undefined) return null;
  const day = readDay(text);
  if (day === null) throw new UsageError(`--expires ${text} is not a day such as 2027-03-01.`);
  return day;
}

/** The settings of the organization meant: from the file, else as applied, else of nobody yet. */
async function settingsOf(options: KeysOptions, { history }: OpenKeyStores): Promise<OrganizationSettings> {
  const file = await readSettingsFile(options.config);
  const known = pickOrganization(file, options.organization);
  if (known) return known;
  const { organization } = options;
  if (organization === undefined) throw new UsageError('say which organization with --organization ID.');
  return (await getSettings(history, organization)) ?? defaultSettings(organization, organization);
}
