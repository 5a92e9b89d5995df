import type { DirectoryUser } from '../../../core/compose-inspection.ts';
import type { PolicyFact, Privilege, ScimLink } from '../../../core/inspection.ts';
import type { OwnSite } from '../../../core/settings.ts';
import { readDirectoryUsers } from './directory-users.ts';
import { readPrivileges } from './manage-privileges.ts';
import type { Ask } from './organization.ts';
import { type PolicyHolder, readPolicies } from './policy-info.ts';
import { readScimLinks } from './scim-links.ts';
import { readWorkspacePage } from './workspaces.ts';

/** Accounts in one search; the limit as a connector's vendor gives it. */
export const SEARCH_ACCOUNTS = 10;

/** Accounts in one question for policies. No limit is documented; this is our own. */
export const POLICY_ACCOUNTS = 100;

/** More pages than this are no list of an organization's sites. */
const MOST_PAGES = 100;

/**
 * The reads behind an inspection, one call each and none of them a write. Endpoints: organization API v2 (users/search,
 * workspaces), user management API (manage), user provisioning admin API (scim-links), admin control API (bulk-fetch);
 * all take the organization key. What public client libraries show of them is marked in each file.
 */
export type Inspector = ReturnType<typeof connectInspector>;

export function connectInspector(ask: Ask, apiUrl: string, organizationId: string) {
  const organization = encodeURIComponent(organizationId);
  const at = (path: string) => new URL(path, apiUrl);
  return {
    /**
     * Up to ten accounts as the directory knows them; who is not found is left out. `-` is every directory.
     *
     * @throws AtlassianError
     */
    async searchUsers(accountIds: readonly string[]): Promise<readonly DirectoryUser[]> {
      const what = `${accountIds.length} accounts of the directory`;
      const url = at(`/admin/v2/orgs/${organization}/directories/-/users/search`);
      const search = { accountIds, limit: SEARCH_ACCOUNTS, expand: ['platformRoles', 'productAccess'] };
      return readDirectoryUsers(await ask(url, what, { search }), what);
    },

    /**
     * The sites that the organization owns.
     *
     * @throws AtlassianError
     */
    async listWorkspaces(): Promise<readonly OwnSite[]> {
      const url = at(`/admin/v2/orgs/${organization}/workspaces`);
      const sites = new Map<string, OwnSite>();
      let search: object = {};
      for (let number = 1; number <= MOST_PAGES; number += 1) {
        const what = `page ${number} of the workspaces`;
        const page = readWorkspacePage(await ask(url, what, { search }), what);
        for (const { host, sandbox } of page.sites) {
          sites.set(host, { host, sandbox: sandbox || (sites.get(host)?.sandbox ?? false) });
        }
        if (page.cursor === null) break;
        search = { cursor: page.cursor };
      }
      return [...sites.values()].sort((one, other) => (one.host < other.host ? -1 : 1));
    },

    /**
     * What may be written to an account, by privilege.
     *
     * @throws AtlassianError `organization-unknown` if there is no such account any more
     */
    async readManage(accountId: string): Promise<Readonly<Record<string, Privilege>>> {
      const what = `what may be changed of ${accountId}`;
      return readPrivileges(await ask(at(`/users/${encodeURIComponent(accountId)}/manage`), what), what);
    },

    /**
     * The directories of identity providers that hold an account.
     *
     * @throws AtlassianError
     */
    async readScimLinks(accountId: string): Promise<readonly ScimLink[]> {
      const what = `the SCIM links of ${accountId}`;
      const path = `/admin/user-provisioning/v1/org/${organization}/user/${encodeURIComponent(accountId)}/get-scim-links`;
      return readScimLinks(await ask(at(path), what), what);
    },

    /**
     * The policies of up to a hundred accounts, by account id, as far as the answer tells them.
     *
     * @throws AtlassianError
     */
    async readPolicies(holders: readonly PolicyHolder[]): Promise<ReadonlyMap<string, PolicyFact>> {
      const what = `the policies of ${holders.length} accounts`;
      const url = at(`/admin/control/v1/orgs/${organization}/users/auth-policies/bulk-fetch`);
      const search = { accountIds: holders.map(({ accountId }) => accountId) };
      return readPolicies(await ask(url, what, { search }), holders, what);
    },
  };
}
