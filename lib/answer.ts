import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { History } from './history.ts';
import { JobFunction, type Operation } from './job-function.ts';

export interface AnswerProps {
  readonly operation: Operation;
  readonly history: History;
}

/**
 * The page on which holders answer: the only thing of a deployment that is open to the internet, and only if it is
 * switched on. It reads no secret, and of the table it reaches the rows of tokens and of answers and no others.
 */
export class Answer extends Construct {
  /** Ends in `/`; a token is appended. */
  readonly url: string;

  constructor(scope: Construct, id: string, { operation, history }: AnswerProps) {
    super(scope, id);
    const job = new JobFunction(this, 'Job', {
      operation,
      name: 'answer',
      environment: { HISTORY_TABLE: history.tableName },
      memorySize: 256,
      timeout: Duration.seconds(10),
      // Lambda lets a function URL take ten requests a second for each, and answers 429 to the rest.
      reservedConcurrency: 2,
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      errorImpact: 'Holders cannot answer by the page while this lasts; they can reply to the mail.',
      runbook: 'answer.md',
    });
    // Whoever has the link is the holder: people without AWS credentials answer here.
    this.url = job.alias.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
    new CfnOutput(Stack.of(this), 'AnswerUrl', { value: this.url, description: 'Where holders answer; open to all.' });
    history.grantPartitions(job, ['TOKEN#'], 'GetItem');
    history.grantPartitions(job, ['ANSWER#'], 'GetItem', 'PutItem');
  }
}
