/** Flows of what people decide: clear, resolve, assign, replace, create. */

import { AlertHistory, RefusalHistory } from '#shared/contactability/entities.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { Address, Customer, Gate, Owner } from '#shared/customers/entities.ts';
import { UnmatchedInbound } from '#shared/messaging/inbound/entities.ts';
import { inbox } from '../../functions/composition/conversations.ts';
import { minute, type Person, type World } from '../support/delivery-world.ts';
import { crashAt } from '../support/faults.ts';
import { readBack } from '../support/invariants.ts';
import {
  alerted,
  type Expectation,
  type Flow,
  gone,
  good,
  ok,
  sent,
  statusIn,
  textFrom,
  waiting,
  writes,
} from './flow.ts';

const clearing: Flow = {
  name: 'clear of an alert with two owners',
  async prepare(world) {
    const person = await world.addPerson({ email: gone.email });
    await world.addPerson({ email: gone.email });
    await world.hear(world.start(), await sent(world, person, 'email'));
    return async (process) => {
      const { status } = await process.api({
        call: `POST /v1/customers/${person.customerId}/addresses/${person.addressIds.email}/alert/clear`,
        caller: world.caller,
      });
      ok(status, [200, 409]);
    };
  },
  expect: ({ snapshot, world }) => [
    ...alerted(0)({ snapshot, world }),
    ...snapshot.states.flatMap(({ epoch }) => (epoch === 1 ? [] : [`epoch ${epoch} after one clearing`])),
    ...(world.providers.suppressed.size === 0 ? [] : ['SES still lists the address']),
    ...(snapshot.of(AlertHistory).length === 1 ? [] : ['the audit has not one entry']),
  ],
};

const liftingRefusal: Flow = {
  name: 'a supervisor lifts the refusal of an address with three owners',
  async prepare(world) {
    const person = await world.addPerson({ sms: good.sms });
    await world.addPerson({ sms: good.sms });
    await world.addPerson({ sms: good.sms, email: good.email });
    await world.hear(world.start(), [textFrom(world, good.sms, 'BAJA', 'in-lift')]);
    world.time += minute;
    return async (process) => {
      const { status } = await process.api({
        call: `PUT /v1/customers/${person.customerId}/dnd`,
        body: { channel: 'sms', active: false, consent: 'por teléfono' },
        caller: { ...world.caller, roles: ['supervisor'] },
      });
      ok(status, [200]);
    };
  },
  expect: ({ snapshot }) => [
    ...snapshot.of(Gate).flatMap(({ customerId, dnd }) => (dnd.length === 0 ? [] : [`${customerId} still refuses`])),
    ...(snapshot.of(RefusalHistory).length === 2 ? [] : ['history does not tell of one refusal and one lifting']),
  ],
};

/** Two customers with an address in common, a debt each and a conversation each. */
const twins = async (world: World) => {
  const own = await world.addPerson({ sms: good.sms });
  const other = await world.addPerson({ sms: good.sms, email: good.email });
  for (const [person, code] of [
    [own, 'A'],
    [other, 'B'],
  ] as const) {
    const body = { code, dueDate: '2026-10-01', balance: 10, currency: 'CLP', state: 'overdue' };
    const call = `PUT /v1/customers/${person.customerId}/debts`;
    ok((await world.start().api({ call, body, caller: world.caller })).status, [200]);
  }
  await world.hear(world.start(), [textFrom(world, good.sms, 'hola', 'in-twins')]);
  world.time += minute;
  return { own, other };
};

const isOne =
  (one: boolean): Expectation =>
  ({ snapshot }) => {
    const heads = snapshot.of(Customer);
    const merged = heads.filter(({ mergedInto }) => mergedInto !== undefined);
    const owners = new Set(snapshot.of(Owner).map(({ customerId }) => customerId));
    return [
      ...(merged.length === (one ? 1 : 0) ? [] : [`${merged.length} customers are part of another`]),
      ...(owners.size === (one ? 1 : 2) ? [] : [`${owners.size} customers have addresses`]),
      ...(snapshot.of(Address).length === (one ? 2 : 3) ? [] : ['an address was lost, or is there twice']),
    ];
  };

const merging: Flow = {
  name: 'a supervisor merges two customers',
  async prepare(world) {
    const { own, other } = await twins(world);
    return async (process) => {
      const call = `POST /v1/customers/${own.customerId}/merge`;
      const { status } = await process.api({ call, body: { customerId: other.customerId }, caller: world.caller });
      ok(status, [200]);
    };
  },
  expect: isOne(true),
};

const unmerging: Flow = {
  name: 'a supervisor takes a merge back',
  async prepare(world) {
    const { own, other } = await twins(world);
    const body = { customerId: other.customerId };
    const call = `POST /v1/customers/${own.customerId}/merge`;
    ok((await world.start().api({ call, body, caller: world.caller })).status, [200]);
    return async (process) => {
      const { status } = await process.api({
        call: `POST /v1/customers/${other.customerId}/unmerge`,
        caller: world.caller,
      });
      // Taken back already: there is nothing more to do.
      ok(status, [200, 409]);
    };
  },
  expect: isOne(false),
};

/** A message whose outcome nobody knows: the provider refused to say, and will never tell. */
const unknownOutcome = async (world: World, person: Person): Promise<string> => {
  const messageId = await waiting(world, person, 'email');
  await world
    .start(crashAt(1, 'before'))
    .send('email', [world.job(messageId)])
    .catch(() => undefined);
  // A message counts as passed over once a later job has come out of its queue: the sweep sends one, and looks again.
  for (let round = 0; round < 2; round += 1) {
    world.time += 20 * minute;
    await world.start().sweep();
    await world.drain(world.start(), 'email');
  }
  return messageId;
};

const resolving = (outcome: 'sent' | 'resend'): Flow => ({
  name: `a person resolves an unknown outcome: ${outcome}`,
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await unknownOutcome(world, person);
    return async (process) => {
      const { status } = await process.api({
        call: `POST /v1/messages/${messageId}/resolve`,
        body: { outcome },
        caller: world.caller,
      });
      ok(status, [200, 409]);
    };
  },
  expect: (end) => [
    ...statusIn([outcome === 'sent' ? 'sent' : 'delivered'])(end),
    ...(end.world.providers.calls.length === (outcome === 'sent' ? 0 : 1) ? [] : ['it was not sent as decided']),
  ],
});

/** Two messages, one of which still waits, in a conversation that is deleted (Q17). */
const deleting: Flow = {
  name: 'a conversation is deleted while a message waits',
  async prepare(world) {
    const person = await world.addPerson(good);
    const { customerId } = person;
    await sent(world, person, 'email');
    await waiting(world, person, 'sms', 'second');
    const { table } = world.start();
    await projectConversation(inbox({ table }), {
      tenant: world.tenant,
      customerId,
      messageIds: 'all',
      customer: true,
    });
    return async (process) => {
      const { status } = await process.api({ call: `DELETE /v1/conversations/${customerId}`, caller: world.caller });
      ok(status, [202]);
    };
  },
  expect: ({ snapshot }) =>
    snapshot.messages.flatMap(({ messageId, body, preview, erasedAt, status }) => [
      ...(body === '' && preview === '' && erasedAt !== undefined ? [] : [`${messageId} keeps its content`]),
      ...(status === 'queued' ? [`${messageId} still waits`] : []),
    ]),
};

export const peopleFlows: readonly Flow[] = [
  deleting,
  clearing,
  liftingRefusal,
  merging,
  unmerging,
  resolving('sent'),
  resolving('resend'),
  {
    name: 'a person assigns a message of an unknown sender',
    async prepare(world) {
      const person = await world.addPerson({ sms: good.sms });
      await world.hear(world.start(), [textFrom(world, '+56987654321', 'soy Ana', 'in-9')]);
      const [unmatched] = (await readBack(world)).of(UnmatchedInbound);
      return async (process) => {
        const { status } = await process.api({
          call: `POST /v1/inbound/unmatched/${unmatched?.id ?? ''}/assign`,
          body: { customerId: person.customerId },
          caller: world.caller,
        });
        ok(status, [200]);
      };
    },
    expect: ({ snapshot }) =>
      snapshot.messages.length === 1 && snapshot.of(UnmatchedInbound).length === 0 ? [] : ['it is not one message'],
  },
  {
    name: 'an unknown sender with three messages becomes a customer',
    async prepare(world) {
      const process = world.start();
      await world.hear(process, [textFrom(world, '+56987654321', 'soy Ana', 'in-10')]);
      await world.hear(process, [textFrom(world, '+56987654321', 'BAJA', 'in-11')]);
      await world.hear(process, [await writes(world, '+56987654321', '¿Cuánto debo?', 'wamid.in-12')]);
      const [unmatched] = (await readBack(world)).of(UnmatchedInbound);
      return async (process) => {
        const { status } = await process.api({
          call: `POST /v1/inbound/unmatched/${unmatched?.id ?? ''}/customer`,
          body: { name: 'Ana' },
          caller: world.caller,
        });
        ok(status, [201]);
      };
    },
    expect: ({ snapshot }) => [
      ...(snapshot.of(Customer).length === 1 && snapshot.of(Address).length === 2 ? [] : ['it is not one customer']),
      ...(snapshot.messages.length === 3 ? [] : [`${snapshot.messages.length} messages came along`]),
      ...(snapshot.of(UnmatchedInbound).length === 0 ? [] : ['some still wait']),
      ...(snapshot.of(Gate)[0]?.dnd.length === 1 ? [] : ['its "no" was not heard']),
      ...(Object.keys(snapshot.of(Gate)[0]?.lastInboundAt ?? {}).length === 1 ? [] : ['the window is not open']),
    ],
  },
  {
    name: 'a missed call of a known caller is reported',
    async prepare(world) {
      await world.addPerson({ sms: good.sms });
      return async (process) => {
        const { status } = await process.api({
          call: 'POST /v1/inbound/calls',
          body: { from: good.sms, answered: false, callId: 'pbx-1' },
          caller: world.caller,
        });
        ok(status, [201]);
      };
    },
    expect: ({ snapshot }) =>
      snapshot.messages.length === 1 && snapshot.messages[0]?.missed === true ? [] : ['it is not one missed call'],
  },
  {
    name: 'replacing an address to which a message waits',
    async prepare(world) {
      const person = await world.addPerson({ email: gone.email });
      await waiting(world, person, 'email');
      return async (process) => {
        const { status } = await process.api({
          call: `PUT /v1/customers/${person.customerId}/addresses/${person.addressIds.email}`,
          body: { value: good.email },
          caller: world.caller,
        });
        ok(status, [200, 404]);
      };
    },
    expect: (end) => [
      ...statusIn(['cancelled'])(end),
      ...(end.snapshot.of(Address).length === 1 ? [] : ['the customer has not one address']),
      ...(end.snapshot.of(Owner).length === 1 ? [] : ['the address has not one owner']),
    ],
  },
  {
    name: 'creating a customer with one key',
    async prepare(world) {
      return async (process) => {
        const { status } = await process.api({
          call: 'POST /v1/customers',
          headers: { 'idempotency-key': 'create' },
          body: { name: 'Eva', addresses: [{ channel: 'email', value: good.email }] },
          caller: world.caller,
        });
        ok(status, [201]);
      };
    },
    expect: ({ snapshot }) =>
      snapshot.of(Customer).length === 1 && snapshot.of(Owner).length === 1 ? [] : ['there is not one customer'],
  },
];
