import { AtlassianError } from '../atlassian/atlassian-error.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import { basicOf } from '../jira/site-access.ts';
import type { KeyTarget, KeyTrial } from './key-trial.ts';

/** `E-MAIL:TOKEN`, as a site takes it; `myself` is what every account may read. */
export async function trySiteToken(key: string, { site }: KeyTarget, patience: Patience): Promise<KeyTrial> {
  if (!/^[^:@\s]+@[^:\s]+:\S+$/.test(key)) {
    return { state: 'refused', why: 'a site token is given as E-MAIL:TOKEN, the account that it belongs to first.' };
  }
  if (site === null) return { state: 'refused', why: 'the settings name no site that the token could be for.' };
  const url = new URL('/rest/api/3/myself', site);
  const refuse = (status: number) =>
    new AtlassianError('key-refused', `${url.host}: the site token was refused (${status}).`);
  const authorization = basicOf(key);
  await requestJson({ url, authorization, what: url.host, refuse }, patience);
  return { state: 'works', says: url.host, expires: null, remark: null };
}
