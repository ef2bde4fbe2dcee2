/** The send worker of a channel: parse the job, deliver one message. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createByteBudget } from '#shared/messaging/attachments/byte-budget.ts';
import type { ProviderChannel } from '#shared/messaging/providers/channel.ts';
import { type DeliverMessageDeps, deliverMessage } from '#shared/messaging/sending/deliver-message.ts';
import { createPacer } from '#shared/messaging/sending/pacer.ts';
import { notePassed } from '#shared/messaging/sending/queue-probe.ts';
import { ProbeJobSchema, SendJobSchema } from '#shared/messaging/sending/send-queue.ts';
import { findCompany } from '../composition/companies.ts';
import { states } from '../composition/contactability.ts';
import { customers } from '../composition/customers.ts';
import {
  applyFailure,
  findHolds,
  findReceived,
  findTemplateStop,
  keepHold,
  messages,
} from '../composition/messaging.ts';
import { type On, take } from '../composition/part.ts';
import { createJobWorker } from './sqs-worker.ts';

/** Attachments of one e-mail at its limit, and as much again beside it: about 150 MB while it is sent. */
const heldBytes = 36 * 1_048_576;

export interface SendWorkerDeps extends On<'table' | 'clock' | 'log' | 'addressKey'> {
  readonly provider: ProviderChannel;
  /** Units a second that one invocation may send. */
  readonly ratePerSecond: number;
}

export const createSendWorker = (
  on: SendWorkerDeps,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps: DeliverMessageDeps = {
    ...take(on, {
      messages,
      states,
      findCompany,
      applyFailure,
      findReceived,
      findTemplateStop,
      findHolds,
      keepHold,
    }),
    findGate: (tenant, customerId, options) => customers(on).findGate(tenant, customerId, options),
    pacer: createPacer(on.ratePerSecond, on.clock),
    budget: createByteBudget(heldBytes),
  };
  return createJobWorker(on, (record, context) => {
    const job: unknown = JSON.parse(record.body);
    const { data: probe } = ProbeJobSchema.safeParse(job);
    return probe === undefined
      ? deliverMessage(deps, SendJobSchema.parse(job), () => context.getRemainingTimeInMillis())
      : notePassed(on.table, { tenant: probe.tenant, channel: on.provider.channel, at: probe.probe });
  });
};
