/** The queues of work on processes. A job names its process only; all else is read from the table. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { idPattern, tenantPattern } from '#contract/fields.ts';
import type { QueuePort } from '#platform/client-ports.ts';

export const ProcessJobSchema = z.object({
  tenant: z.string().regex(tenantPattern),
  processId: z.string().regex(idPattern),
});
export type ProcessJob = z.infer<typeof ProcessJobSchema>;

export interface ProcessJobs {
  /** @param delaySeconds until a worker sees it, at most 900 */
  enqueue(job: ProcessJob, delaySeconds?: number): Promise<void>;
}

export const createProcessJobs = (client: QueuePort, queueUrl: string): ProcessJobs => ({
  async enqueue({ tenant, processId }, delaySeconds) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
        MessageBody: JSON.stringify({ tenant, processId } satisfies ProcessJob),
        // Fair queues: one company's large export does not delay another's (design §5 Fairness).
        MessageGroupId: tenant,
      }),
    );
  },
});
