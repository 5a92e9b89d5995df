import * as z from 'zod';
import type { Patience } from '../atlassian/request-json.ts';
import { sendWrite, type WriteAnswer, type WriteRequest } from '../atlassian/send-write.ts';
import { connectRequestReads, type Request } from './request-reads.ts';
import { basicOf, type SiteAccess } from './site-access.ts';

/** Requests in one bulk edit; Jira takes a thousand, but their keys have to fit into an address. */
export const BULK_AT_ONCE = 100;

const startedSchema = z.object({ taskId: z.string().regex(/^[\w-]{1,100}$/) });

/**
 * The requests of a site by their reporter, with the site token (Jira Cloud REST v3): `search/jql`, `bulk/issues/fields`
 * and its queue, and a plain edit. Each write is sent once; nobody is notified of what is moved.
 */
export type Requests = ReturnType<typeof connectRequests>;

export function connectRequests(access: SiteAccess, patience: Patience) {
  const at = (path: string) => new URL(`/rest/api/3/${path}`, access.siteUrl);
  const write = (request: Pick<WriteRequest, 'url' | 'method' | 'what'>, body: object): Promise<WriteAnswer> =>
    sendWrite({ ...request, body, authorization: basicOf(access.token), key: 'site token' }, patience);
  return {
    ...connectRequestReads(access, patience),

    /** Starts a bulk edit of the reporter; its task, or what the answer was instead. */
    async moveInBulk(requests: readonly Request[], to: string): Promise<WriteAnswer & { readonly taskId?: string }> {
      const picker = { fieldId: 'reporter', user: { accountId: to } };
      const what = `moving ${requests.length} requests`;
      const answer = await write(
        { url: at('bulk/issues/fields'), method: 'POST', what },
        {
          selectedIssueIdsOrKeys: requests.map(({ key }) => key),
          selectedActions: ['reporter'],
          editedFieldsInput: { singleSelectClearableUserPickerFields: [picker] },
          sendBulkNotification: false,
        },
      );
      const started = answer.state === 'done' ? startedSchema.safeParse(answer.body) : null;
      return started?.success ? { ...answer, taskId: started.data.taskId } : answer;
    },

    /** Changes the reporter of one. */
    move({ key }: Request, to: string): Promise<WriteAnswer> {
      const url = at(`issue/${encodeURIComponent(key)}`);
      url.searchParams.set('notifyUsers', 'false');
      return write({ url, method: 'PUT', what: `moving ${key}` }, { fields: { reporter: { id: to } } });
    },
  };
}
