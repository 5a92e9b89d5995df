import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadDeployment, readDeployment } from '../../lib/deployment-settings.ts';
import { exampleSettings } from './stack.ts';

const perfect = { region: 'eu-central-1', sender: 'guard@contoso.com', alarmRecipients: ['it@contoso.com'] };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('perfect settings are read; unless somebody says otherwise nobody else sends, logs are kept for 30 days, nothing is remediated', () => {
  expect(readDeployment({ deployment: perfect })).toEqual({
    valid: true,
    deployment: { ...perfect, senders: [], logRetentionDays: 30, remediation: 'off', answerPage: 'off', tags: {} },
  });
});

test('the example is right', () => {
  expect(readDeployment(exampleSettings())).toMatchObject({ valid: true });
});

describe('a problem names the path of its field', () => {
  test.each([
    [{ region: 'Frankfurt' }, 'deployment.region: an AWS region such as eu-central-1'],
    [{ account: 123456789012 }, 'deployment.account: text is expected, not a number'],
    [{ account: '1234' }, 'deployment.account: the 12 digits of an AWS account, in quotes'],
    [{ sender: 'Guard' }, 'deployment.sender: an e-mail address such as ada@contoso.com is expected'],
    [{ alarmRecipients: [] }, 'deployment.alarmRecipients: a list of at least 1 entry is expected'],
    [
      { alarmRecipients: ['it@contoso.com', 'me'] },
      'deployment.alarmRecipients[1]: an e-mail address such as ada@contoso.com is expected',
    ],
    [{ logRetentionDays: 31 }, expect.stringMatching(/^deployment\.logRetentionDays: one of .* 1, 3, 5, 7, 14, 30, /)],
    [
      { chat: { slack: { workspaceId: 'T0', channelId: '#ops' } } },
      'deployment.chat.slack.channelId: an ID of Slack such as C061EG9SL, from the link of the channel',
    ],
    [{ chat: {} }, expect.stringMatching(/^deployment\.chat: either "slack"/)],
    [{ tags: { team: 1 } }, 'deployment.tags.team: text is expected, not a number'],
    [
      { answerPage: 'on' },
      'deployment.answerPage: nobody is asked while deployment.remediation is off: switch that on too',
    ],
    [{ alarmRecipient: [] }, 'deployment: there is no field "alarmRecipient"; correct the name, or take it out'],
  ])('%j', (change, problem) => {
    expect(readDeployment({ deployment: { ...perfect, ...change } })).toEqual({ valid: false, problems: [problem] });
  });

  test.each(['@fabrikam.com', 'Fabrikam.com', 'fabrikam', 'https://fabrikam.com', '*.fabrikam.com'])(
    'an identity that is none: %s',
    (identity) => {
      const deployment = { ...perfect, senders: ['guard@fabrikam.com', 'fabrikam.com', identity] };
      const problem = 'deployment.senders[2]: an address or a domain, in small letters, without @ before it';
      expect(readDeployment({ deployment })).toEqual({ valid: false, problems: [problem] });
    },
  );

  test.each([[null], ['text'], [{}], [{ organizations: [] }]])('a document that is none: %j', (document) => {
    expect(readDeployment(document)).toMatchObject({ valid: false });
  });
});

test('a file that is not there, or not JSON, is a problem that says what to do', async () => {
  const file = join(folder, 'broken.json');
  await writeFile(file, '{ "deployment": ');
  expect(loadDeployment(file)).toMatchObject({
    valid: false,
    problems: [expect.stringContaining('it is not JSON')],
  });
  expect(loadDeployment(join(folder, 'none.json'))).toMatchObject({
    valid: false,
    problems: [expect.stringContaining('lib/example-settings.json')],
  });
});

test('without settings the app ends with one sentence', async () => {
  const context = JSON.stringify({ config: join(folder, 'none.json') });
  const env = { ...process.env, NODE_OPTIONS: '', CDK_CONTEXT_JSON: context, CDK_OUTDIR: folder };
  const outcome = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, ['bin/app.ts'], { env }, (error, _, stderr) => resolve({ code: error?.code, stderr }));
  });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toMatch(/^\S*none\.json: it is not there: .*-c config=FILE\.\n$/);
});
