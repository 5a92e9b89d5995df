import { userInfo } from 'node:os';
import type { KeyName } from '../core/keys.ts';
import { secretName } from '../lambdas/clients/keys/secret-name.ts';
import type { EmbeddedCloud } from '../local/embedded-cloud.ts';
import { SECRET_PREFIX } from '../local/function-environment.ts';
import { openStateFolder, type StateFolder } from '../local/state-folder.ts';
import { formatsFor } from '../render/formats.ts';
import { appliedSettings, type Cases, type CasesOptions, type CasesUse } from './cases.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { handedKey, readApiAddresses } from './connect.ts';
import { type CloudAccess, handedKeys, openCloud } from './open-cloud.ts';
import {
  findKeptSimulation,
  hourFrom,
  nextSimulated,
  SIMULATED,
  serveKeptSimulation,
  simulatedAccess,
  skippingClock,
} from './simulated-access.ts';

/** On this machine a case waits for so long at a time; what is due later goes on with the next command. */
const LONGEST_WAIT_MS = 15_000;

const GOES_ON = 'On this machine it goes on while "cases show CASE --watch" runs, or with the next decision.';

/** The cases of the state folder. Nobody else uses it meanwhile. */
export async function withLocalCases<Result>(
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
    const kept = await findKeptSimulation(state.path, settings.id, context);
    const key = handedKey(context);
    const organization = kept ? SIMULATED : key === undefined ? null : { id: settings.id, key };
    const common = {
      ...{ archive, history, settings, caller, formats: formatsFor(settings.locale, settings.timeZone) },
      timePasses: kept === null,
      nextOf: kept === null ? () => GOES_ON : nextSimulated,
      lacks: (keys: readonly KeyName[]) => lackedKeys(state, settings.id, handedKeys(organization), keys),
    };
    if (how === 'reads')
      return await use({
        ...common,
        decide: () => Promise.reject(new Error('nothing is decided here.')),
        goOn: async () => {},
      });
    const clock = kept ? skippingClock(context) : context;
    const waitsUntil = kept ? hourFrom(context.now()) : () => new Date(context.now().getTime() + LONGEST_WAIT_MS);
    const simulation = kept ? await serveKeptSimulation(state.path, kept, clock) : null;
    const access = simulation
      ? simulatedAccess(simulation.url)
      : { apiAddresses: readApiAddresses(context), organization };
    try {
      return await withLocalCloud(state, access, { ...context, ...clock }, (cloud) =>
        use({
          ...common,
          goOn: () => (how === 'watches' ? cloud.carryOutCases(waitsUntil) : Promise.resolve()),
          async decide(command) {
            // First the word, then whatever is due: a cancel comes before the next write.
            const answer = await cloud.decide({ organization: settings.id, command }, caller);
            await cloud.carryOutCases(waitsUntil);
            return answer;
          },
        }),
      );
    } finally {
      await simulation?.close();
    }
  } finally {
    await state.close();
  }
}

async function withLocalCloud<Result>(
  state: StateFolder,
  access: CloudAccess,
  context: CommandContext,
  use: (cloud: EmbeddedCloud) => Promise<Result>,
): Promise<Result> {
  const cloud = await openCloud(state, access, context);
  return use(cloud).finally(cloud.close);
}

async function lackedKeys(
  { secrets }: StateFolder,
  organization: string,
  handed: ReadonlyMap<string, string>,
  keys: readonly KeyName[],
): Promise<readonly KeyName[]> {
  const inCustody = await secrets.read();
  const known = (name: string) => handed.has(name) || name in inCustody;
  return keys.filter((name) => !known(secretName(SECRET_PREFIX, organization, name)));
}

/** Nobody is authenticated on one machine: whoever is logged in, or whoever they say they are, and that is said. */
function callerOf({ as }: CasesOptions): string {
  const name = as ?? userInfo().username;
  if (!/^\S{1,100}$/.test(name)) throw new UsageError(`--as ${name} is no name: one word.`);
  return `local:${name}`;
}
