import { AtlassianError } from '../atlassian/atlassian-error.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import { askForToken, readGraphSecret } from '../graph/ask-for-token.ts';
import type { KeyTarget, KeyTrial } from './key-trial.ts';

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
  const secret = readGraphSecret(key);
  if (!secret) return { state: 'refused', why: 'an identity provider key is given as TENANT:CLIENT:SECRET.' };
  const appId = target.directories.find(({ id }) => id === directory)?.appId;
  if (appId === undefined) {
    return {
      state: 'refused',
      why: `the settings name no appId (the service principal) for the directory ${directory}.`,
    };
  }
  const token = await askForToken(target.graphLoginUrl, secret);
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
