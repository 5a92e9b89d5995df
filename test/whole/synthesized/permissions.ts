import * as z from 'zod';
import { resourcesOf, type Template } from './template.ts';

/** One action on one pattern of resources that a role allows. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** In a role: the patterns it is bound to, all if undefined. In a call: those it names, if it is a call of the table. */
  readonly partitions?: readonly string[];
}

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const policySchema = z.object({
  Roles: z.array(z.string()),
  PolicyDocument: z.object({
    // Strict: another condition, a denial or a NotAction would have to be understood first.
    Statement: z.array(
      z.strictObject({
        ...{ Effect: z.literal('Allow'), Sid: z.string().optional(), Action: texts, Resource: texts },
        Condition: z
          .strictObject({ 'ForAllValues:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': texts }) })
          .transform((condition) => condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'])
          .optional(),
      }),
    ),
  }),
});
const roleSchema = z.object({ ManagedPolicyArns: z.array(z.string()).default([]) });

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** What AWS's own policies allow, on everything. */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: LOGS,
  AWSLambdaBasicDurableExecutionRolePolicy: [
    ...LOGS,
    'lambda:CheckpointDurableExecution',
    'lambda:GetDurableExecutionState',
  ],
};

/** What a role may do, as synthesized: its policies, and what AWS's own policies add. */
export function permissionsOf(template: Template, role: string): readonly Permission[] {
  const own = resourcesOf(template, 'AWS::IAM::Policy', policySchema)
    .filter(({ properties }) => properties.Roles.includes(role))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource, Condition: partitions }) =>
      Action.flatMap((action) => Resource.map((resource) => ({ action, resource, ...(partitions && { partitions }) }))),
    );
  const managed = resourcesOf(template, 'AWS::IAM::Role', roleSchema)
    .filter(({ id }) => id === role)
    .flatMap(({ properties }) => properties.ManagedPolicyArns)
    .flatMap((arn) => MANAGED[arn.split('/').at(-1) ?? ''] ?? unknownPolicy(arn))
    .map((action) => ({ action, resource: '*' }));
  return [...own, ...managed];
}

function unknownPolicy(arn: string): never {
  throw new Error(`what ${arn} allows is not known here.`);
}

/** IAM's own wildcards: `*` is any text, `?` one character. */
export function covers({ action, resource, partitions }: Permission, asked: Permission): boolean {
  if (!matches(action, asked.action) || !matches(resource, asked.resource)) return false;
  const all = asked.partitions ?? [];
  return partitions === undefined || all.every((one) => partitions.some((pattern) => matches(pattern, one)));
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^$|()[\]{}\\/-]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(text);
}
