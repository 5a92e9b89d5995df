import { type Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { METRICS, type MetricName } from '../lambdas/runtime/environment.ts';
import { ChatChannel } from './chat-channel.ts';
import type { Chat } from './deployment-settings.ts';

export interface AlarmsProps {
  /** Each of them confirms once, by a mail from SNS. */
  readonly recipients: readonly string[];
  /** A channel of Slack or Teams that is told, too. */
  readonly chat?: Chat | undefined;
}

/** What the reader of an alarm has to know. */
export interface Consequence {
  /** Who is hurt when this fails, and how: a sentence. */
  readonly errorImpact: string;
  /** The page that says what to do: a file name under docs/runbooks/. */
  readonly runbook: string;
}

export interface Watch extends Consequence {
  /** What was seen: a sentence. */
  readonly symptom: string;
  /** Rings at one or more. */
  readonly metric: IMetric;
  /** @default 1 - one period is enough */
  readonly evaluationPeriods?: number;
  /** `breaching` where silence is the failure. @default notBreaching - Lambda and SQS are silent when all is well */
  readonly treatMissingData?: TreatMissingData;
  /** Tells also when all is well again. @default false */
  readonly tellsWhenWell?: boolean;
}

/** The most that any run of a function counted in a period. */
export function countOf(metricName: MetricName, period: Duration): Metric {
  const { namespace, service } = METRICS;
  return new Metric({ namespace, metricName, dimensionsMap: { service }, statistic: Stats.MAXIMUM, period });
}

/** Who is told when something fails. */
export class Alarms extends Construct {
  readonly #topic: Topic;
  readonly #alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, { recipients, chat }: AlarmsProps) {
    super(scope, id);
    this.#topic = new Topic(this, 'Topic', { displayName: 'billable-drift', enforceSSL: true });
    for (const recipient of recipients) this.#topic.addSubscription(new EmailSubscription(recipient));
    // With a policy of its own, a topic no longer lets the account's alarms in by itself.
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    this.#topic.grantPublish(cloudWatch);
    if (chat) new ChatChannel(this, 'Chat', { chat, topic: this.#topic });
  }

  /** Every alarm there is so far. */
  get all(): readonly Alarm[] {
    return this.#alarms;
  }

  /** An alarm beside the thing it watches. */
  watch(scope: Construct, id: string, watch: Watch): void {
    const { symptom, errorImpact, runbook, metric, evaluationPeriods = 1, treatMissingData, tellsWhenWell } = watch;
    const alarm = new Alarm(scope, id, {
      alarmDescription: `${symptom} ${errorImpact} What to do: docs/runbooks/${runbook}`,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods,
      treatMissingData: treatMissingData ?? TreatMissingData.NOT_BREACHING,
    });
    this.#alarms.push(alarm);
    alarm.addAlarmAction(new SnsAction(this.#topic));
    if (tellsWhenWell) alarm.addOkAction(new SnsAction(this.#topic));
  }
}
