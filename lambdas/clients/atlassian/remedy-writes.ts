import * as z from 'zod';
import type { ScimLink } from '../../../core/inspection.ts';
import type { OrganizationAccess } from './organization.ts';
import { readShape } from './read-shape.ts';
import { type Patience, requestJson } from './request-json.ts';
import { sendWrite, type WriteAnswer } from './send-write.ts';

const startedSchema = z.object({ taskId: z.string().regex(/^[\w-]{1,100}$/) });
const taskSchema = z.object({
  inProgressCount: z.number(),
  failureReasons: z
    .array(z.object({ emails: z.array(z.string()), details: z.object({ title: z.string().nullish() }).nullish() }))
    .nullish(),
});

/** A move between policies: still going on, or ended, with who could not be moved and why. */
export interface PolicyTask {
  readonly ended: boolean;
  readonly failures: ReadonlyMap<string, string>;
}

/**
 * What is written to single accounts, with the remediation key, each call sent once. Only the remediate function has it.
 * Endpoints: user management API (lifecycle, email), user provisioning admin API (unlink), admin control API
 * (add-users and its task).
 */
export type RemedyWrites = ReturnType<typeof connectRemedyWrites>;

export function connectRemedyWrites({ apiUrl, organizationId, key }: OrganizationAccess, patience: Patience) {
  const authorization = `Bearer ${key}`;
  const control = `/admin/control/v1/orgs/${encodeURIComponent(organizationId)}`;
  const write = (path: string, what: string, body?: object, method: 'POST' | 'PUT' | 'PATCH' = 'POST') => {
    const request = { url: new URL(path, apiUrl), method, authorization, what, key: 'remediation key' };
    return sendWrite({ ...request, ...(body && { body }) }, patience);
  };
  const lifecycle = (accountId: string, what: 'disable' | 'enable') =>
    `/users/${encodeURIComponent(accountId)}/manage/lifecycle/${what}`;
  return {
    disable: (accountId: string) => write(lifecycle(accountId, 'disable'), `disabling ${accountId}`, {}),
    enable: (accountId: string) => write(lifecycle(accountId, 'enable'), `enabling ${accountId}`),
    /** Cuts the link to one directory; nothing is deleted and nobody deactivated (user provisioning admin API). */
    unlink: (accountId: string, { directoryId, scimUserId }: ScimLink) => {
      const [directory, user] = [directoryId, scimUserId].map(encodeURIComponent);
      const path = `/admin/user-provisioning/v1/org/${encodeURIComponent(organizationId)}/scimDirectoryId/${directory}/scimUserId/${user}/unlink`;
      return write(path, `unlinking ${accountId} from the directory ${directoryId}`, undefined, 'PATCH');
    },
    /** Gives an account another address, in a verified domain; all its sessions end. */
    setEmail: (accountId: string, email: string) =>
      write(
        `/users/${encodeURIComponent(accountId)}/manage/email`,
        `changing the e-mail of ${accountId}`,
        { email },
        'PUT',
      ),
    /** Starts a move of addresses into a policy; the task's id, or what the answer was instead. */
    async addToPolicy(
      policyId: string,
      emails: readonly string[],
    ): Promise<WriteAnswer & { readonly taskId?: string }> {
      const what = `moving ${emails.length} accounts to the policy ${policyId}`;
      const path = `${control}/auth-policy/${encodeURIComponent(policyId)}/add-users`;
      const answer = await write(path, what, { users: emails });
      const started = answer.state === 'done' ? startedSchema.safeParse(answer.body) : null;
      return started?.success ? { ...answer, taskId: started.data.taskId } : answer;
    },
    async readPolicyTask(taskId: string): Promise<PolicyTask> {
      const what = 'the task of a move between policies';
      const task = readShape(
        taskSchema,
        await requestJson(
          { url: new URL(`${control}/auth-policy/task/${taskId}`, apiUrl), authorization, what },
          patience,
        ),
        what,
      );
      const failures = (task.failureReasons ?? []).flatMap(({ emails, details }) =>
        emails.map((email) => [email.toLowerCase(), details?.title ?? 'no reason told'] as const),
      );
      return { ended: task.inProgressCount === 0, failures: new Map(failures) };
    },
  };
}
