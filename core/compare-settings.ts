import type { OrganizationSettings } from './settings.ts';

/** What applying settings to one organization changes. */
export type SettingsChange =
  | { readonly kind: 'new'; readonly organization: string }
  | { readonly kind: 'same'; readonly organization: string }
  /** `fields`: the names of the fields that differ, in the order of the schema. */
  | { readonly kind: 'changed'; readonly organization: string; readonly fields: readonly string[] }
  /** Taken care of, but not in the file: left as it is. */
  | { readonly kind: 'not-in-file'; readonly organization: string };

/** Holds the settings of a file against those that are applied. */
export function compareSettings(
  inFile: readonly OrganizationSettings[],
  applied: ReadonlyMap<string, OrganizationSettings>,
): readonly SettingsChange[] {
  const ids = new Set(inFile.map(({ id }) => id));
  const others = [...applied.keys()].filter((id) => !ids.has(id)).sort();
  return [
    ...inFile.map((settings) => changeOf(settings, applied.get(settings.id))),
    ...others.map((organization) => ({ kind: 'not-in-file' as const, organization })),
  ];
}

function changeOf(after: OrganizationSettings, before: OrganizationSettings | undefined): SettingsChange {
  const organization = after.id;
  if (!before) return { kind: 'new', organization };
  const now = new Map(Object.entries(after));
  const then = new Map(Object.entries(before));
  const names = new Set([...now.keys(), ...then.keys()]);
  const fields = [...names].filter((name) => canonical(now.get(name)) !== canonical(then.get(name)));
  return fields.length === 0 ? { kind: 'same', organization } : { kind: 'changed', organization, fields };
}

/** One text for equal values: a table gives the fields of an object back in another order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
