import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** A service that may publish to a topic. */
export interface Publisher {
  /** Service principal: `ses.amazonaws.com`. */
  readonly service: string;
  /** Pattern of the publishing resource's ARN, where it is known (confused deputy, reliability §4.2). */
  readonly sourceArn?: string;
}

/** A topic that a provider of the account publishes its events to, over TLS only. */
export class EventTopic extends Construct {
  readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly displayName: string; readonly publishers: readonly Publisher[] },
  ) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: props.displayName, enforceSSL: true });
    for (const { service, sourceArn } of props.publishers) {
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          effect: Effect.ALLOW,
          principals: [new ServicePrincipal(service)],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: {
            StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
            ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
          },
        }),
      );
    }
  }
}
