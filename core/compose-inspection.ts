import type { Instant, LastActive } from './account.ts';
import { isDated } from './exposure.ts';
import {
  type AccountInspection,
  type Fact,
  known,
  type PolicyFact,
  type Privilege,
  type ScimLink,
  unknown,
} from './inspection.ts';
import { judgeActivity, judgeManagement, judgeOrganizationAdmin } from './judge-inspection.ts';

/** An account as v2 `users/search` tells it; undefined: left out of the answer. */
export interface DirectoryUser {
  readonly accountId: string;
  /** `synced`, `invited`, another word, or null. */
  readonly managementSource: string | null | undefined;
  readonly platformRoles: readonly string[] | undefined;
  readonly addedToOrg: string | undefined;
  readonly department: string | undefined;
  /** When each of its products was last used, as far as told. */
  readonly productsActive: readonly string[];
}

/** An account that is to be inspected, as the snapshot knows it. */
export interface InspectedAccount {
  readonly accountId: string;
  readonly lastActive: LastActive;
}

/** What the single questions came to. */
export interface InspectionAnswers {
  readonly inspectedAt: Instant;
  readonly gone: boolean;
  readonly user: Fact<DirectoryUser>;
  readonly manage: Fact<Readonly<Record<string, Privilege>>>;
  readonly scimLinks: Fact<readonly ScimLink[]>;
  readonly policy: Fact<PolicyFact>;
}

/**
 * Puts the answers about one account together. What an answer left out is not told, and never taken for a no. `asOf`:
 * the snapshot's instant, by which activity is judged. No API tells who owns trial sites.
 */
export function composeInspection(
  { accountId, lastActive }: InspectedAccount,
  asOf: Instant,
  { inspectedAt, gone, user, manage, scimLinks, policy }: InspectionAnswers,
): AccountInspection {
  const of = <Value>(read: (user: DirectoryUser) => Value | undefined): Fact<Value> => {
    if (!user.known) return user;
    const value = read(user.value);
    return value === undefined ? unknown('not-told') : known(value);
  };
  const addedOn = of(({ addedToOrg }) => addedToOrg);
  const managementSource = of((found) => found.managementSource);
  return {
    accountId,
    inspectedAt,
    gone,
    management: judgeManagement({ managementSource, scimLinks, manage }),
    scimLinks: scimLinks.known ? known([...scimLinks.value]) : scimLinks,
    manage: manage.known ? known({ ...manage.value }) : manage,
    organizationAdmin: judgeOrganizationAdmin(of(({ platformRoles }) => platformRoles)),
    ownsTrialSites: unknown('not-offered'),
    addedOn,
    activity: judgeActivity(latest(lastActive, user.known ? user.value.productsActive : []), addedOn, asOf),
    policy,
    requestsReported: unknown('not-asked'),
    department: of(({ department }) => department),
  };
}

/** The latest of all dates that are told; a product that was used makes the account used. */
function latest(lastActive: LastActive, productsActive: readonly string[]): LastActive {
  const dates = [lastActive, ...productsActive].filter((date) => isDated(date) && !Number.isNaN(Date.parse(date)));
  return dates.sort().at(-1) ?? lastActive;
}
