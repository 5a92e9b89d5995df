import { type CommandContext, UsageError } from './command-context.ts';

/**
 * Who decides something: as named, else whoever works at this shell.
 *
 * @throws UsageError if neither is known, or the name is empty
 */
export function pickAuthor(author: string | undefined, { env }: Pick<CommandContext, 'env'>): string {
  if (author?.trim() === '') throw new UsageError('--author is empty: name who decides it.');
  const who = author ?? (env.USER || env.USERNAME);
  if (who) return who;
  throw new UsageError(
    'it is not known who decides it, as USER is not set in the environment: name who does with --author NAME.',
  );
}
