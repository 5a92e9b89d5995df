import { openStateFolder } from '../local/state-folder.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { handedKey, readApiAddresses } from './connect.ts';
import { openCloud } from './open-cloud.ts';
import { pickOrganization, readSettingsFile } from './read-settings-file.ts';

export interface KeysCheckOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly state: string;
}

/** `keys check`: what the keys function does once a day, now. Exit 1 if a key is refused. */
export async function keysCheck(options: KeysCheckOptions, context: CommandContext): Promise<number> {
  const file = await readSettingsFile(options.config);
  const id = pickOrganization(file, options.organization)?.id ?? options.organization;
  if (id === undefined) throw new UsageError('say which organization with --organization ID.');
  const state = await openStateFolder(options.state);
  try {
    const access = { apiAddresses: readApiAddresses(context), organization: { id, key: handedKey(context) } };
    const cloud = await openCloud(state, access, context);
    const { state: outcome, refused, warnings } = await cloud.checkKeys({ organization: id }).finally(cloud.close);
    if (outcome === 'none') throw new Error(`${id} is not taken care of: apply its settings first.`);
    context.print(`Checked: ${refused} refused, ${warnings} to end within 30 days. See "keys status".`);
    return refused > 0 ? 1 : 0;
  } finally {
    await state.close();
  }
}
