import { describe, expect, it } from 'vitest';
import { parseEventBody } from '../envelope.ts';
import type { ParsedBody } from '../signals.ts';

const receivedAt = Date.parse('2026-05-03T15:00:00Z');
const at = 1_777_817_000_123;

const report = (eventType: string, fields: object = {}): object => ({
  eventType,
  eventVersion: '1.0',
  eventTimestamp: at,
  isFinal: true,
  originationPhoneNumber: 'AVISOS',
  destinationPhoneNumber: '+56912345678',
  isoCountryCode: 'CL',
  messageId: 'sms-0001',
  messageStatus: eventType.replace('TEXT_', ''),
  messageStatusDescription: 'What the carrier says',
  context: { tenantId: 'acme', customerId: 'c-1', attemptId: 'a-1' },
  totalMessageParts: 1,
  ...fields,
});

const parse = (value: unknown): ParsedBody => parseEventBody(JSON.stringify(value), receivedAt);

const base = {
  channel: 'sms',
  providerId: 'sms-0001',
  tags: { tenantId: 'acme', customerId: 'c-1', attemptId: 'a-1' },
  recipient: '+56912345678',
  at,
};

describe('delivery reports (delivery-events.md §1.3)', () => {
  it.each([
    ['TEXT_DELIVERED', 'delivered', true],
    ['TEXT_SUCCESSFUL', 'delivered', false],
    ['TEXT_SENT', 'sent', false],
    ['TEXT_QUEUED', 'accepted', false],
    ['TEXT_PENDING', 'accepted', false],
  ])('%s is progress: %s', (eventType, kind, proofOfLife) => {
    expect(parse(report(eventType))).toEqual({
      signals: [{ ...base, type: 'progress', kind, proofOfLife }],
      warnings: [],
    });
  });

  it.each([
    ['TEXT_INVALID', 'HARD', 'NUMBER_INVALID'],
    ['TEXT_BLOCKED', 'HARD', 'RECIPIENT_BLOCKED'],
    ['TEXT_UNREACHABLE', 'SOFT', 'REPEATED_FAILURES'],
    ['TEXT_CARRIER_UNREACHABLE', 'SOFT', 'REPEATED_FAILURES'],
    ['TEXT_TTL_EXPIRED', 'SOFT', 'REPEATED_FAILURES'],
    ['TEXT_UNKNOWN', 'SOFT', 'REPEATED_FAILURES'],
    ['TEXT_INVALID_MESSAGE', 'CONTENT', undefined],
    ['TEXT_CARRIER_BLOCKED', 'CONTENT', undefined],
    ['TEXT_SPAM', 'CONTENT', undefined],
    ['TEXT_PROTECT_BLOCKED', 'CONFIG', undefined],
  ])('%s is %s', (eventType, failureClass, reason) => {
    const { signals, warnings } = parse(report(eventType));
    expect(warnings).toEqual([]);
    expect(signals).toEqual([
      {
        ...base,
        type: 'failure',
        class: failureClass,
        ...(reason === undefined ? {} : { reason }),
        code: eventType,
        diagnostic: 'What the carrier says',
        dedupeId: expect.stringMatching(/^[\w-]{43}$/),
        retryable: failureClass === 'SOFT',
      },
    ]);
  });

  it('a type that is not known fails nothing, and an operator is told (row 101)', () => {
    const { signals, warnings } = parse(report('TEXT_TELEPORTED'));
    expect(signals).toEqual([{ ...base, type: 'notice', kind: 'unknown_event', detail: 'TEXT_TELEPORTED' }]);
    expect(warnings).toEqual(['UNKNOWN_VALUE']);
  });

  it('the EventBridge form, without recipient and context, gives the same id', () => {
    const {
      destinationPhoneNumber: _,
      context: __,
      ...detail
    } = { destinationPhoneNumber: '', context: '', ...report('TEXT_INVALID') };
    const { signals } = parse({
      version: '0',
      'detail-type': 'Text Message Delivery Status Updated',
      source: 'aws.sms-voice',
      time: '2026-05-03T14:02:11Z',
      detail,
    });
    const [direct] = parse(report('TEXT_INVALID')).signals;
    expect(signals).toEqual([expect.objectContaining({ type: 'failure', class: 'HARD', tags: {} })]);
    expect(signals[0]).toHaveProperty('dedupeId', direct?.type === 'failure' ? direct.dedupeId : '');
  });

  it.each([
    ['no message id', { messageId: undefined }, 'PROVIDER_ID_MISSING'],
    ['message id of another type', { messageId: 7 }, 'PROVIDER_ID_MISSING'],
  ])('%s', (_, fields, reason) => {
    expect(parse(report('TEXT_DELIVERED', fields)).unrecognised).toMatchObject({ reason, alarm: true });
  });

  it('reads a time in seconds as well as one in milliseconds', () => {
    const { signals, warnings } = parse(report('TEXT_DELIVERED', { eventTimestamp: 1_777_817_000 }));
    expect(signals[0]).toHaveProperty('at', 1_777_817_000_000);
    expect(warnings).toEqual([]);
  });

  it('a context that is not an object of texts gives no tags', () => {
    expect(parse(report('TEXT_DELIVERED', { context: 'acme' })).signals[0]).toHaveProperty('tags', {});
    expect(parse(report('TEXT_DELIVERED', { context: { tenantId: 7 } })).signals[0]).toHaveProperty('tags', {});
  });
});

describe('inbound', () => {
  const inbound = {
    originationNumber: '+56912345678',
    destinationNumber: '+56900000001',
    messageKeyword: 'KEYWORD_111122223333',
    messageBody: 'Ya pagué',
    inboundMessageId: 'in-1',
    previousPublishedMessageId: 'sms-0001',
  };
  const signal = {
    type: 'inbound',
    channel: 'sms',
    providerId: 'in-1',
    from: '+56912345678',
    to: '+56900000001',
    at: Date.parse('2026-05-03T14:02:11.482Z'),
    kind: 'text',
    text: 'Ya pagué',
    contextId: 'sms-0001',
  };
  it('takes the time of the envelope', () => {
    const envelope = { Type: 'Notification', Message: JSON.stringify(inbound), Timestamp: '2026-05-03T14:02:11.482Z' };
    expect(parse(envelope)).toEqual({ signals: [signal], warnings: [] });
  });
  it('needs no earlier message and no body', () => {
    const { previousPublishedMessageId: _, messageBody: __, ...bare } = inbound;
    const { contextId: ___, ...expected } = signal;
    expect(parse(bare).signals).toEqual([{ ...expected, at: receivedAt, text: '' }]);
  });
  it('without a sender is not understood', () => {
    expect(parse({ ...inbound, originationNumber: undefined }).unrecognised?.reason).toBe('CONTENT_MISSING');
  });
});
