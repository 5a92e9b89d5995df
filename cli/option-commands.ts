import { type Command, InvalidArgumentError, Option } from 'commander';
import { accept } from './accept.ts';
import { claim } from './claim.ts';
import type { CommandContext } from './command-context.ts';
import { addExclusion, dropExclusion, exportExclusions, importExclusions, showExclusions } from './exclusions.ts';
import { options } from './options.ts';

/** The commands about remedies. `state`: where the stores are unless named. */
export function addOptionCommands(
  program: Command,
  context: CommandContext,
  exit: (code: number) => void,
  state: string,
): void {
  addOptions(program, context, exit, state);
  addExclusions(program, context, exit, state);
  located(program.command('accept'), state)
    .description('keep a batch of accounts on purpose, an exclusion for each')
    .requiredOption('--batch <batch>', 'a line of the plan, or an exposure, product or site')
    .requiredOption('--reason <text>', 'why they stay')
    .option('--author <who>', 'who decided it (default: you)')
    .option('--until <day>', 'the last day (default: the renewal, else 90 days)')
    .option('--json', JSON_TEXT)
    .action(async (asked) => exit(await accept(asked, context)));
  located(program.command('claim'), state)
    .description('before a domain is claimed: who would be billable, what that costs, and the list to upload')
    .requiredOption('--csv <file>', 'the export of a domain (Domains > Export accounts)')
    .option('--out <folder>', 'where the list goes (default: packs/ in the state folder)')
    .option('--json', JSON_TEXT)
    .action(async (asked) => exit(await claim(asked, context)));
}

const JSON_TEXT = 'one JSON document on stdout and nothing else there';

/** Where an organization's history is: on this machine, or in a deployment. */
function located(command: Command, state: string): Command {
  return command
    .option('--organization <id>', 'the organization')
    .option('--config <file>', 'the settings file (default: billable-drift.json, if it is here)')
    .addOption(new Option('--state <folder>', 'where the stores are').default(state))
    .option('--table <name>', 'the table of a deployment, with the AWS credentials of this shell')
    .option('--archive <url>', 'its archive, s3://bucket');
}

function addOptions(program: Command, context: CommandContext, exit: (code: number) => void, state: string): void {
  located(program.command('options'), state)
    .description('which remedy fits which account, and the plan for the organization')
    .option('--account <account>', 'one account, by its id or e-mail')
    .addOption(new Option('--pack <number>', 'write what this line of the plan needs').argParser(wholeNumber))
    .option('--sent', 'with --pack: you send its mails to holders now, so that they count as asked')
    .option('--answer-by <day>', 'with --sent: the last day for an answer (default: in 14 days)')
    .option('--author <who>', 'with --sent: who asks (default: you)')
    .option('--people <file>', 'an HR export: who works here and who has left')
    .addOption(new Option('--tier <number>', 'the target: at most so many billable').argParser(wholeNumber))
    .option('--budget <amount>', 'the target: at most so much a year')
    .option('--workbook <file>', 'write an Excel workbook, one row an account')
    .option('--csv <file>', 'the same as CSV')
    .option('--out <folder>', 'where packs go (default: packs/ in the state folder)')
    .option('--json', JSON_TEXT)
    .action(async (asked) => exit(await options(asked, context)));
}

function addExclusions(program: Command, context: CommandContext, exit: (code: number) => void, state: string): void {
  const exclusions = program.command('exclusions').description('accounts that stay billable on purpose');
  located(exclusions.command('add <account>'), state)
    .description('keep an account, with reason, author and end')
    .requiredOption('--reason <text>', 'why it stays')
    .requiredOption('--author <who>', 'who decided it')
    .requiredOption('--until <day>', 'the last day, such as 2027-03-31')
    .action(async (account, asked) => exit(await addExclusion(account, asked, context)));
  located(exclusions.command('remove <account>'), state)
    .description('look at an account again')
    .action(async (account, asked) => exit(await dropExclusion(account, asked, context)));
  located(exclusions.command('list'), state)
    .description('which accounts are kept, by whom, why, until when')
    .option('--people', 'with the names and e-mails of its accounts; they stay in the terminal')
    .option('--json', JSON_TEXT)
    .action(async (asked) => exit(await showExclusions(asked, context)));
  located(exclusions.command('import <file>'), state)
    .description('take in a CSV of exclusions, all rows or none')
    .action(async (file, asked) => exit(await importExclusions(file, asked, context)));
  located(exclusions.command('export <file>'), state)
    .description('write the exclusions as CSV')
    .action(async (file, asked) => exit(await exportExclusions(file, asked, context)));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
}
