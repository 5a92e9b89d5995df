import { type Command, InvalidArgumentError, Option } from 'commander';
import { recordAnswer } from './cases-answer.ts';
import { approveCase, cancelCase, haltCases, rejectCase, sayDone, undoCase } from './cases-decide.ts';
import { listCases } from './cases-list.ts';
import { proposeCases } from './cases-propose.ts';
import { showCase } from './cases-show.ts';
import type { CommandContext } from './command-context.ts';
import { json, STATE_FOLDER } from './common-options.ts';

/** `cases …`: what changes accounts is proposed, approved by somebody else, carried out, proven, and can be undone. */
export function addCasesCommands(program: Command, context: CommandContext, exit: (code: number) => void): void {
  const cases = program.command('cases').description('remediations: proposed, approved, carried out, proven, undone');
  addReading(cases, context, exit);
  addPropose(cases, context, exit);
  located(cases.command('approve <case>'))
    .description('approve a case that somebody else proposed; from then on it is carried out')
    .requiredOption('--plan <hash>', 'the plan that you looked at: the first 12 characters of its hash, or more')
    .action(async (id, options) => exit(await approveCase(id, options, context)));
  saying(cases, 'reject', 'say no to a proposal').action(async (id, options) =>
    exit(await rejectCase(id, options, context)),
  );
  saying(cases, 'cancel', 'stop a case; what was done stands, and is told').action(async (id, options) =>
    exit(await cancelCase(id, options, context)),
  );
  saying(cases, 'undo', 'take back what a case did, the newest step first').action(async (id, options) =>
    exit(await undoCase(id, options, context)),
  );
  located(cases.command('done <case>'))
    .description('say that the step a case waits for is done')
    .option('--step <step>', 'only if it is this one')
    .option('--failed <why>', 'it could not be done: the case stops')
    .action(async (id, options) => exit(await sayDone(id, options, context)));
  located(cases.command('answered <case> <account> <answer>'))
    .description('record what a holder has answered by mail')
    .action(async (id, account, answer, options) => exit(await recordAnswer(id, account, answer, options, context)));
  located(cases.command('halt'))
    .description('the kill switch: nothing is written any more, and no case goes on')
    .requiredOption('--why <text>', 'why')
    .action(async (options) => exit(await haltCases(options, context)));
}

function addReading(cases: Command, context: CommandContext, exit: (code: number) => void): void {
  located(cases.command('list'))
    .description('every open case: where it stands, and whom it waits for')
    .option('--all', 'those that are over, too')
    .action(async (options) => exit(await listCases(options, context)));
  located(cases.command('show <case>'))
    .description('one case: plan, steps, accounts, events, and whom it waits for until when')
    .option('--watch', 'go on showing it until it is over; on one machine it is carried out meanwhile')
    .option('--people', 'with the names and e-mails of its accounts; they stay in the terminal')
    .action(async (id, options) => exit(await showCase(id, options, context)));
}

function addPropose(cases: Command, context: CommandContext, exit: (code: number) => void): void {
  located(cases.command('propose'))
    .description('show what a case would do; with --yes propose it')
    .addOption(new Option('--line <number>', 'a line of the plan that options shows').argParser(wholeNumber))
    .addOption(new Option('--most <number>', 'of its accounts the first so many').argParser(wholeNumber))
    .option('--option <option>', 'or an option, by name or number')
    .option('--accounts <ids>', 'and account ids, with commas between')
    .option('--yes', 'propose what was shown')
    .action(async (options) => exit(await proposeCases(options, context)));
}

function saying(cases: Command, name: string, description: string): Command {
  return located(cases.command(`${name} <case>`))
    .description(description)
    .requiredOption('--why <text>', 'why; it is kept with the case');
}

/** Where cases are: on this machine, or in a deployment. */
function located(command: Command): Command {
  return command
    .option('--organization <id>', 'the organization')
    .option('--config <file>', 'the settings file (default: billable-drift.json, if it is here)')
    .addOption(new Option('--state <folder>', 'where the stores are').default(STATE_FOLDER))
    .option('--table <name>', 'the table of a deployment, with the AWS credentials of this shell')
    .option('--archive <url>', 'its archive, s3://bucket: for the names of the accounts')
    .option('--url <url>', 'its decide function (output DecideUrl): who you are is what AWS says')
    .option('--as <name>', 'on one machine: say that you are somebody else; nobody checks it')
    .addOption(json());
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Not a whole number from 1.');
  return Number(text);
}
