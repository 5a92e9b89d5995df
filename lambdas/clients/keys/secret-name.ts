import type { KeyName } from '../../../core/keys.ts';

/**
 * Where a key lies in Secrets Manager: `<prefix>/<organization>/<kind>`, and `-<directory>` where there is one for each. A
 * dash, because IAM's `*` crosses slashes: a directory called `org` must not open with the organization key's pattern.
 */
export function secretName(prefix: string, organization: string, { kind, directory }: KeyName): string {
  return `${prefix}/${organization}/${kind}${directory === null ? '' : `-${directory}`}`;
}
