import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { OptionId } from '../../../core/options/option-id.ts';
import { organizationSchema } from '../../../core/settings.ts';
import { shownWord } from '../../../lambdas/answer/shown-word.ts';
import { decideAnswerSchema } from '../../../lambdas/case-messages.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { SIMULATED_REMEDIATION_KEY } from '../../../local/simulation/remedy-replies.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../../local/simulation/server.ts';
import { isBillable } from '../../../local/simulation/world.ts';
import { ANNA, BEN } from '../../cases.ts';
import { fullSettings } from '../../lib/stack.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { BEGIN } from './story.ts';
import { type Assembly, synthesize } from './synthesize.ts';

/** One organization whose cases are decided, carried out and answered in the synthesized application. */
export interface AnswerStory {
  readonly cloud: Cloud;
  readonly simulation: Simulation;
  /** What the page said to each call of it. */
  readonly pages: readonly PageReply[];
  /** The first snapshot is taken a week on; two people who hold Trello, whom a case can ask. */
  findHolders(): Promise<readonly string[]>;
  /** An account that a case can deactivate, and that was not asked. */
  findLeaver(): readonly string[];
  /** Whoever is mailed a link opens the page at once, and sends this answer if there is one. */
  holdersSay(answer: string | null): void;
  /** Anna proposes, Ben approves, and it is carried out to its end. */
  carryOut(option: OptionId, accountIds: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export interface PageReply {
  readonly statusCode: number;
  readonly body: string;
}

/** The application with everything that is off by default. */
export async function synthesizeFull(folder: string): Promise<Assembly> {
  const settings = join(folder, 'settings.json');
  await writeFile(settings, JSON.stringify(fullSettings()));
  return synthesize(join(folder, 'assembly'), settings);
}

const invoked = z.object({ payload: z.string() });
const reply = z.object({ statusCode: z.number(), body: z.string() });

export async function startAnswerStory(assembly: Assembly, folder: string): Promise<AnswerStory> {
  const simulation = await startSimulation({ accounts: 60, agents: 6, signUps: 4, synced: 0 });
  const pages: PageReply[] = [];
  let says: string | null = null;
  const cloud = await startCloud({
    ...{ assembly, folder, start: BEGIN, apiAddresses: { ATLASSIAN_API_URL: simulation.url } },
    verified: ['guard@contoso.com', 'contoso-it.com'],
    async onMail(eml) {
      const [, token] = /lambda-url\.[\w.-]+\/([\w-]{43})/.exec(eml.replaceAll(/=\r?\n/g, '')) ?? [];
      if (token === undefined) return;
      await open(token, 'GET');
      const form = new URLSearchParams({ answer: says ?? '', word: shownWord(token) });
      if (says !== null) await open(token, 'POST', form.toString());
    },
  });
  const call = async (output: string, event: object) =>
    reply.parse(JSON.parse(invoked.parse(await cloud.invoke(output, event)).payload));
  const open = async (token: string, method: string, body = '') => {
    pages.push(await call('AnswerFunction', { rawPath: `/${token}`, requestContext: { http: { method } }, body }));
  };
  const decide = async (userArn: string, command: object) => {
    const requestContext = { authorizer: { iam: { userArn } }, http: { method: 'POST' } };
    const body = JSON.stringify({ organization: SIMULATED_ORGANIZATION, command });
    const answer = decideAnswerSchema.parse(JSON.parse((await call('DecideFunction', { requestContext, body })).body));
    if (!answer.accepted) throw new Error(answer.why);
    return z.object({ case: z.string(), plan: z.string() }).parse(answer);
  };
  await cloud.secrets.change((secrets) => {
    for (const [kind, value] of Object.entries({ org: SIMULATED_KEY, remediation: SIMULATED_REMEDIATION_KEY })) {
      secrets[`billable-drift/${SIMULATED_ORGANIZATION}/${kind}`] = {
        versions: { first: { value, stages: ['AWSCURRENT'] } },
      };
    }
  });
  await putSettings(cloud.history, SETTINGS, BEGIN);
  return {
    ...{ cloud, simulation, pages },
    async findHolders() {
      await cloud.skipTo(BEGIN);
      simulation.goTo(7);
      await cloud.passHours(1);
      return [...simulation.world.accounts.values()]
        .filter(({ email, access }) => email !== null && access.some(({ key }) => key === 'trello'))
        .map(({ id }) => id)
        .slice(0, 2);
    },
    findLeaver: () =>
      [...simulation.world.accounts.values()]
        .filter((account) => isBillable(account) && !account.synced && account.email !== null)
        .map(({ id }) => id)
        .slice(-1),
    holdersSay(answer) {
      says = answer;
    },
    async carryOut(option, accountIds) {
      const proposed = await decide(ANNA, { action: 'propose', option, accountIds });
      await decide(BEN, { action: 'approve', case: proposed.case, plan: proposed.plan });
      await cloud.settled();
      return proposed.case;
    },
    async close() {
      await cloud.close();
      await simulation.close();
    },
  };
}

const SETTINGS = organizationSchema.parse({
  ...{ id: SIMULATED_ORGANIZATION, name: 'Contoso', sites: ['contoso.atlassian.net'] },
  mail: { sender: 'guard@contoso-it.com', admins: ['admin@contoso.com'] },
  remediation: {
    ...{ switch: 'on', approvers: [ANNA, BEN], automated: ['deactivate', 'leave-or-delete-workspace'] },
    limits: { perCase: { percent: 100 }, perDay: { percent: 100 } },
    ask: { reminderDays: [1], answerDays: 2 },
  },
});
