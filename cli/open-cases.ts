import { userInfo } from 'node:os';
import type { KeyName } from '../core/keys.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { DecideAnswer, DecideRequest } from '../lambdas/case-messages.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { getSettings } from '../lambdas/clients/history/organizations.ts';
import { secretName } from '../lambdas/clients/keys/secret-name.ts';
import { openArchive } from '../lambdas/clients/open-archive.ts';
import { SECRET_PREFIX } from '../local/function-environment.ts';
import { openStateFolder } from '../local/state-folder.ts';
import { type Formats, formatsFor } from '../render/formats.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { handedKey, readApiAddresses } from './connect.ts';
import { openCloud } from './open-cloud.ts';
import { openHistory } from './open-history.ts';
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
}

/** On this machine a case works for so long without a wait; what is due later goes on with the next command. */
const WAIT_AT_MOST_MS = 15_000;

/** `reads`: nothing goes on meanwhile. `decides`: on this machine cases go on as far as they can. `watches`: all the time. */
export type CasesUse = 'reads' | 'decides' | 'watches';

export async function withCases<Result>(
  options: CasesOptions,
  how: CasesUse,
  context: CommandContext,
  use: (cases: Cases) => Promise<Result>,
): Promise<Result> {
  return options.table === undefined
    ? withLocalCases(options, how, context, use)
    : withDeployedCases(options, options.table, context, use);
}

async function withDeployedCases<Result>(
  options: CasesOptions,
  table: string,
  context: CommandContext,
  use: (cases: Cases) => Promise<Result>,
): Promise<Result> {
  const { as, archive, url } = options;
  if (as !== undefined) throw new UsageError('--as is for one machine: in a deployment you are who AWS says you are.');
  if (archive !== undefined && !URL.canParse(archive))
    throw new UsageError(`--archive ${archive} is not an address such as s3://bucket.`);
  const { history, organizations, close } = await openHistory({ state: options.state, table });
  try {
    const settings = await appliedSettings(history, await organizations(), options);
    return await use({
      ...{ history, settings, caller: null, formats: formatsFor(settings.locale, settings.timeZone) },
      archive: archive === undefined ? null : openArchive(archive),
      lacks: async () => [],
      goOn: async () => {},
      async decide(command) {
        if (url === undefined)
          throw new UsageError('--url is missing: the output DecideUrl of the stack, where cases are decided.');
        const { decideByUrl } = await import('./decide-by-url.ts');
        return decideByUrl(url, { organization: settings.id, command }, context.now());
      },
    });
  } finally {
    await close();
  }
}

async function withLocalCases<Result>(
  options: CasesOptions,
  how: CasesUse,
  context: CommandContext,
  use: (cases: Cases) => Promise<Result>,
): Promise<Result> {
  if (options.url !== undefined) throw new UsageError('--url belongs to a deployment: name its --table, too.');
  const caller = callerOf(options);
  const state = await openStateFolder(options.state);
  try {
    const settings = await appliedSettings(state.history, await state.organizations(), options);
    const { archive, history } = state;
    const key = handedKey(context);
    const common = {
      ...{ archive, history, settings, caller, formats: formatsFor(settings.locale, settings.timeZone) },
      async lacks(keys: readonly KeyName[]) {
        const kept = await state.secrets.read();
        const handed = ({ kind }: KeyName) => kind === 'org' && key !== undefined;
        return keys.filter((name) => !handed(name) && !(secretName(SECRET_PREFIX, settings.id, name) in kept));
      },
    };
    if (how === 'reads')
      return await use({
        ...common,
        decide: () => Promise.reject(new Error('nothing is decided here.')),
        goOn: async () => {},
      });
    const access = {
      apiAddresses: readApiAddresses(context),
      organization: key === undefined ? null : { id: settings.id, key },
    };
    const cloud = await openCloud(state, access, context);
    try {
      return await use({
        ...common,
        goOn: () => (how === 'watches' ? cloud.carryOutCases(WAIT_AT_MOST_MS) : Promise.resolve()),
        async decide(command) {
          // First the word, then whatever is due: a cancel comes before the next write.
          const answer = await cloud.decide({ organization: settings.id, command }, caller);
          await cloud.carryOutCases(WAIT_AT_MOST_MS);
          return answer;
        },
      });
    } finally {
      await cloud.close();
    }
  } finally {
    await state.close();
  }
}

/** Nobody is authenticated on one machine: whoever is logged in, or whoever they say they are, and that is said. */
function callerOf({ as }: CasesOptions): string {
  const name = as ?? userInfo().username;
  if (!/^\S{1,100}$/.test(name)) throw new UsageError(`--as ${name} is no name: one word.`);
  return `local:${name}`;
}

async function appliedSettings(
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
