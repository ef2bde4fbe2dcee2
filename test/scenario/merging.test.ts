/** Two customers are one person: preview, merge, what follows, and back, over HTTP (Q13, ADR 0043). */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Api, as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { freshMobile, unique } from './support/people.ts';
import { smsReply } from './support/phone-events.ts';
import { customerSchema, interactionSchema, pageOf, settingsSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';

const mergeSchema = z.looseObject({
  customerId: z.string(),
  mergedId: z.string(),
  mergedAt: z.string().nullable(),
  moves: z.array(z.looseObject({ kind: z.string(), count: z.int() })),
  obstacles: z.array(z.looseObject({ code: z.string() })),
});
const mergedSchema = z.looseObject({ mergedInto: z.string().nullable(), addresses: z.array(z.looseObject({})) });

const advisor = as('demo');
const supervisor = as('demo', 'supervisor');

const person = (name: string, phone = freshMobile()) =>
  advisor.createCustomer([{ channel: 'sms', value: phone }], { name: `${name} ${unique()}` });
const ask = (own: string, other: string, preview: boolean, user: Api = supervisor) =>
  user.call('POST', `/v1/customers/${own}/merge`, { body: { customerId: other, preview } });
const head = (customerId: string) => advisor.take(mergedSchema, 200, 'GET', `/v1/customers/${customerId}`);
const found = async (q: string) =>
  (
    await advisor.take(pageOf(z.looseObject({ customerId: z.string() })), 200, 'GET', '/v1/customers', { query: { q } })
  ).items.map(({ customerId }) => customerId);

describe('merging customers', () => {
  it('Q13: the preview changes nothing, and only supervisors may ask', async () => {
    const [own, other] = [await person('Queda'), await person('Sobra')];
    expect((await ask(own.customerId, other.customerId, true, advisor)).status).toBe(403);
    const reply = await ask(own.customerId, other.customerId, true);
    expect(reply.status).toBe(200);
    const told = mergeSchema.parse(reply.json);
    expect(told).toMatchObject({ mergedId: other.customerId, mergedAt: null, obstacles: [] });
    expect(told.moves).toMatchObject([{ kind: 'addresses', count: 1 }]);
    expect(await head(other.customerId)).toMatchObject({ mergedInto: null, addresses: [{}] });
    expect(await ask(own.customerId, own.customerId, false)).toMatchObject({ code: 'MERGE_SELF' });
    expect(await ask(own.customerId, 'nobody', false)).toMatchObject({ status: 404 });
  });

  it('Q13 Q14: both are one person for lists, answers and new messages, and are two again', async () => {
    const phone = freshMobile();
    const [own, other] = [await person('Queda'), await person('Sobra', phone)];
    const { messageId } = await advisor.send(other);
    await untilStatus(advisor, messageId, 'delivered');
    const reply = await ask(own.customerId, other.customerId, false);
    expect(reply.status, reply.text).toBe(200);
    expect(await head(other.customerId)).toMatchObject({ mergedInto: own.customerId, addresses: [] });
    await eventually(async () => {
      expect(await found(other.name)).toEqual([own.customerId]);
      expect(await found(own.name)).toEqual([own.customerId]);
    });

    const { senders } = await advisor.take(settingsSchema, 200, 'GET', '/v1/settings');
    await publish('InboundTopicArn', smsReply(phone, senders.sms?.originationIdentity ?? '', 'Sí, soy yo'));
    for (const customerId of [own.customerId, other.customerId]) {
      await eventually(async () => {
        const page = pageOf(interactionSchema);
        const { items } = await advisor.take(page, 200, 'GET', '/v1/interactions', { query: { customerId } });
        expect(items.map(({ direction, status }) => [direction, status]).toSorted()).toEqual([
          ['inbound', 'received'],
          ['outbound', 'replied'],
        ]);
      });
    }
    const sent = await advisor.send({ customerId: other.customerId, addresses: other.addresses });
    expect(await advisor.message(sent.messageId)).toMatchObject({ customerId: own.customerId });

    const restored = z.looseObject({ customer: customerSchema, restored: customerSchema });
    const apart = await supervisor.take(restored, 200, 'POST', `/v1/customers/${other.customerId}/unmerge`);
    expect(apart.restored.addresses.map(({ value }) => value)).toEqual([phone]);
    expect(apart.customer.addresses.map(({ value }) => value)).toEqual([own.addresses[0]?.value]);
    await eventually(async () => expect(await found(other.name)).toEqual([other.customerId]));
    const again = await supervisor.call('POST', `/v1/customers/${other.customerId}/unmerge`);
    expect(again).toMatchObject({ status: 409, code: 'NOT_MERGED' });
  });
});
