import * as z from 'zod';
import { AtlassianError } from './atlassian-error.ts';

const errorBody = z.object({
  errors: z.array(z.object({ code: z.string().optional(), title: z.string().optional() })).min(1),
});

const RENEW =
  'Create a read-only key (scope read:accounts:admin) at admin.atlassian.com > Settings > API keys and put it with "billable-drift keys put org", or give it for one run as ATLASSIAN_ORG_KEY.';

/** What a final answer of Atlassian means to an operator. */
export function refusalOf(status: number, body: string, what: string): AtlassianError {
  const { code, title } = firstError(body);
  const said = [status, code].filter(Boolean).join(', ');
  if (status === 400 && code === 'ADMIN-400-1') {
    return new AtlassianError('cursor-refused', `${what}: the page cursor was refused (${said}).`);
  }
  if (status === 401) {
    return new AtlassianError(
      'key-refused',
      `the organization key was refused (${said}): it is wrong, revoked or expired (a key lives at most a year). ${RENEW}`,
    );
  }
  if (status === 403) {
    return new AtlassianError(
      'scope-missing',
      `${what}: the organization key may not read this (${said}): it lacks the scope, or belongs to another organization. ${RENEW}`,
    );
  }
  if (status === 404) {
    return new AtlassianError(
      'organization-unknown',
      `${what}: Atlassian knows no such organization (${said}). The id is in the address of admin.atlassian.com, after /o/.`,
    );
  }
  if (status >= 300 && status < 400) {
    return new AtlassianError(
      'link-elsewhere',
      `${what}: the answer was a redirect (${said}); the key is not sent on.`,
    );
  }
  return new AtlassianError('refused', `${what}: refused (${said}${title ? `, ${title}` : ''}).`);
}

function firstError(body: string): { code?: string | undefined; title?: string | undefined } {
  try {
    return errorBody.parse(JSON.parse(body)).errors[0] ?? {};
  } catch {
    return {};
  }
}
