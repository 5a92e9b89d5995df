import { findBatch, keepDays } from '../core/accept-batch.ts';
import { judgeExclusion } from '../core/exclusions.ts';
import { putExclusion } from '../lambdas/clients/history/exclusions.ts';
import { loadRates } from '../lambdas/load-rates.ts';
import { safeText } from '../render/safe-text.ts';
import { listWords } from '../render/words.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { type Decided, decideOptions } from './decide-options.ts';
import type { ExclusionOptions } from './exclusions.ts';
import { openStores, type Stores } from './open-stores.ts';
import { pickAuthor } from './pick-author.ts';
import { pickSettings } from './pick-snapshot.ts';

export interface AcceptOptions extends ExclusionOptions {
  readonly batch: string;
  readonly reason: string;
  readonly author?: string;
  readonly until?: string;
}

/** `accept --batch`: keeps all accounts of a batch on purpose, an exclusion for each. */
export async function accept(options: AcceptOptions, context: CommandContext): Promise<number> {
  const author = pickAuthor(options.author, context);
  const stores = await openStores(options);
  try {
    const settings = await pickSettings(stores, options);
    const decided = await decideOptions(stores, settings, context);
    const accountIds = membersOf(options.batch, decided);
    const until = await pickUntil(options.until, stores, decided);
    const today = decided.loaded.organization.today;
    const exclusions = accountIds.map((accountId) => {
      const verdict = judgeExclusion({ accountId, reason: options.reason, author, from: today, until }, today);
      if (!verdict.accepted) throw new UsageError(`${verdict.why}.`);
      return verdict.exclusion;
    });
    for (const exclusion of exclusions) await putExclusion(stores.history, settings.id, exclusion);
    const told = { organization: settings.id, batch: options.batch, reason: options.reason, author, until, accountIds };
    if (options.json) context.emit(JSON.stringify(told, null, 2));
    else {
      const accounts = decided.formats.counted(accountIds.length, 'account');
      context.print(`Kept ${accounts} until ${until}, by ${safeText(author)}: ${safeText(options.reason)}.`);
    }
    return 0;
  } finally {
    await stores.close();
  }
}

function membersOf(name: string, { recommendations, plan }: Decided): readonly string[] {
  const batch = findBatch(name, recommendations, plan);
  if (batch.kind === 'accounts') return batch.accountIds;
  if (batch.kind === 'nobody') throw new Error(`--batch ${safeText(name)}: nobody is in it who could be targeted.`);
  const there = batch.names.length > 0 ? `there are: ${listWords([...batch.names], 20)}` : 'there is nobody to keep';
  throw new UsageError(
    `--batch ${safeText(name)} is no line of the plan, exposure, product or site of the newest snapshot; ${there}.`,
  );
}

async function pickUntil(given: string | undefined, { history }: Stores, { settings, loaded }: Decided) {
  const { usual, latest, why } = keepDays(await loadRates(history, settings), loaded.organization.today);
  if (given !== undefined && given > latest) {
    throw new UsageError(`--until ${safeText(given)} is after ${why}; say a day until ${latest}.`);
  }
  return given ?? usual;
}
