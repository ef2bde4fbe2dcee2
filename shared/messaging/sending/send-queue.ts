/** The queues between accepting and sending, one per channel. Jobs carry ids only, never content (reliability §2). */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { tenantPattern } from '#contract/fields.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import type { QueuePort } from '#platform/client-ports.ts';

const tenant = z.string().regex(tenantPattern);
export const SendJobSchema = z.object({ tenant, messageId: z.string().max(64) });
export type SendJob = z.infer<typeof SendJobSchema>;
/** Sends nothing: tells that the company's line has moved up to it (`queue-probe.ts`). `probe`: epoch ms of its sending. */
export const ProbeJobSchema = z.object({ tenant, probe: z.int() });

export interface SendQueues {
  enqueue(channel: SendingChannel, job: SendJob): Promise<void>;
  /** Puts a probe into the company's line. @param at epoch ms */
  probe(channel: SendingChannel, tenant: string, at: number): Promise<void>;
}

/** @param urls URL of each channel's queue */
export const createSendQueues = (client: QueuePort, urls: Readonly<Record<SendingChannel, string>>): SendQueues => {
  const put = async (channel: SendingChannel, job: SendJob | z.infer<typeof ProbeJobSchema>) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: urls[channel],
        MessageBody: JSON.stringify(job),
        // Fair queues: one company's backlog does not delay another's messages (design §5 Fairness).
        MessageGroupId: job.tenant,
      }),
    );
  };
  return { enqueue: put, probe: (channel, tenantId, at) => put(channel, { tenant: tenantId, probe: at }) };
};
