import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { config, json, organization, state, table } from './common-options.ts';
import { expectWave, listWaves, removeWave } from './expect.ts';

type Exit = (code: number) => void;

/** The commands about what is planned and decided, so that it is not told again. */
export function addBacklogCommands(program: Command, context: CommandContext, exit: Exit): void {
  const expect = ofOrganization(
    program
      .command('expect [words...]')
      .description('a planned wave is no alarm: expect +200 by 2026-12-15 "onboarding"')
      .option('--from <day>', 'the day it begins (default: now)')
      .option('--author <who>', 'who planned it (default: you)')
      .option('--replace', 'correct what is expected by this day'),
  ).action(async (words, options) => exit(await expectWave(words, options, context)));
  ofOrganization(expect.command('list').description('what is planned, and how much of it came')).action(
    async (_, command) => exit(await listWaves(command.optsWithGlobals(), context)),
  );
  ofOrganization(expect.command('remove <day>').description('it is not expected any more')).action(
    async (day, _, command) => exit(await removeWave(day, command.optsWithGlobals(), context)),
  );
}

/** Whose, and where it is kept. */
function ofOrganization(command: Command): Command {
  return command.addOption(organization()).addOption(config()).addOption(state()).addOption(table()).addOption(json());
}
