/** The workers of the inbound queues: customers' texts, and receipts of their mail. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type ReceiveInboundDeps, receiveInbound } from '#shared/messaging/inbound/receive-inbound.ts';
import { eventsWithFiles } from '../composition/messaging.ts';
import { take } from '../composition/part.ts';
import { type ReceivingGround, recordInbound } from '../composition/receiving.ts';
import { createSqsWorker } from './sqs-worker.ts';

/** @param on with what takes a mail in, or passes its receipt on */
export const createInboundWorker = (
  on: ReceivingGround & Pick<ReceiveInboundDeps, 'recordMail'>,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps = take(on, { recordInbound, events: eventsWithFiles });
  return createSqsWorker(on.log, ({ body, attributes }) =>
    receiveInbound(deps, body, Number(attributes.SentTimestamp), Number(attributes.ApproximateReceiveCount)),
  );
};
