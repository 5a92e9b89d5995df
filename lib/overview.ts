import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  GraphWidgetView,
  MathExpression,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS } from '../lambdas/runtime/environment.ts';
import { type Alarms, countOf } from './alarms.ts';

export interface OverviewProps {
  readonly alarms: Alarms;
}

const HALF = 12;
const WHOLE = 24;

/** What an operator looks at first: one dashboard, and the one alarm that belongs to no function alone. Comes last. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { alarms }: OverviewProps) {
    super(scope, id);
    alarms.watch(this, 'Throttled', {
      symptom: 'Lambda refused to start functions of this account: its concurrency is used up.',
      errorImpact:
        'Walks and digests wait until it is free again; what waits for longer than its hour is dispatched anew.',
      runbook: 'throttled.md',
      // Of the whole account: concurrency is shared, and one metric for all costs as much as one for each.
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      evaluationPeriods: 3,
    });
    new Dashboard(this, 'Dashboard', { widgets: this.#widgets(alarms) });
  }

  #widgets(alarms: Alarms) {
    const markdown = 'Who is hurt, and what to do, stands in each alarm and in docs/runbooks/. Nobody is named here.';
    return [
      [new TextWidget({ markdown: `# billable-drift\n${markdown}`, width: WHOLE, height: 2 })],
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms.all], width: WHOLE, height: 6 })],
      [
        new GraphWidget({
          title: 'What the functions counted',
          left: METRICS.names.map((name) => countOf(name, Duration.hours(1))),
          width: HALF,
        }),
        this.#graph('Invocations', 'Sum'),
      ],
      [this.#graph('Errors', 'Sum'), this.#graph('Duration', 'Maximum')],
    ];
  }

  /** One line for each function of this stack, also for those that come later. */
  #graph(metricName: string, statistic: string): GraphWidget {
    const search = `{AWS/Lambda,FunctionName} MetricName="${metricName}" "${Stack.of(this).stackName}-"`;
    return new GraphWidget({
      title: `${metricName} by function`,
      view: GraphWidgetView.TIME_SERIES,
      left: [
        new MathExpression({ expression: `SEARCH('${search}', '${statistic}', 3600)`, label: '', usingMetrics: {} }),
      ],
      width: HALF,
    });
  }
}
