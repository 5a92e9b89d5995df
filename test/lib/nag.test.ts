import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { createStack } from './stack.ts';

/** What the rules of AwsSolutions find fault with. Nothing is suppressed: every finding is here, with why it stays. */
const ACCEPTED: readonly { readonly rule: RegExp; readonly where: RegExp; readonly why: string }[] = [
  {
    rule: /^AwsSolutions-S1$/,
    where: /^Archive\/Bucket\/Resource$/,
    why: 'an access log would be a second bucket to guard; who reads names is told by data events of CloudTrail, which are the account’s to switch on',
  },
  {
    rule: /^AwsSolutions-IAM4\[Policy::\S+\/AWSLambdaBasicExecutionRole\]$/,
    where: /\/Function\/ServiceRole\/Resource$/,
    why: 'writing the log, which AWS keeps up to date with what Lambda needs',
  },
  {
    rule: /^AwsSolutions-IAM4\[Policy::\S+\/AWSLambdaBasicDurableExecutionRolePolicy\]$/,
    where: /^(Snapshot|Remediation)\/.*\/ServiceRole\/Resource$/,
    why: 'writing the log, and checkpoints, whose ARN is known only once the execution is there',
  },
  {
    rule: /^AwsSolutions-IAM5\[Action::kms:(GenerateDataKey|ReEncrypt)\*\]$/,
    where: /\/ServiceRole\/DefaultPolicy\/Resource$/,
    why: 'on the one key of this deployment: what DynamoDB asks of whoever writes to a table under it',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<ArchiveBucket\w+\.Arn>\/[a-z]+\/\*\]$/,
    where: /\/ServiceRole\/DefaultPolicy\/Resource$/,
    why: 'one folder of the archive: its objects are named by organization and instant',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:secretsmanager:\S+:secret:billable-drift\/\*\/[a-z]+(-\*)?-\?{6}\]$/,
    where: /\/ServiceRole\/DefaultPolicy\/Resource$/,
    why: 'the keys of one kind, of all organizations: the template knows none of them by name',
  },
  {
    rule: /^AwsSolutions-SQS3$/,
    where: /\/NotHandedOver\/Resource$/,
    why: 'it is a dead-letter queue itself, of a rule, where the check does not look',
  },
];

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(
        z.object({ ruleName: z.string(), violatingConstructs: z.array(z.object({ constructPath: z.string() })) }),
      ),
    }),
  ),
});

let folder: string;
let findings: readonly { readonly rule: string; readonly where: string }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-nag-'));
  const app = createStack(undefined, folder).node.root;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  findings = await findingsOf(app);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

async function findingsOf(app: ReturnType<typeof createStack>['node']['root']) {
  // Findings make it throw once the report is written; here they are what is looked at.
  expect(() => Object(app).synth()).toThrow();
  const report = reportSchema.parse(JSON.parse(await readFile(join(folder, 'validation-report.json'), 'utf8')));
  const [nag] = report.pluginReports.filter(({ pluginName }) => pluginName === 'AwsSolutions');
  return (nag?.violations ?? []).flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({
      rule: ruleName,
      where: constructPath.replace(/^BillableDrift\//, ''),
    })),
  );
}

test('every finding is accepted for a reason of its own', () => {
  const accepting = ({ rule, where }: (typeof findings)[number]) =>
    ACCEPTED.filter((one) => one.rule.test(rule) && one.where.test(where));
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.filter((finding) => accepting(finding).length !== 1)).toEqual([]);
});

test.each(ACCEPTED)('$rule is still found', ({ rule, where }) => {
  expect(findings.filter((finding) => rule.test(finding.rule) && where.test(finding.where))).not.toEqual([]);
});
