import { stringify } from 'csv-stringify/sync';
import { toInstant } from '../core/account.ts';
import { civilDay } from '../core/civil-day.ts';
import { counted } from '../core/counted.ts';
import { type Exclusion, judgeExclusion } from '../core/exclusions.ts';
import { listExclusions, putExclusion, removeExclusion } from '../lambdas/clients/history/exclusions.ts';
import { SAFE_CSV } from '../render/safe-csv.ts';
import { safeText } from '../render/safe-text.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { noColumns } from './csv/missing-columns.ts';
import { readRows } from './csv/read-rows.ts';
import { findAccount } from './find-account.ts';
import { findNames, type Names } from './find-names.ts';
import { openStores, type StoreOptions, type Stores } from './open-stores.ts';
import { headSnapshot, pickSettings } from './pick-snapshot.ts';
import { writeFileFor } from './write-file-for.ts';

export interface ExclusionOptions extends StoreOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export interface ListOptions extends ExclusionOptions {
  /** With the names and e-mails of its accounts. */
  readonly people?: boolean;
}

export interface NewExclusion extends ExclusionOptions {
  readonly reason: string;
  readonly author: string;
  readonly until: string;
}

const COLUMNS = ['accountId', 'reason', 'author', 'from', 'until'] as const;

interface At {
  readonly stores: Stores;
  readonly organization: string;
  readonly today: string;
}

async function withOrganization<Value>(
  options: ExclusionOptions,
  context: CommandContext,
  work: (at: At) => Promise<Value>,
): Promise<Value> {
  const stores = await openStores(options);
  try {
    const { id, timeZone } = await pickSettings(stores, options);
    return await work({ stores, organization: id, today: civilDay(toInstant(context.now()), timeZone) });
  } finally {
    await stores.close();
  }
}

/** `exclusions add ACCOUNT`: keeps an account billable on purpose, with reason, author and end. */
export function addExclusion(account: string, options: NewExclusion, context: CommandContext): Promise<number> {
  return withOrganization(options, context, async (at) => {
    const { stores, organization, today } = at;
    const { reason, author, until } = options;
    const accountId = await idOf(account, at);
    const verdict = judgeExclusion({ accountId, reason, author, from: today, until }, today);
    if (!verdict.accepted) throw new UsageError(`${verdict.why}.`);
    await putExclusion(stores.history, organization, verdict.exclusion);
    context.print(`Excluded ${accountId} until ${until}: ${safeText(reason)}.`);
    return 0;
  });
}

/** `exclusions remove ACCOUNT`: it is looked at again. */
export function dropExclusion(account: string, options: ExclusionOptions, context: CommandContext): Promise<number> {
  return withOrganization(options, context, async (at) => {
    const { stores, organization } = at;
    const accountId = account.includes('@') ? await idOf(account, at) : account;
    if (!(await removeExclusion(stores.history, organization, accountId))) {
      throw new Error(`${accountId} is not excluded in ${organization}.`);
    }
    context.print(`${accountId} is no longer excluded.`);
    return 0;
  });
}

/** The id of an account of the newest snapshot, named by its id or its e-mail. */
async function idOf(account: string, { stores, organization }: At): Promise<string> {
  const snapshot = await headSnapshot(stores, organization);
  const found = await findAccount(stores.archive, snapshot, account.trim());
  if (found) return found.accountId;
  throw new Error(`the snapshot of ${snapshot.asOf} has no account with the id or e-mail ${safeText(account)}.`);
}

/** `exclusions list`: which accounts are kept, by whom, why and until when; those that are over too. */
export function showExclusions(options: ListOptions, context: CommandContext): Promise<number> {
  return withOrganization(options, context, async ({ stores, organization, today }) => {
    const exclusions = await listExclusions(stores.history, organization);
    const ids = exclusions.map(({ accountId }) => accountId);
    const names = options.people && ids.length > 0 ? await findNames(stores, organization, ids) : new Map();
    const listed = options.people ? exclusions.map(withName(names)) : exclusions;
    if (options.json) context.emit(JSON.stringify(listed, null, 2));
    else if (exclusions.length === 0) context.print(`Nobody is excluded in ${organization}.`);
    else for (const exclusion of listed) context.print(linesOf(exclusion, today));
    return 0;
  });
}

type Named = Exclusion & { readonly name: string | null; readonly email: string | null };

/** Null: not in the newest snapshot, or hidden there. */
const withName =
  (names: Names) =>
  (exclusion: Exclusion): Named => {
    const { name = null, email = null } = names.get(exclusion.accountId) ?? {};
    return { ...exclusion, name, email };
  };

function linesOf(exclusion: Exclusion | Named, today: string): string {
  const { accountId, reason, author, from, until } = exclusion;
  const over = until < today ? '  OVER' : '';
  return [
    'name' in exclusion ? `${accountId}  ${whoIs(exclusion)}` : accountId,
    `  ${from} to ${until}${over}  ${safeText(author)}: ${safeText(reason)}`,
  ].join('\n');
}

function whoIs({ name, email }: Named): string {
  const known = [name, email].filter((each) => each !== null && each !== '').map((each) => safeText(each ?? ''));
  return known.join('  ') || 'not in the newest snapshot';
}

/** `exclusions import FILE`: all rows or none. */
export function importExclusions(file: string, options: ExclusionOptions, context: CommandContext): Promise<number> {
  return withOrganization(options, context, async ({ stores, organization, today }) => {
    const exclusions = await readExclusions(file, today);
    for (const exclusion of exclusions) await putExclusion(stores.history, organization, exclusion);
    context.print(`Excluded ${counted(exclusions.length, 'account')} of ${file}.`);
    return 0;
  });
}

async function readExclusions(file: string, today: string): Promise<readonly Exclusion[]> {
  const exclusions: Exclusion[] = [];
  const problems: string[] = [];
  let header: readonly string[] | null = null;
  for await (const { row, line } of readRows(file, (bad) => problems.push(`line ${bad}: not readable`))) {
    if (!header) {
      header = requireHeader(row, file);
      continue;
    }
    const cell = (name: string) => row[header?.indexOf(name) ?? -1]?.trim() ?? '';
    const document = Object.fromEntries(COLUMNS.map((name) => [name, cell(name)]));
    const verdict = judgeExclusion({ ...document, from: document.from || today }, today);
    if (verdict.accepted) exclusions.push(verdict.exclusion);
    else problems.push(`line ${line}: ${verdict.why}`);
  }
  if (problems.length === 0) return exclusions;
  const more = problems.length > 3 ? `; and ${problems.length - 3} more` : '';
  throw new Error(`nothing was imported from ${file}: ${problems.slice(0, 3).join('; ')}${more}.`);
}

function requireHeader(row: readonly string[], file: string): readonly string[] {
  const missing = COLUMNS.filter((name) => name !== 'from' && !row.includes(name));
  if (missing.length === 0) return row;
  throw new Error(`${file} has ${noColumns(missing)}; an export of exclusions has ${COLUMNS.join(', ')}.`);
}

/** `exclusions export FILE`: as CSV, which `import` takes back. */
export function exportExclusions(file: string, options: ExclusionOptions, context: CommandContext): Promise<number> {
  return withOrganization(options, context, async ({ stores, organization }) => {
    const exclusions = await listExclusions(stores.history, organization);
    const rows = exclusions.map((exclusion) => COLUMNS.map((name) => safeText(exclusion[name])));
    await writeFileFor(file, stringify([[...COLUMNS], ...rows], SAFE_CSV));
    context.print(`Written: ${file}, ${counted(exclusions.length, 'exclusion')}.`);
    return 0;
  });
}
