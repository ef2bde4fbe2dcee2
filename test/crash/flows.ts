/** The flows whose every call with an effect is struck in turn (reliability §5.4). */
import type { SendingChannel } from '#contract/vocabulary.ts';
import { AlertHistory } from '#shared/contactability/entities.ts';
import { Address, Customer, Gate, Owner } from '#shared/customers/entities.ts';
import { KeptEvent, ParkedEvent, UnmatchedInbound } from '#shared/messaging/entities.ts';
import { inboundEvent } from '../../local/providers/whatsapp-events.ts';
import type { Process } from '../support/delivery-process.ts';
import { day, minute, type Person, startOfWorlds, type World } from '../support/delivery-world.ts';
import { crashAt } from '../support/faults.ts';
import { readBack, type Snapshot } from '../support/invariants.ts';
import { snsBody } from '../support/provider-doubles.ts';

export interface Flow {
  readonly name: string;
  readonly softThreshold?: number;
  /**
   * Brings the world to the moment before.
   * @returns the input, which can be given again; it throws when it did not get through
   */
  prepare(world: World): Promise<(process: Process) => Promise<void>>;
  /** What must be true in the end whatever was struck, beside the invariants. @returns what is not */
  expect?(end: { world: World; snapshot: Snapshot; wasStruck: string }): readonly string[];
}

const good = { email: 'ana@uno.example', sms: '+56912345678', whatsapp: '+56912345678' } as const;
const gone = { email: 'nobody.ana@uno.example', sms: '+56912340000', whatsapp: '+56900131026' } as const;

const ok = (status: number, allowed: readonly number[]): void => {
  if (!allowed.includes(status)) throw new Error(`answered ${status}`);
};

/** A message that waits in the table, with its job. */
const waiting = async (world: World, person: Person, channel: SendingChannel, key = 'k', more: object = {}) => {
  const { status, body } = await world.post(world.start(), person, channel, key, more);
  ok(status, [202]);
  return body.messageId;
};

/** WhatsApp takes free text within a day of the customer's last message. */
const writes = async (world: World, from: string, text: string, id: string): Promise<string> => {
  const message = {
    from: from.slice(1),
    id,
    timestamp: String(Math.floor(world.time / 1000)),
    type: 'text',
    text: { body: text },
  };
  return snsBody(
    inboundEvent(world.metaNumber, { waId: from.slice(1), name: 'Ana' }, message, new Date(world.time)),
    world.time,
  );
};

const textFrom = (world: World, from: string, text: string, id: string): string =>
  snsBody(
    {
      originationNumber: from,
      destinationNumber: world.smsNumber,
      messageKeyword: 'KEYWORD',
      messageBody: text,
      inboundMessageId: id,
    },
    world.time,
  );

const openWindow = async (world: World, number: string): Promise<void> =>
  world.hear(world.start(), [await writes(world, number, 'hola', `wamid.open.${number}`)]);

/** Sends a message as far as the provider; what the provider will tell is returned, not heard. */
const sent = async (world: World, person: Person, channel: SendingChannel): Promise<string[]> => {
  await waiting(world, person, channel, `sent-${channel}-${world.time}`);
  await world.drain(world.start(), channel);
  return world.takeEvents();
};

const statusIn =
  (allowed: readonly string[]): NonNullable<Flow['expect']> =>
  ({ snapshot }) =>
    snapshot.messages
      .filter(({ direction, status }) => direction === 'outbound' && !allowed.includes(status))
      .map(({ messageId, status }) => `${messageId} ended as ${status}`);

const accept: Flow = {
  name: 'POST /messages',
  async prepare(world) {
    const person = await world.addPerson(good);
    return async (process) => {
      const { status } = await world.post(process, person, 'email', 'same-key');
      ok(status, [202]);
    };
  },
  expect: ({ snapshot, world }) => [
    ...(snapshot.messages.length === 1 ? [] : [`${snapshot.messages.length} messages of one key`]),
    ...(world.providers.calls.length === 1 ? [] : [`${world.providers.calls.length} calls`]),
    ...snapshot.messages.flatMap(({ status }) => (status === 'delivered' ? [] : [`ended as ${status}`])),
  ],
};

const sendBy = (channel: SendingChannel, recipients: typeof good | typeof gone, endings: readonly string[]): Flow => ({
  name: `send by ${channel} to ${recipients === good ? 'a good' : 'a dead'} address`,
  async prepare(world) {
    const person = await world.addPerson(recipients);
    if (channel === 'whatsapp') await openWindow(world, recipients.whatsapp);
    await world.addPerson({ [channel]: recipients[channel] });
    const messageId = await waiting(world, person, channel);
    return async (process) => {
      const failed = await process.send(channel, [world.job(messageId)]);
      if (failed.length > 0) throw new Error('the job went back');
    };
  },
  expect: (end) => [
    ...statusIn([...endings, 'outcome_unknown'])(end),
    // Whatever the provider has really taken it tells, and that closes the attempt (§5.2).
    ...end.snapshot.messages
      .filter(({ status, messageId }) => {
        const calls = end.world.providers.calls.filter((call) => call.messageId === messageId);
        return status === 'outcome_unknown' && calls.some(({ accepted }) => accepted);
      })
      .map(({ messageId }) => `${messageId} stayed unknown although its events came`),
  ],
});

const refusedAtOnce: Flow = {
  name: 'send that is refused at once for its address',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'sms');
    world.providers.refusals.push(
      Object.assign(new Error('Invalid'), {
        name: 'ValidationException',
        Fields: [{ Name: 'DestinationPhoneNumber' }],
        $metadata: { httpStatusCode: 400 },
      }),
    );
    return async (process) => {
      await process.send('sms', [world.job(messageId)]);
    };
  },
  expect: statusIn(['failed', 'outcome_unknown']),
};

const throttledThenSent: Flow = {
  name: 'send that is throttled once',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'email');
    world.providers.refusals.push(Object.assign(new Error('Rate'), { name: 'ThrottlingException' }));
    return async (process) => {
      await process.send('email', [world.job(messageId)]);
    };
  },
  expect: statusIn(['delivered', 'outcome_unknown']),
};

const leaseSweep: Flow = {
  name: 'sweep of an expired lease',
  async prepare(world) {
    const person = await world.addPerson(good);
    const messageId = await waiting(world, person, 'email');
    // The claim is its first effect, the call its second: it dies in between.
    await world
      .start(crashAt(1, 'before'))
      .send('email', [world.job(messageId)])
      .catch(() => undefined);
    world.time += 20 * minute;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: statusIn(['outcome_unknown']),
};

const enqueueSweep: Flow = {
  name: 'sweep of a lost enqueue',
  async prepare(world) {
    const person = await world.addPerson(good);
    // Key, message, queue: it dies before the third.
    await world.post(world.start(crashAt(2, 'before')), person, 'sms', 'k').catch(() => undefined);
    world.time += 20 * minute;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: statusIn(['delivered']),
};

const scheduled: Flow = {
  name: 'sweep of a scheduled message',
  async prepare(world) {
    const person = await world.addPerson(good);
    const sendAt = new Date(world.time + day).toISOString();
    await waiting(world, person, 'email', 'k', { sendAt });
    world.time += day + minute;
    return async (process) => {
      if ((await process.sweep()) > 0) throw new Error('not swept');
    };
  },
  expect: statusIn(['delivered']),
};

const hearing = (
  name: string,
  prepare: (world: World) => Promise<readonly string[]>,
  more: Pick<Flow, 'expect' | 'softThreshold'> = {},
): Flow => ({
  name,
  ...more,
  async prepare(world) {
    const bodies = await prepare(world);
    return (process) => world.hear(process, bodies);
  },
});

const alerted =
  (count: number): NonNullable<Flow['expect']> =>
  ({ snapshot }) => {
    const found = snapshot.states.filter(({ facts }) => facts.length > 0).length;
    return found === count ? [] : [`${found} addresses with open failures, not ${count}`];
  };

const lastOf = (events: readonly string[]): readonly string[] => events.slice(-1);

const events: readonly Flow[] = [
  hearing('event: delivered', async (world) => lastOf(await sent(world, await world.addPerson(good), 'email')), {
    expect: statusIn(['delivered']),
  }),
  hearing(
    'event: hard bounce of an address with three owners',
    async (world) => {
      const person = await world.addPerson({ email: gone.email });
      await world.addPerson({ email: gone.email, sms: good.sms });
      await world.addPerson({ email: gone.email });
      return lastOf(await sent(world, person, 'email'));
    },
    { expect: (end) => [...alerted(1)(end), ...statusIn(['failed'])(end)] },
  ),
  hearing(
    'event: soft failure that reaches the threshold',
    async (world) => {
      const person = await world.addPerson({ sms: '+56912340001' });
      await world.hear(world.start(), await sent(world, person, 'sms'));
      world.time += day;
      return lastOf(await sent(world, person, 'sms'));
    },
    { softThreshold: 2, expect: alerted(1) },
  ),
  hearing(
    'event: complaint, which makes a DND entry for each owner',
    async (world) => {
      const person = await world.addPerson({ email: 'complaint@simulator.amazonses.com' });
      await world.addPerson({ email: 'complaint@simulator.amazonses.com' });
      return lastOf(await sent(world, person, 'email'));
    },
    { expect: (end) => [...alerted(0)(end), ...dndOfAll(end)] },
  ),
  hearing(
    'event: WhatsApp accepted, after delivered was parked',
    async (world) => {
      const person = await world.addPerson({ whatsapp: good.whatsapp });
      await openWindow(world, good.whatsapp);
      const told = await sent(world, person, 'whatsapp');
      // Without our tags, as a receipt through EventBridge or of an older message comes.
      const [acceptedBody = '', , deliveredBody = ''] = told.map((body) =>
        body.replace(/,\\\\\\"biz_opaque_callback_data\\\\\\":\\\\\\"[^"]*\\\\\\"/, ''),
      );
      await world.hear(world.start(), [deliveredBody]);
      if (!(await readBack(world)).of(ParkedEvent).length) throw new Error('nothing is parked');
      return [acceptedBody];
    },
    { expect: statusIn(['delivered']) },
  ),
  hearing(
    'event: of a message that is not known',
    async (world) => {
      const other = snsBody(
        {
          eventType: 'TEXT_DELIVERED',
          eventTimestamp: world.time,
          messageId: 'sms-of-nobody',
          destinationPhoneNumber: good.sms,
          context: {},
        },
        world.time,
      );
      return [other];
    },
    {},
  ),
  hearing(
    'event: that names another company than its message',
    async (world) => {
      const person = await world.addPerson({ sms: '+56912340000' });
      return lastOf(await sent(world, person, 'sms')).map((body) =>
        body.replace(`\\"tenantId\\":\\"${world.tenant}\\"`, '\\"tenantId\\":\\"world-of-others\\"'),
      );
    },
    {
      expect: (end) => [
        ...alerted(0)(end),
        ...statusIn(['sent'])(end),
        ...(end.snapshot.of(KeptEvent).some(({ kind }) => kind === 'QUARANTINED') ? [] : ['it is not put aside']),
      ],
    },
  ),
  hearing(
    'event: of 200 KB, not understood',
    async () => [`{"Type":"Notification","Message":"${'x'.repeat(200_000)}`],
    {
      expect: ({ snapshot }) =>
        snapshot.of(KeptEvent).every(({ rawKey }) => rawKey !== null) ? [] : ['its text is not in the bucket'],
    },
  ),
  hearing('event: not understood', async () => ['{"Type":"Notification","Message":"{broken"}'], {}),
];

const dndOfAll: NonNullable<Flow['expect']> = ({ snapshot, world }) => {
  const owners = snapshot.of(Owner).map(({ customerId }) => customerId);
  const refused = snapshot.of(Gate).filter(({ dnd }) => dnd.length === 1);
  return refused.length === owners.length ? [] : [`${refused.length} of ${world.people.length} have one DND entry`];
};

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
    ...alerted(0)({ snapshot, world, wasStruck: '' }),
    ...snapshot.states.flatMap(({ epoch }) => (epoch === 1 ? [] : [`epoch ${epoch} after one clearing`])),
    ...(world.providers.suppressed.size === 0 ? [] : ['SES still lists the address']),
    ...(snapshot.of(AlertHistory).length === 1 ? [] : ['the audit has not one entry']),
  ],
};

const inbound: readonly Flow[] = [
  hearing(
    'inbound: SMS of a customer with an alert, which it ends',
    async (world) => {
      const person = await world.addPerson({ sms: '+56912340000' });
      await world.addPerson({ sms: '+56912340002' });
      await world.hear(world.start(), await sent(world, person, 'sms'));
      world.time += 10 * minute;
      return [textFrom(world, '+56912340000', 'ya pagué', 'in-1')];
    },
    { expect: alerted(0) },
  ),
  hearing(
    'inbound: WhatsApp answers a message and opens the window',
    async (world) => {
      const person = await world.addPerson({ whatsapp: good.whatsapp });
      await openWindow(world, good.whatsapp);
      await world.hear(world.start(), await sent(world, person, 'whatsapp'));
      world.time += 10 * minute;
      return [await writes(world, good.whatsapp, 'gracias', 'wamid.in-2')];
    },
    {
      expect: ({ snapshot }) => {
        const times = snapshot.of(Gate).flatMap(({ lastInboundAt }) => Object.values(lastInboundAt));
        return times.length === 1 && times[0] === startOfWorlds + 10 * minute ? [] : [`the window opened at ${times}`];
      },
    },
  ),
  hearing(
    'inbound: opt-out',
    async (world) => {
      await world.addPerson({ sms: good.sms });
      return [textFrom(world, good.sms, ' Baja. ', 'in-3')];
    },
    { expect: dndOfAll },
  ),
  hearing('inbound: sender of two customers', async (world) => {
    await world.addPerson({ sms: good.sms });
    await world.addPerson({ sms: good.sms });
    return [textFrom(world, good.sms, 'hola', 'in-4')];
  }),
  hearing('inbound: to a number of nobody', async (world) => [
    textFrom(world, good.sms, 'hola', 'in-5').replace(world.smsNumber, '+56229999999'),
  ]),
];

/** A message whose outcome nobody knows: the provider refused to say, and will never tell. */
const unknownOutcome = async (world: World, person: Person): Promise<string> => {
  const messageId = await waiting(world, person, 'email');
  await world
    .start(crashAt(1, 'before'))
    .send('email', [world.job(messageId)])
    .catch(() => undefined);
  world.time += 20 * minute;
  await world.start().sweep();
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

const people: readonly Flow[] = [
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

export const flows: readonly Flow[] = [
  accept,
  ...(['email', 'sms', 'whatsapp'] as const).flatMap((channel) => [
    sendBy(channel, good, ['delivered']),
    sendBy(channel, gone, ['failed']),
  ]),
  refusedAtOnce,
  throttledThenSent,
  leaseSweep,
  enqueueSweep,
  scheduled,
  ...events,
  clearing,
  ...inbound,
  ...people,
];
