import { type Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import { keysForget, keysPut } from './keys.ts';
import { keysCheck } from './keys-check.ts';
import { keysStatus } from './keys-status.ts';

/** `keys put|status|check|forget`. */
export function addKeysCommands(
  program: Command,
  context: CommandContext,
  exit: (code: number) => void,
  state: () => Option,
): void {
  const keys = program.command('keys').description('keys in custody: put one, look after them, forget one');
  const table = () => new Option('--table <name>', 'of a deployment, with the AWS credentials of this shell');
  const organization = () => new Option('--organization <id>', 'the organization');
  const directory = () => new Option('--directory <id>', 'for scim and idp: of which directory');
  const config = () => new Option('--config <file>', 'the settings file');
  keys
    .command('put <kind>')
    .description('org, remediation, scim, jira or idp; the key itself comes from a hidden prompt or stdin')
    .addOption(organization())
    .addOption(directory())
    .option('--expires <day>', 'the day on which it ends, where Atlassian does not tell it')
    .option('--take-over', 'go on though somebody else has not finished changing it')
    .addOption(config())
    .addOption(state())
    .addOption(table())
    .action(async (kind, options) => exit(await keysPut(kind, options, context)));
  keys
    .command('status')
    .description('every key of one organization, or of all: age, end, whether it works')
    .addOption(organization())
    .addOption(state())
    .addOption(table())
    .option('--json', 'one JSON document on stdout and nothing else there')
    .action(async (options) => exit(await keysStatus(options, context)));
  keys
    .command('check')
    .description('try the keys that a deployment tries once a day, now')
    .addOption(organization())
    .addOption(config())
    .addOption(state())
    .action(async (options) => exit(await keysCheck(options, context)));
  keys
    .command('forget <kind>')
    .description('mark a key for deletion')
    .addOption(organization())
    .addOption(directory())
    .addOption(config())
    .addOption(state())
    .addOption(table())
    .action(async (kind, options) => exit(await keysForget(kind, options, context)));
}
