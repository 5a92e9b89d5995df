import * as z from 'zod';

/**
 * Why a fact is not known. `not-asked`: no inspection so far, as after a CSV; `forbidden`: the key may not read it;
 * `not-offered`: the plan or the API does not have it; `not-told`: the answer left it out; `failed`: asked in vain.
 */
const whyUnknownSchema = z.enum(['not-asked', 'forbidden', 'not-offered', 'not-told', 'failed']);
export type WhyUnknown = z.output<typeof whyUnknownSchema>;

const unknownSchema = z.object({ known: z.literal(false), why: whyUnknownSchema });

function fact<Value extends z.ZodType>(value: Value) {
  return z.discriminatedUnion('known', [z.object({ known: z.literal(true), value }), unknownSchema]);
}

/** A fact, or why it is not known. Not known is never taken for any of the values. */
export type Fact<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly why: WhyUnknown };

export function known<Value>(value: Value): Fact<Value> {
  return { known: true, value };
}

export function unknown(why: WhyUnknown): { readonly known: false; readonly why: WhyUnknown } {
  return { known: false, why };
}

/** `too-young` and `age-unknown`: without a date, and not known to be here for 30 days. */
const activitySchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('active'), lastActive: z.string() }),
  z.object({ state: z.literal('inactive'), lastActive: z.string() }),
  z.object({ state: z.literal('never') }),
  z.object({ state: z.literal('unknown'), why: z.enum(['no-date', 'too-young', 'age-unknown']) }),
]);
export type AccountActivity = z.output<typeof activitySchema>;

/** What `GET /users/{id}/manage` says of one privilege; `reason`: its reason key, such as `externalDirectory.scim`. */
const privilegeSchema = z.discriminatedUnion('allowed', [
  z.object({ allowed: z.literal(true) }),
  z.object({ allowed: z.literal(false), reason: z.string().nullable() }),
]);
export type Privilege = z.output<typeof privilegeSchema>;

const scimLinkSchema = z.object({ directoryId: z.string(), scimUserId: z.string() });
export type ScimLink = z.output<typeof scimLinkSchema>;

const policySchema = z.object({
  id: z.string().nullable(),
  name: z.string().nullable(),
  type: z.enum(['billable', 'non-billable', 'unknown']),
});
export type PolicyFact = z.output<typeof policySchema>;

/** What is learnt about one account after the snapshot. It may lack anything; the snapshot stays complete. */
export const accountInspectionSchema = z.object({
  accountId: z.string(),
  inspectedAt: z.string(),
  /** True if Atlassian no longer knew the account when it was inspected. */
  gone: z.boolean(),
  /** `idp`: synced from an identity provider; `local`: managed in Atlassian's own directory. */
  management: fact(z.enum(['idp', 'local'])),
  /** The IdP directories that hold it; none for an account that is not linked. */
  scimLinks: fact(z.array(scimLinkSchema).readonly()),
  /** By privilege: `email.set`, `lifecycle.enablement`, `lifecycle.delete`. */
  manage: fact(z.record(z.string(), privilegeSchema)),
  organizationAdmin: fact(z.boolean()),
  /** Trial sites that it owns refuse its deactivation. */
  ownsTrialSites: fact(z.boolean()),
  /** When it came to the organization: an ISO date or instant. */
  addedOn: fact(z.string()),
  activity: activitySchema,
  policy: fact(policySchema),
  /** Requests whose reporter it is, on the site that the site token is for; approximate. */
  requestsReported: fact(z.number()),
  department: fact(z.string()),
});
export type AccountInspection = z.output<typeof accountInspectionSchema>;

const workspaceSchema = z.object({ host: z.string(), sandbox: z.boolean() });

/** What is learnt about the organization as a whole. */
export const organizationFindingsSchema = z.object({
  /** The sites the organization owns. */
  workspaces: fact(z.array(workspaceSchema).readonly()),
  /** Whether new accounts of verified domains are claimed by themselves. No API tells it: an admin looks it up. */
  autoClaim: fact(z.enum(['on', 'off'])),
});
export type OrganizationFindings = z.output<typeof organizationFindingsSchema>;

/** An account nobody has looked at yet. */
export function uninspected(accountId: string, asOf: string, why: WhyUnknown = 'not-asked'): AccountInspection {
  const nothing = unknown(why);
  return {
    accountId,
    inspectedAt: asOf,
    gone: false,
    management: nothing,
    scimLinks: nothing,
    manage: nothing,
    organizationAdmin: nothing,
    ownsTrialSites: nothing,
    addedOn: nothing,
    activity: { state: 'unknown', why: 'no-date' },
    policy: nothing,
    requestsReported: nothing,
    department: nothing,
  };
}

/** An organization nobody has looked at yet. */
export const UNINSPECTED_ORGANIZATION: OrganizationFindings = {
  workspaces: unknown('not-asked'),
  autoClaim: unknown('not-asked'),
};
