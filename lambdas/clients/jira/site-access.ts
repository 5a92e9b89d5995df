import { AtlassianError } from '../atlassian/atlassian-error.ts';

/** How a Jira site is reached. */
export interface SiteAccess {
  /** Scheme and host of the site: `https://contoso.atlassian.net`. */
  readonly siteUrl: string;
  /** `E-MAIL:TOKEN`; it sees and edits what its own account may. */
  readonly token: string;
}

/** The header that a site token goes in. */
export function basicOf(token: string): string {
  return `Basic ${Buffer.from(token).toString('base64')}`;
}

/** What a final answer of a site to a reading means. */
export function siteRefusal(status: number, _body: string, what: string): AtlassianError {
  if (status === 401) {
    return new AtlassianError('key-refused', `${what}: the site token was refused (401): put a new one.`);
  }
  if (status === 403) return new AtlassianError('scope-missing', `${what}: the site token may not read this (403).`);
  return new AtlassianError('refused', `${what}: refused (${status}).`);
}
