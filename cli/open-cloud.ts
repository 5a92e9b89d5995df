import * as z from 'zod';
import type { KeyName } from '../core/keys.ts';
import { secretName } from '../lambdas/clients/keys/secret-name.ts';
import { type EmbeddedCloud, startEmbeddedCloud } from '../local/embedded-cloud.ts';
import { type ApiVariables, SECRET_PREFIX } from '../local/function-environment.ts';
import type { StateFolder } from '../local/state-folder.ts';
import type { CommandContext } from './command-context.ts';

export interface CloudAccess {
  readonly apiAddresses: ApiVariables;
  /** The organization that is read by the API, and its key for this run only; null where none is needed. */
  readonly organization: {
    readonly id: string;
    readonly key: string | undefined;
    /** Its other keys, where they are known and need no custody. */
    readonly others?: readonly { readonly name: KeyName; readonly key: string }[];
  } | null;
}

const batchSchema = z.object({
  state: z.literal('walked'),
  position: z.object({ accounts: z.number(), lastTotal: z.number().nullable() }),
});

/** The functions on this machine, with one key for this run, and progress as their checkpoints tell it. */
export async function openCloud(
  state: StateFolder,
  { apiAddresses, organization }: CloudAccess,
  context: CommandContext,
): Promise<EmbeddedCloud> {
  if (organization) await requireKey(state, organization);
  const { now, sleep, random, progress } = context;
  return startEmbeddedCloud({
    state,
    clock: { now, sleep, random },
    apiAddresses,
    handedKeys: handedKeys(organization),
    onCheckpoint({ updates }) {
      for (const { Payload } of updates) {
        const result: unknown = Payload === undefined ? null : JSON.parse(Payload);
        const batch = batchSchema.safeParse(result);
        if (batch.success) progress(progressText(batch.data.position));
        const inspected = inspectedSchema.safeParse(result);
        if (inspected.success) progress(`inspecting the accounts in question: ${inspected.data.accounts}`);
      }
    },
  });
}

const inspectedSchema = z.object({ state: z.literal('inspected'), accounts: z.number() });

function progressText({ accounts, lastTotal }: z.output<typeof batchSchema>['position']): string {
  return `reading accounts: ${accounts}${lastTotal === null ? '' : ` of ${lastTotal}`}`;
}

const ORG = { kind: 'org', directory: null } as const;

/** The keys of this run by their names in custody. */
export function handedKeys(organization: CloudAccess['organization']): ReadonlyMap<string, string> {
  if (organization?.key === undefined) return new Map();
  const { id, key, others = [] } = organization;
  return new Map([{ name: ORG, key }, ...others].map((one) => [secretName(SECRET_PREFIX, id, one.name), one.key]));
}

async function requireKey(
  { secrets }: StateFolder,
  { id, key }: NonNullable<CloudAccess['organization']>,
): Promise<void> {
  if (key !== undefined || secretName(SECRET_PREFIX, id, ORG) in (await secrets.read())) return;
  throw new Error(
    `there is no organization key: put a read-only one (scope read:accounts:admin, from admin.atlassian.com > Settings > API keys) with "billable-drift keys put org --organization ${id}", or set ATLASSIAN_ORG_KEY for one run, or give a CSV export with --csv.`,
  );
}
