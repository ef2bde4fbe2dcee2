/** What the inbox costs in CPU: an inbound message, its conversation, the inbox, an opened conversation, a result. */
import type { Table } from '#platform/table/kernel.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { EventStore } from '#shared/messaging/events/event-store.ts';
import { receiveInbound } from '#shared/messaging/inbound/receive-inbound.ts';
import { messageKey } from '#shared/messaging/ledger/entities.ts';
import { recordInbound } from '../../functions/composition/receiving.ts';
import { createSqsWorker } from '../../functions/queues/sqs-worker.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import {
  addressKey,
  caller,
  lambdaContext,
  loud,
  ourNumber,
  type Person,
  sqsEvent,
  streamEvent,
  taken,
  tenant,
  type World,
} from './world.ts';

/** Runs work on the one engine and its commands on the other, under the name of an operation. */
type Fight = (operation: string, work: () => Promise<unknown>) => Promise<void>;

const smsFrom = (sender: string, number: number): string =>
  JSON.stringify({
    originationNumber: sender,
    destinationNumber: ourNumber,
    messageKeyword: 'KEYWORD_111122223333',
    messageBody: 'Buenos días, quisiera saber cuánto debo y hasta cuándo puedo pagar.',
    inboundMessageId: `6f1c2a90-0000-4000-8000-${String(number).padStart(12, '0')}`,
  });

/**
 * What takes in an SMS from a customer's phone, as the inbound queue hands it over.
 * @returns its `number` tells one message from the next; throws when it goes back to the queue
 */
export const composeInboundSms = (world: World, table: Table) => {
  const noFiles = () => {
    throw new Error('The bench receives texts: nothing goes to the files bucket.');
  };
  const files = { put: noFiles };
  const received = createReceivedFiles({ client: { send: noFiles }, bucket: 'bench' });
  const parts = { table, clock: world.clock, log: loud, addressKey, files, received, fetchMedia: noFiles };
  const deps = {
    recordInbound: recordInbound(parts),
    recordMail: noFiles,
    events: new EventStore(table, files),
    log: loud,
  };
  const receive = createSqsWorker(loud, ({ body, attributes }) =>
    receiveInbound(deps, body, Number(attributes.SentTimestamp), Number(attributes.ApproximateReceiveCount)),
  );
  return (sender: string, number: number): Promise<void> =>
    taken(receive(sqsEvent(smsFrom(sender, number), world.clock.now()), lambdaContext));
};

/** @param table the one through which `world` works: its commands are recorded */
export const createInboxDuel = (world: World, table: Table, fight: Fight) => {
  const receive = composeInboundSms(world, table);
  const project = createProjections({ table, clock: world.clock, log: loud });
  const read = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await world.api<Body>({ call: `GET ${path}`, caller });
    if (status !== 200) throw new Error(`${path} was refused with ${status}.`);
    return body;
  };

  /** One round with a customer. @param round tells one from the next */
  return async ({ customerId, addresses }: Person, round: number): Promise<void> => {
    const path = `/v1/conversations/${customerId}`;
    await fight('inbound SMS (SQS event → recorded)', () => receive(addresses.sms.value, round));
    const { items } = await read<{ items: { messageId: string; direction: string }[] }>(`${path}/messages?limit=30`);
    const newest = items.find(({ direction }) => direction === 'inbound');
    if (newest === undefined) throw new Error('The inbound message is not in its conversation.');
    const told = streamEvent([{ before: undefined, after: messageKey(tenant, newest.messageId) }]);
    await fight('its conversation (stream event → inbox)', () => taken(project(told)));
    await fight('inbox page (API event → answer)', async () => {
      const page = await read<{ items: { customerId: string }[] }>('/v1/conversations?limit=50');
      if (!page.items.some((row) => row.customerId === customerId))
        throw new Error('The inbox lacks the conversation.');
    });
    await fight('open a conversation (2 API events → answers)', async () => {
      await read(path);
      await read(`${path}/messages?limit=30`);
    });
    await fight('record a result (API event → answer)', async () => {
      const { status } = await world.api({
        call: `POST ${path}/results`,
        headers: { 'idempotency-key': `bench-duel-${String(round).padStart(6, '0')}` },
        body: { result: 'no_answer' },
        caller,
      });
      if (status !== 201) throw new Error(`The result was refused with ${status}.`);
    });
  };
};
