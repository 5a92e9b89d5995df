import * as z from 'zod';
import type { Ask } from './organization.ts';
import { readShape } from './read-shape.ts';

const text = z.string().nullish();

const foundSchema = z.object({
  data: z.array(
    z.object({
      accountId: z.string(),
      email: text,
      productAccess: z.array(z.object({ key: z.string() })).nullish(),
    }),
  ),
});

/** An account that has an address, and the products that it can reach. */
export interface FoundAccount {
  readonly accountId: string;
  readonly products: readonly string[];
}

// `last-active-dates` tells each product's last day; later copies of the documentation also an instant.
const datesSchema = z.object({
  data: z.object({
    product_access: z.array(z.object({ last_active: text, last_active_timestamp: text })).nullish(),
  }),
});

/** What only the exchange of accounts reads: organization API v2 (users/search by address) and v1 (last-active-dates). */
export function connectRelinkReads(ask: Ask, apiUrl: string, organizationId: string) {
  const organization = encodeURIComponent(organizationId);
  return {
    /**
     * The accounts that have an address.
     *
     * @throws AtlassianError
     */
    async findByEmail(email: string): Promise<readonly FoundAccount[]> {
      const what = 'the account of an address';
      const url = new URL(`/admin/v2/orgs/${organization}/directories/-/users/search`, apiUrl);
      const search = { emails: [email], limit: 10, expand: ['productAccess'] };
      return readShape(foundSchema, await ask(url, what, { search }), what)
        .data.filter((one) => one.email == null || one.email.toLowerCase() === email.toLowerCase())
        .map(({ accountId, productAccess }) => ({
          accountId,
          products: (productAccess ?? []).map(({ key }) => key),
        }));
    },

    /**
     * When an account was last active in any product, as an instant or a day; null: never, as far as is told. May be a day
     * late.
     *
     * @throws AtlassianError
     */
    async readLastActive(accountId: string): Promise<string | null> {
      const what = `the last activity of ${accountId}`;
      const path = `/admin/v1/orgs/${organization}/directory/users/${encodeURIComponent(accountId)}/last-active-dates`;
      const { product_access } = readShape(datesSchema, await ask(new URL(path, apiUrl), what), what).data;
      const dates = (product_access ?? []).flatMap((one) => one.last_active_timestamp ?? one.last_active ?? []);
      return dates.sort().at(-1) ?? null;
    },
  };
}
