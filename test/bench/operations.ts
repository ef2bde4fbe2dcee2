/** The operations of the budget table (design §5), each run as its function runs it, and what it costs. */
import type { Table } from '#platform/table/kernel.ts';
import { countListed } from '#shared/customers/count-listed.ts';
import { ListCountStore, mostStates } from '#shared/customers/list-count-store.ts';
import { countedKey } from '#shared/customers/list-counts.ts';
import { ListedDay, ListedRow, OriginChoice } from '#shared/interactions/entities.ts';
import { Message, type MessageValue, messageKey } from '#shared/messaging/ledger/entities.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { measureLive } from './live-operations.ts';
import type { Limit, Measured } from './measured.ts';
import type { Charge, Meter } from './meter.ts';
import { providerEvent } from './provider-events.ts';
import {
  accept,
  caller,
  composeWorld,
  loud,
  messageRequest,
  newPerson,
  type Person,
  start,
  streamEvent,
  tenant,
  type World,
} from './world.ts';

export interface Bench {
  readonly world: World;
  readonly meter: Meter;
  /** The same table, not counted. */
  readonly plain: Table;
}

export const limit = (ceiling: number, floor: number): Limit => ({ ceiling, floor });
export const none = limit(0, 0);

/** Charges of one run. The company's settings are remembered for seconds by a warm function, so they are read before. */
export const chargesOf = async ({ meter }: Bench, run: () => Promise<unknown>): Promise<readonly Charge[]> => {
  meter.reset();
  await run();
  return [...meter.charges];
};

const stored = async ({ plain }: Bench, messageId: string): Promise<MessageValue> => {
  const message = await plain.get(Message, messageKey(tenant, messageId), { consistent: true });
  if (message === undefined) throw new Error(`Message ${messageId} is gone.`);
  return message.value;
};

/** What the stream's projections cost after the changes that were just measured. */
const projectionOf = async (bench: Bench): Promise<readonly Charge[]> => {
  const event = streamEvent(bench.meter.changes);
  const project = createProjections({ table: bench.world.table, clock: bench.world.clock, log: loud });
  return chargesOf(bench, async () => {
    const { batchItemFailures } = await project(event);
    if (batchItemFailures.length > 0) throw new Error('A projection failed.');
  });
};

const isOfLists = ({ what }: Charge): boolean => what.includes(ListedRow.type) || what.includes(ListedDay.type);
/** What the register's lists cost has rows of its own. */
export const withoutLists = (charges: readonly Charge[]): readonly Charge[] =>
  // A flow, event or campaign is noted once for each process, not with each message.
  charges.filter((charge) => !isOfLists(charge) && !charge.what.includes(OriginChoice.type));

/** Stands for the stream where its cost is not asked for. */
const project = async (bench: Bench): Promise<void> => {
  await projectionOf(bench);
};

/** The state that an operation is to end in: a cheap wrong answer must not pass as a good figure. */
const mustBe = async (bench: Bench, messageId: string, status: MessageValue['status']): Promise<void> => {
  const { status: found } = await stored(bench, messageId);
  if (found !== status) throw new Error(`Expected the message to be ${status}, it is ${found}.`);
};

export const ok = async (answer: Promise<{ status: number; body: unknown }>): Promise<void> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`Refused with ${status}: ${JSON.stringify(body)}`);
};

/** A customer to whom four messages went before, and whose functions are warm. */
const seasoned = async (bench: Bench): Promise<Person> => {
  const person = await newPerson(bench.world);
  for (const channel of ['sms', 'email', 'sms', 'email'] as const) {
    bench.meter.reset();
    const messageId = await accept(bench.world, person, channel);
    await project(bench);
    await bench.world.send(channel, messageId);
    await bench.world.receive(providerEvent(await stored(bench, messageId), 'delivered', start + 5_000));
  }
  return person;
};

const labels = { sms: 'SMS of 120 characters', email: 'e-mail of 550 characters' } as const;

const lifeOf = async (bench: Bench, channel: 'sms' | 'email'): Promise<Measured[]> => {
  const { world } = bench;
  const person = await seasoned(bench);
  // Later than the messages before, so that it is the conversation's newest.
  world.setTime(start + (channel === 'sms' ? 1 : 2));
  let messageId = '';
  const accepted = await chargesOf(bench, async () => {
    messageId = await accept(world, person, channel);
  });
  const projected = await projectionOf(bench);
  const sent = await chargesOf(bench, () => world.send(channel, messageId));
  await project(bench);
  await mustBe(bench, messageId, 'sent');
  const delivery = providerEvent(await stored(bench, messageId), 'delivered', start + 20_000);
  const delivered = await chargesOf(bench, () => world.receive(delivery));
  const shown = await projectionOf(bench);
  await mustBe(bench, messageId, 'delivered');
  const repeated = await chargesOf(bench, () => world.receive(delivery));
  const rows: Measured[] = [
    { operation: `accept a message, ${labels[channel]}`, charges: accepted, write: limit(4, 3), read: limit(3, 1.5) },
    {
      operation: `its projection (${channel})`,
      charges: withoutLists(projected),
      write: limit(6, 5),
      read: null,
    },
    {
      operation: `… its lists in the register (${channel})`,
      charges: projected.filter(isOfLists),
      write: limit(9, 6),
      // The dates of its lists.
      read: limit(4, 3),
    },
    { operation: `send it (${channel})`, charges: sent, write: limit(12, 10), read: limit(2, 1) },
    { operation: `delivered event (${channel})`, charges: delivered, write: limit(3, 2), read: limit(1, 0.5) },
    {
      operation: `… its conversation, by the stream (${channel})`,
      charges: withoutLists(shown),
      write: null,
      read: null,
    },
    {
      operation: `… its lists in the register, by the stream (${channel})`,
      charges: shown.filter(isOfLists),
      write: limit(2, 2),
      read: limit(1, 0.5),
    },
    { operation: `the same event again (${channel})`, charges: repeated, write: limit(1, 0), read: limit(1, 0.5) },
  ];
  if (channel === 'sms') return rows;
  const opening = providerEvent(await stored(bench, messageId), 'read', start + 60_000);
  const read = await chargesOf(bench, () => world.receive(opening));
  await mustBe(bench, messageId, 'read');
  return [...rows, { operation: 'read event (email)', charges: read, write: limit(3, 2), read: limit(1, 0.5) }];
};

const repeatedRequest = async (bench: Bench): Promise<Measured> => {
  const person = await seasoned(bench);
  const request = messageRequest(person, 'sms');
  const answer = await bench.world.api<{ messageId: string }>(request);
  const charges = await chargesOf(bench, () => ok(bench.world.api(request)));
  await bench.world.send('sms', answer.body.messageId);
  return {
    operation: 'accept the same message again (same Idempotency-Key)',
    charges,
    write: null,
    read: null,
  };
};

/** What a send costs more when it was scheduled: the sweep that enqueues it, and the rest of its send. */
const scheduled = async (bench: Bench): Promise<Measured[]> => {
  const { world } = bench;
  const person = await seasoned(bench);
  const sendAt = start + 3_600_000;
  const over = { sendAt: new Date(sendAt).toISOString() };
  let messageId = '';
  const accepted = await chargesOf(bench, async () => {
    messageId = await accept(world, person, 'sms', over);
  });
  world.setTime(sendAt);
  // A message of now warms the worker, whose memory of the company's settings is over.
  await world.send('sms', await accept(world, person, 'sms'));
  const swept = await chargesOf(bench, () => world.dueWork(sendAt, () => 60_000));
  const sent = await chargesOf(bench, () => world.send('sms', messageId));
  await mustBe(bench, messageId, 'sent');
  // What is read whether or not anything is due: the lines, and the holds.
  const isPass = ({ what }: Charge) => /^(query GSI3|batch get|get deployment)/.test(what);
  return [
    { operation: 'accept a scheduled message (SMS)', charges: accepted, write: limit(4, 3), read: limit(3, 1.5) },
    {
      operation: 'send it when due: sweep, claim, call, record (SMS)',
      charges: [...swept.filter((charge) => !isPass(charge)), ...sent],
      write: limit(15, 13),
      read: limit(2, 1),
      note: `one pass over the due index reads ${sum(swept.filter(isPass), 'read')} units a minute, for whatever is due`,
    },
  ];
};

interface Bounce {
  /** The event itself: message, address, owners' heads. */
  readonly event: readonly Charge[];
  /** Lists and search of the owners, by the stream. */
  readonly lists: readonly Charge[];
  readonly again: readonly Charge[];
}

const bounceOf = async (bench: Bench, owners: number): Promise<Bounce> => {
  const { world, meter } = bench;
  const email = `familia.${owners}@correo.example`;
  meter.reset();
  const first = await newPerson(world, email);
  for (let other = 1; other < owners; other += 1) await newPerson(world, email);
  await project(bench);
  const messageId = await accept(world, first, 'email');
  await world.send('email', messageId);
  const bounce = providerEvent(await stored(bench, messageId), 'bounced', start + 20_000);
  const event = await chargesOf(bench, () => world.receive(bounce));
  await mustBe(bench, messageId, 'failed');
  const lists = await projectionOf(bench);
  const again = await chargesOf(bench, () => world.receive(bounce));
  return { event, lists, again };
};

const further = 10;

const bounces = async (bench: Bench): Promise<Measured[]> => {
  const one = await bounceOf(bench, 1);
  const many = await bounceOf(bench, 1 + further);
  const perOwner = (part: 'event' | 'lists', kind: Charge['kind']): Charge => ({
    kind,
    what: `${part}: (${sum(many[part], kind)} with ${1 + further} owners − ${sum(one[part], kind)} with 1) ÷ ${further}`,
    units: (sum(many[part], kind) - sum(one[part], kind)) / further,
  });
  const { event, lists, again } = one;
  return [
    {
      operation: 'hard bounce: message, alert, first owner',
      charges: event,
      write: null,
      read: limit(5, 3),
      note: 'the owner turns from contactable to problems',
    },
    { operation: '… its lists and search, by the stream', charges: lists, write: null, read: null },
    { operation: '… both together', charges: [...event, ...lists].map(short), write: limit(14, 12), read: null },
    {
      operation: '… per further owner, lists included',
      charges: [
        perOwner('event', 'write'),
        perOwner('lists', 'write'),
        perOwner('event', 'read'),
        perOwner('lists', 'read'),
      ],
      write: limit(6, 6),
      read: null,
    },
    { operation: 'the same bounce again', charges: again, write: limit(1, 0), read: limit(1, 0.5) },
  ];
};

/** A row that adds up two others says only where its units come from. */
const short = (charge: Charge): Charge => ({ ...charge, what: 'as above' });

/** Customers of the company's lists; several pages of them. */
const listed = 130;

const customerLists = async (bench: Bench): Promise<Measured[]> => {
  const { world, meter } = bench;
  const unmetered = composeWorld({ table: bench.plain });
  const ids: string[] = [];
  for (let count = 0; count < listed; count += 1) {
    const { customerId } = await newPerson(unmetered);
    ids.push(customerId);
    const debt = {
      code: `CR-${count}`,
      dueDate: '2026-11-30',
      balance: 1_000 * count,
      currency: 'CLP',
      state: 'current',
    };
    await ok(unmetered.api({ call: `PUT /v1/customers/${customerId}/debts`, body: debt, caller }));
    const key = { pk: `T#${tenant}#C#${customerId}`, sk: 'HEAD' };
    await createProjections({ table: bench.plain, clock: bench.world.clock, log: loud })(
      streamEvent([{ before: undefined, after: key }]),
    );
  }
  const marks = ids.slice(0, mostStates).map((id) => countedKey(tenant, id));
  for (const mark of marks) await bench.plain.delete(mark);
  await new ListCountStore(bench.plain).complete(tenant);
  meter.reset();
  const counts = new ListCountStore(bench.world.table);
  const counting = await chargesOf(bench, () => countListed({ counts }, tenant, ids.slice(0, mostStates)));
  const page = async (query: string) => {
    const request = { call: `GET /v1/customers?limit=50${query}`, caller };
    await ok(world.api(request));
    return chargesOf(bench, async () => {
      const answer = await world.api<{ items: unknown[] }>(request);
      if (answer.body.items.length !== 50) throw new Error(`Expected a page of 50, got ${answer.body.items.length}.`);
    });
  };
  const row = async (operation: string, query: string, read: Limit): Promise<Measured> => ({
    operation,
    charges: await page(query),
    write: none,
    read,
  });
  return [
    {
      operation: `counting ${mostStates} new customers of a batch`,
      charges: counting,
      write: limit(3 * mostStates, 2 * mostStates),
      read: limit(3 * mostStates, mostStates),
    },
    await row('customers page of 50', '', limit(4, 2)),
    await row('customers page of 50, contactability=ok', '&contactability=ok', limit(4, 2)),
    await row('customers page of 50, advisor and portfolio', '&advisor=ana&portfolio=Consumo%20Norte', limit(40, 2)),
    await row('customers page of 50, nobody assigned or one of two', '&advisor=-%7Cana', limit(8, 2)),
    await row('customers page of 50, a segment with its count', '&segment=Vigente', limit(8, 2)),
    await row('customers page of 50, by name downwards', '&sort=-name', limit(4, 2)),
    await row('customers page of 50, most alerts first', '&sort=-alerts', limit(30, 2)),
    await row('customers page of 50, most days overdue first', '&sort=-daysOverdue', limit(8, 2)),
    await row('customers page of 50, highest balance first', '&sort=-balance', limit(30, 26)),
    await row(
      'customers page of 50, a portfolio, highest balance first',
      '&portfolio=Consumo%20Norte&sort=-balance',
      limit(30, 2),
    ),
    await row('customers page of 50, search by name', '&q=carla%20fuentes', limit(30, 26)),
  ];
};

const customerPage = async (bench: Bench): Promise<Measured[]> => {
  const { world } = bench;
  const person = await seasoned(bench);
  const path = `/v1/customers/${person.customerId}`;
  for (const number of [1, 2, 3]) {
    const body = {
      code: `CR-48213-${number}`,
      dueDate: '2026-11-30',
      balance: 125_000,
      currency: 'CLP',
      state: 'current',
    };
    await ok(world.api({ call: `PUT ${path}/debts`, body, caller }));
  }
  const messageId = await accept(world, person, 'email');
  await world.send('email', messageId);
  await world.receive(providerEvent(await stored(bench, messageId), 'bounced', start + 20_000));
  await ok(world.api({ call: `GET ${path}`, caller }));
  const page = await chargesOf(bench, () => ok(world.api({ call: `GET ${path}`, caller })));
  const debts = await chargesOf(bench, () => ok(world.api({ call: `GET ${path}/debts`, caller })));
  return [
    {
      operation: 'customer with addresses, alerts, debt summary',
      charges: page,
      write: none,
      read: limit(3, 1),
      note: 'three addresses, one with an alert',
    },
    {
      operation: 'its debts, one by one',
      charges: debts,
      write: none,
      read: null,
    },
  ];
};

/** What a customer costs when it is made, and each time that its debt changes: both with its lists and search. */
const portfolio = async (bench: Bench): Promise<Measured[]> => {
  const { world } = bench;
  let customerId = '';
  const made = await chargesOf(bench, async () => {
    customerId = (await newPerson(world)).customerId;
  });
  const listed = await projectionOf(bench);
  const owe = (balance: number) => {
    const body = { code: 'CR-48213-1', dueDate: '2026-11-30', balance, currency: 'CLP', state: 'current' };
    return ok(world.api({ call: `PUT /v1/customers/${customerId}/debts`, body, caller }));
  };
  await owe(125_000);
  await projectionOf(bench);
  const changed = await chargesOf(bench, () => owe(118_000));
  const shown = await projectionOf(bench);
  return [
    { operation: 'make a customer', charges: made, write: null, read: null, note: 'three addresses, one document' },
    { operation: '… its lists and search (customer), by the stream', charges: listed, write: null, read: null },
    { operation: 'the balance of a debt changes', charges: changed, write: null, read: null },
    { operation: '… its lists and search (debt), by the stream', charges: shown, write: null, read: null },
  ];
};

/** Results of a call, in a conversation that is there already (C7, Q10). */
const results = async (bench: Bench): Promise<Measured[]> => {
  const { world } = bench;
  const person = await seasoned(bench);
  const added = await world.api<{ addresses: { addressId: string; channel: string }[] }>({
    call: `POST /v1/customers/${person.customerId}/addresses`,
    body: { channel: 'call', value: '+56912349999' },
    caller,
  });
  const addressId = added.body.addresses.find(({ channel }) => channel === 'call')?.addressId;
  let count = 0;
  const record = (result: object) => {
    count += 1;
    // Of two results at one moment chance decides which is the conversation's newest.
    world.setTime(start + count * 60_000);
    return ok(
      world.api({
        call: `POST /v1/conversations/${person.customerId}/results`,
        headers: { 'idempotency-key': `bench-result-${count}` },
        body: { call: { direction: 'outbound', addressId, durationSeconds: 95 }, ...result },
        caller,
      }),
    );
  };
  const promise = { date: '2027-01-15', amount: 150_000, currency: 'CLP' };
  await ok(
    world.api({
      call: `PUT /v1/conversations/${person.customerId}/pending-call`,
      body: { pendingCall: {} },
      caller,
    }),
  );
  const plain = await chargesOf(bench, () => record({ result: 'no_answer' }));
  const promised = await chargesOf(bench, () => record({ result: 'promise_to_pay', promise }));
  return [
    { operation: 'record a result without effect, ending a pending call', charges: plain, write: null, read: null },
    { operation: 'record a promise to pay: gate and history too', charges: promised, write: null, read: null },
  ];
};

/** @param kind read or write units. @returns their sum */
export const sum = (charges: readonly Charge[], kind: Charge['kind']): number =>
  charges.reduce((total, charge) => (charge.kind === kind ? total + charge.units : total), 0);

/** Runs every operation that exists now. */
export const measureOperations = async (meter: Meter, metered: Table, plain: Table): Promise<readonly Measured[]> => {
  const bench: Bench = { world: composeWorld({ table: metered }), meter, plain };
  return [
    ...(await lifeOf(bench, 'sms')),
    ...(await lifeOf(bench, 'email')),
    await repeatedRequest(bench),
    ...(await bounces(bench)),
    ...(await customerPage(bench)),
    ...(await customerLists(bench)),
    ...(await portfolio(bench)),
    ...(await results(bench)),
    ...(await measureLive(meter, metered, plain)),
    // Last, since it moves the clock.
    ...(await scheduled(bench)),
  ];
};
