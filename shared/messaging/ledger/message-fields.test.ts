import { describe, expect, it } from 'vitest';
import { fromItem, toItem } from '#platform/table/kernel.ts';
import { Message } from './entities.ts';
import { attemptIdOf, messageReader } from './message-codec.ts';
import { messageFields } from './message-fields.ts';
import { newMessage } from './new-message.ts';

const at = Date.UTC(2026, 10, 24, 2, 30);
const customer = {
  tenant: 'demo',
  customerId: 'c1',
  name: 'Carla',
  documentType: 'RUT',
  documentNumber: null,
  advisorId: null,
  portfolios: [],
};
const given = {
  customer,
  timeZone: 'America/Santiago',
  messageId: 'c1-m1',
  recipient: 'carla@correo.example',
  channel: 'email',
  preview: 'Hola',
  phase: 'queued',
  acceptedAt: at,
} as const;

describe('fields of a message', () => {
  it('every field has an attribute of its own, which is none of the kernel', () => {
    const attributes = Object.values(messageFields).flatMap(({ attribute }) => attribute ?? []);
    const taken = ['pk', 'sk', 'type', 'v', 'rev', 'expiresAt', 'ir'];
    const keys = ['g1', 'g2', 'g3', 'g4'].flatMap((name) => [`${name}pk`, `${name}sk`]);
    expect(new Set([...attributes, ...taken, ...keys]).size).toBe(attributes.length + taken.length + keys.length);
  });

  it('what nobody gave is empty, and costs no byte', () => {
    const message = newMessage(given);
    expect(message).toMatchObject({ direction: 'outbound', purpose: 'manual', retries: 0, document: null, body: null });
    expect(Object.keys(message)).not.toContain('erasedAt');
    const { pk: _pk, sk: _sk, type: _type, v: _v, rev: _rev, ...stored } = toItem(Message, message, 1);
    expect(Object.keys(stored).filter((name) => !/^g\d/.test(name))).toEqual([
      'cn',
      'to',
      'ch',
      'pv',
      'ph',
      'st',
      'fa',
      'ac',
    ]);
    expect(fromItem(Message, toItem(Message, message, 1)).value).toEqual(message);
  });

  it('F13, Q4: status and day follow from facts, phase and the time at which it goes', () => {
    const evening = newMessage(given);
    expect(evening).toMatchObject({ status: 'queued', day: '2026-11-23' });
    const noon = at + 14 * 3_600_000;
    expect(newMessage({ ...given, phase: 'scheduled', sendAt: noon })).toMatchObject({
      status: 'scheduled',
      day: '2026-11-24',
    });
    const sent = newMessage({ ...given, phase: 'ended', facts: [{ kind: 'sent', at, recordedAt: at }] });
    expect(sent).toMatchObject({ status: 'sent', facts: [{ kind: 'sent', at }] });
  });

  it('a reader takes its fields from an item that has no others', () => {
    const message = newMessage({
      ...given,
      providerId: 'p2',
      attempts: [1, 2].map((number) => ({
        attemptId: attemptIdOf('c1-m1', number),
        claimedAt: at,
        leaseUntil: at + 180_000,
        epoch: 0,
        providerId: `p${number}`,
        outcome: 'accepted' as const,
      })),
    });
    const { pk, sk, at: attempts, pi } = toItem(Message, message, 1);
    expect(messageReader(['messageId', 'attempts'])({ pk, sk, at: attempts, pi })).toEqual({
      messageId: 'c1-m1',
      attempts: message.attempts,
    });
    expect(() => messageReader(['channel'])({ pk, sk })).toThrow('channel');
  });
});
