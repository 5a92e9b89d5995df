import * as z from 'zod';
import type { Reply } from './faults.ts';

/** The site token, as a person puts it: `E-MAIL:TOKEN`. */
export const SIMULATED_SITE_TOKEN = 'watch@contoso.com:simulated-site-token';

export interface Request {
  readonly key: string;
  reporter: string;
  /** Whether the reporter may be edited at all, and in bulk. */
  readonly edit: 'bulk' | 'one-by-one' | 'none';
}

/** The simulated site: its requests, and the bulk edits that were asked for. */
export interface Site {
  readonly requests: Map<string, Request>;
  /** Whose reporter was changed. */
  readonly moved: Set<string>;
  readonly tasks: Map<string, { readonly moved: number; readonly failed: string[] }>;
  /** Every write that was let in, in order: `bulk 100`, `edit HELP-1`. */
  readonly writes: string[];
}

export function startSite(): Site {
  return { requests: new Map(), moved: new Set(), tasks: new Map(), writes: [] };
}

/** Requests that an account has reported, from `HELP-<from>` on. */
export function addRequests(site: Site, reporter: string, number: number, edit: Request['edit'] = 'bulk'): void {
  const from = site.requests.size + 1;
  for (let at = from; at < from + number; at += 1) {
    site.requests.set(`HELP-${at}`, { key: `HELP-${at}`, reporter, edit });
  }
}

export interface SiteCall {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly sent: string;
}

const PAGE = 50;

/** Answers the site's API, in the shapes of public client libraries; null for any other call. */
export function replyToSite(site: Site, { method, url, authorization, sent }: SiteCall): Reply | null {
  if (!url.pathname.startsWith('/rest/api/3/')) return null;
  const basic = `Basic ${Buffer.from(SIMULATED_SITE_TOKEN).toString('base64')}`;
  if (authorization !== basic) return { status: 401, body: { errorMessages: ['Client must be authenticated'] } };
  const path = url.pathname.slice('/rest/api/3'.length);
  if (`${method} ${path}` === 'GET /myself') return ok({ accountId: 'watch', emailAddress: 'watch@contoso.com' });
  if (`${method} ${path}` === 'POST /search/jql') return search(site, sent);
  if (`${method} ${path}` === 'POST /search/approximate-count') return count(site, sent);
  if (`${method} ${path}` === 'GET /bulk/issues/fields') return bulkFields(site, url);
  if (`${method} ${path}` === 'POST /bulk/issues/fields') return bulkEdit(site, sent);
  const [, taskId] = /^\/bulk\/queue\/([\w-]+)$/.exec(path) ?? [];
  if (method === 'GET' && taskId !== undefined) return readTask(site, taskId);
  const [, key] = /^\/issue\/([A-Z]+-\d+)$/.exec(path) ?? [];
  if (method === 'PUT' && key !== undefined) return edit(site, decodeURIComponent(key), sent);
  return { status: 404, body: { errorMessages: ['Not found'] } };
}

function ok(body: object): Reply {
  return { status: 200, body };
}

const searchSchema = z.object({
  jql: z.string(),
  nextPageToken: z.string().optional(),
  maxResults: z.number().max(5000).optional(),
});

/** `reporter = "…"` or `key in (…)`: anything unbounded is refused, as Jira does. */
function matching({ requests }: Site, jql: string): Request[] | null {
  const [, reporter] = /^reporter = "([^"]+)"(?: ORDER BY key)?$/.exec(jql) ?? [];
  if (reporter !== undefined) return [...requests.values()].filter((one) => one.reporter === reporter);
  const [, keys] = /^key in \(([A-Z0-9, -]+)\) ORDER BY key$/.exec(jql) ?? [];
  return keys === undefined ? null : keys.split(', ').flatMap((key) => requests.get(key) ?? []);
}

function search(site: Site, sent: string): Reply {
  const { jql, nextPageToken = '0', maxResults = PAGE } = searchSchema.parse(JSON.parse(sent));
  const found = matching(site, jql);
  if (!found) return { status: 400, body: { errorMessages: ['Unbounded JQL queries are not allowed here.'] } };
  const from = Number(nextPageToken);
  const to = from + Math.min(maxResults, PAGE);
  const issues = found.slice(from, to).map(({ key, reporter }, index) => ({
    id: String(10_000 + from + index),
    key,
    fields: { reporter: { accountId: reporter } },
  }));
  return ok({ issues, isLast: to >= found.length, ...(to < found.length && { nextPageToken: String(to) }) });
}

function count(site: Site, sent: string): Reply {
  const { jql } = searchSchema.parse(JSON.parse(sent));
  return ok({ count: matching(site, jql)?.length ?? 0 });
}

function bulkFields({ requests }: Site, url: URL): Reply {
  const keys = (url.searchParams.get('issueIdsOrKeys') ?? '').split(',');
  const all = keys.every((key) => requests.get(key)?.edit === 'bulk');
  const fields = [{ id: 'priority', type: 'priority', name: 'Priority' }];
  return ok({ fields: all ? [...fields, { id: 'reporter', type: 'userpicker', name: 'Reporter' }] : fields });
}

const bulkSchema = z.object({
  selectedIssueIdsOrKeys: z.array(z.string()).max(1000),
  selectedActions: z.tuple([z.literal('reporter')]),
  editedFieldsInput: z.object({
    singleSelectClearableUserPickerFields: z.tuple([
      z.object({ fieldId: z.literal('reporter'), user: z.object({ accountId: z.string() }) }),
    ]),
  }),
  sendBulkNotification: z.literal(false),
});

function bulkEdit({ requests, moved: changed, tasks, writes }: Site, sent: string): Reply {
  const { selectedIssueIdsOrKeys: keys, editedFieldsInput } = bulkSchema.parse(JSON.parse(sent));
  const { accountId } = editedFieldsInput.singleSelectClearableUserPickerFields[0].user;
  const failed = keys.filter((key) => requests.get(key)?.edit !== 'bulk');
  const moved = keys.filter((key) => !failed.includes(key));
  for (const key of moved) {
    Object.assign(requests.get(key) ?? {}, { reporter: accountId });
    changed.add(key);
  }
  const taskId = `bulk-${tasks.size + 1}`;
  tasks.set(taskId, { moved: moved.length, failed });
  writes.push(`bulk ${moved.length}`);
  return { status: 201, body: { taskId } };
}

function readTask({ tasks }: Site, taskId: string): Reply {
  const task = tasks.get(taskId);
  if (!task) return { status: 404, body: { errorMessages: ['Task not found'] } };
  return ok({
    taskId,
    status: 'COMPLETE',
    progressPercent: 100,
    processedAccessibleIssues: [],
    failedAccessibleIssues: Object.fromEntries(task.failed.map((key) => [key, ['The reporter cannot be set.']])),
    invalidOrInaccessibleIssueCount: 0,
  });
}

const editSchema = z.object({ fields: z.object({ reporter: z.object({ id: z.string() }) }) });

function edit({ requests, moved, writes }: Site, key: string, sent: string): Reply {
  const request = requests.get(key);
  if (!request) return { status: 404, body: { errorMessages: ['Issue does not exist'] } };
  const { id } = editSchema.parse(JSON.parse(sent)).fields.reporter;
  if (request.edit === 'none') {
    const words = "Field 'reporter' cannot be set. It is not on the appropriate screen, or unknown.";
    return { status: 400, body: { errorMessages: [], errors: { reporter: words } } };
  }
  request.reporter = id;
  moved.add(key);
  writes.push(`edit ${key}`);
  return { status: 204, body: null };
}
