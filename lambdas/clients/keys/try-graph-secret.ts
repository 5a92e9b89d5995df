import * as z from 'zod';
import { errorCode } from '../../../core/error-code.ts';
import { AtlassianError } from '../atlassian/atlassian-error.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import type { KeyTarget, KeyTrial } from './key-trial.ts';

const tokenSchema = z.object({ access_token: z.string().min(1) });
const CREDENTIAL = /^([^:\s]+):([^:\s]+):(\S+)$/;

/**
 * `TENANT:CLIENT:SECRET` of an application that may read the provisioning job of a directory's service principal: a token
 * for it, and the jobs' status (Graph: `GET /servicePrincipals/{id}/synchronization/jobs`).
 *
 * @throws AtlassianError with what was answered
 */
export async function tryGraphSecret(
  key: string,
  directory: string | null,
  target: KeyTarget,
  patience: Patience,
): Promise<KeyTrial> {
  const [, tenant = '', client = '', secret = ''] = CREDENTIAL.exec(key) ?? [];
  if (!secret) return { state: 'refused', why: 'an identity provider key is given as TENANT:CLIENT:SECRET.' };
  const appId = target.directories.find(({ id }) => id === directory)?.appId;
  if (appId === undefined) {
    return {
      state: 'refused',
      why: `the settings name no appId (the service principal) for the directory ${directory}.`,
    };
  }
  const token = await askForToken(new URL(`/${tenant}/oauth2/v2.0/token`, target.graphLoginUrl), client, secret);
  if ('why' in token) return token;
  const url = new URL(`/v1.0/servicePrincipals/${encodeURIComponent(appId)}/synchronization/jobs`, target.graphUrl);
  const refuse = (status: number) =>
    new AtlassianError(
      'refused',
      `Microsoft Graph does not let the application read the provisioning job (${status}).`,
    );
  await requestJson({ url, authorization: `Bearer ${token.token}`, what: 'Microsoft Graph', refuse }, patience);
  return { state: 'works', says: `service principal ${appId}`, expires: null, remark: null };
}

type Token = { readonly token: string } | Exclude<KeyTrial, { state: 'works' }>;

const LONGEST_CALL_MS = 30_000;

async function askForToken(url: URL, client: string, secret: string): Promise<Token> {
  const scope = 'https://graph.microsoft.com/.default';
  const body = new URLSearchParams({
    client_id: client,
    client_secret: secret,
    scope,
    grant_type: 'client_credentials',
  });
  try {
    const signal = AbortSignal.timeout(LONGEST_CALL_MS);
    const response = await fetch(url, { method: 'POST', body, redirect: 'manual', signal });
    if (response.status >= 500) return { state: 'unreachable', why: `${url.host} answered ${response.status}.` };
    if (!response.ok) {
      return {
        state: 'refused',
        why: `${url.host} gave no token (${response.status}): tenant, client or secret is wrong.`,
      };
    }
    return { token: tokenSchema.parse(await response.json()).access_token };
  } catch (error) {
    return { state: 'unreachable', why: `${url.host}: no answer that can be read (${errorCode(error) ?? 'failed'}).` };
  }
}
