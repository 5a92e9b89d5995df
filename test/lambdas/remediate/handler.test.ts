import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { createHandler } from '../../../lambdas/remediate/handler.ts';
import { AwsServiceError, startAwsJsonEndpoint } from '../../../local/aws-json-endpoint.ts';
import { logIn, SIMULATED_IDP_KEY } from '../../../local/simulation/identity-provider.ts';
import { addRequests, SIMULATED_SITE_TOKEN } from '../../../local/simulation/jira-replies.ts';
import { SIMULATED_REMEDIATION_KEY } from '../../../local/simulation/remedy-replies.ts';
import { SIMULATED_KEY } from '../../../local/simulation/server.ts';
import { SIMULATED_DIRECTORY } from '../../../local/simulation/world.ts';
import { startService } from '../../local/durable/durable-service.ts';
import { type CaseWorld, ENTRA, listener, ORGANIZATION, openCaseWorld, willing, worldPlan } from './case-world.ts';

/** The function as it is deployed, with nothing but its environment: its own keys, and further executions of itself. */
let world: CaseWorld;
let secrets: Awaited<ReturnType<typeof startAwsJsonEndpoint>>;
const asked = new Set<string>();
const before = { ...process.env };

const KEYS: Readonly<Record<string, string>> = {
  org: SIMULATED_KEY,
  remediation: SIMULATED_REMEDIATION_KEY,
  jira: SIMULATED_SITE_TOKEN,
  [`idp-${SIMULATED_DIRECTORY}`]: SIMULATED_IDP_KEY,
};

beforeEach(async () => {
  world = await openCaseWorld(2);
  for (const id of world.ids) world.account(id).synced = true;
  secrets = await startAwsJsonEndpoint(
    {
      'secretsmanager.GetSecretValue': async (input) => {
        const name = z
          .object({ SecretId: z.string() })
          .parse(input)
          .SecretId.replace(`billable-drift/${ORGANIZATION}/`, '');
        asked.add(name);
        const SecretString = KEYS[name];
        if (SecretString !== undefined) return { SecretString };
        throw new AwsServiceError('ResourceNotFoundException', 'Secrets Manager cannot find the specified secret.');
      },
    },
    'local',
  );
});
afterEach(async () => {
  await secrets.close();
  await world.close();
  process.env = { ...before };
});

test('option 6 with its requests, by its own environment: each account an execution of its own, and the pause ended', async () => {
  const { simulation, stores, ids } = world;
  addRequests(simulation.site, ids[0] ?? '', 4);
  const one = await world.approved(
    worldPlan(world, {
      ...{ option: 'relink-through-idp', directories: ENTRA },
      automated: ['relink-through-idp', 'request-history'],
    }),
  );
  const email = world.account(one.plan.canary ?? '').email ?? '';
  const person = willing((step) => {
    const later = new Date(world.now().getTime() + 600_000);
    if (step.endsWith('first-login')) logIn(simulation.identityProvider, email, later);
  });
  const clock = { now: world.now, sleep: world.sleep, random: () => 0.5 };
  // On a clock that only sleeping moves, the guards' hour would be over before the pause has begun: a nap of a minute takes a moment.
  const sleep = async (milliseconds: number) => {
    if (milliseconds === 60_000 && simulation.writes.length < 3 * ids.length) await wait(400);
    await world.sleep(milliseconds);
  };
  const service = await startService({ ...clock, sleep, onCheckpoint: listener(world, one, person) });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: stores.tableUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    ...{ HISTORY_TABLE: stores.history.table, ARCHIVE_URL: pathToFileURL(join(stores.folder, 'archive')).href },
    ...{ SECRET_PREFIX: 'billable-drift', CONFIGURATION_SET: 'mails', SENDER: 'guard@contoso.com' },
    ...{ ATLASSIAN_API_URL: simulation.url, JIRA_SITE_URL: simulation.url },
    ...{ GRAPH_API_URL: simulation.url, GRAPH_LOGIN_URL: simulation.url },
  });
  service.register('remediate', createHandler(clock), { durable: true, timeoutMs: 900_000 });
  try {
    const invoked = await service.invoke('remediate:live', { organization: ORGANIZATION, case: one.id });
    expect(invoked).toMatchObject({ state: 'returned', payload: expect.stringContaining('"state":"proven"') });
    await service.settled();
    expect([...asked].sort()).toEqual(Object.keys(KEYS).sort());
    for (const id of ids) expect(world.account(id).status).toBe('inactive');
    expect(simulation.identityProvider.job).toBe('Active');
    expect([...simulation.site.requests.values()].map(({ reporter }) => reporter)).not.toContain(ids[0]);
    // The case, two pauses with a guard each, and the second account twice: before the pause, after it, and at the end.
    expect(service.executions()).toHaveLength(1 + 2 + 2 + ids.length);
    const said = JSON.stringify(service.executions());
    expect(said).not.toMatch(/@contoso\.com/);
    for (const key of Object.values(KEYS)) expect(said).not.toContain(key);
  } finally {
    await service.close();
  }
}, 60_000);
