/** The send worker of a channel: parse the job, deliver one message. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { Gate, gateKey } from '#shared/customers/entities.ts';
import { createByteBudget } from '#shared/messaging/attachments/byte-budget.ts';
import type { ProviderChannel } from '#shared/messaging/channels/channel.ts';
import { type DeliverMessageDeps, deliverMessage } from '#shared/messaging/deliver-message.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { createPacer } from '#shared/messaging/pacer.ts';
import { SendJobSchema } from '#shared/messaging/send-queue.ts';
import { createFindTemplateStop } from '#shared/messaging/templates/template-stop.ts';
import { composeDelivery } from '../delivery.ts';
import { createSqsWorker } from './sqs-worker.ts';

/** Attachments of one e-mail at its limit, and as much again beside it: about 150 MB while it is sent. */
const heldBytes = 36 * 1_048_576;

export interface SendWorkerDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  readonly addressKey: string;
  readonly provider: ProviderChannel;
  /** Units a second that one invocation may send. */
  readonly ratePerSecond: number;
}

/** Dependencies of one delivery; tests use it with injected ports. */
export const composeSend = (deps: SendWorkerDeps): DeliverMessageDeps => {
  const { messages, templates, states, findCompany, applyFailure } = composeDelivery(deps);
  const inbound = new InboundStore(deps.table);
  return {
    messages,
    states,
    findCompany,
    applyFailure,
    findReceived: (tenant, token) => inbound.findContent(tenant, token),
    findTemplateStop: createFindTemplateStop({ templates, clock: deps.clock }),
    findGate: (tenant, customerId, options) => deps.table.get(Gate, gateKey(tenant, customerId), options),
    provider: deps.provider,
    pacer: createPacer(deps.ratePerSecond, deps.clock),
    budget: createByteBudget(heldBytes),
    addressKey: deps.addressKey,
    clock: deps.clock,
    log: deps.log,
  };
};

export const createSendWorker = (
  deps: SendWorkerDeps,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const send = composeSend(deps);
  return createSqsWorker(deps.log, (record, context) =>
    deliverMessage(send, SendJobSchema.parse(JSON.parse(record.body)), () => context.getRemainingTimeInMillis()),
  );
};
