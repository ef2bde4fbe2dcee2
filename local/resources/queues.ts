import { CreateQueueCommand, GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { ResolvedResource } from '../assembly/resolver.ts';
import type { EngineClients } from './clients.ts';
import { numeric, resourcesOf } from './properties.ts';

const queueSchema = z.object({
  VisibilityTimeout: numeric.optional(),
  DelaySeconds: numeric.optional(),
  MessageRetentionPeriod: numeric.optional(),
  ReceiveMessageWaitTimeSeconds: numeric.optional(),
  MaximumMessageSize: numeric.optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: numeric }).optional(),
});

/** Creates the queues, or brings those of an earlier start up to date; their messages stay. */
export const applyQueues = async (resources: readonly ResolvedResource[], clients: EngineClients): Promise<void> => {
  for (const { reference: url, properties } of resourcesOf(resources, 'AWS::SQS::Queue', queueSchema)) {
    const name = nameOfQueue(url);
    const attributes = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    );
    if (await exists(name, clients)) {
      await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
    } else {
      await clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    }
  }
};

/** Last part of a queue URL or ARN. */
export const nameOfQueue = (urlOrArn: string): string => urlOrArn.split(/[/:]/).at(-1) ?? urlOrArn;

const exists = async (name: string, clients: EngineClients): Promise<boolean> => {
  try {
    await clients.sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    return true;
  } catch (error) {
    if (error instanceof Error && /NonExistentQueue|QueueDoesNotExist/.test(error.name)) return false;
    throw error;
  }
};
