import * as z from 'zod';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

export const templateSchema = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

/** A template as it is synthesized, references and all. */
export type Template = z.output<typeof templateSchema>;
export type Resource = z.output<typeof resource>;

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackName': 'BillableDrift',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What the service gives a resource: its name and its ARN, by type. Resources that nothing refers to need no entry. */
const IDENTITIES: Readonly<Record<string, (id: string, properties: Resource['Properties']) => Identity>> = {
  'AWS::DynamoDB::GlobalTable': (id) => named(id, `dynamodb:${REGION}:${ACCOUNT}:table/`),
  'AWS::S3::Bucket': (id) => named(id.toLowerCase(), 's3:::'),
  'AWS::KMS::Key': (id) => named(id, `kms:${REGION}:${ACCOUNT}:key/`),
  'AWS::KMS::Alias': (_, { AliasName }) => ({ ref: String(AliasName), arn: '' }),
  'AWS::IAM::Role': (id) => named(id, `iam::${ACCOUNT}:role/`),
  'AWS::Events::EventBus': (_, { Name }) => named(String(Name), `events:${REGION}:${ACCOUNT}:event-bus/`),
  'AWS::Events::Rule': (id) => named(id, `events:${REGION}:${ACCOUNT}:rule/`),
  'AWS::Lambda::Function': (id) => named(id, `lambda:${REGION}:${ACCOUNT}:function:`),
  'AWS::Logs::LogGroup': (id) => named(id, `logs:${REGION}:${ACCOUNT}:log-group:`),
  'AWS::SES::ConfigurationSet': (id) => named(id, `ses:${REGION}:${ACCOUNT}:configuration-set/`),
  'AWS::SNS::Topic': (id) => {
    const { arn } = named(id, `sns:${REGION}:${ACCOUNT}:`);
    return { ref: arn, arn };
  },
  'AWS::SQS::Queue': (id) => {
    const { arn } = named(id, `sqs:${REGION}:${ACCOUNT}:`);
    return { ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${id}`, arn };
  },
};

interface Identity {
  readonly ref: string;
  readonly arn: string;
}

function named(ref: string, arn: string): Identity {
  return { ref, arn: `arn:aws:${arn}${ref}` };
}

const refSchema = z.strictObject({ Ref: z.string() });
const attributeSchema = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const joinSchema = z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const splitSchema = z.strictObject({ 'Fn::Split': z.tuple([z.string(), z.unknown()]) });
const selectSchema = z.strictObject({ 'Fn::Select': z.tuple([z.coerce.number(), z.unknown()]) });
const subSchema = z.strictObject({ 'Fn::Sub': z.string() });
const objectSchema = z.record(z.string(), z.unknown());

/** What CloudFormation does with a template: every reference becomes the name or the ARN that it stands for. */
export function resolve({ Resources }: Template, value: unknown): unknown {
  const again = (inner: unknown) => resolve({ Resources, Outputs: {} }, inner);
  if (Array.isArray(value)) return value.map(again);
  const ref = refSchema.safeParse(value);
  if (ref.success) return PSEUDO[ref.data.Ref] ?? refOf(Resources, ref.data.Ref, again);
  const attribute = attributeSchema.safeParse(value);
  if (attribute.success) return attributeOf(Resources, ...attribute.data['Fn::GetAtt']);
  const join = joinSchema.safeParse(value);
  if (join.success) return z.array(z.string()).parse(again(join.data['Fn::Join'][1])).join(join.data['Fn::Join'][0]);
  const split = splitSchema.safeParse(value);
  if (split.success) return String(again(split.data['Fn::Split'][1])).split(split.data['Fn::Split'][0]);
  const select = selectSchema.safeParse(value);
  if (select.success)
    return z.array(z.unknown()).parse(again(select.data['Fn::Select'][1]))[select.data['Fn::Select'][0]];
  const sub = subSchema.safeParse(value);
  if (sub.success) return sub.data['Fn::Sub'].replaceAll(/\$\{([^}]+)\}/g, (_, name) => String(again({ Ref: name })));
  const object = objectSchema.safeParse(value);
  if (!object.success) return value;
  const [unknown] = Object.keys(object.data).filter((key) => key.startsWith('Fn::'));
  if (unknown) throw new Error(`the template uses ${unknown}, which is not resolved here.`);
  return Object.fromEntries(Object.entries(object.data).map(([key, inner]) => [key, again(inner)]));
}

function refOf(resources: Template['Resources'], id: string, again: (inner: unknown) => unknown): string {
  const found = resources[id];
  // An alias stands for its own ARN: the function's, with the alias' name.
  if (found?.Type === 'AWS::Lambda::Alias') {
    const functionName = String(again(found.Properties.FunctionName));
    return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}:${String(found.Properties.Name)}`;
  }
  return identityOf(resources, id).ref;
}

function attributeOf(resources: Template['Resources'], id: string, attribute: string): string {
  if (resources[id]?.Type === 'AWS::Lambda::Version') return '1';
  if (resources[id]?.Type === 'AWS::Lambda::Url') return `https://${id.toLowerCase()}.lambda-url.${REGION}.on.aws/`;
  if (attribute !== 'Arn' && attribute !== 'TopicArn') throw new Error(`${id}.${attribute} is not known here.`);
  return identityOf(resources, id).arn;
}

function identityOf(resources: Template['Resources'], id: string): Identity {
  const found = resources[id];
  const identity = found && IDENTITIES[found.Type]?.(id, found.Properties);
  if (!identity) throw new Error(`the template refers to ${id} (${found?.Type}), which is not known here.`);
  return identity;
}

/** The resources of one type, with every reference resolved. */
export function resourcesOf<Schema extends z.ZodType>(
  template: Template,
  type: string,
  schema: Schema,
): readonly { readonly id: string; readonly properties: z.output<Schema> }[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => ({ id, properties: schema.parse(resolve(template, Properties)) }));
}

/** A resource's own ARN. */
export function arnOf({ Resources }: Template, id: string): string {
  return identityOf(Resources, id).arn;
}
