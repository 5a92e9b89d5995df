import { type Command, Option } from 'commander';
import { REPORT_FORMATS } from '../render/report/report-format.ts';
import type { CommandContext } from './command-context.ts';
import { config, json, organization, state, table } from './common-options.ts';
import { report } from './report.ts';

/** The command that tells finance how cost came about. */
export function addReportCommand(program: Command, context: CommandContext, exit: (code: number) => void): void {
  program
    .command('report')
    .description('the cost trend as one page, a workbook, CSV or JSON; the renewal pack; the calendar of all')
    .option('--from <day>', 'the first day (default: a year before the last one)')
    .option('--to <day>', 'the last day (default: today)')
    .addOption(new Option('--format <format>', `${REPORT_FORMATS.join(', ')} (default: html)`))
    .option('--out <file>', 'where it goes (default: report/ in the state folder; CSV and JSON: stdout)')
    .option('--people <file>', 'a CSV with e-mails and departments: whose cost it is, by department')
    .option('--archive <url>', "where a deployment's accounts are: s3://BUCKET, with --table and --people")
    .option('--log', 'what changed from snapshot to snapshot, a line for each cause')
    .option('--money', 'what is locked in, what is still avoidable, and until when')
    .option('--renewal', 'the renewal pack: peak, now, cleaned, the tier to order, missing quotes')
    .option('--savings', 'what was billed lower and what was avoided, apart, per period and case')
    .option('--all', 'all organizations by what each loses at its next cut-off')
    .addOption(organization())
    .addOption(config())
    .addOption(state())
    .addOption(table())
    .addOption(json())
    .action(async (options) => exit(await report(options, context)));
}
