import { join } from 'node:path';
import { ANSWER_DAYS, type Asked, askedSchema } from '../core/asked.ts';
import { addDays } from '../core/billing/billing-period.ts';
import { counted } from '../core/counted.ts';
import { accountOptions } from '../core/explain-options.ts';
import type { Recommendation } from '../core/options/recommend.ts';
import { buildPack } from '../core/packs/build-pack.ts';
import type { Pack } from '../core/packs/pack.ts';
import { recordPlan } from '../core/record-plan.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import { putAsked } from '../lambdas/clients/history/asked.ts';
import { lastDigest } from '../lambdas/clients/history/digests.ts';
import { hangingText } from '../render/hanging-text.ts';
import { renderPack } from '../render/packs/render-pack.ts';
import { accountOptionsText } from '../render/terminal/account-options.ts';
import { optionsText } from '../render/terminal/options-text.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { type Decided, decideOptions, targetOf } from './decide-options.ts';
import { openStores, type StoreOptions, type Stores } from './open-stores.ts';
import { pickAuthor } from './pick-author.ts';
import { pickSettings } from './pick-snapshot.ts';
import { readFields } from './read-fields.ts';
import { takePeople } from './take-people.ts';
import { writeAccounts } from './write-accounts.ts';
import { writePack } from './write-pack.ts';

export interface OptionsOptions extends StoreOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly account?: string;
  readonly pack?: number;
  readonly people?: string;
  /** The plan's target: at most so many billable accounts, or so much money a year. */
  readonly tier?: number;
  readonly budget?: string;
  /** The mails of the pack are sent now: its holders are asked as of today. */
  readonly sent?: boolean;
  /** Until when holders may answer. */
  readonly answerBy?: string;
  readonly author?: string;
  /** Files to write, one row an account. */
  readonly workbook?: string;
  readonly csv?: string;
  /** Where packs go. */
  readonly out?: string;
  readonly json?: boolean;
}

/** `options`: for each account the remedies that fit, for the organization a plan; with `--pack N` what line N needs. */
export async function options(asked: OptionsOptions, context: CommandContext): Promise<number> {
  if (asked.tier !== undefined && asked.budget !== undefined) {
    throw new UsageError('--tier and --budget are two targets: give one of them.');
  }
  if ((asked.sent || asked.answerBy !== undefined) && asked.pack === undefined) {
    throw new UsageError('--sent and --answer-by are about the mails of a pack: name it with --pack.');
  }
  const stores = await openStores(asked);
  try {
    const settings = await pickSettings(stores, asked);
    const remark = asked.people === undefined ? null : await takePeople(stores.archive, settings, asked.people);
    if (remark !== null && !asked.json) context.print(hangingText('', remark));
    const decided = await decideOptions(stores, settings, context, (prices) => targetOf(asked, prices));
    if (asked.pack !== undefined) return await packOf(stores, decided, asked.pack, asked, context);
    if (asked.account !== undefined) return printAccount(decided, asked.account, asked, context);
    const written = await writeAccounts(decided, asked);
    if (asked.json) printJson(decided, decided.recommendations.filter(isTargeted), context);
    else if (written.length > 0) context.print(written.join('\n'));
    else await printPlan(stores, decided, context);
    return 0;
  } finally {
    await stores.close();
  }
}

function isTargeted({ kind }: Recommendation): boolean {
  return kind !== 'left-alone';
}

function printJson({ loaded }: Decided, recommendations: readonly Recommendation[], context: CommandContext): void {
  const { billable, prices } = loaded;
  context.emit(
    JSON.stringify(
      recommendations.map((each) => accountOptions(each, billable, prices)),
      null,
      2,
    ),
  );
}

async function printPlan(stores: Stores, decided: Decided, context: CommandContext): Promise<void> {
  const { plan, recommendations, loaded, settings, formats } = decided;
  const { prices, organization, people, inspection } = loaded;
  const record = recordPlan({ plan, recommendations, prices, fixBy: organization.fixBy, people, inspection });
  const prevention = (await lastDigest(stores.history, settings.id))?.prevention ?? [];
  const currency = prices.kind === 'priced' ? prices.currency : null;
  context.print(optionsText({ plan, record, prevention, currency }, formats));
}

function printAccount(decided: Decided, asked: string, { json }: OptionsOptions, context: CommandContext): number {
  const email = asked.trim().toLowerCase();
  const found = decided.recommendations.find(
    ({ subject: { account } }) => account.accountId === asked.trim() || account.email?.toLowerCase() === email,
  );
  if (!found) {
    throw new Error(`${asked} is not billable in the newest snapshot of ${decided.settings.id}, or not in it.`);
  }
  if (json) printJson(decided, [found], context);
  else context.print(accountOptionsText(found));
  return 0;
}

/** Letters go to people: an export without settings has no name that they would know. */
function companyName({ id, name }: OrganizationSettings): string {
  return name === id ? 'your company' : name;
}

async function packOf(
  stores: Stores,
  decided: Decided,
  number: number,
  asked: OptionsOptions,
  context: CommandContext,
): Promise<number> {
  const { plan, loaded, settings, formats } = decided;
  const group = plan.groups[number - 1];
  if (!group) throw new UsageError(`--pack ${number}: this plan has ${counted(plan.groups.length, 'line')}.`);
  const pack = buildPack(group, loaded.subjects, { id: settings.id, name: companyName(settings) });
  const day = loaded.organization.today;
  const holders = asked.sent ? askedOf(pack, day, asked, context) : [];
  const base = asked.out ?? (asked.table === undefined ? join(asked.state, 'packs') : 'billable-drift-packs');
  const folder = join(base, settings.id, `${day}-${number}-${group.remedy}`);
  const from = settings.mail.sender ?? null;
  const written = await writePack(folder, renderPack(pack, formats), { from, date: `${day}T00:00:00Z` });
  for (const holder of holders) await putAsked(stores.history, settings.id, holder);
  if (asked.json) {
    const told = { folder, remedy: pack.remedy, accounts: pack.accounts, files: written, asked: holders.length };
    context.emit(JSON.stringify(told, null, 2));
  } else {
    const [one] = holders;
    const said = one
      ? `Asked as of ${one.on}: ${counted(holders.length, 'holder')}; they may answer until ${one.until}.`
      : null;
    context.print(packText(folder, pack.accounts, written, pack.leftOut.length, said));
  }
  return 0;
}

/**
 * Whose holders are asked by the mails of a pack.
 *
 * @throws UsageError if it has no mails, or the day to answer by is over
 */
function askedOf(pack: Pack, today: string, options: OptionsOptions, context: CommandContext): readonly Asked[] {
  const mails = pack.files.flatMap((file) => (file.kind === 'mails' ? file.mails : []));
  if (mails.length === 0) throw new UsageError(`--sent: the pack of line ${options.pack} has no mails to holders.`);
  const until = options.answerBy ?? addDays(today, ANSWER_DAYS);
  if (until < today) throw new UsageError(`--answer-by ${until} is over; give a day from ${today} on.`);
  const author = pickAuthor(options.author, context);
  return mails.map(({ accountId }) => readFields(askedSchema, { accountId, on: today, until, author }));
}

function packText(
  folder: string,
  accounts: number,
  written: readonly string[],
  leftOut: number,
  asked: string | null,
): string {
  const mails = written.filter((name) => name.endsWith('.eml')).length;
  const others = written.filter((name) => !name.endsWith('.eml'));
  const names = mails > 0 ? [...others, `${counted(mails, 'mail')} (mail-0001.eml …)`] : others;
  const left = leftOut > 0 ? [`Left out: ${leftOut}, see left-out.csv.`] : [];
  return [
    `Written for ${counted(accounts, 'account')}: ${folder}`,
    ...names.map((name) => `  ${name}`),
    ...left,
    ...(asked === null ? ['Nothing was sent or changed.'] : [asked, 'Nothing was sent by this program.']),
  ].join('\n');
}
