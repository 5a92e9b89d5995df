import { openArchive } from '../lambdas/clients/open-archive.ts';
import { formatsFor } from '../render/formats.ts';
import { appliedSettings, type Cases, type CasesOptions, type CasesUse } from './cases.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { openHistory } from './open-history.ts';
import { withLocalCases } from './open-local-cases.ts';

/** Opens the cases of one organization for as long as they are used: on this machine, or with a table in a deployment. */
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
      timePasses: true,
      nextOf: () => null,
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
