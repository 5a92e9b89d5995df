import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { organizationSchema } from '../../core/settings.ts';
import { listCases, listEvents } from '../../lambdas/clients/history/cases.ts';
import { putSettings } from '../../lambdas/clients/history/organizations.ts';
import { SIMULATED_REMEDIATION_KEY } from '../../local/simulation/remedy-replies.ts';
import { SIMULATED_ORGANIZATION as ORGANIZATION } from '../../local/simulation/server.ts';
import { isBillable } from '../../local/simulation/world.ts';
import { ANNA, BEN } from '../cases.ts';
import { exampleSettings } from '../lib/stack.ts';
import { findFaults, metricsThatRang, unusedPermissions } from './synthesized/findings.ts';
import { BEGIN, type Story, startStory } from './synthesized/story.ts';
import { type Assembly, synthesize } from './synthesized/synthesize.ts';

/** The application with remediation switched on, as `cdk synth` writes it: a case is proposed, approved, worked, proven. */
let folder: string;
let assembly: Assembly;
let story: Story;
let accountIds: readonly string[];
let answer: z.output<typeof answered>;

const answered = z.object({ case: z.string(), plan: z.string(), state: z.string() });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-remediation-'));
  const settings = join(folder, 'settings.json');
  const { deployment, ...others } = z.looseObject({ deployment: z.looseObject({}) }).parse(exampleSettings());
  await writeFile(settings, JSON.stringify({ ...others, deployment: { ...deployment, remediation: 'on' } }));
  assembly = await synthesize(join(folder, 'assembly'), settings);
  story = await startStory(assembly, folder);
  await story.cloud.secrets.change((secrets) => {
    const versions = { first: { value: SIMULATED_REMEDIATION_KEY, stages: ['AWSCURRENT'] } };
    secrets[`billable-drift/${ORGANIZATION}/remediation`] = { versions };
  });
  const remediation = { switch: 'on', automated: ['deactivate'], approvers: [ANNA, BEN] };
  const limits = { perCase: { percent: 100 }, perDay: { percent: 100 } };
  const one = { id: ORGANIZATION, name: 'Contoso', sites: ['contoso.atlassian.net'] };
  const applied = organizationSchema.parse({ ...one, remediation: { ...remediation, limits } });
  await putSettings(story.cloud.history, applied, BEGIN);
}, 300_000);
afterAll(async () => {
  await story?.close();
  await rm(folder, { recursive: true });
}, 60_000);

const events = async () => listEvents(story.cloud.history, { organization: ORGANIZATION, id: answer.case });

test('a snapshot, and a case of two accounts that Anna proposes', async () => {
  await story.cloud.passHours(1);
  accountIds = [...story.simulation.world.accounts.values()]
    .filter((account) => isBillable(account) && !account.synced && account.email !== null)
    .slice(-2)
    .map(({ id }) => id)
    .sort();
  const command = { action: 'propose', option: 'deactivate', accountIds };
  const { status, body } = await story.cloud.post('DecideUrl', ANNA, { organization: ORGANIZATION, command });
  expect({ status, body }).toMatchObject({ status: 200, body: { accepted: true, state: 'proposed' } });
  answer = answered.parse(body);
  expect(await listCases(story.cloud.history, ORGANIZATION)).toMatchObject([
    { proposedBy: ANNA, plan: { accountIds } },
  ]);
}, 120_000);

test('a forged "Case Approved" begins nothing', async () => {
  const forged = { source: 'billable-drift', 'detail-type': 'Case Approved' };
  const detail = { organization: ORGANIZATION, case: answer.case };
  await story.cloud.invoke('RemediateFunction', { ...forged, detail });
  expect((await events()).map(({ kind }) => kind)).toEqual(['proposed']);
  expect(story.simulation.writes).toEqual([]);
}, 60_000);

test('Anna cannot approve it, Ben does, and it is carried out', async () => {
  const command = { action: 'approve', case: answer.case, plan: answer.plan };
  const request = { organization: ORGANIZATION, command };
  expect(await story.cloud.post('DecideUrl', ANNA, request)).toMatchObject({ status: 409, body: { accepted: false } });
  expect(await story.cloud.post('DecideUrl', BEN, request)).toMatchObject({ status: 200, body: { accepted: true } });
  expect(story.simulation.writes).toEqual(accountIds.map((id) => `disable ${id}`));
  expect((await events()).at(-1)).toMatchObject({ kind: 'finished' });
  expect(findFaults(assembly.template, story.cloud)).toEqual([]);
}, 120_000);

test('two days later the next complete snapshot proves it', async () => {
  await story.cloud.passHours(49);
  expect((await events()).at(-1)).toMatchObject({
    kind: 'proved',
    proofs: accountIds.map((accountId) => ({ accountId, result: 'verified' })),
  });
  expect(findFaults(assembly.template, story.cloud)).toEqual([]);
}, 300_000);

/** What no act here needs, and which option does. */
const UNCALLED: readonly { readonly sign: RegExp; readonly why: string }[] = [
  {
    sign: /^remediate: (ses:|s3:\w+ on \w+\/mail\/)/,
    why: 'option 3 mails the holders: test/lambdas/remediate/ask-holders.test.ts',
  },
  {
    sign: /^remediate: s3:GetObject on \w+\/baseline\//,
    why: 'of a snapshot past its lifecycle only the baseline is left',
  },
  { sign: /^remediate: s3:ListBucket /, why: 'S3 says "no such key" only to who may list; all its objects are there' },
  { sign: /^remediate: secretsmanager:GetSecretValue on .*\/idp-/, why: 'options 2b and 6 pause provisioning' },
  { sign: /^remediate: secretsmanager:GetSecretValue on .*\/jira-/, why: 'options 5 and 6 move what people reported' },
  { sign: /^remediate: lambda:InvokeFunction /, why: 'options 2b and 6 hand each account to an execution of its own' },
];

test('nothing is allowed to decide and remediate that they never call', () => {
  const unused = unusedPermissions(assembly.template, story.cloud).filter((one) => /^(decide|remediate): /.test(one));
  expect(unused.filter((one) => !UNCALLED.some(({ sign }) => sign.test(one)))).toEqual([]);
});

test('no alarm of a case has rung', () => {
  const rang = metricsThatRang(assembly.template, story.cloud.log);
  expect(rang.filter((metric) => /^(Cases|Provisioning)/.test(metric))).toEqual([]);
});

test('no name, no e-mail and no key in a log, an event or a checkpoint', () => {
  const said = JSON.stringify([story.cloud.log, story.cloud.events, story.cloud.executions()]);
  expect(said).not.toMatch(/@contoso\.com|Abel|Brandt|Fischer/);
  expect(said).not.toContain(SIMULATED_REMEDIATION_KEY);
});
