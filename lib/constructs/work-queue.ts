import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ContactaFunction } from './contacta-function.ts';
import type { EventTopic } from './event-topic.ts';

/** Reads of one message before it is dead: enough for a passing fault, few enough for a poison one. */
const maxReceiveCount = 5;

/** A queue that keeps what failed for 14 days, with the alarm that somebody must look. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: { readonly holds: string }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(this.queue, { 'AwsSolutions-SQS3': 'It is a dead-letter queue itself.' });
    this.alarms = [
      {
        id: `${this.node.path.split('/').slice(1).join('')}NotEmpty`,
        description: `${props.holds}: read docs/runbook.md, find the cause, then redrive.`,
        metric: this.queue.metricApproximateNumberOfMessagesVisible({
          period: Duration.minutes(1),
          statistic: Stats.MAXIMUM,
        }),
        threshold: 1,
      },
    ];
  }
}

export interface WorkQueueProps {
  /** What waits in it, for the alarms' texts: `e-mails to send`. */
  readonly holds: string;
  /** Timeout of the function that will work it off. */
  readonly workerTimeout: Duration;
  /** Age of the oldest message that is worth an alarm. */
  readonly oldestMessage: Duration;
}

/**
 * A standard queue for one kind of work, with dead-letter queue and alarms. Fairness between companies comes from
 * `MessageGroupId` = company, which standard queues take for fair queuing.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  readonly #alarms: AlarmDefinition[];
  readonly #workerTimeout: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#workerTimeout = props.workerTimeout;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { holds: `Dead: ${props.holds}` });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS's rule for Lambda: shorter, and a message comes again while its batch is still being worked on.
      visibilityTimeout: Duration.seconds(6 * props.workerTimeout.toSeconds()),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#alarms = [
      ...this.deadLetters.alarms,
      {
        id: `${id}Late`,
        description: `The oldest of the ${props.holds} waits too long: is the worker throttled or failing?`,
        metric: this.queue.metricApproximateAgeOfOldestMessage({
          period: Duration.minutes(1),
          statistic: Stats.MAXIMUM,
        }),
        threshold: props.oldestMessage.toSeconds(),
        evaluationPeriods: 5,
      },
    ];
  }

  get alarms(): readonly AlarmDefinition[] {
    return this.#alarms;
  }

  get url(): string {
    return this.queue.queueUrl;
  }

  /** Allows putting work into the queue. */
  grantSend(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    );
  }

  /** Queues what is published to the topic, in SNS's envelope; what SNS cannot deliver goes to a queue of its own. */
  subscribeTo({ topic }: EventTopic, holds: string): void {
    const undelivered = new DeadLetterQueue(this, 'Undelivered', { holds: `SNS could not queue ${holds}` });
    this.#alarms.push(...undelivered.alarms);
    topic.addSubscription(
      new SqsSubscription(this.queue, { rawMessageDelivery: false, deadLetterQueue: undelivered.queue }),
    );
  }

  /**
   * Lets the function work the queue off, a failed record alone failing. Concurrency is limited here and not by
   * reserved concurrency, which the poller does not see: throttled reads would count as failures (reliability §2).
   *
   * @param options.maximumConcurrency 0 leaves what is queued where it is, for as long as the queue keeps it (4 days)
   * @throws Error when the function may run longer than the queue was made for.
   */
  consumedBy(
    worker: ContactaFunction,
    options: { readonly batchSize: number; readonly maximumConcurrency: number },
  ): void {
    if (worker.timeout.toSeconds() > this.#workerTimeout.toSeconds()) {
      throw new Error(
        `${worker.name} may run ${worker.timeout.toSeconds()} s, ${this.node.path} was made for ${this.#workerTimeout.toSeconds()} s: raise its workerTimeout.`,
      );
    }
    worker.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: options.batchSize,
        ...(options.maximumConcurrency === 0 ? { enabled: false } : { maxConcurrency: options.maximumConcurrency }),
        reportBatchItemFailures: true,
      }),
    );
  }
}
