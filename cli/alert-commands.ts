import type { Command } from 'commander';
import { acknowledgeAlert, muteAlert, showAlerts } from './alerts.ts';
import type { CommandContext } from './command-context.ts';
import { config, json, organization, state, table } from './common-options.ts';

/** The commands about what is told between two digests. */
export function addAlertCommands(program: Command, context: CommandContext, exit: (code: number) => void): void {
  const alerts = program.command('alerts').description('what is told between two digests, and what is kept quiet');
  located(alerts.command('list'))
    .description('each rule: from where on it rings, what it told last, until when it is quiet')
    .action(async (options) => exit(await showAlerts(options, context)));
  located(alerts.command('mute <rule>'))
    .description('tell nothing by a rule (accounts, percent, money, suspicious, fix-by) until a day')
    .requiredOption('--until <day>', 'the last quiet day, such as 2027-03-31')
    .requiredOption('--reason <text>', 'why')
    .option('--author <who>', 'who keeps it quiet (default: you)')
    .action(async (rule, options) => exit(await muteAlert(rule, options, context)));
  located(alerts.command('ack <rule>'))
    .description('what a rule told last is known: until a day it tells only what is more')
    .requiredOption('--until <day>', 'the last day of that, such as 2026-12-31')
    .option('--reason <text>', 'what is done about it', 'seen')
    .option('--author <who>', 'who has seen it (default: you)')
    .action(async (rule, options) => exit(await acknowledgeAlert(rule, options, context)));
}

function located(command: Command): Command {
  return command.addOption(organization()).addOption(config()).addOption(state()).addOption(table()).addOption(json());
}
