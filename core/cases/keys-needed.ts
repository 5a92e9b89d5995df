import type { KeyName } from '../keys.ts';
import type { DirectorySettings } from '../settings.ts';
import type { Action, CasePlan } from './case.ts';

const WRITES: readonly Action[] = ['disable', 'move-to-policy', 'unlink', 'change-email'];
/** A link that was cut is tied again by provisioning the person. */
const PROVISIONS: readonly Action[] = ['sync', 'resync', 'unlink'];
const MOVES: readonly Action[] = ['list-requests', 'move-requests'];

/**
 * The keys that the steps of a plan read: that of the organization for each case, for accounts are read before and after;
 * one that writes, one for each directory, and a site token only where the program takes such a step itself.
 */
export function keysNeeded({ steps }: CasePlan, directories: readonly DirectorySettings[]): readonly KeyName[] {
  const takes = (actions: readonly Action[]) =>
    steps.some(({ who, action }) => who === 'program' && action !== null && actions.includes(action));
  const idps = directories.filter(({ idp, appId }) => idp === 'entra' && appId !== undefined);
  return [
    { kind: 'org', directory: null },
    ...(takes(WRITES) ? [{ kind: 'remediation', directory: null } as const] : []),
    ...(takes(PROVISIONS) ? idps.map(({ id }) => ({ kind: 'idp', directory: id }) as const) : []),
    ...(takes(MOVES) ? [{ kind: 'jira', directory: null } as const] : []),
  ];
}
