import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, type EventSourceMappingOptions, type StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ContactaFunction } from './contacta-function.ts';
import type { ContactaTable } from './contacta-table.ts';
import { DeadLetterQueue } from './work-queue.ts';

export interface StreamWorkerProps {
  readonly table: ContactaTable;
  readonly worker: ContactaFunction;
  /** What waits in the dead-letter queue, for the alarm's text: `Changes that no projection took`. */
  readonly holds: string;
  /** Patterns of the changes that wake the function; it must not be woken by what it writes itself. */
  readonly filters: NonNullable<EventSourceMappingOptions['filters']>;
  readonly startingPosition: StartingPosition;
  /** How long changes are gathered before the function is called. */
  readonly window: Duration;
  /** Lag that is worth an alarm, and what to tell about it. */
  readonly late: { readonly after: Duration; readonly description: string };
}

/**
 * Feeds the table's stream to a function. A poison record is found by bisection and parked, so that it holds up its
 * shard for a few tries and not for a day. A stream takes two consumers without throttling them: there are two.
 */
export class StreamWorker extends Construct {
  readonly deadLetters: DeadLetterQueue;
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: StreamWorkerProps) {
    super(scope, id);
    const { table, worker, late } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { holds: props.holds });
    worker.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [table.streamArn]);
    worker.allow(['dynamodb:ListStreams'], ['*'], 'Lambda asks for it, and it knows no resource.');
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: worker.lambda,
      eventSourceArn: table.streamArn,
      startingPosition: props.startingPosition,
      batchSize: 100,
      maxBatchingWindow: props.window,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      filters: [...props.filters],
      retryAttempts: 5,
      onFailure: new SqsDlq(this.deadLetters.queue),
    });
    // Lambda refuses a mapping whose function may not read the stream yet.
    mapping.node.addDependency(worker);
    this.alarms = [
      ...this.deadLetters.alarms,
      {
        id: `${id}Late`,
        description: late.description,
        metric: worker.lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
        threshold: late.after.toMilliseconds(),
        evaluationPeriods: 3,
      },
    ];
  }
}
