import * as z from 'zod';
import { AtlassianError } from '../atlassian/atlassian-error.ts';
import { connectOrganization } from '../atlassian/organization.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import type { KeyTarget, KeyTrial } from './key-trial.ts';
import { tryScimKey } from './try-scim-key.ts';

/**
 * An organization key: its organization's own record, for a reading key the first page of accounts too, and what the list
 * of API keys tells of it, if it may be read.
 *
 * @throws AtlassianError with what was answered
 */
export async function tryOrganizationKey(
  kind: 'org' | 'remediation',
  key: string,
  target: KeyTarget,
  patience: Patience,
): Promise<KeyTrial> {
  const { organization, atlassianUrl } = target;
  const client = connectOrganization({ apiUrl: atlassianUrl, organizationId: organization, key }, patience);
  const name = await client.readName().catch((error: unknown) => nameWrongKind(error, key, target, patience));
  if (kind === 'org') await client.readPage(null, 1);
  const listed = await readListedKey(key, target, patience);
  const seen = listed === null ? {} : { scopes: listed.scopes };
  return { state: 'works', says: name, expires: listed?.expiresAt ?? null, remark: remarkOn(kind, listed), ...seen };
}

/** A refused key that opens a directory is a SCIM key. */
async function nameWrongKind(error: unknown, key: string, target: KeyTarget, patience: Patience): Promise<never> {
  if (!(error instanceof AtlassianError) || error.problem !== 'key-refused') throw error;
  for (const { id } of target.directories) {
    const trial = await tryScimKey(key, id, target, patience).catch(() => null);
    if (trial?.state !== 'works') continue;
    const why = `this is the SCIM key of the directory ${id}, not an organization key: put it as "scim".`;
    throw new AtlassianError('key-refused', why);
  }
  throw error;
}

const listedKey = z.object({
  expiresAt: z.string().optional(),
  scopes: z.array(z.string()).optional(),
});
const keyList = z.object({ data: z.array(listedKey) });

interface ListedKey {
  readonly expiresAt: string | null;
  readonly scopes: readonly string[];
}

/**
 * This key as the organization's list of API keys tells it, where the key may read that list and it is the only one
 * there: the list does not say which of several is asking.
 */
async function readListedKey(key: string, target: KeyTarget, patience: Patience): Promise<ListedKey | null> {
  const path = `/admin/api-access/v1/orgs/${encodeURIComponent(target.organization)}/api-keys`;
  const request = { url: new URL(path, target.atlassianUrl), authorization: `Bearer ${key}`, what: 'the API keys' };
  const answer = await requestJson(request, patience).catch((error: unknown) => {
    // Most keys may not, and should not.
    if (error instanceof AtlassianError) return null;
    throw error;
  });
  const keys =
    keyList.safeParse(answer).data?.data.filter(({ expiresAt }) => !hasEnded(expiresAt, patience.now())) ?? [];
  const [only, ...others] = keys;
  if (!only || others.length > 0) return null;
  const day = only.expiresAt !== undefined && isDay(only.expiresAt) ? only.expiresAt.slice(0, 10) : null;
  return { expiresAt: day, scopes: only.scopes ?? [] };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text.slice(0, 10)));
}

function hasEnded(expiresAt: string | undefined, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) < now;
}

/** A key without any scope may do everything. */
export function canWrite(scopes: readonly string[]): boolean {
  return scopes.length === 0 || scopes.some((scope) => /^(write|delete|manage):/.test(scope));
}

/** Too much for `org`, too little for `remediation`; a key without any scope may do everything. */
function remarkOn(kind: 'org' | 'remediation', listed: ListedKey | null): string | null {
  if (!listed) return null;
  const { scopes } = listed;
  const writes = canWrite(scopes);
  if (kind === 'org' && writes) {
    const why = scopes.length === 0 ? 'it was made without scopes' : scopes.join(', ');
    return `this key can write (${why}): keep it as "remediation", and give "org" one with read:accounts:admin only.`;
  }
  if (kind === 'remediation' && !writes) return `this key can only read (${scopes.join(', ')}): "org" is its place.`;
  return null;
}
