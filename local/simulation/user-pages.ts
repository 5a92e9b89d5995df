import { userRow } from './api-shapes.ts';
import type { Chance } from './chance.ts';
import type { Faults, Reply } from './faults.ts';
import type { SimulatedAccount, World } from './world.ts';

export interface UserPage {
  data: object[];
  meta: { total: number };
  links: { self: string | null; prev: null; next: string | null };
}

interface Paged {
  readonly world: World;
  /** Those of the world's day as a list, to be cut into pages. */
  readonly accounts: readonly SimulatedAccount[];
  readonly faults: Faults;
  readonly chance: Chance;
  readonly options: {
    readonly pageSize?: number;
    readonly links?: 'absolute' | 'relative';
    readonly alterPage?: (page: UserPage, first: number) => unknown;
  };
}

/** One page of `GET /users`; a cursor of another day is refused. */
export function replyWithUsers(state: Paged, cursor: string | null, origin: string, path: string): Reply {
  const first = readCursor(cursor, state.world.day);
  if (first === null || (first > 0 && state.chance.next() < state.faults.badCursorRate)) {
    return { status: 400, code: 'ADMIN-400-1', title: 'Invalid page cursor' };
  }
  const page = userPage(state, first, origin, path);
  return { status: 200, body: state.options.alterPage?.(page, first) ?? page };
}

function userPage({ world, accounts, options }: Paged, first: number, origin: string, path: string): UserPage {
  const size = options.pageSize ?? 100;
  const total = accounts.length;
  const data = accounts.slice(first, first + size).map(userRow);
  const link = (offset: number) =>
    `${options.links === 'relative' ? '' : origin}${path}?cursor=${writeCursor(offset, world.day)}`;
  return {
    data,
    meta: { total },
    links: { self: `${origin}${path}`, prev: null, next: first + size < total ? link(first + size) : null },
  };
}

function writeCursor(offset: number, day: number): string {
  return Buffer.from(`${day}:${offset}`).toString('base64url');
}

/** The offset of a cursor, 0 without one; null for a cursor of another day or of nobody. */
function readCursor(cursor: string | null, day: number): number | null {
  if (cursor === null) return 0;
  const [, cursorDay, offset] = /^(\d+):(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return Number(cursorDay) === day ? Number(offset) : null;
}
