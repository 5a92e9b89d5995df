import type { CasePlan } from '../core/cases/case.ts';
import { keysNeeded } from '../core/cases/keys-needed.ts';
import { type KeyName, keyWords } from '../core/keys.ts';
import type { Cases } from './cases.ts';

/**
 * On one machine a case that lacks a key would end at its first reading: which one, and how to put it, is said before; null
 * if it lacks none.
 */
export async function whatKeysLack({ settings, lacks }: Cases, plan: CasePlan): Promise<string | null> {
  const missing = await lacks(keysNeeded(plan, settings.directories ?? []));
  if (missing.length === 0) return null;
  const words = missing.map((name) => `the ${keyWords(name)} ("${putWords(name, settings.id)}")`);
  return `its steps need ${words.join(' and ')}`;
}

function putWords({ kind, directory }: KeyName, organization: string): string {
  return `billable-drift keys put ${kind}${directory === null ? '' : ` --directory ${directory}`} --organization ${organization}`;
}
