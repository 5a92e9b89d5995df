import * as z from 'zod';
import { readSite } from '../../../core/account.ts';
import type { OwnSite } from '../../../core/settings.ts';
import { readShape } from './read-shape.ts';

const workspaceSchema = z.object({
  attributes: z.object({ hostUrl: z.string().nullish(), sandbox: z.unknown().optional() }),
});

const pageSchema = z.object({
  data: z.array(workspaceSchema),
  links: z.object({ next: z.string().nullish() }).nullish(),
});

export interface WorkspacePage {
  readonly sites: readonly OwnSite[];
  /** What the next search is sent with, and with nothing else; null on the last page. */
  readonly cursor: string | null;
}

/**
 * A page of the organization's workspaces. Those without a host, such as Trello's, are no sites. `links.next` is a URL
 * that carries the cursor; a bare cursor, as elsewhere in v2, is taken too.
 *
 * @throws AtlassianError `malformed`
 */
export function readWorkspacePage(body: unknown, what: string): WorkspacePage {
  const { data, links } = readShape(pageSchema, body, what);
  const sites = data.flatMap(({ attributes: { hostUrl, sandbox } }) => {
    const host = readSite(hostUrl);
    return host === null ? [] : [{ host, sandbox: sandbox === true }];
  });
  return { sites, cursor: cursorOf(links?.next) };
}

function cursorOf(next: string | null | undefined): string | null {
  if (!next) return null;
  return URL.canParse(next) ? new URL(next).searchParams.get('cursor') : next;
}
