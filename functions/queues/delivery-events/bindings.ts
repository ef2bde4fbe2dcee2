/** The worker of the providers' events. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { receiveEvent } from '#shared/messaging/events/receive-event.ts';
import { type EventsGround, receiveEventDeps } from '../../composition/receiving.ts';
import { createSqsWorker } from '../sqs-worker.ts';

export const createEventsWorker = (
  on: EventsGround,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps = receiveEventDeps(on);
  return createSqsWorker(on.log, ({ body, attributes }) =>
    receiveEvent(deps, body, Number(attributes.SentTimestamp), Number(attributes.ApproximateReceiveCount)),
  );
};
