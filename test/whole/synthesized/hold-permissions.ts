import { functionsOf } from './cloud.ts';
import type { Call } from './gateway.ts';
import { covers, permissionsOf } from './permissions.ts';
import type { Template } from './template.ts';

/** One row of the table of what each function may do and what it did. */
export interface HeldPermission {
  readonly function: string;
  readonly action: string;
  readonly resource: string;
  /** Of the table, these partitions only. */
  readonly partitions?: readonly string[];
  /** How often it was asked for. */
  readonly used: number;
  /** Why nobody has to ask for it. */
  readonly implicit: string | undefined;
}

/** What AWS does in a function's name, so that no call of the function shows it. */
export const IMPLICIT: readonly { readonly sign: RegExp; readonly why: string }[] = [
  { sign: /^logs:/, why: 'Lambda writes the log' },
  { sign: /^sqs:SendMessage$/, why: 'Lambda hands over a dead letter' },
  { sign: /^kms:/, why: 'table, archive and secrets use the key in the name of whoever calls them' },
  { sign: /^lambda:GetDurableExecutionState$/, why: 'asked for only where a history does not fit into one event' },
];

/** Every permission of every role, as synthesized, against the calls that were made with it. */
export function holdPermissions(template: Template, calls: readonly Call[]): readonly HeldPermission[] {
  return functionsOf(template).flatMap(({ id, name, role }) => {
    const own = calls.filter(({ caller, denied }) => caller === id && !denied);
    return permissionsOf(template, role).map((permission) => ({
      ...permission,
      function: name,
      used: own.filter(({ asked }) => asked.some((one) => covers(permission, one))).length,
      implicit: IMPLICIT.find(({ sign }) => sign.test(permission.action))?.why,
    }));
  });
}
