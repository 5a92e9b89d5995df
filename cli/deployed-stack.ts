import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { errorText } from '../core/error-code.ts';

export const STACK = 'BillableDrift';

/** A deployment as CloudFormation knows it. */
export interface DeployedStack {
  readonly status: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly resources: readonly DeployedResource[];
}

export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/**
 * Reads a stack with the AWS credentials and the region of this shell.
 *
 * @throws Error in one sentence if there is no such stack, or no credentials
 */
export async function readStack(name: string): Promise<DeployedStack> {
  const client = new CloudFormationClient();
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
    const [stack] = Stacks ?? [];
    const outputs = (stack?.Outputs ?? []).flatMap(({ OutputKey, OutputValue }) =>
      OutputKey !== undefined && OutputValue !== undefined ? [[OutputKey, OutputValue] as const] : [],
    );
    const resources = (StackResources ?? []).flatMap(({ LogicalResourceId, ResourceType, PhysicalResourceId }) =>
      LogicalResourceId && ResourceType && PhysicalResourceId
        ? [{ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId }]
        : [],
    );
    return { status: stack?.StackStatus ?? 'unknown', outputs: new Map(outputs), resources };
  } catch (error) {
    const mend = 'are these the credentials and the region (AWS_REGION) of the deployment? --stack names another one';
    throw new Error(`the stack ${name} cannot be read (${errorText(error)}): ${mend}.`, { cause: error });
  } finally {
    client.destroy();
  }
}

/** Physical ids of one type, in the order of their logical ids. */
export function physicalIds({ resources }: DeployedStack, type: string): readonly string[] {
  return resources
    .filter((resource) => resource.type === type)
    .sort((one, other) => one.logicalId.localeCompare(other.logicalId))
    .map(({ physicalId }) => physicalId);
}

/** The aliases that outputs name, by the function's name: `drift` for the output `DriftFunction`. */
export function aliasesOf({ outputs }: DeployedStack): ReadonlyMap<string, string> {
  return new Map(
    [...outputs].flatMap(([output, alias]) => {
      const [, name] = /^(\w+)Function$/.exec(output) ?? [];
      return name === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), alias] as const];
    }),
  );
}
