import { toInstant } from '../core/account.ts';
import { counted } from '../core/counted.ts';
import { daysHeld, daysLeft, type KeyRecord, keyWords } from '../core/keys.ts';
import { listKeys } from '../lambdas/clients/history/keys.ts';
import { listOrganizations } from '../lambdas/clients/history/organizations.ts';
import { formatsFor } from '../render/formats.ts';
import { expiryWords } from '../render/keys/key-words.ts';
import type { CommandContext } from './command-context.ts';
import { openKeyStores } from './key-stores.ts';

export interface KeysStatusOptions {
  readonly organization?: string;
  readonly state: string;
  readonly table?: string;
  readonly json?: boolean;
}

/** `keys status`: every key in custody of one organization or of all, the nearest end first. Exit 1 if one is refused or has ended. */
export async function keysStatus(options: KeysStatusOptions, context: CommandContext): Promise<number> {
  const stores = await openKeyStores(options, context);
  try {
    const { history } = stores;
    const ids = options.organization ? [options.organization] : (await listOrganizations(history)).map(({ id }) => id);
    const keys = (await Promise.all(ids.map((id) => listKeys(history, id)))).flat();
    const ordered = keys.sort((one, other) => (one.expiry.day < other.expiry.day ? -1 : 1));
    const now = toInstant(context.now());
    if (options.json)
      context.emit(
        JSON.stringify(
          ordered.map((key) => documentOf(key, now)),
          null,
          2,
        ),
      );
    else context.print(ordered.map((key) => lineOf(key, now)).join('\n') || NOTHING);
    return ordered.some((key) => key.trial.state === 'refused' || daysLeft(key, now) < 0) ? 1 : 0;
  } finally {
    await stores.close();
  }
}

const NOTHING =
  'No keys in custody of an organization that is taken care of. Of one whose settings are not applied yet: --organization ID.';

function documentOf(key: KeyRecord, now: string) {
  return { ...key, daysHeld: daysHeld(key, now), daysLeft: daysLeft(key, now) };
}

const formats = formatsFor('en-GB', 'UTC');

function lineOf(key: KeyRecord, now: string): string {
  const held = daysHeld(key, now);
  const lines = [
    `${key.organization}   ${keyWords(key)}`,
    `  put ${held === 0 ? 'today' : `${counted(held, 'day')} ago`}; ${expiryWords(key, now, formats)}`,
    `  ${trialWords(key)}`,
  ];
  return [...lines, ...(key.remark === null ? [] : [`  ${key.remark}`])].join('\n');
}

function trialWords({ trial }: KeyRecord): string {
  switch (trial.state) {
    case 'works':
      return `worked when it was tried, ${trial.at}`;
    case 'refused':
      return `REFUSED since ${trial.at}: ${trial.why}`;
    case 'unreachable':
      return `could not be tried, ${trial.at}: ${trial.why}`;
    case 'not-tried':
      return 'not tried: watched by its dates';
  }
}
