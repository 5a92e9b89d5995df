import type { OrganizationSettings } from '../../../core/settings.ts';

/** What a key is tried on. */
export interface KeyTarget {
  readonly organization: string;
  /** The organization's directories, as the settings name them. */
  readonly directories: readonly { readonly id: string; readonly appId?: string | undefined }[];
  /** Address of the site that a site token is for; null where the settings name none. */
  readonly site: string | null;
  readonly atlassianUrl: string;
  readonly graphUrl: string;
  readonly graphLoginUrl: string;
}

/** What a harmless call with a key showed. `expires`: a day, where Atlassian tells it. */
export type KeyTrial =
  | {
      readonly state: 'works';
      readonly says: string;
      readonly expires: string | null;
      readonly remark: string | null;
      /** Where Atlassian tells which ones this key has. */
      readonly scopes?: readonly string[];
    }
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'unreachable'; readonly why: string };

/** Where the APIs are that a key is tried on; each can be replaced, for tests and for the simulated organization. */
export interface ApiAddresses {
  readonly ATLASSIAN_API_URL: string;
  readonly JIRA_SITE_URL?: string | undefined;
  readonly GRAPH_API_URL: string;
  readonly GRAPH_LOGIN_URL: string;
}

/** Where a site token is used: at the first site that is no sandbox, or at another address; null where none is named. */
export function siteAddress(sites: OrganizationSettings['sites'], otherAddress: string | undefined): string | null {
  const site = sites?.find(({ sandbox }) => !sandbox);
  return otherAddress ?? (site ? `https://${site.host}` : null);
}

/** What the keys of an organization are tried on. */
export function targetOf({ id, sites, directories = [] }: OrganizationSettings, addresses: ApiAddresses): KeyTarget {
  return {
    organization: id,
    directories,
    site: siteAddress(sites, addresses.JIRA_SITE_URL),
    atlassianUrl: addresses.ATLASSIAN_API_URL,
    graphUrl: addresses.GRAPH_API_URL,
    graphLoginUrl: addresses.GRAPH_LOGIN_URL,
  };
}
