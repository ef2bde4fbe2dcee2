/** Flows of what follows the table's stream: conversations, lists, and what open clients are told. */
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Key } from '#platform/table/kernel.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { FeedEntry } from '#shared/live/entities.ts';
import { inbox } from '../../functions/composition/conversations.ts';
import type { Process } from '../support/delivery-process.ts';
import type { World } from '../support/delivery-world.ts';
import { type Flow, good, sent, textFrom } from './flow.ts';

/** Everything that is a copy of something else, without its revision. */
const copiesOf = (world: World): ReadonlyMap<string, Key> => {
  const copied = new Set(['conversation', 'conversationView', 'facetRow', 'listing', 'searchToken', 'choice']);
  return new Map(
    [...world.observer.items]
      .filter(([, { type }]) => copied.has(String(type)))
      .map(([key, { rev: _rev, pk, sk, ...item }]) => [key, { ...item, pk: String(pk), sk: String(sk) }]),
  );
};

/** Deletes the copies, and makes them anew from the base: what nothing leads to any more is gone with them. */
const rebuild = async (world: World): Promise<void> => {
  const { table } = world.start();
  for (const item of copiesOf(world).values()) await table.delete(item);
  const customers = new CustomerStore(table);
  for (const { customerId } of world.people) {
    const target = { tenant: world.tenant, customerId };
    await projectCustomer({ customers, listings: new ListingStore(table) }, world.tenant, customerId);
    await projectConversation(inbox({ table }), { ...target, messageIds: 'all', customer: true });
  }
};

/** The copies are those that the base makes, no more and no less: none is left behind in a list or a view. */
const copiesFollow: NonNullable<Flow['expect']> = async ({ world }) => {
  const found = copiesOf(world);
  await rebuild(world);
  const right = copiesOf(world);
  const keys = [...new Set([...found.keys(), ...right.keys()])];
  return keys.flatMap((key) => {
    if (isDeepStrictEqual(found.get(key), right.get(key))) return [];
    return [`${key} is ${JSON.stringify(found.get(key))}, should be ${JSON.stringify(right.get(key))}`];
  });
};

const projecting = (records: readonly DynamoDBRecord[]) => async (process: Process) => {
  const failed = await process.project(records);
  if (failed > 0) throw new Error(`${failed} records come again`);
};

/** Somebody who wrote by SMS, was answered, and wrote again by WhatsApp: three messages of two directions. */
const talk = async (world: World): Promise<void> => {
  const person = await world.addPerson({ sms: good.sms });
  await world.hear(world.start(), [textFrom(world, good.sms, 'hola', 'in-20')]);
  world.time += 1_000;
  await world.hear(world.start(), await sent(world, person, 'sms'));
};

const connections = ['ana', 'leo'] as const;
const idOf = (world: World, name: string): string => `${world.tenant}-${name}`;

const connect = async (world: World): Promise<void> => {
  const { live } = world.start().live;
  for (const userId of connections) {
    const connectionId = idOf(world, userId);
    const tokenEndsAt = world.time + 3_600_000;
    await live.addConnection({
      connectionId,
      tenant: world.tenant,
      userId,
      connectedAt: world.time - 60_000,
      tokenEndsAt,
    });
  }
};

const messagesTo = (world: World, connectionId: string): readonly string[] =>
  world.sockets
    .framesOf(connectionId)
    .flatMap((frame) => (frame.type === 'events' ? frame.events : []))
    .flatMap((event) => (event.type === 'message' ? [event.messageId] : []));

/** Every client has been told, or its connection was ended, and then it is told when it comes back. */
const toldEverybody: NonNullable<Flow['expect']> = async ({ world, snapshot }) => {
  const [message] = snapshot.messages;
  const inFeed = snapshot.of(FeedEntry).some(({ events }) => JSON.stringify(events).includes(message?.messageId ?? ''));
  const missed = connections.filter((name) => {
    const id = idOf(world, name);
    return !world.sockets.closed.has(id) && !messagesTo(world, id).includes(message?.messageId ?? '');
  });
  return [
    ...(inFeed ? [] : ['the feed does not have the message']),
    ...missed.map((name) => `${name} was not told, and was not sent away either`),
  ];
};

export const streamFlows: readonly Flow[] = [
  {
    name: 'the stream begins a conversation, and the lists of its customer',
    async prepare(world) {
      await talk(world);
      return projecting(world.takeRecords());
    },
    expect: copiesFollow,
  },
  {
    name: 'the stream moves a conversation between views',
    async prepare(world) {
      const person = await world.addPerson({ sms: good.sms, email: good.email });
      await world.hear(world.start(), [textFrom(world, good.sms, 'hola', 'in-21')]);
      await projecting(world.takeRecords())(world.start());
      world.time += 1_000;
      await world.hear(world.start(), await sent(world, person, 'sms'));
      const { customerId } = person;
      const patch = { call: `PATCH /v1/customers/${customerId}`, body: { name: 'Otro nombre', tags: ['vip'] } };
      await world.start().api({ ...patch, caller: world.caller });
      return projecting(world.takeRecords());
    },
    expect: copiesFollow,
  },
  {
    name: 'open clients are told of a message',
    async prepare(world) {
      await world.addPerson({ sms: good.sms });
      await connect(world);
      world.takeRecords();
      await world.hear(world.start(), [textFrom(world, good.sms, 'hola', 'in-22')]);
      const records = world.takeRecords();
      return async (process) => {
        const failed = await process.publish(records);
        if (failed > 0) throw new Error(`${failed} records come again`);
      };
    },
    expect: toldEverybody,
  },
];
