import * as z from 'zod';
import { type AccountPage, readPage } from './account-page.ts';
import { AtlassianError } from './atlassian-error.ts';
import { connectInspector } from './inspector.ts';
import { connectRelinkReads } from './relink-reads.ts';
import { type Patience, requestJson } from './request-json.ts';

export const ATLASSIAN_API_URL = 'https://api.atlassian.com';

export interface OrganizationAccess {
  /** Scheme and host of the API; no link that leads elsewhere is followed. */
  readonly apiUrl: string;
  readonly organizationId: string;
  readonly key: string;
}

// Whoever cannot reach the API at all should not have to wait for the deadline to hear it.
const FIRST_CONTACT_MS = 120_000;

/** One call with the organization key, tried again until the deadline. */
export type Ask = (
  url: URL,
  what: string,
  options?: { readonly signal?: AbortSignal; readonly search?: object },
) => Promise<unknown>;

const recordSchema = z.object({ data: z.object({ attributes: z.object({ name: z.string() }) }) });

/** Reads one organization of Atlassian's organization API: its accounts (admin/v1), and what is behind them. */
export type OrganizationClient = ReturnType<typeof connectOrganization>;

export function connectOrganization({ apiUrl, organizationId, key }: OrganizationAccess, patience: Patience) {
  const organization = new URL(`/admin/v1/orgs/${encodeURIComponent(organizationId)}`, apiUrl);
  const firstPage = new URL(`${organization.pathname}/users`, organization);
  let reached = false;
  const ask: Ask = async (url, what, { signal, search } = {}) => {
    const reachableBy = reached ? patience.deadline : patience.now() + FIRST_CONTACT_MS;
    const options = { ...(signal && { signal }), ...(search && { search }) };
    const body = await requestJson({ url, authorization: `Bearer ${key}`, what, reachableBy, ...options }, patience);
    reached = true;
    return body;
  };
  return {
    /** The organization's own record: the harmless call that shows whether the key works. */
    async readName(): Promise<string> {
      const what = `organization ${organizationId}`;
      const record = recordSchema.safeParse(await ask(organization, what));
      if (record.success) return record.data.data.attributes.name;
      throw new AtlassianError('malformed', `${what}: its record does not have the documented shape.`);
    },

    /**
     * One page of the claimed accounts: the first for a null link, else the page that a `links.next` leads to.
     *
     * @throws AtlassianError `link-elsewhere` for a link to another host; the key is never sent there
     */
    async readPage(link: string | null, pageNumber: number, signal?: AbortSignal): Promise<AccountPage> {
      const what = `page ${pageNumber} of the accounts`;
      const url = link === null ? firstPage : resolveLink(link, firstPage, what);
      return readPage(await ask(url, what, { ...(signal && { signal }) }), what);
    },

    /** What can be learnt about single accounts. */
    inspector: connectInspector(ask, apiUrl, organizationId),

    /** What only the exchange of accounts needs. */
    relink: connectRelinkReads(ask, apiUrl, organizationId),
  };
}

function resolveLink(link: string, base: URL, what: string): URL {
  const url = URL.parse(link, base.href);
  if (url?.origin === base.origin) return url;
  throw new AtlassianError(
    'link-elsewhere',
    `${what}: its link leads to ${url?.host ?? 'no address'}, not to ${base.host}.`,
  );
}
