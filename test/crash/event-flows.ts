/** Flows of what providers tell and customers write. */
import { Gate } from '#shared/customers/entities.ts';
import { KeptEvent, ParkedEvent } from '#shared/messaging/events/entities.ts';
import { UnmatchedInbound, UserNumber } from '#shared/messaging/inbound/entities.ts';
import { day, minute, startOfWorlds } from '../support/delivery-world.ts';
import { readBack } from '../support/invariants.ts';
import { snsBody } from '../support/provider-doubles.ts';
import {
  alerted,
  dndOfAll,
  type Flow,
  gone,
  good,
  hearing,
  lastOf,
  openWindow,
  sent,
  statusIn,
  textFrom,
  writes,
  writesAs,
} from './flow.ts';

export const eventFlows: readonly Flow[] = [
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

export const inboundFlows: readonly Flow[] = [
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
  hearing(
    'inbound: WhatsApp tells the number of a user id that wrote, and refused, before',
    async (world) => {
      const userId = 'CL.13491208655302741918';
      await world.addPerson({ whatsapp: good.whatsapp });
      await world.addPerson({ whatsapp: '+56987654321' });
      await world.hear(world.start(), [writesAs(world, { userId }, 'hola', 'wamid.in-6')]);
      world.time += minute;
      await world.hear(world.start(), [writesAs(world, { userId }, 'BAJA', 'wamid.in-7')]);
      if ((await readBack(world)).of(UnmatchedInbound).length !== 2) throw new Error('they do not wait');
      world.time += minute;
      return [writesAs(world, { number: good.whatsapp, userId }, 'soy Ana', 'wamid.in-8')];
    },
    {
      expect: ({ snapshot, world }) => {
        const [ana] = world.people;
        const inbound = snapshot.messages.filter(({ direction }) => direction === 'inbound');
        const refusing = snapshot.of(Gate).filter(({ dnd }) => dnd.length > 0);
        return [
          ...(inbound.length === 3 ? [] : [`${inbound.length} messages have a customer, not 3`]),
          ...inbound.flatMap(({ customerId }) => (customerId === ana?.customerId ? [] : ['a message has another one'])),
          ...(snapshot.of(UnmatchedInbound).length === 0 ? [] : ['some still wait']),
          ...(refusing.length === 1 && refusing[0]?.customerId === ana?.customerId ? [] : ['its "no" was not heard']),
          ...(snapshot.of(UserNumber).every(({ settled }) => settled) ? [] : ['the two names are not settled']),
        ];
      },
    },
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
