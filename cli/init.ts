import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../core/error-code.ts';
import { productName } from '../core/products.ts';
import { type SettingsProposal, startProposal } from '../core/propose-settings.ts';
import { readSettings } from '../core/settings.ts';
import type { PartWriter } from '../lambdas/snapshot/write-parts.ts';
import { safeText } from '../render/safe-text.ts';
import type { CommandContext } from './command-context.ts';
import { readExport } from './csv/read-export.ts';
import { SETTINGS_FILE } from './read-settings-file.ts';

export interface InitOptions {
  readonly csv: string;
  readonly organization?: string;
  readonly name?: string;
  readonly config?: string;
}

/** `init --csv FILE`: proposes sites and licensed products from the data, asks, and writes the settings file once. */
export async function init(options: InitOptions, context: CommandContext): Promise<number> {
  const proposal = await proposeFrom(options.csv);
  context.print(proposalText(proposal));
  if (!context.ask) context.print('Nobody to ask here: the proposal is taken as it is.');
  const id = options.organization ?? 'csv';
  const name = options.name ?? (await askForName(id, context));
  const sites = await askForSites(proposal, context);
  const licensedProducts = await askForProducts(proposal, context);
  const settings = { organizations: [{ id, name, sites, partnerSites: [], licensedProducts }] };
  const reading = readSettings(settings);
  if (!reading.valid) throw new Error(`nothing was written: ${reading.problems.join('; ')}.`);
  const file = options.config ?? SETTINGS_FILE;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    throw new Error(`${file} is there already and was left as it is; the proposal above is not in it.`);
  }
  context.print(`Written: ${file}. Partner sites and mail recipients go there too; see README.`);
  if (id !== 'csv') context.print(`They hold for: billable-drift run --csv ${options.csv} --organization ${id}`);
  return 0;
}

async function proposeFrom(csv: string): Promise<SettingsProposal> {
  const proposal = startProposal();
  const parts: PartWriter = {
    add: async (accounts) => accounts.forEach(proposal.see),
    restart: async () => {},
    finish: async () => [],
  };
  await readExport(csv, parts);
  return proposal.finish();
}

function proposalText({ sites, otherSites, workspaceProducts, siteProducts }: SettingsProposal): string {
  const own = sites.map(({ host, sandbox }) => `${host}${sandbox ? ' (sandbox)' : ''}`);
  const others = otherSites.rows.slice(0, 10).map(({ name, accounts }) => `${safeText(name)} ${accounts}`);
  const products = workspaceProducts.rows.map(({ name, accounts }) => `${productName(name)} ${accounts}`);
  return [
    `Your sites        ${own.join(', ') || 'none found'}`,
    `  with            ${siteProducts.map(productName).join(', ') || 'no product'}`,
    `Other sites       ${others.join(', ') || 'none'}`,
    `Without a site    ${products.join(', ') || 'none'}`,
  ].join('\n');
}

async function askForSites({ sites }: SettingsProposal, { ask }: CommandContext) {
  const proposed = sites.map(({ host, sandbox }) => (sandbox ? { host, sandbox } : host));
  if (!ask) return proposed;
  const answer = await ask('Which sites are yours? Enter for the proposal, or hosts with commas: ');
  return answer.trim() === '' ? proposed : splitAnswer(answer);
}

async function askForProducts({ workspaceProducts }: SettingsProposal, { ask }: CommandContext) {
  if (!ask || workspaceProducts.rows.length === 0) return [];
  const names = workspaceProducts.rows.map(({ name }) => productName(name)).join(', ');
  return splitAnswer(await ask(`Which of these do you pay for on purpose: ${names}? Enter for none: `));
}

async function askForName(id: string, { ask }: CommandContext): Promise<string> {
  const answer = await ask?.('What is the organization called in mails? ');
  return answer?.trim() || id;
}

function splitAnswer(answer: string): string[] {
  return answer
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
}
