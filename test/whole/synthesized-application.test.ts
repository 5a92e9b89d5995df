import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { SIMULATED_KEY } from '../../local/simulation/server.ts';
import { functionsOf } from './synthesized/cloud.ts';
import { findFaults, metricsThatRang, unusedPermissions } from './synthesized/findings.ts';
import { ACTS, type Story, startStory } from './synthesized/story.ts';
import { type Assembly, synthesize } from './synthesized/synthesize.ts';
import { type Template, templateSchema } from './synthesized/template.ts';

/** The application as `cdk synth` writes it: its own names, rules, roles and variables, and its bundles as processes. */
let folder: string;
let assembly: Assembly;
let story: Story;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-synthesized-'));
  assembly = await synthesize(join(folder, 'assembly'));
  story = await startStory(assembly, folder);
}, 300_000);
afterAll(async () => {
  await story?.close();
  await rm(folder, { recursive: true });
}, 60_000);

test.each(ACTS)(
  '$at $what',
  async ({ at, does }) => {
    await story.cloud.skipTo(at);
    await does(story);
    expect(findFaults(assembly.template, story.cloud)).toEqual([]);
  },
  120_000,
);

test('all of it was told, each mail once to each', () => {
  const subjects = story.cloud.mails.map((eml) =>
    (/^Subject: (.*(?:\r?\n .*)*)$/m.exec(eml)?.[1] ?? '').replaceAll(/\r?\n /g, ' '),
  );
  const told = Object.entries(Object.groupBy(subjects, (subject) => subject)).map(([subject, all]) => [
    subject,
    all?.length,
  ]);
  expect(Object.fromEntries(told)).toEqual({
    'Guard, Contoso: the site token ends in 7 days': 1,
    'Guard, Contoso: 6 billable, 0 probably unplanned': 2,
    'Guard, Contoso: +5 paid accounts since 16 Nov, 11 billable': 2,
    'Guard, Contoso: the site token ends today': 1,
    'Guard, Contoso: 4 new paid accounts, 10 billable (+4)': 2,
    'Guard, Contoso: the site token has ended': 1,
    'Guard, Contoso: 0 new paid accounts, 2 gone, 8 billable (-2)': 2,
    'Guard, Contoso: cost trend to Sun 3 Jan 2027, 10 billable, 4 probably unplanned': 1,
    'Guard, Contoso: renews in 90 days, on Tue 30 Mar 2027; tier to order 6': 1,
  });
});

test('every function was called', () => {
  const called = new Set(story.cloud.invocations.map(({ functionId }) => functionId));
  const uncalled = functionsOf(assembly.template).filter(({ id }) => !called.has(id));
  expect(uncalled.map(({ name }) => name)).toEqual([]);
});

/** Allowed, and never called here; each with its reason. */
const UNCALLED: readonly { readonly sign: RegExp; readonly why: string }[] = [
  {
    sign: /^(drift|keys|report): ses:SendRawEmail on identity\/contoso\.com$/,
    why: 'here the address is verified; where only its domain is, SES asks for that',
  },
  {
    sign: /^(keys|report): s3:ListBucket /,
    why: 'S3 says "no such key" only to who may list; all their mails are there',
  },
];

test('nothing is allowed that is never called', () => {
  const unused = unusedPermissions(assembly.template, story.cloud);
  expect(unused.filter((one) => !UNCALLED.some(({ sign }) => sign.test(one)))).toEqual([]);
});

test('the alarms that this should ring have rung, and no other', () => {
  expect(metricsThatRang(assembly.template, story.cloud.log)).toEqual([
    'KeysExpiring',
    'MailsFailed',
    // Nobody counted for six weeks.
    'OrganizationsOverdue',
    'SnapshotsPartial',
  ]);
});

test('no name, no e-mail and no key in a log or an event', () => {
  const said = JSON.stringify([story.cloud.log, story.cloud.events, story.cloud.executions()]);
  expect(said).not.toMatch(/@contoso\.com|Abel|Brandt|Fischer/);
  expect(said).not.toContain(SIMULATED_KEY);
  expect(said.length).toBeGreaterThan(1000);
});

/** The template with one thing changed in one of its resources: text for text, and it has to be there. */
function broken(where: RegExp, from: string | RegExp, to: string): Template {
  const { template } = assembly;
  const [found] = Object.entries(template.Resources).filter(([id]) => where.test(id));
  const text = JSON.stringify(found);
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const [id, resource] = z.tuple([z.string(), z.unknown()]).parse(JSON.parse(changed));
  return templateSchema.parse({ ...template, Resources: { ...template.Resources, [id]: resource } });
}

test.each([
  {
    what: 'a variable under another name',
    where: /^DriftJobFunction[0-9A-F]{8}$/,
    from: '"ARCHIVE_URL"',
    to: '"ARCHIVE"',
    fault: 'drift gave up: the environment of this function is not right: ARCHIVE_URL: ',
  },
  {
    what: 'a variable that names another table',
    where: /^DispatchHourlyJobFunction[0-9A-F]{8}$/,
    from: /"HISTORY_TABLE":\{"Ref":"HistoryTable\w+"\}/,
    to: '"HISTORY_TABLE":"Elsewhere"',
    fault: 'dispatch may not dynamodb:Query on arn:aws:dynamodb:eu-central-1:111122223333:table/Elsewhere',
  },
  {
    what: 'a permission taken away',
    where: /^DriftJobFunctionServiceRoleDefaultPolicy/,
    from: '"dynamodb:PutItem",',
    to: '',
    fault: 'drift may not dynamodb:PutItem on ',
  },
  {
    what: 'a folder that may not be written',
    where: /^SnapshotJobFunctionServiceRoleDefaultPolicy/,
    from: /\/snapshots\/\*/g,
    to: '/snapshot/*',
    fault: 'snapshot may not s3:PutObject on ',
  },
  {
    what: 'an encryption key that may not be used',
    where: /^DispatchHourlyJobFunctionServiceRoleDefaultPolicy/,
    from: '"kms:Decrypt",',
    to: '',
    fault: 'dispatch may not kms:Decrypt on ',
  },
  {
    what: 'a pattern with another word',
    where: /^DriftSnapshotCompletedRule[0-9A-F]{8}$/,
    from: '"Snapshot Completed"',
    to: '"Snapshot Complete"',
    fault: 'nobody hears "Snapshot Completed" on ',
  },
  {
    what: 'a rule without leave to invoke',
    where: /^DeliveryMailEventRuleAllow/,
    from: 'events.amazonaws.com',
    to: 's3.amazonaws.com',
    fault: 'nobody hears "Email Sent" on default',
  },
])(
  '$what makes it fail',
  async ({ where, from, to, fault }) => {
    const template = broken(where, from, to);
    const other = await startStory({ ...assembly, template }, await mkdtemp(join(folder, 'broken-')));
    try {
      await other.cloud.passHours(1);
      expect(findFaults(template, other.cloud)).toContainEqual(expect.stringContaining(fault));
    } finally {
      await other.close();
    }
  },
  60_000,
);

test('a permission that nothing needs makes it fail', () => {
  const where = /^SnapshotJobFunctionServiceRoleDefaultPolicy/;
  const template = broken(where, '"dynamodb:GetItem",', '"dynamodb:GetItem","dynamodb:DeleteItem",');
  expect(unusedPermissions(template, story.cloud)).toContainEqual(
    expect.stringMatching(/^snapshot: dynamodb:DeleteItem on table\//),
  );
});
