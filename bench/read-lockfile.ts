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
  /** `installed` with the program; `shipped`: nobody installs it, but our build copies or bundles it; `development`: neither. */
  readonly use: 'installed' | 'shipped' | 'development';
}

/** What the build takes in of the packages to develop with, by their places; test/supply-chain.test.ts holds it against the build. */
export const SHIPPED: readonly string[] = [
  'node_modules/@fontsource/noto-sans',
  'node_modules/@resvg/resvg-wasm',
  'node_modules/echarts',
  'node_modules/echarts/node_modules/tslib',
  'node_modules/zrender',
  'node_modules/zrender/node_modules/tslib',
];

/** The packages of a lockfile, by name; a binary that is for another platform and states no licence has its parent's. */
export function licensesOf(text: string): readonly LockedPackage[] {
  const { packages } = lockfile.parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([path, { optional, license }]) => path !== '' && (license !== undefined || !optional))
    .map(([path, { version = '', license = 'not stated', dev }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      license,
      use: useOf(path, dev),
    }))
    .sort((one, other) => one.name.localeCompare(other.name) || one.version.localeCompare(other.version));
}

function useOf(path: string, dev: boolean): LockedPackage['use'] {
  if (SHIPPED.includes(path)) return 'shipped';
  return dev ? 'development' : 'installed';
}

/** The rows of docs/licenses.md: what reaches somebody who uses the program. */
export function licenseRows(packages: readonly LockedPackage[]): readonly string[] {
  const rows = packages
    .filter(({ use }) => use !== 'development')
    .map(({ name, version, license, use }) => `| ${name} | ${version} | ${license} | ${use} |`);
  return [...new Set(rows)];
}
