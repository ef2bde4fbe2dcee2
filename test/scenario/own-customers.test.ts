/** A user who sees only their own customers, over HTTP and the socket (MA13). */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { newcomer } from './support/newcomers.ts';
import { operator } from './support/operator.ts';
import { freshEmail, unique } from './support/people.ts';
import { LiveClient } from './support/socket.ts';

const admin = as('acme', 'admin');
const page = z.looseObject({ items: z.array(z.looseObject({ customerId: z.string() })) });

const personOf = (advisorId: string | null, name: string) =>
  admin.createCustomer([{ channel: 'email', value: freshEmail() }], {
    name,
    ...(advisorId === null ? {} : { advisorId }),
  });

describe.runIf(operator)('a user with own customers only', () => {
  it('finds, opens, writes to and hears of these alone; what crosses customers is refused', async () => {
    const user = await newcomer('acme', 'advisor');
    const family = unique();
    const [own, other] = [await personOf(user.userId, `Una ${family}`), await personOf(null, `Otra ${family}`)];
    await admin.take(z.looseObject({ ownCustomersOnly: z.literal(true) }), 200, 'PUT', `/v1/users/${user.userId}`, {
      body: { active: true, ownCustomersOnly: true },
    });
    const listed = async (path: string, query: Record<string, string> = {}) => {
      const reply = await user.call('GET', path, { query });
      expect(reply.status, `${path}: ${reply.text.slice(0, 300)}`).toBe(200);
      return page.parse(reply.json).items.map(({ customerId }) => customerId);
    };
    // The functions remember for half a minute who the user is, and the lists follow the table by a moment.
    await eventually(async () => expect(await listed('/v1/customers')).toEqual([own.customerId]), 60_000);
    await eventually(async () => expect(await listed('/v1/customers', { q: family })).toEqual([own.customerId]));

    const socket = await LiveClient.open(user.token);
    socket.send({ action: 'resume' });
    await socket.until(({ type }) => type === 'ready' || type === 'reset');
    await admin.send(other);
    const { messageId } = await admin.send(own);
    await socket.untilEvent((event) => event.messageId === messageId);
    expect(socket.events.map(({ customerId }) => customerId)).not.toContain(other.customerId);
    await socket.close();

    await eventually(async () => expect(await listed('/v1/conversations')).toEqual([own.customerId]));
    await eventually(async () => expect(await listed('/v1/interactions')).toEqual([own.customerId]));
    expect((await user.call('GET', `/v1/customers/${own.customerId}`)).status).toBe(200);
    expect((await user.call('GET', `/v1/customers/${other.customerId}`)).status).toBe(404);
    const body = {
      customerId: other.customerId,
      addressId: other.addresses[0]?.addressId,
      body: 'Hola',
      subject: 'Aviso',
    };
    const headers = { 'idempotency-key': unique() };
    expect((await user.call('POST', '/v1/messages', { body, headers })).status).toBe(404);
    expect((await user.call('GET', '/v1/processes')).status).toBe(403);
  }, 180_000);
});
