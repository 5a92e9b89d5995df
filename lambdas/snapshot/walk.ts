import { type AccountPage, readAccounts } from '../clients/atlassian/account-page.ts';
import { AtlassianError } from '../clients/atlassian/atlassian-error.ts';
import type { OrganizationClient } from '../clients/atlassian/organization.ts';
import type { PartWriter } from './write-parts.ts';

/** `meta.total` of the first and of the last page; null where a page did not tell it. */
export interface WalkTotals {
  readonly firstTotal: number | null;
  readonly lastTotal: number | null;
}

/** How far a walk has come: cursors and counts only. `link` null: at its beginning. */
export interface Position extends WalkTotals {
  readonly link: string | null;
  readonly pages: number;
  readonly accounts: number;
}

export const BEGINNING: Position = { link: null, pages: 0, accounts: 0, firstTotal: null, lastTotal: null };

export interface WalkLimits {
  /** Whether to stop before the next page, though there is one. */
  readonly enough?: (position: Position) => boolean;
  readonly onProgress?: (position: Position) => void;
}

export type WalkedPages =
  | { readonly state: 'ended'; readonly position: Position }
  | { readonly state: 'paused'; readonly position: Position };

const MOST_RESTARTS = 2;

/**
 * Walks all claimed accounts of an organization into parts. A refused cursor restarts the walk from its first page, at
 * most twice: cursors cannot be resumed.
 *
 * @throws AtlassianError naming the page
 */
export async function walkAccounts(
  client: OrganizationClient,
  parts: PartWriter,
  onProgress: (position: Position) => void = () => {},
): Promise<WalkTotals> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return (await walkPages(client, BEGINNING, parts, { onProgress })).position;
    } catch (error) {
      if (!isCursorRefused(error) || restarts >= MOST_RESTARTS) throw error;
      await parts.restart();
    }
  }
}

export function isCursorRefused(error: unknown): boolean {
  return error instanceof AtlassianError && error.problem === 'cursor-refused';
}

/**
 * Walks on from a position, to the end or until it is enough. The next page is under way while the rows of this one
 * are read and written.
 *
 * @throws AtlassianError naming the page
 */
export async function walkPages(
  client: OrganizationClient,
  from: Position,
  parts: PartWriter,
  limits: WalkLimits,
): Promise<WalkedPages> {
  const walk = new AbortController();
  try {
    return await followPages(client, from, parts, limits, walk.signal);
  } finally {
    // The page under way when a walk fails must neither go on trying nor keep the process alive.
    walk.abort();
  }
}

async function followPages(
  client: OrganizationClient,
  from: Position,
  parts: PartWriter,
  { enough = () => false, onProgress = () => {} }: WalkLimits,
  signal: AbortSignal,
): Promise<WalkedPages> {
  const followed = new Set([from.link]);
  let position = from;
  let page = await client.readPage(from.link, from.pages + 1, signal);
  for (;;) {
    const what = `page ${position.pages + 1} of the accounts`;
    if (page.next !== null && followed.has(page.next)) {
      throw new AtlassianError('malformed', `${what}: its link leads back to a page that was read already.`);
    }
    position = after(position, page);
    const { link } = position;
    const pause = link !== null && enough(position);
    const next = link === null || pause ? null : client.readPage(link, position.pages + 1, signal);
    // Told when it is awaited below; a failure to write this page's rows comes first.
    next?.catch(() => {});
    followed.add(link);
    await parts.add(readAccounts(page, what));
    onProgress(position);
    if (next === null) return { state: pause ? 'paused' : 'ended', position };
    page = await next;
  }
}

function after({ pages, accounts, firstTotal }: Position, { rows, total, next }: AccountPage): Position {
  return {
    link: next,
    pages: pages + 1,
    accounts: accounts + rows.length,
    firstTotal: pages === 0 ? total : firstTotal,
    lastTotal: total,
  };
}
