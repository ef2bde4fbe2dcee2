import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';

const retention: Readonly<Record<StageConfig['logRetentionDays'], RetentionDays>> = {
  30: RetentionDays.ONE_MONTH,
  365: RetentionDays.ONE_YEAR,
};

/**
 * A named log group with the stage's retention; an implicit one would be kept for ever. What is kept is kept from a
 * deletion alone: a group that outlived the rollback of its stack's creation would hold the name when that is repeated.
 */
export const logGroup = (scope: Construct, id: string, name: string, config: StageConfig): LogGroup =>
  new LogGroup(scope, id, {
    logGroupName: name,
    retention: retention[config.logRetentionDays],
    removalPolicy: config.protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
