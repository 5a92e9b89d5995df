import * as z from 'zod';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      optional: z.boolean().default(false),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
    }),
  ),
});

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Needed only to develop and deploy. */
  readonly dev: boolean;
}

/** The packages of a lockfile, by name; a binary that is for another platform and states no licence has its parent's. */
export function licensesOf(text: string): readonly LockedPackage[] {
  const { packages } = lockfile.parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([path, { optional, license }]) => path !== '' && (license !== undefined || !optional))
    .map(([path, { version = '', license = 'not stated', dev }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      license,
      dev,
    }))
    .sort((one, other) => one.name.localeCompare(other.name) || one.version.localeCompare(other.version));
}
