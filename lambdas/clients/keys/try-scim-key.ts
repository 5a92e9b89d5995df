import { AtlassianError } from '../atlassian/atlassian-error.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import type { KeyTarget, KeyTrial } from './key-trial.ts';

/** A directory's own configuration: the harmless call of SCIM. */
export async function tryScimKey(
  key: string,
  directory: string | null,
  { atlassianUrl, directories }: KeyTarget,
  patience: Patience,
): Promise<KeyTrial> {
  const unknown = directories.length > 0 && !directories.some(({ id }) => id === directory);
  if (directory === null || unknown) {
    const known = directories.map(({ id }) => id).join(', ') || 'none';
    return { state: 'refused', why: `the settings name no directory ${directory}; they name ${known}.` };
  }
  const url = new URL(`/scim/directory/${encodeURIComponent(directory)}/ServiceProviderConfig`, atlassianUrl);
  const refuse = (status: number) => {
    const problem = status === 404 ? 'organization-unknown' : 'key-refused';
    const words = status === 404 ? 'Atlassian knows no such directory' : 'the SCIM key was refused';
    return new AtlassianError(problem, `directory ${directory}: ${words} (${status}).`);
  };
  await requestJson({ url, authorization: `Bearer ${key}`, what: `directory ${directory}`, refuse }, patience);
  return { state: 'works', says: `directory ${directory}`, expires: null, remark: null };
}
