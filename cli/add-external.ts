import { basename } from 'node:path';
import { externalUsersSchema } from '../core/billing/invoices.ts';
import { putExternalUsers } from '../lambdas/clients/history/external-users.ts';
import { safeText } from '../render/safe-text.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { countExternalUsers } from './csv/count-external-users.ts';
import { type BooksOptions, withBooks } from './open-books.ts';
import { pickDate } from './pick-date.ts';
import { readFields } from './read-fields.ts';

export interface AddExternalOptions extends BooksOptions {
  readonly users?: string;
  readonly date?: string;
}

/** `external add`: how many billable users are not claimed accounts, as a number or from an export. */
export async function addExternal(
  file: string | undefined,
  options: AddExternalOptions,
  context: CommandContext,
): Promise<number> {
  if ((file === undefined) === (options.users === undefined)) {
    throw new UsageError('give a CSV file of Security > External users, or a number with --users; one of the two.');
  }
  const counted = file === undefined ? null : await countExternalUsers(file);
  return withBooks(options, async ({ history, settings }) => {
    const date = pickDate(options.date, settings, context);
    const users = counted?.users ?? options.users;
    const origin = counted ? 'export' : 'number';
    const external = readFields(externalUsersSchema, { date, users, origin });
    await putExternalUsers(history, settings.id, external);
    const assumptions = counted && file !== undefined ? [counted.assumption(basename(file))] : [];
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, external, assumptions }, null, 2));
    else {
      context.print(
        `${safeText(settings.name)}: ${external.users} external users as of ${external.date}. They count into the bands.`,
      );
      for (const assumption of assumptions) context.print(`Assumed: ${assumption}.`);
    }
    return 0;
  });
}
