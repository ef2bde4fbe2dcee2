/** The twenty named scenarios of reliability §5.3, each seen in a system of the trade, on the real engine. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alertOf } from '#shared/contactability/address-change.ts';
import { AddressState } from '#shared/contactability/entities.ts';
import { Customer, Gate } from '#shared/customers/entities.ts';
import { KeptEvent } from '#shared/messaging/events/entities.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { day, hour, minute, type Person, World } from '../support/delivery-world.ts';
import { crashAt, sdkError } from '../support/faults.ts';
import { readBack, violations } from '../support/invariants.ts';
import { snsBody } from '../support/provider-doubles.ts';

let engines: DeliveryEngines;
let world: World;

beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(async () => {
  world = await World.create(engines);
});
/** After every scenario the world goes on until it is quiet, and the invariants hold. */
afterEach(async () => {
  await world.settle();
  expect(await violations(world)).toEqual([]);
});

let keys = 0;
type Channel = 'email' | 'sms' | 'whatsapp';

const accept = async (person: Person, channel: Channel, more: object = {}) => {
  keys += 1;
  const { status, body } = await world.post(world.start(), person, channel, `key-${keys}`, more);
  expect(status, JSON.stringify(body)).toBe(202);
  return body.messageId;
};

/** Sends as far as the provider. @returns the message and what the provider has to tell of it */
const send = async (person: Person, channel: Channel) => {
  const messageId = await accept(person, channel);
  await world.drain(world.start(), channel);
  return { messageId, events: world.takeEvents() };
};

const hear = (...bodies: readonly string[]) => world.hear(world.start(), bodies);
const bodyAt = (events: readonly string[], position: number): string => {
  const body = events.at(position);
  if (body === undefined) throw new Error('There is no such event.');
  return body;
};

const messageOf = async (messageId: string) => {
  const found = (await readBack(world)).messages.find((message) => message.messageId === messageId);
  if (found === undefined) throw new Error(`${messageId} is gone.`);
  return found;
};
const statusOf = async (messageId: string) => (await messageOf(messageId)).status;
const alerts = async () => (await readBack(world)).of(AddressState).filter((state) => alertOf(state) !== null);
const customers = async () => (await readBack(world)).of(Customer);

/** The same event with another kind and time, as SES tells them. */
const likeSes = (body: string, eventType: string, member: object): string => {
  const { mail } = JSON.parse(JSON.parse(body).Message);
  return snsBody({ eventType, ...member, mail }, world.time);
};
const bounce = (body: string, email: string, at: number): string =>
  likeSes(body, 'Bounce', {
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: email, action: 'failed', status: '5.1.1' }],
      timestamp: new Date(at).toISOString(),
      feedbackId: `feedback-${at}`,
    },
  });
const read = (body: string, at: number): string =>
  likeSes(body, 'Open', { open: { timestamp: new Date(at).toISOString() } });

const clear = (person: Person, channel: Channel) =>
  world.start().api({
    call: `POST /v1/customers/${person.customerId}/addresses/${person.addressIds[channel]}/alert/clear`,
    caller: world.caller,
  });

const mail = 'ana@uno.example';
const dead = 'nobody.ana@uno.example';
const mobile = '+56912345678';

describe('named scenarios', () => {
  it('1: delivered before our own record of the acceptance', async () => {
    const person = await world.addPerson({ email: mail });
    const messageId = await accept(person, 'email');
    // Claim, call, record: it dies before the third.
    await world
      .start(crashAt(2, 'before'))
      .send('email', [world.job(messageId)])
      .catch(() => undefined);
    await hear(bodyAt(world.takeEvents(), -1));
    expect(await messageOf(messageId)).toMatchObject({ status: 'delivered', phase: 'accepted' });
  });

  it('2: hard bounce after delivered is a failure, and raises the alert', async () => {
    const person = await world.addPerson({ email: mail });
    const { messageId, events } = await send(person, 'email');
    await hear(...events, bounce(bodyAt(events, 0), mail, world.time + minute));
    expect(await statusOf(messageId)).toBe('failed');
    expect(await alerts()).toHaveLength(1);
  });

  it('3: read without delivered', async () => {
    const person = await world.addPerson({ email: mail });
    const { messageId, events } = await send(person, 'email');
    await hear(read(bodyAt(events, 0), world.time + minute));
    expect(await statusOf(messageId)).toBe('read');
  });

  it.each([
    ['in order', false],
    ['reversed', true],
  ])('4: failed, then delivered later, told %s: delivered', async (_name, isReversed) => {
    const person = await world.addPerson({ email: mail });
    const { messageId, events } = await send(person, 'email');
    const told = [bounce(bodyAt(events, 0), mail, world.time + 1_000), bodyAt(events, -1)];
    for (const body of isReversed ? told.toReversed() : told) await hear(body);
    expect(await statusOf(messageId)).toBe('delivered');
    expect(await alerts()).toHaveLength(0);
  });

  it('5: WhatsApp delivered before accepted waits, and is applied at once when its id is known', async () => {
    const person = await world.addPerson({ whatsapp: mobile });
    await openWindow(mobile);
    const { messageId, events } = await send(person, 'whatsapp');
    await hear(withoutTags(bodyAt(events, 2)));
    expect(await statusOf(messageId)).toBe('sent');
    await hear(bodyAt(events, 0));
    expect(await statusOf(messageId)).toBe('delivered');
  });

  it('6: an event whose message is never found is put aside after a day, and counted', async () => {
    await hear(smsEvent('TEXT_DELIVERED', 'sms-of-nobody', {}));
    world.time += 25 * hour;
    const process = world.start();
    await process.sweep();
    expect(process.log.counts.get('EventQuarantined')).toBe(1);
    expect((await readBack(world)).of(KeptEvent)).toMatchObject([
      { kind: 'QUARANTINED', reason: 'MESSAGE_NEVER_FOUND' },
    ]);
  });

  it('7: a complaint ten days after the opening is no failure but a wish', async () => {
    const person = await world.addPerson({ email: 'complaint@simulator.amazonses.com' });
    const { messageId, events } = await send(person, 'email');
    await hear(...events.slice(0, -1), read(bodyAt(events, 0), world.time + minute));
    world.time += 10 * day;
    await hear(bodyAt(events, -1));
    expect(await statusOf(messageId)).toBe('read');
    expect((await readBack(world)).of(Gate)[0]?.dnd).toMatchObject([{ source: 'complaint', scope: 'all' }]);
    expect(await alerts()).toHaveLength(0);
  });

  it('8: the answer 131026 and the event 131026 of one attempt are one alert', async () => {
    const person = await world.addPerson({ whatsapp: '+56900131026' });
    await openWindow('+56900131026');
    const messageId = await accept(person, 'whatsapp');
    world.providers.refusals.push(
      Object.assign(new Error('(#131026) Message undeliverable'), {
        name: 'InvalidParametersException',
        $metadata: { httpStatusCode: 400 },
      }),
    );
    world.time += 1_000;
    await world.drain(world.start(), 'whatsapp');
    const attempt = world.providers.calls[0]?.attemptId ?? '';
    await hear(metaFailure(messageId, attempt, 131026));
    expect(await alerts()).toHaveLength(1);
    expect(await customers()).toMatchObject([{ contactability: 'none', alerts: 1 }]);
    expect(await statusOf(messageId)).toBe('failed');
  });

  it('9: an alert while many messages to the address wait: no call after its commit', async () => {
    const person = await world.addPerson({ email: dead });
    const first = await accept(person, 'email');
    for (let each = 0; each < 25; each += 1) await accept(person, 'email');
    await world.start().send('email', [world.job(first)]);
    await hear(...world.takeEvents());
    await world.drain(world.start(), 'email');
    expect(world.providers.calls).toHaveLength(1);
    const { messages } = await readBack(world);
    expect(messages.filter(({ status }) => status === 'blocked')).toHaveLength(25);
  });

  it('10: an alert between claim and call cannot stop the call, which is recorded', async () => {
    const person = await world.addPerson({ email: dead });
    const { events } = await send(person, 'email');
    const second = await accept(person, 'email');
    const process = world.start(async (call, sendOn) => {
      if (call.name === 'SendEmailCommand') await hear(...events);
      return sendOn();
    });
    await process.send('email', [world.job(second)]);
    expect(world.providers.calls).toHaveLength(2);
    expect(await messageOf(second)).toMatchObject({ phase: 'accepted', attempts: [{ epoch: 0 }] });
  });

  it('11: cleared, then a late bounce of an attempt before: recorded, raises nothing', async () => {
    const person = await world.addPerson({ email: mail });
    const { events } = await send(person, 'email');
    const late = await send(person, 'email');
    await hear(bounce(bodyAt(events, 0), mail, world.time + minute));
    expect((await clear(person, 'email')).status).toBe(200);
    world.time += 23 * day;
    await hear(bounce(bodyAt(late.events, 0), mail, world.time));
    expect(await statusOf(late.messageId)).toBe('failed');
    expect(await alerts()).toHaveLength(0);
  });

  it('12: cleared, then a bounce of a newer message: the alert stands again', async () => {
    const person = await world.addPerson({ email: dead });
    await hear(...(await send(person, 'email')).events);
    await clear(person, 'email');
    world.time += minute;
    const { messageId, events } = await send(person, 'email');
    await hear(...events);
    expect(await alerts()).toMatchObject([{ epoch: 1, facts: [{ messageId }] }]);
  });

  it("13: bounces of a customer's last two addresses at once leave one right state", async () => {
    const person = await world.addPerson({ email: dead, sms: '+56912340000' });
    const byMail = await send(person, 'email');
    const byText = await send(person, 'sms');
    await Promise.all([hear(...byMail.events), hear(...byText.events)]);
    expect(await customers()).toMatchObject([
      { contactability: 'none', contactabilityReason: 'ALL_ALERTED', alerts: 2 },
    ]);
  });

  it('14: an address is added while the last one fails: the customer stays contactable', async () => {
    const person = await world.addPerson({ email: dead });
    const { events } = await send(person, 'email');
    const add = world.start().api({
      call: `POST /v1/customers/${person.customerId}/addresses`,
      body: { channel: 'sms', value: mobile },
      caller: world.caller,
    });
    const [answer] = await Promise.all([add, hear(...events)]);
    expect(answer.status).toBe(201);
    await world.settle();
    expect(await customers()).toMatchObject([{ contactability: 'problems', alerts: 1 }]);
  });

  it('15: events of a customer whose address was deleted are recorded, and hurt nobody', async () => {
    const person = await world.addPerson({ email: dead, sms: mobile });
    const { messageId, events } = await send(person, 'email');
    expect((await remove(person, 'email')).status).toBeLessThan(300);
    await hear(...events);
    expect(await statusOf(messageId)).toBe('failed');
    expect(await customers()).toMatchObject([{ contactability: 'ok', alerts: 0 }]);
  });

  it('16: a bounce of an address that was corrected meanwhile stays with the old value', async () => {
    const person = await world.addPerson({ email: dead });
    const { events } = await send(person, 'email');
    const waiting = await accept(person, 'email');
    const replaced = await world.start().api({
      call: `PUT /v1/customers/${person.customerId}/addresses/${person.addressIds.email}`,
      body: { value: mail },
      caller: world.caller,
    });
    expect(replaced.status).toBe(200);
    await hear(...events);
    expect(await customers()).toMatchObject([{ contactability: 'ok', alerts: 0 }]);
    await world.drain(world.start(), 'email');
    expect(await statusOf(waiting)).toBe('cancelled');
    expect(world.providers.calls).toHaveLength(1);
  });

  it('17: an address of two customers of one company counts for both', async () => {
    const person = await world.addPerson({ email: dead });
    await world.addPerson({ email: dead, sms: mobile });
    await hear(...(await send(person, 'email')).events);
    const found = (await customers()).toSorted((a, b) => a.name.localeCompare(b.name));
    expect(found).toMatchObject([{ contactability: 'none' }, { contactability: 'problems' }]);
  });

  it('18: an address of two companies counts for the one that sent', async () => {
    const other = await World.create(engines);
    await other.addPerson({ email: dead });
    const person = await world.addPerson({ email: dead });
    await hear(...(await send(person, 'email')).events);
    expect(await customers()).toMatchObject([{ contactability: 'none' }]);
    expect((await readBack(other)).of(Customer)).toMatchObject([{ contactability: 'ok', alerts: 0 }]);
  });

  it('19: suppressed by the provider: the alert says so and names nobody', async () => {
    const person = await world.addPerson({ email: 'suppressionlist@simulator.amazonses.com' });
    await hear(...(await send(person, 'email')).events);
    const [state] = await alerts();
    const alert = state === undefined ? null : alertOf(state);
    expect(alert).toMatchObject({ reason: 'PROVIDER_SUPPRESSED', class: 'SUPPRESSED' });
    expect(JSON.stringify(alert)).not.toContain('world-');
  });

  it('20: STOP by SMS while a message is claimed: that one is recorded, the next is blocked', async () => {
    const person = await world.addPerson({ sms: mobile });
    const first = await accept(person, 'sms');
    const second = await accept(person, 'sms');
    const process = world.start(async (call, sendOn) => {
      if (call.name === 'SendTextMessageCommand') await hear(stopFrom(mobile));
      return sendOn();
    });
    await process.send('sms', [world.job(first)]);
    await world.start().send('sms', [world.job(second)]);
    expect(await messageOf(first)).toMatchObject({ phase: 'accepted' });
    expect(await statusOf(second)).toBe('blocked');
    expect(world.providers.calls).toHaveLength(1);
  });

  it('the outcome that nobody knows is shown as such, and nothing is sent again by itself', async () => {
    const person = await world.addPerson({ email: mail });
    const messageId = await accept(person, 'email');
    const process = world.start((call, sendOn) =>
      call.name === 'SendEmailCommand' ? Promise.reject(sdkError('TimeoutError')) : sendOn(),
    );
    await process.send('email', [world.job(messageId)]);
    await world.settle();
    expect(await statusOf(messageId)).toBe('outcome_unknown');
    expect(world.providers.calls).toHaveLength(0);
  });
});

describe('merged customers', () => {
  it('the gate of one who is part of another repeats the refusals of then, and decides nothing (B.6)', async () => {
    const own = await world.addPerson({ email: mail });
    const other = await world.addPerson({ sms: mobile });
    await hear(stopFrom(mobile));
    const merge = { call: `POST /v1/customers/${own.customerId}/merge`, body: { customerId: other.customerId } };
    expect((await world.start().api({ ...merge, caller: world.caller })).status).toBe(200);
    const lift = {
      call: `PUT /v1/customers/${own.customerId}/dnd`,
      body: { channel: 'sms', active: false, consent: 'por teléfono' },
    };
    expect((await world.start().api({ ...lift, caller: world.caller })).status).toBe(200);
    const gates = (await readBack(world)).of(Gate);
    expect(gates.find(({ customerId }) => customerId === own.customerId)?.dnd).toEqual([]);
    expect(gates.find(({ customerId }) => customerId === other.customerId)).toMatchObject({
      decidedBy: own.customerId,
      dnd: [{ channel: 'sms' }],
    });
  });
});

const remove = (person: Person, channel: Channel) =>
  world.start().api({
    call: `DELETE /v1/customers/${person.customerId}/addresses/${person.addressIds[channel]}`,
    caller: world.caller,
  });

const withoutTags = (body: string): string =>
  body.replace(/,\\\\\\"biz_opaque_callback_data\\\\\\":\\\\\\"[^"]*\\\\\\"/, '');

const smsEvent = (eventType: string, messageId: string, context: object): string =>
  snsBody({ eventType, eventTimestamp: world.time, messageId, destinationPhoneNumber: mobile, context }, world.time);

const stopFrom = (from: string): string =>
  snsBody(
    { originationNumber: from, destinationNumber: world.smsNumber, messageBody: ' STOP. ', inboundMessageId: 'stop-1' },
    world.time,
  );

/** Meta's envelope for a status or a message to our number. */
const metaBody = (value: object): string =>
  snsBody(
    {
      context: {},
      whatsAppWebhookEntry: JSON.stringify({
        id: world.metaNumber.wabaId,
        changes: [
          {
            field: 'messages',
            value: { metadata: { phone_number_id: world.metaNumber.metaPhoneNumberId }, ...value },
          },
        ],
      }),
    },
    world.time,
  );

const openWindow = (from: string) =>
  hear(
    metaBody({
      messages: [
        {
          from: from.slice(1),
          id: `wamid.open.${from}`,
          timestamp: String(Math.floor(world.time / 1000)),
          type: 'text',
          text: { body: 'hola' },
        },
      ],
    }),
  );

const metaFailure = (messageId: string, attemptId: string, code: number): string =>
  metaBody({
    statuses: [
      {
        id: `wamid.${messageId}`,
        status: 'failed',
        timestamp: String(Math.floor(world.time / 1000)),
        biz_opaque_callback_data: [world.tenant, 'customer', attemptId].join('|'),
        errors: [{ code, title: 'Message undeliverable' }],
      },
    ],
  });
