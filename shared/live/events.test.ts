import { describe, expect, it } from 'vitest';
import { LiveEventSchema } from '#contract/live.ts';
import { toItem } from '#platform/table/kernel.ts';
import { Message } from '#shared/messaging/entities.ts';
import { newMessage } from '../../test/support/register-messages.ts';
import { eventOf, newestOfEach } from './events.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const message = newMessage(at, { messageId: 'c1-0001', customerId: 'c1', status: 'queued', phase: 'queued' });
const item = (over: Parameters<typeof newMessage>[1] = {}, revision = 1) =>
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
