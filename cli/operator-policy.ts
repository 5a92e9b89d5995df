import { ARCHIVE_FOLDERS } from '../lambdas/clients/archive-keys.ts';
import { SECRET_PREFIX } from '../local/function-environment.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { aliasesOf, type DeployedStack, physicalIds, readStack } from './deployed-stack.ts';

export interface OperatorPolicyOptions {
  readonly organization: string;
  readonly stack: string;
  /** Leaves out all that changes something. */
  readonly readOnly?: boolean;
}

/** Where a deployment is and what its stores are called. */
interface Deployment {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly table: string;
  readonly bucket: string;
  readonly key: string;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Condition;
}

/** Operator, then key, then what it may be. */
type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

const ORGANIZATION_ID = /^[A-Za-z0-9-]{1,64}$/;

/** `operator-policy`: prints what IAM is to allow somebody who looks after one organization of a deployment. */
export async function printOperatorPolicy(options: OperatorPolicyOptions, context: CommandContext): Promise<number> {
  const { organization, stack, readOnly = false } = options;
  // A wildcard in an id would open every organization.
  if (!ORGANIZATION_ID.test(organization)) {
    throw new UsageError(`--organization ${organization} is not an organization id: letters, digits and dashes.`);
  }
  const deployment = deploymentOf(await readStack(stack), stack);
  context.emit(JSON.stringify(operatorPolicy(deployment, organization, readOnly), null, 2));
  return 0;
}

function deploymentOf(stack: DeployedStack, name: string): Deployment {
  const [, partition, region, account] =
    /^arn:([^:]+):lambda:([^:]+):(\d+):/.exec(aliasesOf(stack).get('drift') ?? '') ?? [];
  const table = stack.outputs.get('HistoryTable');
  const [bucket] = physicalIds(stack, 'AWS::S3::Bucket');
  const [key] = physicalIds(stack, 'AWS::KMS::Key');
  if (!partition || !region || !account || !table || !bucket || !key) {
    throw new Error(`the stack ${name} is not a deployment of billable-drift, or not a whole one: npm run deploy.`);
  }
  return { partition, region, account, table, bucket, key };
}

/**
 * What somebody who looks after one organization may do: read its rows and its part of the archive, and, unless
 * `readOnly`, enter bills, exclusions and settings, hand in a people file, and put keys without being able to read one.
 * Cases are decided through the function that asks who decides, and so are never written here.
 */
export function operatorPolicy(deployment: Deployment, organization: string, readOnly: boolean): PolicyDocument {
  const { partition, region, account, key } = deployment;
  const services = ['dynamodb', 's3', ...(readOnly ? [] : ['secretsmanager'])];
  const useOfKey: Statement = {
    Sid: 'UseTheKeyThroughTheStores',
    Effect: 'Allow',
    Action: [
      'kms:Decrypt',
      'kms:DescribeKey',
      ...(readOnly ? [] : ['kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*']),
    ],
    Resource: `arn:${partition}:kms:${region}:${account}:key/${key}`,
    Condition: { StringEquals: { 'kms:ViaService': services.map((one) => `${one}.${region}.amazonaws.com`) } },
  };
  const reading = [...readStores(deployment, organization), useOfKey];
  return {
    Version: '2012-10-17',
    Statement: readOnly ? reading : [...reading, ...changeStores(deployment, organization)],
  };
}

function readStores(deployment: Deployment, organization: string): readonly Statement[] {
  const bucket = `arn:${deployment.partition}:s3:::${deployment.bucket}`;
  const folders = ARCHIVE_FOLDERS.map((folder) => `${folder}/${organization}/*`);
  return [
    {
      Sid: 'ReadTheHistory',
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      Resource: tableArn(deployment),
      Condition: ofPartitions(`ORG#${organization}`, `ACCOUNT#${organization}#*`, `CASE#${organization}#*`),
    },
    {
      Sid: 'ReadTheArchive',
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: folders.map((folder) => `${bucket}/${folder}`),
    },
    {
      Sid: 'ListTheArchive',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: bucket,
      Condition: { StringLike: { 's3:prefix': folders } },
    },
  ];
}

function changeStores(deployment: Deployment, organization: string): readonly Statement[] {
  const { partition, region, account, bucket } = deployment;
  return [
    {
      Sid: 'EnterIntoTheHistory',
      Effect: 'Allow',
      Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
      Resource: tableArn(deployment),
      Condition: ofPartitions(`ORG#${organization}`),
    },
    {
      Sid: 'HandInAPeopleFile',
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: `arn:${partition}:s3:::${bucket}/people/${organization}/*`,
    },
    {
      Sid: 'PutKeysUnread',
      Effect: 'Allow',
      Action: ['Create', 'Describe', 'Delete', 'Restore']
        .map((verb) => `secretsmanager:${verb}Secret`)
        .concat('secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'),
      Resource: `arn:${partition}:secretsmanager:${region}:${account}:secret:${SECRET_PREFIX}/${organization}/*`,
    },
  ];
}

function tableArn({ partition, region, account, table }: Deployment): string {
  return `arn:${partition}:dynamodb:${region}:${account}:table/${table}`;
}

/** "For all values" is true where there are none: a call without a partition is shut out by the second line. */
function ofPartitions(...partitions: readonly string[]): Condition {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}
