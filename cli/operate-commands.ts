import { type Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';

/** What whoever operates a deployment needs. The clients of AWS are loaded only where they are used. */
export function addOperateCommands(program: Command, context: CommandContext, exit: (code: number) => void): void {
  const stack = () => new Option('--stack <name>', 'the stack of the deployment').default('BillableDrift');
  program
    .command('redrive [function]')
    .description('tell what lies in the dead-letter queues of a deployment, of one function or of all')
    .option('--send', 'hand each event to its function once more')
    .addOption(stack())
    .action(async (name, options) => exit(await (await import('./redrive.ts')).redrive(name, options, context)));
  program
    .command('erase')
    .description("take one account's name and e-mail out of all that is kept, or an organization as a whole")
    .requiredOption('--organization <id>', 'the organization')
    .option('--account <id>', 'one account; without it everything of the organization goes')
    .option('--stack <name>', 'of a deployment, with the AWS credentials of this shell')
    .addOption(new Option('--state <folder>', 'where the stores are').default('.billable-drift'))
    .option('--yes', 'do not ask')
    .action(async (options) => exit(await (await import('./erase.ts')).erase(options, context)));
  program
    .command('operator-policy')
    .description('print what IAM is to allow somebody who looks after one organization of a deployment')
    .requiredOption('--organization <id>', 'the organization')
    .option('--read-only', 'leave out all that changes something')
    .addOption(stack())
    .action(async (options) =>
      exit(await (await import('./operator-policy.ts')).printOperatorPolicy(options, context)),
    );
}
