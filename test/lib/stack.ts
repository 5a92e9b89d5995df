import { readFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { BillableDriftStack } from '../../lib/billable-drift-stack.ts';
import { readDeployment } from '../../lib/deployment-settings.ts';

const cdkFile = z.object({ context: z.record(z.string(), z.unknown()) });
const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});

export interface FoundResource {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
}

export const exampleSettings = (): unknown => JSON.parse(readFileSync('lib/example-settings.json', 'utf8'));

/** The example with everything in it that is off by default. */
export function fullSettings(): unknown {
  const settings = { ...Object(exampleSettings()) };
  return { ...settings, deployment: { ...settings.deployment, remediation: 'on', answerPage: 'on' } };
}

/** The stack of a settings document, without bundling, under the feature flags of cdk.json. */
export function createStack(settings: unknown = fullSettings(), outdir?: string): Stack {
  const reading = readDeployment(settings);
  if (!reading.valid) throw new Error(reading.problems.join('; '));
  const { context } = cdkFile.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const app = new App({ ...(outdir && { outdir }), context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  return new BillableDriftStack(app, 'BillableDrift', { deployment: reading.deployment });
}

export function resourcesOf(template: Template, type: string): readonly FoundResource[] {
  return Object.entries(template.findResources(type)).map(([logicalId, found]) => {
    const { Properties, DeletionPolicy } = resource.parse(found);
    return { logicalId, properties: Properties, deletionPolicy: DeletionPolicy };
  });
}

const statement = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown().optional(),
  Condition: z.record(z.string(), z.unknown()).optional(),
});
const document = z.object({ Statement: z.array(statement) });

export interface FoundStatement {
  /** The policy it is in. */
  readonly policy: string;
  /** The role of a policy of IAM; the policy itself where it is a resource's own. */
  readonly role: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly condition: Readonly<Record<string, unknown>> | undefined;
}

/** What the roles may do: all statements of the policies of IAM that allow something. */
export function allowedTo(template: Template): readonly FoundStatement[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ logicalId, properties }) => {
    const { Ref: role } = z.array(z.object({ Ref: z.string() })).parse(properties.Roles)[0] ?? { Ref: '' };
    return document
      .parse(properties.PolicyDocument)
      .Statement.filter(({ Effect }) => Effect === 'Allow')
      .map(({ Action, Resource, Condition }) => ({
        policy: logicalId,
        role,
        actions: [Action].flat(),
        resources: [Resource].flat(),
        condition: Condition,
      }));
  });
}

/** The text of an ARN, with references as `${LogicalId}`. */
export function arnText(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value);
  if (join.success) {
    const [separator, parts] = join.data['Fn::Join'];
    return parts.map(arnText).join(separator);
  }
  const ref = z.object({ Ref: z.string() }).safeParse(value);
  if (ref.success) return `\${${ref.data.Ref}}`;
  const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).safeParse(value);
  if (attribute.success) return `\${${attribute.data['Fn::GetAtt'].join('.')}}`;
  throw new Error(`not an ARN: ${JSON.stringify(value)}`);
}
