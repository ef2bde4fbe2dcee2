import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { metricService, operationalMetrics } from '#platform/metrics.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

/** Namespace of the metrics that functions count in a stage. */
export const metricNamespace = (stage: string): string => `Contacta-${stage}`;

/** An alarm for each thing that the code counts for people to act on. */
export const metricAlarms = (stage: string): readonly AlarmDefinition[] =>
  Object.entries(operationalMetrics).map(([name, description]) => ({
    id: name,
    description,
    metric: new Metric({
      namespace: metricNamespace(stage),
      metricName: name,
      dimensionsMap: { service: metricService },
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    }),
    threshold: 1,
  }));
