import { type Command, Option } from 'commander';
import { type CommandContext, UsageError } from './command-context.ts';
import { config, json, organization, state, table } from './common-options.ts';
import { type ExplainOptions, explain } from './explain.ts';
import { explainDrift } from './explain-drift.ts';
import { explainMail } from './explain-mail.ts';

interface Asked extends ExplainOptions {
  readonly mail?: boolean;
  readonly drift?: boolean;
  readonly since?: string;
  readonly table?: string;
  readonly archive?: string;
}

/** `explain`: why something is as it is told. */
export function addExplainCommand(program: Command, context: CommandContext, exit: (code: number) => void): void {
  program
    .command('explain [account]')
    .description('why one account, by its id or e-mail, is billable or not, and since when; or the drift, or the mails')
    .option('--drift', 'was it a false alarm: the raw flag on both days, and what else changed; of one account too')
    .addOption(new Option('--mail', 'what was sent to whom, and where it lies').conflicts('drift'))
    .option('--since <day>', 'with --mail: from that day on (default: the last 90 days)')
    .addOption(organization())
    .addOption(config())
    .addOption(state())
    .addOption(table())
    .option('--archive <url>', 'its archive, s3://bucket')
    .addOption(json())
    .action(async (account, options) => exit(await explainAsked(account, options, context)));
}

function explainAsked(account: string | undefined, options: Asked, context: CommandContext): Promise<number> {
  if (options.mail) {
    if (account !== undefined) throw new UsageError('--mail is about all mails: name no account.');
    return explainMail(options, context);
  }
  if (options.since !== undefined) throw new UsageError('--since goes with --mail.');
  if (options.drift) return explainDrift(account, options, context);
  if (account === undefined) throw new UsageError('say which account: its id, or its e-mail; or --drift, or --mail.');
  if (options.table !== undefined) throw new UsageError('--table goes with --drift and --mail.');
  return explain(account, options, context);
}
