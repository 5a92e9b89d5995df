const REGION_AND_ACCOUNT = 'local:000000000000';

export interface FunctionName {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const PATTERN = /^(?:(?:arn:[^:]+:lambda:[^:]*:)?\d{12}:function:|function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/;

/**
 * Reads `name`, `name:qualifier`, or either of them as an ARN, whole or in part.
 *
 * @returns undefined if it is none of these, or two qualifiers contradict each other
 */
export function readFunctionName(text: string, otherQualifier?: string): FunctionName | undefined {
  const [, name, qualifier] = PATTERN.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (qualifier !== undefined && otherQualifier !== undefined && qualifier !== otherQualifier) return undefined;
  return { name, qualifier: qualifier ?? otherQualifier };
}

export function functionArn({ name, qualifier }: FunctionName): string {
  return `arn:aws:lambda:${REGION_AND_ACCOUNT}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
}

// An alias points to a version; on one machine there is one version of each function, the first.
export function functionVersion(qualifier: string | undefined): string {
  if (qualifier === undefined || qualifier === '$LATEST') return '$LATEST';
  return /^\d+$/.test(qualifier) ? qualifier : '1';
}

/** As in AWS, it names the version that runs, never the alias. */
export function executionArn(target: FunctionName, executionName: string, id: string): string {
  const version = functionVersion(target.qualifier);
  return `${functionArn({ name: target.name, qualifier: version })}/durable-execution/${executionName}/${id}`;
}
