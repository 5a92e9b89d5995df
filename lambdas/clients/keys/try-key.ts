import type { KeyName } from '../../../core/keys.ts';
import { AtlassianError } from '../atlassian/atlassian-error.ts';
import type { Patience } from '../atlassian/request-json.ts';
import type { KeyTarget, KeyTrial } from './key-trial.ts';
import { tryGraphSecret } from './try-graph-secret.ts';
import { tryOrganizationKey } from './try-organization-key.ts';
import { tryScimKey } from './try-scim-key.ts';
import { trySiteToken } from './try-site-token.ts';

/** Tries a key with calls that change nothing. The sentences that come back never quote it. */
export async function tryKey(name: KeyName, key: string, target: KeyTarget, patience: Patience): Promise<KeyTrial> {
  try {
    switch (name.kind) {
      case 'org':
      case 'remediation':
        return await tryOrganizationKey(name.kind, key, target, patience);
      case 'scim':
        return await tryScimKey(key, name.directory, target, patience);
      case 'jira':
        return await trySiteToken(key, target, patience);
      case 'idp':
        return await tryGraphSecret(key, name.directory, target, patience);
    }
  } catch (error) {
    if (!(error instanceof AtlassianError)) throw error;
    return { state: error.problem === 'unavailable' ? 'unreachable' : 'refused', why: error.message };
  }
}
