import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import * as z from 'zod';
import type { ResolvedResource } from '../assembly/resolver.ts';
import type { EngineClients } from './clients.ts';
import { flag, resourcesOf } from './properties.ts';

const subscriptionSchema = z.object({
  TopicArn: z.string(),
  // Queues, as the stacks use them (SNS → SQS → function), and the e-mail of an operator, to whom nothing is sent here.
  Protocol: z.enum(['sqs', 'email']),
  Endpoint: z.string(),
  FilterPolicy: z.record(z.string(), z.unknown()).optional(),
  FilterPolicyScope: z.string().optional(),
  RawMessageDelivery: flag.optional(),
});

/** Creates the topics, and makes their subscriptions those of the templates. */
export const applyTopics = async (resources: readonly ResolvedResource[], clients: EngineClients): Promise<void> => {
  for (const { reference: arn } of resourcesOf(resources, 'AWS::SNS::Topic', z.object({}))) {
    await clients.sns.send(new CreateTopicCommand({ Name: arn.split(':').at(-1) }));
    await unsubscribeAll(arn, clients);
  }
  for (const { properties } of resourcesOf(resources, 'AWS::SNS::Subscription', subscriptionSchema)) {
    const { FilterPolicy, FilterPolicyScope, RawMessageDelivery } = properties;
    const Attributes = {
      ...(FilterPolicy === undefined ? {} : { FilterPolicy: JSON.stringify(FilterPolicy) }),
      ...(FilterPolicyScope === undefined ? {} : { FilterPolicyScope }),
      ...(RawMessageDelivery === undefined ? {} : { RawMessageDelivery: String(RawMessageDelivery) }),
    };
    const { TopicArn, Protocol, Endpoint } = properties;
    if (Protocol !== 'sqs') continue;
    await clients.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
  }
};

/** Subscriptions hold no data, so those of an earlier start are replaced instead of compared. */
const unsubscribeAll = async (topicArn: string, clients: EngineClients): Promise<void> => {
  const { Subscriptions = [] } = await clients.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  for (const { SubscriptionArn } of Subscriptions) await clients.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
};
