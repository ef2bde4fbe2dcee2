/**
 * The busy hour of one company, run in small: what its real use cases write for a message, a provider's event and a minute
 * of an advisor, and where each write lands (issue 13, 3). Some of each go through the functions as their queues and
 * streams hand them over, so that what a batch shares is written once for the batch.
 */
import { customerKey } from '#shared/customers/entities.ts';
import { LiveStore } from '#shared/live/store.ts';
import { Message, type MessageValue, messageKey } from '#shared/messaging/ledger/entities.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { standardAccess } from '../support/access.ts';
import type { TestTable } from '../support/engines.ts';
import { liveDeps } from '../support/live-world.ts';
import { composeInboundSms } from './inbox-duel.ts';
import { Meter } from './meter.ts';
import { ok } from './operations.ts';
import type { Load } from './partition-kinds.ts';
import { type EventKind, providerEvent } from './provider-events.ts';
import type { Images, Landing } from './units.ts';
import {
  accept,
  caller,
  composeWorld,
  loud,
  newPerson,
  type Person,
  seedCompany,
  start,
  streamEvent,
  taken,
  tenant,
} from './world.ts';

/** Records that a stream hands over at a time (lib/constructs/stream-worker.ts). */
const streamBatch = 100;

/** One kind of work of the hour. */
export interface Work {
  /** How often a second it is done under a load. */
  readonly rate: (load: Load) => number;
  /** How often it was done here; `landings` are those of all of them. */
  readonly times: number;
  readonly landings: readonly Landing[];
}

/** The same hour with messages that go at once, and with messages that were scheduled. */
export interface Hours {
  readonly atOnce: readonly Work[];
  readonly scheduled: readonly Work[];
}

/** Of the events so many tell a delivery, an opening, a bounce: at 5 % bounces sending pauses itself (G73). */
export const eventShares = { delivered: 0.66, read: 0.3, bounced: 0.04 } as const satisfies Record<EventKind, number>;

/** @param size messages of each kind of work; their events and bounces are as many */
export const measureHours = async (engine: TestTable, size: number): Promise<Hours> => {
  await seedCompany(engine.table);
  const meter = new Meter(engine.client, engine.name);
  const table = engine.through(meter.port);
  const world = composeWorld({ table });
  const quiet = composeWorld({ table: engine.table });
  const { admit } = standardAccess(table, world.clock);
  const project = createProjections({ table, clock: world.clock, log: loud });
  const tell = createLiveFeed({ ...liveDeps(engine.table), live: new LiveStore(table) });

  let told = 0;
  const reset = (): void => {
    meter.reset();
    told = 0;
  };
  /** What the streams make of changes, and of what they change themselves, until nothing follows. */
  const follow = async (): Promise<void> => {
    while (told < meter.changes.length) {
      const batch = streamEvent(meter.changes.slice(told, told + streamBatch));
      told += batch.Records.length;
      await taken(project(batch));
      await taken(tell(batch));
    }
  };

  const measure = async (times: number, rate: Work['rate'], run: () => Promise<unknown>): Promise<Work> => {
    reset();
    await run();
    await follow();
    return { times, rate, landings: [...meter.landings] };
  };

  /** Customers who were written to before, with their lists: what goes to them moves a conversation. */
  const customers = async (count: number, phone = false): Promise<readonly Person[]> => {
    const people: Person[] = [];
    const heads: Images[] = [];
    for (let number = 0; number < count; number += 1) {
      const person = await newPerson(quiet);
      people.push(person);
      const messageId = await accept(quiet, person, 'sms');
      if (phone) await quiet.send('sms', messageId);
      heads.push(
        { before: undefined, after: { ...customerKey(tenant, person.customerId) } },
        { before: undefined, after: messageKey(tenant, messageId) },
      );
    }
    const fill = createProjections({ table: engine.table, clock: quiet.clock, log: loud });
    for (let from = 0; from < heads.length; from += streamBatch) {
      await taken(fill(streamEvent(heads.slice(from, from + streamBatch))));
    }
    return people;
  };

  const find = async (messageId: string): Promise<MessageValue> => {
    const message = await engine.table.get(Message, messageKey(tenant, messageId), { consistent: true });
    if (message === undefined) throw new Error(`Message ${messageId} is gone.`);
    return message.value;
  };
  /** A cheap wrong answer must not pass as a good figure. */
  const mustBe = async (messageIds: readonly string[], wanted: MessageValue['status']): Promise<void> => {
    for (const { status } of await Promise.all(messageIds.map(find))) {
      if (status !== wanted) throw new Error(`Expected the messages to be ${wanted}, one is ${status}.`);
    }
  };
  const events = async (kind: EventKind, messageIds: readonly string[], at: number): Promise<Work> => {
    const bodies = await Promise.all(messageIds.map(async (id) => providerEvent(await find(id), kind, at)));
    const share = ({ events: perSecond }: Load) => perSecond * eventShares[kind];
    const work = await measure(bodies.length, share, async () => {
      for (const body of bodies) await world.receive(body);
    });
    const wanted = kind === 'bounced' ? 'failed' : kind;
    await mustBe(messageIds, wanted);
    return work;
  };

  const acceptAll = async (people: readonly Person[], over: object = {}): Promise<string[]> => {
    const ids: string[] = [];
    for (const person of people) {
      await admit(caller);
      ids.push(await accept(world, person, 'email', over));
    }
    return ids;
  };
  const sendAll = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) await world.send('email', id);
    await mustBe(ids, 'sent');
  };
  const everyMessage = ({ messages }: Load): number => messages;

  // What the first message of a day or of a campaign writes for all that follow is written before.
  const first = await acceptAll(await customers(1));
  await sendAll(first);
  await follow();
  for (const kind of ['delivered', 'read'] as const) await events(kind, first, start + 10_000);

  // Messages that go at once, and all that is told of them.
  const people = await customers(size);
  world.setTime(start + 1);
  let ids: readonly string[] = [];
  const accepted = await measure(size, everyMessage, async () => {
    ids = await acceptAll(people);
  });
  const sent = await measure(size, everyMessage, () => sendAll(ids));
  const delivered = await events('delivered', ids, start + 20_000);
  const read = await events('read', ids, start + 60_000);

  // What an advisor does in a minute: an answer comes, is read and answered, a call gets its result.
  const callers = await customers(5, true);
  const phones: (string | undefined)[] = [];
  for (const { customerId, addresses } of callers) {
    const { body } = await quiet.api<{ addresses: { addressId: string; channel: string }[] }>({
      call: `POST /v1/customers/${customerId}/addresses`,
      body: { channel: 'call', value: addresses.sms.value },
      caller,
    });
    phones.push(body.addresses.find(({ channel }) => channel === 'call')?.addressId);
  }
  const receive = composeInboundSms(world, table);
  const minute = await measure(
    callers.length,
    ({ advisors }) => advisors / 60,
    async () => {
      for (const [position, { customerId, addresses }] of callers.entries()) {
        world.setTime(start + 120_000 + position * 10);
        await receive(addresses.sms.value, 100 + position);
        await follow();
        await ok(world.api({ call: `POST /v1/conversations/${customerId}/read`, caller }));
        world.setTime(start + 120_001 + position * 10);
        await ok(
          world.api({
            call: `POST /v1/conversations/${customerId}/results`,
            headers: { 'idempotency-key': `bench-keys-result-${position}` },
            body: { call: { direction: 'outbound', addressId: phones[position] }, result: 'no_answer' },
            caller,
          }),
        );
        await world.send('sms', await accept(world, { customerId, addresses }, 'sms', { purpose: 'manual' }));
      }
    },
  );

  // The same messages, scheduled: each stands in the line of what is due before it stands in the queue's.
  const later = await customers(size);
  world.setTime(start + 200_000);
  const sendAt = start + 3_600_000;
  let waiting: readonly string[] = [];
  const planned = await measure(size, everyMessage, async () => {
    waiting = await acceptAll(later, { sendAt: new Date(sendAt).toISOString() });
  });
  world.setTime(sendAt);
  const swept = await measure(size, everyMessage, () => world.dueWork(sendAt, () => 600_000));
  const sentLater = await measure(size, everyMessage, () => sendAll(waiting));

  // Bounces last: so many of them make sending pause itself.
  const others = await customers(size);
  reset();
  const failing = await acceptAll(others);
  await sendAll(failing);
  await follow();
  const bounced = await events('bounced', failing, sendAt + 20_000);

  const rest = [delivered, read, bounced, minute];
  return { atOnce: [accepted, sent, ...rest], scheduled: [planned, swept, sentLater, ...rest] };
};
