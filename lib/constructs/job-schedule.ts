import { Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  type ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { ContactaFunction } from './contacta-function.ts';
import { DeadLetterQueue } from './work-queue.ts';

export interface JobScheduleProps {
  readonly group: ScheduleGroup;
  readonly job: ContactaFunction;
  readonly every: Duration;
}

/**
 * Runs a job at a fixed rate and tells it the planned time as `{"time": …}`, so that a late run does not slip.
 * Few retries: the next run finds whatever this one left.
 */
export class JobSchedule extends Construct {
  readonly deadLetters: DeadLetterQueue;
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, props: JobScheduleProps) {
    super(scope, id);
    const { job, group, every } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { holds: `Runs of ${job.name} that did not start` });
    const role = new Role(this, 'Role', {
      description: `Lets the schedule start ${job.name}`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': group.scheduleGroupArn },
        },
      }),
    });
    acknowledgeWildcards(role, [`${job.lambda.functionArn}:*`], 'All versions of the one function, and nothing else.');
    new Schedule(this, 'Schedule', {
      description: `Starts ${job.name}`,
      schedule: ScheduleExpression.rate(every),
      scheduleGroup: group,
      target: new LambdaInvoke(job.lambda, {
        role,
        input: ScheduleTargetInput.fromObject({ time: ContextAttribute.scheduledTime }),
        retryAttempts: 2,
        maxEventAge: every.toMinutes() < 2 ? Duration.minutes(2) : every,
        deadLetterQueue: this.deadLetters.queue,
      }),
    });
    this.alarms = [
      ...this.deadLetters.alarms,
      {
        id: `${id}Absent`,
        description: `${job.name} has not run for three periods: is its schedule enabled, is its role intact?`,
        metric: job.lambda.metricInvocations({ period: every, statistic: Stats.SUM }),
        threshold: 1,
        evaluationPeriods: 3,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        missingData: TreatMissingData.BREACHING,
      },
    ];
  }
}
