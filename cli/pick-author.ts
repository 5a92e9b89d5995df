import { type CommandContext, UsageError } from './command-context.ts';

/**
 * Who decides something: as named, else whoever works at this shell.
 *
 * @throws UsageError if neither is known
 */
export function pickAuthor(author: string | undefined, { env }: Pick<CommandContext, 'env'>): string {
  const who = author ?? env.USER ?? env.USERNAME;
  if (who) return who;
  throw new UsageError('say who decides it with --author.');
}
