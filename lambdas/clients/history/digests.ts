import type { Instant } from '../../../core/account.ts';
import { type Digest, digestSchema } from '../../../core/digest.ts';
import { getDocument, type History, organizationKey, putIfAbsent, queryRange } from './history.ts';

export function getDigest(history: History, organization: string, asOf: Instant): Promise<Digest | undefined> {
  return getDocument(history, organizationKey(organization, `DIGEST#${asOf}`), digestSchema);
}

/** Records a digest for good; `false` if one of this instant is recorded already. */
export function putDigest(history: History, digest: Digest): Promise<boolean> {
  return putIfAbsent(history, organizationKey(digest.organization, `DIGEST#${digest.asOf}`), digest);
}

/** The last digest recorded, whichever snapshot it tells. */
export async function lastDigest(history: History, organization: string): Promise<Digest | undefined> {
  const { pk } = organizationKey(organization, '');
  const [digest] = await queryRange(history, { pk, from: 'DIGEST#', to: 'DIGEST#~' }, digestSchema, 'descending', 1);
  return digest;
}
