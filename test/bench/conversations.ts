/** The operations of the inbox (design §5): its pages, opening a conversation, an inbound message. */
import { timePart } from '#platform/ids.ts';
import { type Table, toItem } from '#platform/table/kernel.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { registerMessage } from '../support/register-messages.ts';
import { composeInboundSms } from './inbox-duel.ts';
import type { Limit, Measured } from './measured.ts';
import type { Charge, Meter } from './meter.ts';
import { type Bench, chargesOf, limit, none, ok, withoutLists } from './operations.ts';
import { whatsAppMessage } from './provider-events.ts';
import {
  accept,
  caller,
  composeWorld,
  loud,
  newPerson,
  ourWhatsApp,
  start,
  streamEvent,
  taken,
  tenant,
} from './world.ts';

/** Conversations of the company; several pages of them. */
const conversations = 130;
/** Messages of the conversation that is opened. */
const threadLength = 30;

const message = (customerId: string, at: number, over: Partial<MessageValue> = {}): MessageValue =>
  registerMessage(at, {
    tenant,
    customerId,
    messageId: `${customerId}-${timePart(at)}0123456789abcdef`,
    channel: 'sms',
    direction: 'inbound',
    purpose: 'manual',
    origin: null,
    template: null,
    subject: null,
    phase: 'ended',
    status: 'received',
    facts: [{ kind: 'received', at, recordedAt: at }],
    sentAt: null,
    preview: 'Buenos días, quisiera saber cuánto debo…',
    body: 'Buenos días, quisiera saber cuánto debo y hasta cuándo puedo pagar.',
    ...over,
  });

const changed = (message: MessageValue) => streamEvent([{ before: undefined, after: toItem(Message, message, 1) }]);

/** A company's inbox, not counted. */
const fillInbox = async (bench: Bench): Promise<string> => {
  const world = composeWorld({ table: bench.plain });
  const project = createProjections({ table: bench.plain, clock: bench.world.clock, log: loud });
  let last = '';
  for (let count = 0; count < conversations; count += 1) {
    const { customerId } = await newPerson(world);
    const inbound = message(customerId, start + count);
    await bench.plain.put(Message, inbound, 'absent');
    await project(changed(inbound));
    last = customerId;
  }
  return last;
};

const inboundMessage = async (bench: Bench, customerId: string, at: number): Promise<readonly Charge[]> => {
  const inbound = message(customerId, at);
  await bench.plain.put(Message, inbound, 'absent');
  const project = createProjections({ table: bench.world.table, clock: bench.world.clock, log: loud });
  return withoutLists(await chargesOf(bench, () => taken(project(changed(inbound)))));
};

/** An answer by SMS of a customer who was written to, as the inbound queue hands it over. */
const inboundSms = async (bench: Bench): Promise<readonly Charge[]> => {
  const { world, plain } = bench;
  const person = await newPerson(composeWorld({ table: plain }));
  const receive = composeInboundSms(world, world.table);
  await world.send('sms', await accept(world, person, 'sms'));
  await receive(person.addresses.sms.value, 1);
  world.setTime(start + 60_000);
  const charges = await chargesOf(bench, () => receive(person.addresses.sms.value, 2));
  world.setTime(start);
  return charges;
};

/** A second message of a customer by WhatsApp; the first one told number and user id together. */
const inboundWhatsApp = async (bench: Bench): Promise<readonly Charge[]> => {
  const { world, plain } = bench;
  const person = await newPerson(composeWorld({ table: plain }));
  const told = (number: number) =>
    whatsAppMessage({
      phoneNumberId: ourWhatsApp,
      from: person.addresses.whatsapp.value,
      number,
      at: start + number * 60_000,
    });
  await world.receive(told(1));
  world.setTime(start + 120_000);
  const charges = await chargesOf(bench, () => world.receive(told(2)));
  world.setTime(start);
  return charges;
};

const openConversation = async (bench: Bench, customerId: string): Promise<readonly Charge[]> => {
  for (let position = 0; position < threadLength; position += 1) {
    // 1 KB each, as it lies in the table.
    const text = { preview: 'x'.repeat(40), body: 'x'.repeat(390), subject: 'x'.repeat(180) };
    await bench.plain.put(Message, message(customerId, start + 5_000_000 + position, text), 'absent');
  }
  const path = `/v1/conversations/${customerId}`;
  const { api } = bench.world;
  await ok(api({ call: `GET ${path}`, caller }));
  return chargesOf(bench, async () => {
    await ok(api({ call: `GET ${path}`, caller }));
    const { body } = await api<{ items: unknown[] }>({ call: `GET ${path}/messages?limit=${threadLength}`, caller });
    if (body.items.length !== threadLength)
      throw new Error(`Expected ${threadLength} messages, got ${body.items.length}.`);
  });
};

export const measureConversations = async (meter: Meter, metered: Table, plain: Table): Promise<Measured[]> => {
  const bench: Bench = { world: composeWorld({ table: metered }), meter, plain };
  const customerId = await fillInbox(bench);
  const page = async (operation: string, query: string, read: Limit): Promise<Measured> => {
    const request = { call: `GET /v1/conversations?limit=50${query}`, caller };
    await ok(bench.world.api(request));
    const charges = await chargesOf(bench, async () => {
      const { body } = await bench.world.api<{ items: unknown[] }>(request);
      if (body.items.length !== 50) throw new Error(`Expected a page of 50, got ${body.items.length}.`);
    });
    return { operation, charges, write: none, read };
  };
  return [
    await page('inbox page of 50, all', '', limit(3, 2)),
    await page('inbox page of 50, by advisor', '&advisor=ana', limit(3, 2)),
    await page('inbox page of 50, unread', '&state=unread', limit(3, 2)),
    await page('inbox page of 50, advisor, unread and channel', '&advisor=ana&state=unread&channel=sms', limit(40, 2)),
    {
      operation: 'open a conversation, 30 messages of 1 KB',
      charges: await openConversation(bench, customerId),
      write: none,
      read: limit(6, 4),
    },
    {
      operation: 'inbound SMS of a known customer',
      charges: await inboundSms(bench),
      write: null,
      read: null,
      note: 'receipt, message, sign of life; sender looked up',
    },
    {
      operation: 'inbound WhatsApp message of a known customer',
      charges: await inboundWhatsApp(bench),
      write: null,
      read: null,
      note: 'the same by number and user id, edits that came before, and the 24 hours begin anew',
    },
    {
      operation: 'inbound message: its conversation, by the stream',
      charges: await inboundMessage(bench, customerId, start + 9_000_000),
      write: limit(10, 8),
      read: null,
      note: 'unread before: its copy among the unread moves, in one transaction',
    },
  ];
};
