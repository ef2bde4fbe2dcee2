/**
 * The breaker over HTTP and the provider's double (F18, G73, issue 10 C.10): an account that fares badly warns, pauses
 * itself and says why; messages wait; an administrator resumes it, and they go. An account of this file's own, so that
 * nothing else is counted with it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshMobile, unique } from './support/people.ts';
import { smsReply } from './support/phone-events.ts';
import { templateSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';

const api = as('acme');
const admin = as('acme', 'admin');
const holdSchema = z.looseObject({
  scope: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  reason: z.string(),
});
const holdsSchema = z.object({
  holds: z.array(holdSchema.extend({ source: z.string(), waiting: z.int() })),
  warnings: z.array(holdSchema),
});
const auditSchema = z.looseObject({ items: z.array(z.looseObject({ actor: z.string() })) });

/** Functions may work this long with the accounts that they have read (docs/architecture.md), ms. */
const rememberedMs = 5_000;

/** Connects another number, waits until all that goes out goes from it, and gives what is told of its account. */
const ownAccount = async () => {
  const number = `+5255${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  await theOperator().connectSenders('acme', { sms: { originationIdentity: number } });
  await new Promise((resolve) => setTimeout(resolve, rememberedMs));
  const told = async () => {
    const { holds, warnings } = await admin.take(holdsSchema, 200, 'GET', '/v1/settings/holds');
    const isOwn = ({ scope }: z.output<typeof holdSchema>) => scope.kind === 'account' && scope.name?.includes(number);
    return { holds: holds.filter(isOwn), warnings: warnings.filter(isOwn) };
  };
  return { number, told };
};
const someone = async () => {
  const phone = freshMobile();
  return { phone, customer: await api.createCustomer([{ channel: 'sms', value: phone }]) };
};
/** Requests that are made at a time. */
const atOnce = 10;
const together = async (count: number, work: () => Promise<string>): Promise<readonly string[]> => {
  const made: string[] = [];
  while (made.length < count) {
    made.push(...(await Promise.all(Array.from({ length: Math.min(atOnce, count - made.length) }, work))));
  }
  return made;
};
const sendMany = async (count: number, more: { readonly templateId?: string } = {}) => {
  const { customer } = await someone();
  const sent = await together(count, async () => (await api.send(customer, 0, more)).messageId);
  for (const messageId of sent) await untilStatus(api, messageId, 'delivered');
};
const sendRefused = async (count: number) => {
  const sent = await together(count, async () => {
    const { phone, customer } = await someone();
    await theOperator().fault('sms', { mode: 'badRequest', match: phone });
    return (await api.send(customer)).messageId;
  });
  for (const messageId of sent) await untilStatus(api, messageId, 'failed');
};

describe.runIf(operator)('an account', () => {
  beforeAll(() => theOperator().quiet());
  afterAll(() => theOperator().connectSenders('acme'));

  it('F18 G73: warns, pauses itself, tells why; messages wait, and go when an administrator resumes it', async () => {
    const { told } = await ownAccount();
    await sendMany(45);
    expect(await told()).toEqual({ holds: [], warnings: [] });
    await sendRefused(5);
    // 5 of 50: half of the limit of 20 %.
    await eventually(async () =>
      expect(await told()).toMatchObject({ holds: [], warnings: [{ reason: 'FAILURE_RATE' }] }),
    );
    await sendRefused(7);
    // 12 of 57.
    await eventually(async () => {
      expect(await told()).toMatchObject({ holds: [{ source: 'system', reason: 'FAILURE_RATE' }], warnings: [] });
    });
    const [hold] = (await told()).holds;
    if (hold === undefined) throw new Error('unreachable: the lines above have waited for it');
    const { customer } = await someone();
    // A worker remembers the holds for two seconds.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const { messageId } = await api.send(customer);
    const waits = await untilStatus(api, messageId, 'deferred');
    expect(waits.events.at(-1)).toMatchObject({ kind: 'deferred', code: 'HOLD_ACCOUNT' });
    expect(waits.attempts).toEqual([]);
    const scope = { kind: 'account', id: hold.scope.id };
    const body = { scope, held: false, reason: `Corregido ${unique()}` };
    expect((await as('acme', 'supervisor').call('PUT', '/v1/settings/holds', { body })).status).toBe(403);
    await admin.take(holdsSchema, 200, 'PUT', '/v1/settings/holds', { body });
    // Due work looks each minute.
    await eventually(async () => expect((await api.message(messageId)).status).toBe('delivered'), 150_000);
    // The hour of its failures is not over: it is still warned of.
    expect(await told()).toMatchObject({ holds: [] });
    const { items } = await admin.take(auditSchema, 200, 'GET', '/v1/audit', { query: { kind: 'hold', limit: '2' } });
    expect(items.map(({ actor }) => actor)).toEqual(['user', 'system']);
  }, 400_000);

  it('F18 G73: pauses itself when people answer with STOP, and so does the template that they answer', async () => {
    const { number, told } = await ownAccount();
    const name = `Recordatorio ${unique()}`;
    const template = { name, channel: 'sms', body: 'Tu cuota vence mañana.' };
    const { templateId } = await as('acme', 'supervisor').take(templateSchema, 201, 'POST', '/v1/templates', {
      body: template,
    });
    await sendMany(47, { templateId });
    const stop = async (words: string) => {
      const { phone, customer } = await someone();
      const { messageId } = await api.send(customer, 0, { templateId });
      await untilStatus(api, messageId, 'delivered');
      await publish('InboundTopicArn', smsReply(phone, number, words));
    };
    await stop('STOP');
    await stop('no me escriban más');
    // 2 of 49: too few messages are judged by nobody.
    expect(await told()).toEqual({ holds: [], warnings: [] });
    await stop('BAJA');
    // 3 of 50: 6 %.
    await eventually(async () => {
      expect(await told()).toMatchObject({ holds: [{ source: 'system', reason: 'OPT_OUT_RATE' }], warnings: [] });
    });
    // The template is judged after the account, by a record of its own.
    await eventually(async () => {
      const { holds } = await admin.take(holdsSchema, 200, 'GET', '/v1/settings/holds');
      const ofTemplate = holds.find(({ scope }) => scope.id === templateId);
      expect(ofTemplate).toMatchObject({ scope: { kind: 'template', name }, reason: 'OPT_OUT_RATE' });
    });
  }, 400_000);
});
