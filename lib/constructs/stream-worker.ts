import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ContactaFunction } from './contacta-function.ts';
import type { ContactaTable } from './contacta-table.ts';
import { DeadLetterQueue } from './work-queue.ts';

/**
 * Feeds the table's stream to a function. A poison record is found by bisection and parked, so that it holds up its
 * shard for a few tries and not for a day.
 */
export class StreamWorker extends Construct {
  readonly deadLetters: DeadLetterQueue;
  readonly alarms: readonly AlarmDefinition[];

  constructor(
    scope: Construct,
    id: string,
    props: { readonly table: ContactaTable; readonly worker: ContactaFunction },
  ) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { holds: 'Changes that no projection took' });
    const { table, worker } = props;
    worker.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [table.streamArn]);
    worker.allow(['dynamodb:ListStreams'], ['*'], 'Lambda asks for it, and it knows no resource.');
    // Customers only: the function is not to be woken by the rows that it writes itself.
    const customers = FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.isEqual('HEAD') } } } });
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: worker.lambda,
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // Lists follow within a second; the wait lets changes of one customer be coalesced.
      maxBatchingWindow: Duration.seconds(1),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      filters: [customers],
      retryAttempts: 5,
      onFailure: new SqsDlq(this.deadLetters.queue),
    });
    // Lambda refuses a mapping whose function may not read the stream yet.
    mapping.node.addDependency(worker);
    this.alarms = [
      ...this.deadLetters.alarms,
      {
        id: `${id}Late`,
        description: 'Lists lag behind the table by more than 5 minutes: read the log of streams-projections.',
        metric: worker.lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
        threshold: Duration.minutes(5).toMilliseconds(),
        evaluationPeriods: 3,
      },
    ];
  }
}
