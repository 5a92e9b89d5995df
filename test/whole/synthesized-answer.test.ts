import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listEvents } from '../../lambdas/clients/history/cases.ts';
import { listExclusions } from '../../lambdas/clients/history/exclusions.ts';
import { SIMULATED_REMEDIATION_KEY } from '../../local/simulation/remedy-replies.ts';
import { SIMULATED_KEY, SIMULATED_ORGANIZATION } from '../../local/simulation/server.ts';
import { type AnswerStory, startAnswerStory, synthesizeFull } from './synthesized/answer-story.ts';
import { findFaults, unusedPermissions } from './synthesized/findings.ts';
import type { Assembly } from './synthesized/synthesize.ts';

/** The application as it is synthesized with remediation and the answer page: each call held against its role. */
let folder: string;
let assembly: Assembly;
let story: AnswerStory;
let asked: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-answer-'));
  assembly = await synthesizeFull(folder);
  story = await startAnswerStory(assembly, folder);
  asked = await story.findHolders();
}, 300_000);
afterAll(async () => {
  await story?.close();
  await rm(folder, { recursive: true });
}, 60_000);

const kindsOf = async (id: string) =>
  (await listEvents(story.cloud.history, { organization: SIMULATED_ORGANIZATION, id })).map(({ kind }) => kind);

test('two holders are mailed, and answer on their page: both are kept until the renewal', async () => {
  expect(asked).toHaveLength(2);
  story.holdersSay('use-it');
  const id = await story.carryOut('leave-or-delete-workspace', asked);
  expect(story.pages.map(({ statusCode }) => statusCode)).toEqual([200, 303, 200, 303]);
  expect((await kindsOf(id)).filter((kind) => kind === 'answered')).toHaveLength(2);
  const exclusions = await listExclusions(story.cloud.history, SIMULATED_ORGANIZATION);
  expect(exclusions.map(({ accountId }) => accountId).sort()).toEqual([...asked].sort());
  expect(story.cloud.mails.filter((eml) => eml.includes('Do you still need')).length).toBeGreaterThanOrEqual(2);
  expect(findFaults(assembly.template, story.cloud)).toEqual([]);
}, 120_000);

/** Allowed, and never called here; each with its reason. Of the other functions the story of every week tells. */
const UNCALLED: readonly { readonly sign: RegExp; readonly why: string }[] = [
  {
    sign: /^remediate: ses:SendRawEmail on identity\/(contoso\.com|guard@contoso\.com)$/,
    why: 'this organization has a sender of its own',
  },
  { sign: /^remediate: s3:ListBucket /, why: 'S3 says "no such key" only to who may list; all is there' },
  {
    sign: /^remediate: s3:GetObject on \S+\/baseline\//,
    why: 'only where the parts of a snapshot are past their 35 days',
  },
  { sign: /^remediate: lambda:InvokeFunction /, why: 'cases that go account by account start an execution for each' },
  {
    sign: /^remediate: secretsmanager:GetSecretValue on secret:.*\/(remediation|idp|jira|scim)/,
    why: 'a case that only asks needs none of these keys; the runbooks that do are shown in test/lambdas/remediate',
  },
];

test('decide, remediate and answer are allowed nothing that is never called', () => {
  const unused = unusedPermissions(assembly.template, story.cloud).filter((one) =>
    /^(decide|remediate|answer): /.test(one),
  );
  expect(unused.filter((one) => !UNCALLED.some(({ sign }) => sign.test(one)))).toEqual([]);
});

test('the page reached rows of tokens and answers, and was refused nothing', () => {
  const page = story.cloud.calls.filter(({ caller }) => caller.startsWith('AnswerJob'));
  const partitions = page.flatMap(({ asked: rows }) => rows.flatMap(({ partitions: found }) => found ?? []));
  expect(new Set(partitions.map((partition) => partition.split('#')[0]))).toEqual(new Set(['TOKEN', 'ANSWER']));
  expect(page.filter(({ denied }) => denied)).toEqual([]);
});

test('no name, no address, no token and no key in a log or an event', () => {
  const said = JSON.stringify([story.cloud.log, story.cloud.events, story.cloud.executions()]);
  for (const id of asked) {
    const { name = '', email } = story.simulation.world.accounts.get(id) ?? {};
    expect(said).not.toContain(name);
    expect(said).not.toContain(email);
  }
  const tokens = story.cloud.mails.flatMap(
    (eml) => /on\.aws\/([\w-]{43})/.exec(eml.replaceAll(/=\r?\n/g, ''))?.[1] ?? [],
  );
  expect(tokens.length).toBeGreaterThanOrEqual(2);
  for (const secret of [...tokens, SIMULATED_KEY, SIMULATED_REMEDIATION_KEY]) expect(said).not.toContain(secret);
});
