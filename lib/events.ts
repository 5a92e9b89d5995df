import { EventBus, type EventPattern } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** The program's own events, on a bus that no other program of the account writes to. */
export class Events extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'billable-drift: what happened, in ids and counts' });
  }

  patternOf(detailType: 'Snapshot Completed' | 'Case Approved'): EventPattern {
    return { source: ['billable-drift'], detailType: [detailType] };
  }

  grantPut(grantee: IGrantable): void {
    this.bus.grantPutEventsTo(grantee);
  }
}
