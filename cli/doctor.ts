import { randomUUID } from 'node:crypto';
import { errorText } from '../core/error-code.ts';
import { defaultSettings, type OrganizationSettings } from '../core/settings.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import type { KeyTrial } from '../lambdas/clients/keys/key-trial.ts';
import { secretName } from '../lambdas/clients/keys/secret-name.ts';
import { tryKey } from '../lambdas/clients/keys/try-key.ts';
import { canWrite } from '../lambdas/clients/keys/try-organization-key.ts';
import { SECRET_PREFIX } from '../local/function-environment.ts';
import { openStateFolder } from '../local/state-folder.ts';
import { safeText } from '../render/safe-text.ts';
import type { CommandContext } from './command-context.ts';
import { handedKey } from './connect.ts';
import { type Finding, printFindings } from './finding.ts';
import { keyTargetFor, trialPatience } from './key-stores.ts';
import { pickOrganization, readSettingsFile, SETTINGS_FILE } from './read-settings-file.ts';

export interface DoctorOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly state: string;
  /** Looks at a deployment instead, by the AWS credentials of this shell. */
  readonly deployed?: boolean;
  readonly stack: string;
}

/** `doctor`: settings, key, reachability and stores, a line each, with the mend. Exit 1 if anything is not well. */
export async function doctor(options: DoctorOptions, context: CommandContext): Promise<number> {
  if (options.deployed) return (await import('./doctor-deployed.ts')).doctorDeployed(options.stack, context);
  const settings = await checkSettings(options);
  const id = options.organization ?? settings.organization?.id;
  const findings = [
    settings.finding,
    await checkKey(id, settings.organization, options.state, context),
    await checkStores(options.state, id),
  ];
  return printFindings(findings, context.print);
}

async function checkSettings(
  options: DoctorOptions,
): Promise<{ finding: Finding; organization: OrganizationSettings | null }> {
  const what = 'settings';
  try {
    const file = await readSettingsFile(options.config);
    const organization = pickOrganization(file, options.organization);
    if (!file) {
      const says = `no ${SETTINGS_FILE} here: your sites are assumed from the data. billable-drift init --csv FILE proposes one.`;
      return { finding: { what, well: true, says }, organization };
    }
    const says = organization
      ? `${safeText(organization.name)} (${organization.id})`
      : `no organization ${options.organization} in the file; add it.`;
    return { finding: { what, well: organization !== null, says }, organization };
  } catch (error) {
    return { finding: { what, well: false, says: errorText(error) }, organization: null };
  }
}

async function checkKey(
  id: string | undefined,
  settings: OrganizationSettings | null,
  stateName: string,
  context: CommandContext,
): Promise<Finding> {
  const what = 'key';
  if (id === undefined || id === 'csv') {
    const keyThere = Boolean(context.env.ATLASSIAN_ORG_KEY?.trim());
    const says = keyThere
      ? 'not tried: say which organization it is for with --organization ID.'
      : 'none, and none is needed for exports. For the API: ATLASSIAN_ORG_KEY, and --organization ID.';
    return { what, well: !keyThere, says };
  }
  try {
    const key = handedKey(context) ?? (await storedKey(stateName, id));
    if (key === undefined)
      return {
        what,
        well: false,
        says: `there is none: billable-drift keys put org --organization ${id}, or ATLASSIAN_ORG_KEY for one run.`,
      };
    const target = keyTargetFor(settings ?? defaultSettings(id, id), context);
    const trial = await tryKey(ORG, key, target, trialPatience(context));
    if (trial.state !== 'works') return { what, well: false, says: trial.why };
    const remark = trial.remark === null ? '' : ` Note: ${trial.remark}`;
    return { what, well: true, says: `Atlassian answers; the key reads ${trial.says}.${abilityText(trial)}${remark}` };
  } catch (error) {
    return { what, well: false, says: errorText(error) };
  }
}

const UNSEEN =
  ' Its scopes cannot be seen, which is as it should be: look at admin.atlassian.com > Settings > API keys that it has read: scopes only. Only reading calls were made.';

/** What the key can do, as far as that can be seen without writing. */
function abilityText({ scopes, remark }: Extract<KeyTrial, { state: 'works' }>): string {
  if (!scopes) return UNSEEN;
  return remark === null && !canWrite(scopes) ? ` It cannot write (${scopes.join(', ')}).` : '';
}

const ORG = { kind: 'org', directory: null } as const;

async function storedKey(stateName: string, id: string): Promise<string | undefined> {
  const state = await openStateFolder(stateName);
  try {
    const versions = Object.values((await state.secrets.read())[secretName(SECRET_PREFIX, id, ORG)]?.versions ?? {});
    return versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.value;
  } finally {
    await state.close();
  }
}

async function checkStores(stateName: string, id: string | undefined): Promise<Finding> {
  const what = 'stores';
  try {
    const state = await openStateFolder(stateName);
    try {
      const probe = `probe/${randomUUID()}`;
      await state.archive.put(probe, Buffer.from('probe'));
      await state.archive.remove(probe);
      const ids = id === undefined ? await state.organizations() : [id];
      const heads = await Promise.all(
        ids.map(async (each) => headText(each, (await getHead(state.history, each)).snapshot)),
      );
      return { what, well: true, says: `${state.path}, ${heads.join('; ') || 'no snapshot yet'}.` };
    } finally {
      await state.close();
    }
  } catch (error) {
    return { what, well: false, says: errorText(error) };
  }
}

function headText(organization: string, head: string | undefined): string {
  return `${organization}: ${head === undefined ? 'no snapshot yet' : `newest snapshot ${head}`}`;
}
