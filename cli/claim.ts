import { join } from 'node:path';
import { type Instant, toInstant } from '../core/account.ts';
import { PRICE_LISTS } from '../core/billing/price-lists.ts';
import { civilDay } from '../core/civil-day.ts';
import { type ClaimPreview, type DomainAccount, previewClaim } from '../core/claim-preview.ts';
import { counted } from '../core/counted.ts';
import { type ExposureRules, exposureRules } from '../core/exposure.ts';
import { type PlanPrices, planPrices } from '../core/plan-prices.ts';
import { startProposal } from '../core/propose-settings.ts';
import { moneyBy } from '../core/record-plan.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import { getSnapshot } from '../lambdas/clients/history/snapshots.ts';
import { findRules } from '../lambdas/find-rules.ts';
import { loadBilled } from '../lambdas/load-rates.ts';
import { formatsFor } from '../render/formats.ts';
import { renderPack } from '../render/packs/render-pack.ts';
import { type ClaimMoney, claimText } from '../render/terminal/claim-text.ts';
import type { CommandContext } from './command-context.ts';
import { readDomainExport } from './csv/read-domain-export.ts';
import { openStores, type StoreOptions, type Stores } from './open-stores.ts';
import { pickSettings } from './pick-snapshot.ts';
import { writePack } from './write-pack.ts';

export interface ClaimOptions extends StoreOptions {
  readonly csv: string;
  readonly organization?: string;
  readonly config?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `claim --csv FILE`: what claiming a domain would bring, and the list to upload without those that need not be claimed. */
export async function claim(options: ClaimOptions, context: CommandContext): Promise<number> {
  const { accounts, unreadableLines } = await readDomainExport(options.csv);
  const stores = await openStores(options);
  try {
    const settings = await pickSettings(stores, options);
    const asOf = toInstant(context.now());
    const { rules, billable } = await today(stores, settings, accounts);
    const list = PRICE_LISTS.at(-1);
    if (!list) throw new Error('there is no price list');
    const preview = previewClaim({ accounts, rules, asOf });
    const day = civilDay(asOf, settings.timeZone);
    const { rates, external } = await loadBilled(stores.history, settings, day);
    const prices = planPrices(rates, list, day, { most: billable + preview.addsBillable, least: billable, external });
    const folder = await writeLists(preview, settings, asOf, options);
    const money = moneyOf(preview, billable, prices);
    if (options.json) context.emit(JSON.stringify(documentOf(preview, money, folder, unreadableLines), null, 2));
    else {
      const unread =
        unreadableLines.length > 0
          ? `${counted(unreadableLines.length, 'row')} not readable (lines ${unreadableLines.slice(0, 5).join(', ')}).\n`
          : '';
      context.print(`${unread}${claimText(preview, money, formatsFor(settings.locale, settings.timeZone))}`);
      context.print(`Written: ${folder}\nNothing was claimed.`);
    }
    return 0;
  } finally {
    await stores.close();
  }
}

/** How many are billed now, and whose sites are whose: from the newest snapshot, before any from the export itself. */
async function today(stores: Stores, settings: OrganizationSettings, accounts: readonly DomainAccount[]) {
  const { snapshot: asOf } = await getHead(stores.history, settings.id);
  const head = asOf === undefined ? undefined : await getSnapshot(stores.history, settings.id, asOf);
  if (head?.state === 'complete') {
    return { rules: await findRules(stores.archive, head, settings), billable: head.billable };
  }
  return { rules: rulesFrom(settings, accounts), billable: 0 };
}

function rulesFrom(
  { sites, partnerSites, licensedProducts }: OrganizationSettings,
  accounts: readonly DomainAccount[],
): ExposureRules {
  if (sites) return exposureRules({ sites, partnerSites, licensedProducts }, false);
  const proposal = startProposal();
  for (const { account } of accounts) proposal.see(account);
  return exposureRules({ sites: proposal.finish().sites, partnerSites, licensedProducts }, true);
}

async function writeLists(
  { claim: upload, leftUnclaimed }: ClaimPreview,
  { id, mail, locale, timeZone }: OrganizationSettings,
  asOf: Instant,
  { out, table, state }: ClaimOptions,
): Promise<string> {
  const base = out ?? (table === undefined ? join(state, 'packs') : 'billable-drift-packs');
  const folder = join(base, id, `${asOf.slice(0, 10)}-claim`);
  const stays = leftUnclaimed.map(({ accountId, exposure, access }) => [
    accountId,
    exposure,
    access.map(({ product, site }) => (site === null ? product : `${product} on ${site}`)).join('; '),
  ]);
  const header = ['Account id', 'Exposure', 'Access'];
  const list = { kind: 'table' as const, name: 'stay-unclaimed', header, rows: stays };
  const pack = {
    remedy: 'leave-unclaimed' as const,
    accounts: stays.length,
    files: [...upload.files, list],
    leftOut: upload.leftOut,
  };
  const formats = formatsFor(locale, timeZone);
  await writePack(folder, renderPack(pack, formats), { from: mail.sender ?? null, date: asOf });
  return folder;
}

function moneyOf(
  { addsBillable, leftUnclaimed }: ClaimPreview,
  billable: number,
  prices: PlanPrices,
): ClaimMoney | null {
  if (prices.kind !== 'priced') return null;
  const added = (more: number) => moneyBy(prices).saving(billable + more, billable, 'perYear');
  const [all, withoutLeftOut] = [added(addsBillable), added(addsBillable - leftUnclaimed.length)];
  if (all === null || withoutLeftOut === null) return null;
  return { all, withoutLeftOut, currency: prices.currency, source: prices.source };
}

function documentOf(
  preview: ClaimPreview,
  money: ClaimMoney | null,
  folder: string,
  unreadableLines: readonly number[],
) {
  const { accounts, alreadyClaimed, addsBillable, byExposure, leftUnclaimed, sitesAssumed } = preview;
  const counts = { accounts, alreadyClaimed, addsBillable, byExposure, leftUnclaimed: leftUnclaimed.length };
  return { ...counts, costPerYear: money, sitesAssumed, unreadableLines, folder };
}
