import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, type IPrincipal, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnFunction,
  type DurableConfig,
  FunctionBase,
  type IFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import type { EnvironmentInput, FunctionName } from '../lambdas/runtime/environment.ts';
import type { Alarms, Consequence } from './alarms.ts';
import { bundlingOf, entryOf } from './bundling.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EncryptionKey } from './encryption-key.ts';

/** What all functions of a deployment share. */
export interface Operation {
  readonly alarms: Alarms;
  readonly logRetention: RetentionDays;
  readonly encryptionKey: EncryptionKey;
}

export interface JobFunctionProps<Name extends FunctionName> extends Consequence {
  readonly operation: Operation;
  /** Its folder under lambdas/, and its schema among the environments. */
  readonly name: Name;
  readonly environment: EnvironmentInput<Name>;
  /** In MB; Lambda gives CPU in proportion, a whole one at 1,769. */
  readonly memorySize: number;
  /** Of one invocation; a durable execution may span many. */
  readonly timeout: Duration;
  /** How often Lambda tries an event again after the function has failed on it. */
  readonly retryAttempts: 0 | 1 | 2;
  /** How long an event may wait for its turn. */
  readonly maxEventAge: Duration;
  /**
   * How many may run at once, taken from what the account may run: a brake for what is open to the internet.
   *
   * @default - as many as the account lets
   */
  readonly reservedConcurrency?: number;
  /**
   * Create-time only: adding it to a function that is there replaces that function.
   *
   * @default - an ordinary function
   */
  readonly durable?: DurableConfig;
}

/** A function the way all of them are: reached through its alias `live`, with logs, a dead-letter queue and alarms. */
export class JobFunction<Name extends FunctionName = FunctionName> extends Construct implements IGrantable {
  /** Everyone invokes this: a durable function refuses an unqualified name. */
  readonly alias: IFunction;
  readonly grantPrincipal: IPrincipal;
  readonly alarms: Alarms;
  readonly consequence: Consequence;
  readonly #function: NodejsFunction;

  constructor(scope: Construct, id: string, props: JobFunctionProps<Name>) {
    super(scope, id);
    this.alarms = props.operation.alarms;
    this.consequence = { errorImpact: props.errorImpact, runbook: props.runbook };
    this.#function = this.#createFunction(props);
    if (props.durable) this.#encryptState(props.operation.encryptionKey);
    this.grantPrincipal = this.#function.grantPrincipal;
    const { retryAttempts, maxEventAge } = props;
    // Both belong to the qualifier that is invoked: set on the function, they would hold for $LATEST only.
    this.alias = asFunction(this.#function.addAlias('live', { retryAttempts, maxEventAge }));
    this.#watch(props);
    const output = `${props.name.charAt(0).toUpperCase()}${props.name.slice(1)}Function`;
    new CfnOutput(Stack.of(this), output, { value: this.alias.functionArn, description: 'See docs/invoke.md.' });
  }

  /**
   * The function may start further executions of itself, through its alias. A policy of its own, because the function waits
   * for its role's default policy, which cannot wait for the function's alias in turn.
   */
  allowToStartItself(): void {
    const { role } = this.#function;
    if (!role) throw new Error(`${this.#function.node.path} has no role`);
    const statements = [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.alias.functionArn] }),
    ];
    new Policy(this, 'StartItself', { roles: [role], statements });
  }

  /** How many durable executions ended so, as Lambda counts them ("Monitoring durable functions" in its guide). */
  executionsThat(ended: 'Failed' | 'Stopped' | 'TimedOut'): Metric {
    return this.#function.metric(`DurableExecution${ended}`, { statistic: Stats.SUM, period: Duration.minutes(5) });
  }

  #createFunction(props: JobFunctionProps<Name>): NodejsFunction {
    const { name, operation, environment, memorySize, timeout, durable, reservedConcurrency } = props;
    const symptom = `${name}: an event was given up after its last try.`;
    return new NodejsFunction(this, 'Function', {
      description: `billable-drift: ${name}`,
      entry: entryOf(name),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize,
      timeout,
      bundling: bundlingOf(name),
      environment: { ...variablesOf(environment), NODE_OPTIONS: '--enable-source-maps' },
      awsSdkConnectionReuse: false,
      logGroup: new LogGroup(this, 'Logs', {
        retention: operation.logRetention,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      deadLetterQueue: new DeadLetterQueue(this, 'Failed', { ...this.consequence, alarms: this.alarms, symptom }),
      // A running execution is pinned to its version: a deployment must not take that away.
      currentVersionOptions: { removalPolicy: durable ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY },
      ...(durable && { durableConfig: durable }),
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    });
  }

  /** What durable executions were started with and came to; CDK's own construct does not know the property yet. */
  #encryptState({ keyArn }: EncryptionKey): void {
    const { defaultChild } = this.#function.node;
    if (!(defaultChild instanceof CfnFunction)) throw new Error(`${this.#function.node.path} is not a function`);
    defaultChild.addPropertyOverride('DurableConfig.KMSKeyArn', keyArn);
  }

  #watch({ name, durable }: JobFunctionProps<Name>): void {
    const period = Duration.minutes(5);
    this.alarms.watch(this, 'Errors', {
      ...this.consequence,
      symptom: `${name}: an invocation failed.`,
      metric: this.#function.metricErrors({ period }),
    });
    if (!durable) return;
    this.alarms.watch(this, 'ExecutionsFailed', {
      ...this.consequence,
      symptom: `${name}: an execution ended as failed or ran out of time.`,
      // An execution can end without any of its invocations having failed.
      metric: new MathExpression({
        expression: 'FILL(failed, 0) + FILL(timedOut, 0)',
        usingMetrics: { failed: this.executionsThat('Failed'), timedOut: this.executionsThat('TimedOut') },
        label: 'executions that failed or timed out',
        period,
      }),
    });
  }
}

function variablesOf(environment: object): Record<string, string> {
  const entries = Object.entries(environment).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

// CDK types its Alias so that, with exactOptionalPropertyTypes, it is not the IFunction that it is.
function asFunction(alias: IConstruct): IFunction {
  if (alias instanceof FunctionBase) return alias;
  throw new Error(`${alias.node.path} is not a function`);
}
