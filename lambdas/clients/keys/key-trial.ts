import type { OrganizationSettings } from '../../../core/settings.ts';

/** What a key is tried on. */
export interface KeyTarget {
  readonly organization: string;
  /** The organization's directories, as the settings name them. */
  readonly directories: readonly { readonly id: string; readonly appId?: string | undefined }[];
  /** Host of the site that a site token is for; null where the settings name none. */
  readonly site: string | null;
  readonly atlassianUrl: string;
  /** Another address than that of the site itself. */
  readonly jiraUrl: string | undefined;
  readonly graphUrl: string;
  readonly graphLoginUrl: string;
}

/** What a harmless call with a key showed. `expires`: a day, where Atlassian tells it. */
export type KeyTrial =
  | { readonly state: 'works'; readonly says: string; readonly expires: string | null; readonly remark: string | null }
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'unreachable'; readonly why: string };

/** Where the APIs are that a key is tried on; each can be replaced, for tests and for the simulated organization. */
export interface ApiAddresses {
  readonly ATLASSIAN_API_URL: string;
  readonly JIRA_SITE_URL?: string | undefined;
  readonly GRAPH_API_URL: string;
  readonly GRAPH_LOGIN_URL: string;
}

/** What the keys of an organization are tried on; a site token is for the first site that is no sandbox. */
export function targetOf({ id, sites, directories = [] }: OrganizationSettings, addresses: ApiAddresses): KeyTarget {
  return {
    organization: id,
    directories,
    site: sites?.find(({ sandbox }) => !sandbox)?.host ?? null,
    atlassianUrl: addresses.ATLASSIAN_API_URL,
    jiraUrl: addresses.JIRA_SITE_URL,
    graphUrl: addresses.GRAPH_API_URL,
    graphLoginUrl: addresses.GRAPH_LOGIN_URL,
  };
}
