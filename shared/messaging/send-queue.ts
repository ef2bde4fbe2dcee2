/** The queues between accepting and sending, one per channel. Jobs carry ids only, never content (reliability §2). */
import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { tenantPattern } from '#contract/fields.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';

export const SendJobSchema = z.object({ tenant: z.string().regex(tenantPattern), messageId: z.string().max(64) });
export type SendJob = z.infer<typeof SendJobSchema>;

export interface SendQueues {
  enqueue(channel: SendingChannel, job: SendJob): Promise<void>;
  /** True when nothing waits, hides or is delayed in the queue, as far as SQS knows. */
  isEmpty(channel: SendingChannel): Promise<boolean>;
}

/** What is needed of an SQS client; tests wrap it to inject faults at this border. */
export type QueuePort = Pick<SQSClient, 'send'>;

/** @param urls URL of each channel's queue */
export const createSendQueues = (client: QueuePort, urls: Readonly<Record<SendingChannel, string>>): SendQueues => ({
  async enqueue(channel, job) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: urls[channel],
        MessageBody: JSON.stringify(job),
        // Fair queues: one company's backlog does not delay another's messages (design §5 Fairness).
        MessageGroupId: job.tenant,
      }),
    );
  },
  async isEmpty(channel) {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: urls[channel],
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return Object.values(Attributes).every((count) => Number(count) === 0);
  },
});
