import { readKeyText } from '../core/keys.ts';
import type { ApiVariables } from '../local/function-environment.ts';
import { type CommandContext, UsageError } from './command-context.ts';

/**
 * The organization key for one run, from the environment; undefined if there is none.
 *
 * @throws Error if it is no key
 */
export function handedKey({ env }: Pick<CommandContext, 'env'>): string | undefined {
  const text = env.ATLASSIAN_ORG_KEY?.trim();
  if (!text) return undefined;
  const reading = readKeyText(text);
  if ('key' in reading) return reading.key;
  throw new Error(`ATLASSIAN_ORG_KEY is no organization key: ${reading.problem}.`);
}

const API_VARIABLES = ['ATLASSIAN_API_URL', 'JIRA_SITE_URL', 'GRAPH_API_URL', 'GRAPH_LOGIN_URL'] as const;

/** Other addresses than the APIs' own, as the environment names them. */
export function readApiAddresses({ env }: Pick<CommandContext, 'env'>): ApiVariables {
  const named = API_VARIABLES.flatMap((name): [string, string][] => {
    const url = env[name];
    if (!url) return [];
    if (!URL.canParse(url)) throw new UsageError(`${name} is not a URL: ${url}.`);
    return [[name, url]];
  });
  return Object.fromEntries(named);
}
