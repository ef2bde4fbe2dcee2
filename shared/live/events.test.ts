import { describe, expect, it } from 'vitest';
import { LiveEventSchema } from '#contract/live.ts';
import { toItem } from '#platform/table/kernel.ts';
import { Conversation } from '#shared/conversations/entities.ts';
import { Customer } from '#shared/customers/entities.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { registerMessage } from '../../test/support/register-messages.ts';
import { eventOf, newestOfEach } from './events.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const message = registerMessage(at, { messageId: 'c1-0001', customerId: 'c1', status: 'queued', phase: 'queued' });
const item = (over: Parameters<typeof registerMessage>[1] = {}, revision = 1) =>
  toItem(Message, { ...message, ...over }, revision);

describe('events of changes (issue 3, 2)', () => {
  it('tell of a new message without a word of what it says or to whom it goes', () => {
    const told = eventOf({ changeId: 'x1', at, before: undefined, after: item() });
    expect(told).toEqual({
      tenant: 'demo',
      event: {
        type: 'message',
        eventId: 'x1',
        at: '2026-11-24T12:00:00.000Z',
        revision: 1,
        messageId: 'c1-0001',
        customerId: 'c1',
        channel: 'email',
        direction: 'outbound',
        status: 'queued',
        attempts: 0,
      },
    });
    expect(LiveEventSchema.parse(told?.event)).toEqual(told?.event);
    expect(JSON.stringify(told)).not.toMatch(/Cliente|correo|Hola|Aviso/);
  });

  it('tell of a new status, and not of a write that changes nothing that is shown', () => {
    const before = item({ status: 'sent' }, 2);
    expect(eventOf({ changeId: 'x', at, before, after: item({ status: 'delivered' }, 3) })?.event).toMatchObject({
      status: 'delivered',
      revision: 3,
    });
    expect(eventOf({ changeId: 'x', at, before, after: item({ status: 'sent', dueAt: at }, 3) })).toBeUndefined();
  });

  it('pass over what they know nothing of, and never over what they cannot read', () => {
    expect(
      eventOf({ changeId: 'x', at, before: undefined, after: { pk: 'p', sk: 's', type: 'note' } }),
    ).toBeUndefined();
    expect(() => eventOf({ changeId: 'x', at, before: undefined, after: { ...item(), st: 'invented' } })).toThrow();
  });

  it('are told once for each thing in a batch: the newest', () => {
    const tell = (id: string, status: 'queued' | 'sent', changeId: string) =>
      eventOf({ changeId, at, before: undefined, after: item({ messageId: id, status }) })?.event;
    const events = [tell('c1-1', 'queued', 'a'), tell('c1-2', 'queued', 'b'), tell('c1-1', 'sent', 'c')];
    expect(newestOfEach(events.filter((one) => one !== undefined)).map(({ eventId }) => eventId)).toEqual(['b', 'c']);
  });
});

describe('events of conversations (C18, C20, C33-C37)', () => {
  const never = Object.fromEntries(
    Object.keys(Conversation.schema.shape)
      .filter((name) => name.endsWith('At'))
      .map((name) => [name, 0]),
  );
  const before = Conversation.schema.parse({
    tenant: 'demo',
    customerId: 'c1',
    name: 'Rosa Prueba',
    advisorId: 'ana',
    contactability: 'ok',
    alerts: 0,
    dueDate: null,
    last: null,
    pendingCall: null,
    ...never,
  });
  const kept = (value: typeof before, revision: number) => toItem(Conversation, value, revision);

  it('tell what the inbox shows, and no name', () => {
    const inbound = { ...before, lastInboundAt: at, activityAt: at };
    const told = eventOf({ changeId: 'x', at, before: kept(before, 1), after: kept(inbound, 2) });
    expect(LiveEventSchema.parse(told?.event)).toMatchObject({
      type: 'conversation',
      customerId: 'c1',
      advisorId: 'ana',
      activityAt: '2026-11-24T12:00:00.000Z',
      unread: true,
      bold: true,
      managed: false,
      empty: true,
    });
    expect(JSON.stringify(told)).not.toContain('Rosa');
  });

  it('are not told when only a copy of the customer has moved', () => {
    const renamed = { ...before, name: 'Rosa Otra' };
    expect(eventOf({ changeId: 'x', at, before: kept(before, 1), after: kept(renamed, 2) })).toBeUndefined();
  });
});

describe('events of customers', () => {
  const before = Customer.schema.parse({
    ...{ tenant: 'demo', customerId: 'c1', name: 'Rosa Prueba', documentType: null, documentNumber: null },
    ...{ advisorId: null, portfolios: [], tags: [], influencer: false, metadata: {}, timeZone: null },
    ...{ contactability: 'ok', contactabilityReason: null, callOnly: false, alerts: 0, channels: ['sms'] },
    debtSummary: { dueDate: null, balances: {}, state: 'none' },
    ...{ createdAt: at, updatedAt: at, version: 1 },
  });

  it('tell that somebody was blocked: lists say it', () => {
    const blocked = { ...before, restriction: 'blocking' as const };
    const [was, is] = [toItem(Customer, before, 1), toItem(Customer, blocked, 2)];
    const told = eventOf({ changeId: 'x', at, before: was, after: is });
    expect(LiveEventSchema.parse(told?.event)).toMatchObject({ type: 'contactability', restriction: 'blocking' });
    expect(eventOf({ changeId: 'x', at, before: is, after: was })?.event).not.toHaveProperty('restriction');
  });
});
