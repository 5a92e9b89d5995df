import * as z from 'zod';
import type { IdentityProvider } from './identity-provider.ts';
import type { Site } from './jira-replies.ts';
import type { RemedyState } from './remedy-replies.ts';
import { JOINED_BY_SYNC, type SimulatedAccount } from './world.ts';

const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  synced: z.boolean(),
  joined: z.number(),
  admin: z.boolean(),
  status: z.enum(['active', 'inactive']),
  nonBillablePolicy: z.boolean(),
  flagMissing: z.boolean(),
  lastActive: z.string().nullable(),
  access: z.array(z.object({ key: z.string(), url: z.string().nullable(), lastActive: z.string().nullable() })),
});

const policyTaskSchema = z.object({
  moved: z.number(),
  failures: z.array(z.object({ emails: z.array(z.string()), title: z.string() })),
});

export const changesSchema = z.object({
  /** Who was changed, or came by the sync, as they are now. */
  accounts: z.array(accountSchema),
  /** Who was unclaimed or deleted. */
  gone: z.array(z.string()),
  policyTasks: z.array(z.tuple([z.string(), policyTaskSchema])),
  provisioning: z.enum(['Active', 'Paused', 'Quarantine']),
  people: z.array(
    z.object({
      objectId: z.string(),
      email: z.string(),
      inScope: z.boolean(),
      matchedBy: z.string().nullable(),
    }),
  ),
  /** Who reports the requests that were moved. */
  reporters: z.array(z.object({ key: z.string(), reporter: z.string() })),
  bulkTasks: z.array(z.tuple([z.string(), z.object({ moved: z.number(), failed: z.array(z.string()) })])),
});

/** What people and programs did to the simulated organization, besides what its weeks bring. */
export type Changes = z.output<typeof changesSchema>;

export interface Changeable {
  readonly accounts: Map<string, SimulatedAccount>;
  readonly gone: Set<string>;
  readonly remedies: RemedyState;
  readonly identityProvider: IdentityProvider;
  readonly site: Site;
}

export function changesOf({ accounts, gone, remedies, identityProvider, site }: Changeable): Changes {
  return structuredClone({
    accounts: [...remedies.touched].flatMap((id) => accounts.get(id) ?? []),
    gone: [...gone],
    policyTasks: [...remedies.tasks],
    provisioning: identityProvider.job,
    people: [...identityProvider.people.values()],
    reporters: [...site.moved].flatMap((key) => {
      const request = site.requests.get(key);
      return request ? { key, reporter: request.reporter } : [];
    }),
    bulkTasks: [...site.tasks],
  });
}

/** Does to an organization that only its weeks have changed what was done to it besides. */
export function redoChanges({ accounts, gone, remedies, identityProvider, site }: Changeable, changes: Changes): void {
  redoAccounts(accounts, changes);
  for (const id of changes.gone) gone.add(id);
  for (const { id } of changes.accounts) remedies.touched.add(id);
  for (const [id, task] of changes.policyTasks) remedies.tasks.set(id, task);
  identityProvider.job = changes.provisioning;
  for (const person of changes.people) identityProvider.people.set(person.email, person);
  for (const { key, reporter } of changes.reporters) {
    Object.assign(site.requests.get(key) ?? {}, { reporter });
    site.moved.add(key);
  }
  for (const [id, task] of changes.bulkTasks) site.tasks.set(id, task);
}

/** Who has left in the meantime does not come again by having been changed. */
export function redoAccounts(
  accounts: Map<string, SimulatedAccount>,
  changes: Pick<Changes, 'accounts' | 'gone'>,
): void {
  for (const account of changes.accounts) {
    if (account.joined === JOINED_BY_SYNC || accounts.has(account.id)) accounts.set(account.id, account);
  }
  for (const id of changes.gone) accounts.delete(id);
}
