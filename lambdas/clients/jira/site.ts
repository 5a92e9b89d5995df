import * as z from 'zod';
import { readShape } from '../atlassian/read-shape.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import { basicOf, type SiteAccess, siteRefusal } from './site-access.ts';

/** What is asked of a site: numbers, and nothing that anybody wrote. */
export type SiteClient = ReturnType<typeof connectSite>;

const countSchema = z.object({ count: z.number().int().nonnegative() });

// A site that is down must not hold up what the organization's own API still tells.
const LONGEST_MS = 30_000;

export function connectSite({ siteUrl, token }: SiteAccess, patience: Patience) {
  const authorization = basicOf(token);
  return {
    /**
     * How many requests an account has reported, as far as the token's own account may see them; approximate.
     * Source: Jira's REST API v3, search/approximate-count, as public client libraries show it.
     *
     * @throws AtlassianError
     */
    async countRequests(accountId: string): Promise<number> {
      const what = `the requests of ${accountId}`;
      const url = new URL('/rest/api/3/search/approximate-count', siteUrl);
      // Quoted: ids hold colons. What could end the quotes is in no id.
      const search = { jql: `reporter = "${accountId.replaceAll(/["\\]/g, '')}"` };
      const deadline = Math.min(patience.deadline, patience.now() + LONGEST_MS);
      const body = await requestJson(
        { url, authorization, what, refuse: siteRefusal, search },
        { ...patience, deadline },
      );
      return readShape(countSchema, body, what).count;
    },
  };
}
