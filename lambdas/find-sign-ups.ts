import type { ExposureRules } from '../core/exposure.ts';
import { hasSignUp } from '../core/in-question.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { isReadable, readAccountParts } from './clients/account-parts.ts';
import type { Archive } from './clients/archive.ts';

/**
 * Who had signed up for something by an earlier snapshot already; null if that cannot be told, because there is none, or
 * it told accounts apart in another way. Who has signed up now and is not in it is a new sign-up.
 */
export async function earlierSignUps(
  archive: Archive,
  before: CompleteSnapshot | null,
  after: CompleteSnapshot,
  rules: ExposureRules,
): Promise<ReadonlySet<string> | null> {
  if (!before || before.source.key !== after.source.key || !(await isReadable(archive, before))) return null;
  const ids = new Set<string>();
  for await (const accounts of readAccountParts(archive, before)) {
    for (const account of accounts) if (hasSignUp(account, rules)) ids.add(account.accountId);
  }
  return ids;
}
