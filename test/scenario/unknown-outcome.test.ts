/** A call whose outcome is not known is never repeated by itself (Q11, I2, I3, §5.2): events or people close it. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile } from './support/people.ts';
import { acceptedSchema } from './support/shapes.ts';
import { whatsAppTemplate } from './support/templates.ts';

const api = as('demo');
const supervisor = as('demo', 'supervisor');
const minute = 60_000;

const messageThatMeets = async (mode: 'reset' | 'timeout-after-accept') => {
  const phone = freshMobile();
  await theOperator().fault('sms', { mode, match: phone });
  const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
  const { messageId } = await api.send(customer);
  return { phone, messageId };
};

const resolve = (messageId: string, outcome: 'sent' | 'resend') =>
  supervisor.call('POST', `/v1/messages/${messageId}/resolve`, { body: { outcome } });

const resultsSchema = z.object({
  results: z.array(
    z.looseObject({ messageId: z.string(), status: z.string().optional(), code: z.string().optional() }),
  ),
});

describe.runIf(operator)('an unknown outcome', () => {
  it('§5.2: a lost connection leaves it unknown; nothing repeats the call, however often the sweep runs', async () => {
    const { phone, messageId } = await messageThatMeets('reset');
    const message = await untilStatus(api, messageId, 'outcome_unknown');
    expect(message.attempts).toMatchObject([{ outcome: 'unknown', providerId: null }]);
    await theOperator().tick(new Date(Date.now() + 5 * minute));
    await theOperator().tick(new Date(Date.now() + 10 * minute));
    expect(await theOperator().calls('sms', phone)).toHaveLength(1);
    expect((await api.message(messageId)).status).toBe('outcome_unknown');
  });

  it('§5.2.7: "resend" before the window answers TOO_EARLY; "sent" may be said at once', async () => {
    const { phone, messageId } = await messageThatMeets('reset');
    await untilStatus(api, messageId, 'outcome_unknown');
    expect(await resolve(messageId, 'resend')).toMatchObject({ status: 409, code: 'TOO_EARLY' });
    const settled = await resolve(messageId, 'sent');
    expect(settled.status, settled.text).toBe(200);
    expect(acceptedSchema.parse(settled.json).status).toBe('sent');
    expect(await resolve(messageId, 'sent')).toMatchObject({ status: 409, code: 'OUTCOME_KNOWN' });
    expect(await theOperator().calls('sms', phone)).toHaveLength(1);
  });

  it.each(['email', 'sms', 'whatsapp'] as const)(
    "§5.4: %s took it and its answer was lost: the provider's own events close it, without a second call",
    async (channel) => {
      const value = channel === 'email' ? freshEmail() : freshMobile();
      await theOperator().fault(channel, { mode: 'timeout-after-accept', match: value });
      const customer = await api.createCustomer([{ channel, value }]);
      const more = channel === 'whatsapp' ? { templateId: await whatsAppTemplate() } : {};
      const { messageId } = await api.send(customer, 0, more);
      const message = await untilStatus(api, messageId, 'delivered');
      expect(message.attempts).toHaveLength(1);
      expect(await theOperator().calls(channel, value)).toHaveLength(1);
    },
  );

  it('Q11: many are resolved at once, each with its own result', async () => {
    const made = await Promise.all([messageThatMeets('reset'), messageThatMeets('reset')]);
    for (const { messageId } of made) await untilStatus(api, messageId, 'outcome_unknown');
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const known = await api.send(customer);
    await untilStatus(api, known.messageId, 'delivered');
    const messageIds = [...made.map(({ messageId }) => messageId), known.messageId, 'nothing'];
    const body = { messageIds, outcome: 'sent' };
    const { results } = await supervisor.take(resultsSchema, 200, 'POST', '/v1/messages/resolve', { body });
    const byId = new Map(results.map((result) => [result.messageId, result]));
    for (const { messageId } of made) expect(byId.get(messageId)).toMatchObject({ status: 'sent' });
    expect(byId.get(known.messageId)?.code).toBe('OUTCOME_KNOWN');
    expect(byId.get('nothing')?.code).toBe('NOT_FOUND');
    const early = { messageIds: [(await unresolved()).messageId], outcome: 'resend' };
    const refused = await supervisor.take(resultsSchema, 200, 'POST', '/v1/messages/resolve', { body: early });
    expect(refused.results).toMatchObject([{ code: 'TOO_EARLY' }]);
  });

  const unresolved = async () => {
    const made = await messageThatMeets('reset');
    await untilStatus(api, made.messageId, 'outcome_unknown');
    return made;
  };
});
