import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * An alarm as the owner of the measured resource describes it. The operations stack makes the alarms, because it also
 * owns the topic that they notify: were they made beside their resources, the two stacks would need each other.
 */
export interface AlarmDefinition {
  /** Unique in the app, in PascalCase: becomes the construct's id. */
  readonly id: string;
  /** What is wrong and what to do, for the person who gets the mail. */
  readonly description: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods in a row that must breach; 1 by default. */
  readonly evaluationPeriods?: number;
  /** `>=` by default. */
  readonly comparison?: ComparisonOperator;
  /** `notBreaching` by default: most of the metrics are absent when nothing happens. */
  readonly missingData?: TreatMissingData;
}
