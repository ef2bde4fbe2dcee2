import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import type { AlarmDefinition } from '../constructs/alarm-definition.ts';
import { EventTopic } from '../constructs/event-topic.ts';
import { accountWideName } from '../names.ts';

export interface OperationsStackProps extends StackProps {
  readonly config: StageConfig;
  readonly alarms: readonly AlarmDefinition[];
}

/** What tells the people who run the stage that something is wrong: alarms, their topic, a dashboard. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    const { config } = props;
    const notices = new EventTopic(this, 'Alarms', {
      displayName: `Contacta ${config.stage} alarms`,
      publishers: [{ service: 'cloudwatch.amazonaws.com' }],
    });
    if (config.operatorEmail !== undefined) {
      new Subscription(this, 'Operator', {
        topic: notices.topic,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint: config.operatorEmail,
      });
    }
    const action = new SnsAction(notices.topic);
    const alarms = props.alarms.map((definition) => {
      const alarm = new Alarm(this, definition.id, {
        alarmName: `contacta-${config.stage}-${definition.id}`,
        alarmDescription: definition.description,
        metric: definition.metric,
        threshold: definition.threshold,
        evaluationPeriods: definition.evaluationPeriods ?? 1,
        comparisonOperator: definition.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: definition.missingData ?? TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      return alarm;
    });
    new Dashboard(this, 'Dashboard', {
      dashboardName: accountWideName(config, 'alarms'),
      defaultInterval: Duration.hours(12),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 8 })],
        ...props.alarms
          .filter(({ id: alarm }) => alarm.endsWith('Late'))
          .map(({ id: alarm, metric }) => new GraphWidget({ title: alarm, left: [metric], width: 8 }))
          .reduce<GraphWidget[][]>((rows, widget) => {
            const row = rows.at(-1);
            if (row === undefined || row.length === 3) {
              rows.push([widget]);
            } else {
              row.push(widget);
            }
            return rows;
          }, []),
      ],
    });
  }
}
