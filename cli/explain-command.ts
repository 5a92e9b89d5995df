import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { config, json, organization, state } from './common-options.ts';
import { explain } from './explain.ts';

/** `explain`: why something is as it is told. */
export function addExplainCommand(program: Command, context: CommandContext, exit: (code: number) => void): void {
  program
    .command('explain <account>')
    .description('why one account, by its id or e-mail, is billable or not, and since when')
    .addOption(organization())
    .addOption(config())
    .addOption(state())
    .addOption(json())
    .action(async (account, options) => exit(await explain(account, options, context)));
}
