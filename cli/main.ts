import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { errorCode, errorText } from '../core/error-code.ts';
import { fitText } from '../render/hanging-text.ts';
import { addAlertCommands } from './alert-commands.ts';
import { apply } from './apply.ts';
import { addBacklogCommands } from './backlog-commands.ts';
import { addCasesCommands } from './cases-commands.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { config, json, organization, STATE_FOLDER, state, table } from './common-options.ts';
import { doctor } from './doctor.ts';
import { addExplainCommand } from './explain-command.ts';
import { init } from './init.ts';
import { addKeysCommands } from './keys-commands.ts';
import { addMoneyCommands } from './money-commands.ts';
import { addOperateCommands } from './operate-commands.ts';
import { addOptionCommands } from './option-commands.ts';
import { ownCalendar } from './own-calendar.ts';
import { addReportCommand } from './report-command.ts';
import { run } from './run.ts';
import { simulate } from './simulate.ts';

const HELP_COLUMNS = 80;
const SIMULATED_STATE = '.billable-drift-simulated';

/**
 * Runs one command line. Exit 0 when all is well; 1 with one sentence on stderr when the job could not be done, or not
 * all of it; 2 for wrong usage.
 */
export async function main(args: readonly string[], around: CommandContext): Promise<number> {
  const calendar = ownCalendar(around);
  const context = { ...fitToTerminal(around), now: calendar.now };
  let exitCode = 0;
  const program = buildProgram(context, (code) => {
    exitCode = code;
  });
  program.hook('preAction', async (_, command) => {
    const { state: folder, table: deployed } = command.opts<{ state?: string; table?: string }>();
    if (folder !== undefined && deployed === undefined && isOnStateFolder(command)) await calendar.turnTo(folder);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    context.complain(sentenceOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** No command lays out its lines for a terminal by itself: whatever it says to a person is fitted here. */
function fitToTerminal(context: CommandContext): CommandContext {
  const { columns } = context;
  if (columns === null) return context;
  return {
    ...context,
    print: (text) => context.print(fitText(text, columns)),
    complain: (sentence) => context.complain(fitText(sentence, columns)),
  };
}

function buildProgram(context: CommandContext, exit: (code: number) => void): Command {
  const program = new Command('billable-drift')
    .description('Who became billable for Atlassian Guard, why, and what to do about it.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      getOutHelpWidth: () => context.columns ?? HELP_COLUMNS,
      getErrHelpWidth: () => context.columns ?? HELP_COLUMNS,
      writeErr: (text) => context.complain(text.trimEnd().replace(/^error: /, '')),
    });

  program
    .command('run')
    .description('read the accounts, tell who came and went and why, and write the mail')
    .addOption(organization())
    .option('--csv <file>', 'read a managed-accounts export instead of the API; needs no key')
    .option('--people <file>', 'an HR export: who works here and who has left; kept until another one')
    .option('--fewer', 'the export lacks many accounts of the last one because they are gone')
    .option('--as-of <time>', 'the time of the snapshot (default: now, or the time of the CSV file)')
    .option('--digest <when>', 'now, or due: on its day only, and on the others what cannot wait for it', 'now')
    .addOption(config())
    .addOption(state())
    .addOption(json())
    .action(async (options) => exit(await run(options, context)));
  addExplainCommand(program, context, exit);
  program
    .command('init')
    .description('propose your sites and products from an export, and write the settings file')
    .requiredOption('--csv <file>', 'a managed-accounts export')
    .addOption(organization())
    .option('--name <name>', 'what mails call the organization')
    .addOption(config())
    .action(async (options) => exit(await init(options, context)));
  program
    .command('doctor')
    .description('try settings, key, reachability and stores, a line each')
    .addOption(organization())
    .addOption(config())
    .addOption(state())
    .option('--deployed', 'look at a deployment, with the AWS credentials of this shell')
    .addOption(new Option('--stack <name>', 'with --deployed: its stack').default('BillableDrift'))
    .action(async (options) => exit(await doctor(options, context)));
  program
    .command('apply')
    .description('say what the settings file changes, and write it to the table')
    .addOption(config())
    .addOption(table())
    .addOption(state())
    .option('--dry-run', 'only say what would change')
    .option('--drop <id>', 'take an organization that is not in the file out of care')
    .action(async (options) => exit(await apply(options, context)));
  addOtherCommands(program, context, exit);
  return program;
}

function addOtherCommands(program: Command, context: CommandContext, exit: (code: number) => void): void {
  addAlertCommands(program, context, exit);
  addKeysCommands(program, context, exit, state);
  addMoneyCommands(program, context, exit);
  addReportCommand(program, context, exit);
  addOptionCommands(program, context, exit, STATE_FOLDER);
  addBacklogCommands(program, context, exit);
  addCasesCommands(program, context, exit);
  addOperateCommands(program, context, exit);
  addSimulate(program, context, exit);
}

/** Its own runs and servers are on their own days; what is done to a case is done on the day of its folder. */
function isOnStateFolder(command: Command): boolean {
  return command.name() !== 'simulate' || command.opts<{ do?: string }>().do !== undefined;
}

function addSimulate(program: Command, context: CommandContext, exit: (code: number) => void): void {
  const amount = (flag: string, text: string, value: number) =>
    new Option(`${flag} <number>`, text).default(value).argParser(wholeNumber);
  const rate = (flag: string, text: string, value = 0) =>
    new Option(`${flag} <share>`, text).default(value).argParser(share);
  program
    .command('simulate')
    .description('serve a simulated organization, or with --run do the weekly job on it')
    .option('--run', 'run the job on it: the first two weeks, then a week each time')
    .option('--do <case>', 'do the step that a case on it waits for, as its person would')
    .option('--export <file>', 'write its managed-accounts export instead, to try run --csv')
    .addOption(new Option('--state <folder>', 'where --run keeps its stores').default(SIMULATED_STATE))
    .addOption(amount('--port', 'the port to serve on; 0: any that is free', 0))
    .addOption(amount('--accounts', 'claimed accounts', 10_000))
    .addOption(amount('--agents', 'accounts with a seat on the own site', 200))
    .addOption(amount('--sign-ups', 'portal customers who sign up for Trello in the first week', 300))
    .addOption(rate('--synced', 'share of accounts that an identity provider syncs', 0.2))
    .addOption(amount('--seed', 'another seed tells another story', 1))
    .addOption(amount('--week', 'the week to serve; 0 is the baseline', 0))
    .addOption(amount('--page-size', 'accounts a page', 100))
    .addOption(amount('--latency', 'milliseconds before each answer', 0))
    .addOption(amount('--calls-per-minute', 'answers a minute before 429; 0: no limit', 0))
    .addOption(rate('--error-rate', 'share of answers that are a 500'))
    .addOption(rate('--dropped-rate', 'share of answers whose connection breaks'))
    .addOption(rate('--truncated-rate', 'share of answers that are cut off'))
    .addOption(rate('--bad-cursor-rate', 'share of pages whose cursor is refused'))
    .action(async (options) => exit(await simulate(options, context)));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Not a share from 0 to 1.');
  return value;
}

/** What went wrong, in one sentence for the person at the terminal. */
export function sentenceOf(error: unknown): string {
  const code = errorCode(error);
  // LevelDB tells the reason in words only.
  if (code === 'ENOSPC' || errorText(error).includes('No space left'))
    return 'the disk is full: nothing half-written was kept. Make room and run again.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `a file may not be written: ${errorText(error)}`;
  return errorText(error);
}
