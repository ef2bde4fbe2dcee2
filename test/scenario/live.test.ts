/** Live (issue 3, 2): a client on the WebSocket sees what happens in its company, and nothing of any other. */
import { afterEach, describe, expect, inject, it } from 'vitest';
import { as } from './support/api.ts';
import { untilAlert, untilStatus } from './support/messages.ts';
import { freshEmail, missingEmail } from './support/people.ts';
import { LiveClient } from './support/socket.ts';

const demo = as('demo');
const clients: LiveClient[] = [];
const kept = (client: LiveClient): LiveClient => {
  clients.push(client);
  return client;
};
const join = async (company: 'demo' | 'acme', cursor?: string) => kept(await LiveClient.join(as(company), cursor));
const tokenOf = (company: 'demo' | 'acme') => inject('tokens')[`${company}/advisor`] ?? '';

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

describe('events of the own company', () => {
  it('tell of a message and of each status that it reaches', async () => {
    const client = await join('demo');
    const customer = await demo.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const { messageId } = await demo.send(customer);
    await untilStatus(demo, messageId, 'delivered');
    const delivered = await client.untilEvent((event) => event.messageId === messageId && event.status === 'delivered');
    expect(delivered).toMatchObject({ type: 'message', customerId: customer.customerId, direction: 'outbound' });
    const revisions = client.events.filter((event) => event.messageId === messageId).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
  });

  it('tell within seconds of an alert and of a customer who can no longer be reached', async () => {
    const client = await join('demo');
    const customer = await demo.createCustomer([{ channel: 'email', value: missingEmail() }]);
    await demo.send(customer);
    await untilAlert(demo, customer.customerId);
    const event = await client.untilEvent(
      ({ customerId, contactability }) => customerId === customer.customerId && contactability === 'none',
    );
    expect(event).toMatchObject({ type: 'contactability', alerts: 1 });
  });

  it('carry no personal data', async () => {
    const client = await join('demo');
    const email = freshEmail();
    const customer = await demo.createCustomer([{ channel: 'email', value: email }], { name: 'Xiomara Irrepetible' });
    const { messageId } = await demo.send(customer, 0, { body: 'Texto que nadie debe ver' });
    await client.untilEvent((event) => event.messageId === messageId && event.status === 'delivered');
    const everything = client.texts.join('\n');
    for (const secret of [email, 'Xiomara', 'Texto que nadie']) expect(everything).not.toContain(secret);
  });
});

describe('a break', () => {
  it('leaves no gap: what came meanwhile is told on resume, before `ready`', async () => {
    const before = await join('demo');
    const { cursor } = before;
    await before.close();
    const customer = await demo.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const { messageId } = await demo.send(customer);
    await untilStatus(demo, messageId, 'delivered');
    const watcher = await join('demo', cursor);
    await watcher.untilEvent((event) => event.messageId === messageId && event.status === 'delivered');
    const after = await join('demo', cursor);
    const types = after.frames.map(({ type }) => type);
    expect(types.lastIndexOf('events')).toBeLessThan(types.indexOf('ready'));
    expect(after.events.some((event) => event.messageId === messageId && event.status === 'delivered')).toBe(true);
  });

  it('refuses a cursor of another company or a changed one, and goes on (I17)', async () => {
    const [client, other] = [await join('demo'), await join('acme')];
    for (const cursor of [other.cursor, `${client.cursor}A`, 'nonsense', '']) {
      const before = client.frames.length;
      client.send({ action: 'resume', cursor });
      await client.until((frame) => client.frames.indexOf(frame) >= before && frame.code === 'CURSOR_INVALID');
    }
    client.send({ action: 'ping' });
    await client.until(({ type }) => type === 'pong');
  });
});

describe('companies', () => {
  it('see nothing of each other (I17)', async () => {
    const [mine, other] = [await join('demo'), await join('acme')];
    const theirs = await as('acme').createCustomer([{ channel: 'email', value: freshEmail() }]);
    const customer = await demo.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const { messageId } = await demo.send(customer);
    await mine.untilEvent((event) => event.messageId === messageId && event.status === 'delivered');
    await other.untilEvent((event) => event.customerId === theirs.customerId);
    expect(other.texts.join('\n')).not.toContain(customer.customerId);
    expect(mine.texts.join('\n')).not.toContain(theirs.customerId);
  });
});

describe('the door', () => {
  const altered = (token: string) => {
    const [head, body, signature = ''] = token.split('.');
    return [head, body, signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`].join('.');
  };
  const withClaims = (claims: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part(claims)}.`;
  };

  it.each([
    ['no token', () => ''],
    ['a changed signature', () => altered(tokenOf('demo'))],
    ['an unsigned token', () => withClaims({ sub: 'x', token_use: 'access', tenant: 'demo' })],
    ['nonsense', () => 'nonsense'],
  ])('refuses %s', async (_name, token) => {
    await expect(LiveClient.open(token())).rejects.toThrow('refused');
  });

  it('takes the token under its other name as well', async () => {
    const client = kept(await LiveClient.open(tokenOf('demo'), 'token'));
    client.send({ action: 'ping' });
    await client.until(({ type }) => type === 'pong');
  });
});

describe('frames of clients', () => {
  it.each([
    ['text that is no JSON', 'hello', 'FRAME_INVALID'],
    ['a list', '[]', 'FRAME_INVALID'],
    ['null', 'null', 'FRAME_INVALID'],
    ['no action', '{}', 'FRAME_INVALID'],
    ['an unknown action', '{"action":"subscribe","tenant":"acme"}', 'ACTION_UNKNOWN'],
    ['the name of an internal route', '{"action":"$connect"}', 'ACTION_UNKNOWN'],
    ['a field too many', '{"action":"resume","tenant":"acme"}', 'FRAME_INVALID'],
    ['a cursor that is no text', '{"action":"resume","cursor":7}', 'FRAME_INVALID'],
    ['a cursor without end', JSON.stringify({ action: 'resume', cursor: 'x'.repeat(30_000) }), 'FRAME_INVALID'],
  ])('answers %s with a code and stays open', async (_name, text, code) => {
    const client = kept(await LiveClient.open(tokenOf('demo')));
    client.send(text);
    await client.until((frame) => frame.type === 'error' && frame.code === code);
    client.send({ action: 'ping' });
    await client.until(({ type }) => type === 'pong');
  });
});
