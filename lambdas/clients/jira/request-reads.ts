import * as z from 'zod';
import { AtlassianError } from '../atlassian/atlassian-error.ts';
import { readShape } from '../atlassian/read-shape.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import { basicOf, type SiteAccess, siteRefusal } from './site-access.ts';

/** A request, or any other issue: Jira has one kind. */
export interface Request {
  readonly id: string;
  readonly key: string;
}

/** Nobody has reported more; a list this long is not moved by a program. */
const MOST_REQUESTS = 5000;

/** Issues of which one search may be told to be up to date (`reconcileIssues`). */
const RECONCILED_AT_ONCE = 50;

const pageSchema = z.object({
  issues: z.array(
    z.object({
      id: z.string(),
      key: z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/),
      fields: z.object({ reporter: z.object({ accountId: z.string() }).nullish() }).nullish(),
    }),
  ),
  nextPageToken: z.string().nullish(),
});
const fieldsSchema = z.object({
  fields: z.array(z.object({ id: z.string(), unavailableMessage: z.string().nullish() })).nullish(),
  startingAfter: z.string().nullish(),
});
const taskSchema = z.object({ status: z.string() });

const RUNNING: ReadonlySet<string> = new Set(['ENQUEUED', 'RUNNING', 'CANCEL_REQUESTED']);

/** Fields that may be edited in bulk come fifty to a page; an issue type has hundreds at the most. */
const MOST_PAGES = 20;

/** What is read of a site's requests (Jira Cloud REST v3), with the site token. */
export function connectRequestReads({ siteUrl, token }: SiteAccess, patience: Patience) {
  const authorization = basicOf(token);
  const at = (path: string) => new URL(`/rest/api/3/${path}`, siteUrl);
  const read = (url: URL, what: string, search?: object) =>
    requestJson({ url, authorization, what, refuse: siteRefusal, ...(search && { search }) }, patience);
  const page = async (search: object, what: string) =>
    readShape(pageSchema, await read(at('search/jql'), what, search), what);
  return {
    /**
     * All requests whose reporter an account is.
     *
     * @throws AtlassianError
     */
    async list(accountId: string): Promise<readonly Request[]> {
      const what = `the requests of ${accountId}`;
      const search = { jql: `reporter = "${accountId}" ORDER BY key`, fields: ['reporter'], maxResults: 1000 };
      const found: Request[] = [];
      let next: string | null = null;
      do {
        const { issues, nextPageToken } = await page({ ...search, ...(next && { nextPageToken: next }) }, what);
        found.push(...issues.map(({ id, key }) => ({ id, key })));
        next = nextPageToken ?? null;
        if (found.length > MOST_REQUESTS) throw tooMany(what);
      } while (next !== null);
      return found;
    },

    /**
     * Who the reporter of each request is now, by its key; up to date, for so many are reconciled at once. Whoever is left
     * out cannot be seen with this token, or has no reporter.
     *
     * @throws AtlassianError
     */
    async readReporters(requests: readonly Request[]): Promise<ReadonlyMap<string, string>> {
      const reporters = new Map<string, string>();
      for (let from = 0; from < requests.length; from += RECONCILED_AT_ONCE) {
        const some = requests.slice(from, from + RECONCILED_AT_ONCE);
        const jql = `key in (${some.map(({ key }) => key).join(', ')}) ORDER BY key`;
        const reconcileIssues = some.map(({ id }) => Number(id));
        const search = { jql, fields: ['reporter'], maxResults: some.length, reconcileIssues };
        for (const { key, fields } of (await page(search, 'the reporters of requests')).issues) {
          if (fields?.reporter) reporters.set(key, fields.reporter.accountId);
        }
      }
      return reporters;
    },

    /**
     * Whether the reporter of all these may be edited in bulk.
     *
     * @throws AtlassianError
     */
    async mayEditInBulk(requests: readonly Request[]): Promise<boolean> {
      const what = 'the fields that may be edited in bulk';
      const url = at('bulk/issues/fields');
      url.searchParams.set('issueIdsOrKeys', requests.map(({ key }) => key).join(','));
      for (let number = 1; number <= MOST_PAGES; number += 1) {
        const { fields, startingAfter } = readShape(fieldsSchema, await read(url, what), what);
        const reporter = fields?.find(({ id }) => id === 'reporter');
        if (reporter) return !reporter.unavailableMessage;
        if (!startingAfter) return false;
        url.searchParams.set('startingAfter', startingAfter);
      }
      return false;
    },

    /** Whether a bulk edit has ended, well or not: the requests themselves tell what became of them. */
    async hasEnded(taskId: string): Promise<boolean> {
      const what = 'the task of a bulk edit';
      return !RUNNING.has(readShape(taskSchema, await read(at(`bulk/queue/${taskId}`), what), what).status);
    },
  };
}

function tooMany(what: string): AtlassianError {
  return new AtlassianError('refused', `${what} are more than ${MOST_REQUESTS}.`);
}
