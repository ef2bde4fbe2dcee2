import { describe, expect, it } from 'vitest';
import { parseEventBody } from '../envelope.ts';
import type { ParsedBody, Signal } from '../signals.ts';

const receivedAt = Date.parse('2026-05-03T15:00:00Z');
const at = Date.parse('2026-05-03T14:02:10.900Z');
const sentAt = Date.parse('2026-05-03T14:02:05Z');
const rosa = 'rosa@cliente.example';

const mail = (fields: object = {}): object => ({
  timestamp: '2026-05-03T14:02:05.000Z',
  source: 'Cobranza <avisos@empresa.example>',
  messageId: '0100018f-1',
  destination: [rosa],
  headersTruncated: false,
  commonHeaders: { messageId: '<own-id@empresa.example>' },
  tags: { 'ses:configuration-set': ['prod'], tenantId: ['acme'], customerId: ['c-1'], attemptId: ['a-1'] },
  ...fields,
});

const event = (eventType: string, parts: object, mailFields: object = {}): object => ({
  eventType,
  ...parts,
  mail: mail(mailFields),
});

const bounce = (type: string, subtype: string, recipient: object = {}): object =>
  event('Bounce', {
    bounce: {
      bounceType: type,
      bounceSubType: subtype,
      bouncedRecipients: [{ emailAddress: rosa, ...recipient }],
      timestamp: '2026-05-03T14:02:10.900Z',
      feedbackId: 'f-1',
    },
  });

const parse = (value: unknown): ParsedBody => parseEventBody(JSON.stringify(value), receivedAt);
const first = (value: unknown): Signal | undefined => parse(value).signals[0];

describe('bounces (delivery-events.md §1.2)', () => {
  it.each([
    ['Permanent', 'General', 'UNKNOWN', 'REPEATED_FAILURES'],
    ['Permanent', 'NoEmail', 'HARD', 'ADDRESS_NOT_FOUND'],
    ['Permanent', 'Suppressed', 'SUPPRESSED', 'PROVIDER_SUPPRESSED'],
    ['Permanent', 'OnAccountSuppressionList', 'SUPPRESSED', 'PROVIDER_SUPPRESSED'],
    ['Permanent', 'OnTenantSuppressionList', 'SUPPRESSED', 'PROVIDER_SUPPRESSED'],
    ['Transient', 'OnTenantSuppressionList', 'SUPPRESSED', 'PROVIDER_SUPPRESSED'],
    ['Permanent', 'UnsubscribedRecipient', 'OPT_OUT', undefined],
    ['Permanent', 'EmailValidationSuppressed', 'HARD', 'HARD_BOUNCE'],
    ['Transient', 'General', 'SOFT', 'REPEATED_FAILURES'],
    ['Transient', 'MailboxFull', 'SOFT', 'REPEATED_FAILURES'],
    ['Transient', 'CustomTimeoutExceeded', 'SOFT', 'REPEATED_FAILURES'],
    ['Transient', 'MessageTooLarge', 'CONTENT', undefined],
    ['Transient', 'ContentRejected', 'CONTENT', undefined],
    ['Transient', 'AttachmentRejected', 'CONTENT', undefined],
    ['Undetermined', 'Undetermined', 'SOFT', 'REPEATED_FAILURES'],
  ])('%s/%s is %s', (type, subtype, failureClass, reason) => {
    const { signals, warnings } = parse(bounce(type, subtype));
    expect(warnings).toEqual([]);
    expect(signals).toHaveLength(1);
    expect(signals[0]).toMatchObject({
      type: 'failure',
      channel: 'email',
      providerId: '0100018f-1',
      tags: { tenantId: 'acme', customerId: 'c-1', attemptId: 'a-1' },
      recipient: rosa,
      at,
      class: failureClass,
      code: `${type}/${subtype}`,
    });
    expect(signals[0]).toHaveProperty('retryable', failureClass === 'SOFT' || failureClass === 'UNKNOWN');
    expect(signals[0]?.type === 'failure' ? signals[0].reason : null).toBe(reason);
  });

  it.each([
    ['Permanent', 'Quarantined'],
    ['Permanent', 'constructor'],
    ['Deferred', 'General'],
    ['Transient', 'NoEmail'],
  ])('%s/%s is in no table: never an alert, and an operator is told', (type, subtype) => {
    const { signals, warnings } = parse(bounce(type, subtype));
    expect(signals).toEqual([expect.objectContaining({ type: 'failure', class: 'UNKNOWN' })]);
    expect(warnings).toEqual(['UNKNOWN_VALUE']);
  });

  it.each([
    ['Permanent', '5.1.1', undefined, 'HARD', 'ADDRESS_NOT_FOUND'],
    ['Permanent', '5.2.1', undefined, 'HARD', 'HARD_BOUNCE'],
    ['Permanent', '5.2.2', undefined, 'SOFT', 'REPEATED_FAILURES'],
    ['Permanent', '5.7.26', undefined, 'SENDER', undefined],
    ['Permanent', '5.7.509', undefined, 'SENDER', undefined],
    ['Permanent', '5.3.4', undefined, 'CONTENT', undefined],
    ['Permanent', '5.4.14', undefined, 'SENDER', undefined],
    ['Permanent', '5.1.8', undefined, 'SENDER', undefined],
    ['Permanent', '5.0.0', 'smtp; 550 Usuario desconocido', 'HARD', 'ADDRESS_NOT_FOUND'],
    ['Permanent', '5.7.1', 'smtp; 550 5.7.1 No such user!', 'HARD', 'ADDRESS_NOT_FOUND'],
    ['Permanent', '5.2.1', 'smtp; 550 5.2.1 receiving mail at a rate that prevents delivery', 'LIMIT', undefined],
    ['Permanent', '5.0.0', 'smtp; 554 Transaction failed', 'UNKNOWN', 'REPEATED_FAILURES'],
    ['Transient', '5.1.1', 'smtp; 550 5.1.1 Recipient not found', 'HARD', 'ADDRESS_NOT_FOUND'],
    ['Transient', '5.1.10', undefined, 'HARD', 'ADDRESS_NOT_FOUND'],
    ['Transient', '5.2.1', undefined, 'HARD', 'HARD_BOUNCE'],
    ['Transient', '4.1.1', 'smtp; 450 4.1.1 user unknown', 'SOFT', 'REPEATED_FAILURES'],
    ['Transient', '4.4.7', 'smtp; 451 4.4.7 connection timed out', 'SOFT', 'REPEATED_FAILURES'],
    ['Transient', '4.7.0', 'smtp; 421 4.7.0 Our system has detected a low reputation', 'SENDER', undefined],
    ['Transient', '4.0.0', undefined, 'SOFT', 'REPEATED_FAILURES'],
    ['Undetermined', '5.7.1', 'smtp; 550 5.7.1 blocked using zen.spamhaus.org', 'SENDER', undefined],
    ['Undetermined', undefined, undefined, 'SOFT', 'REPEATED_FAILURES'],
  ])('%s with %s %s is %s', (type, status, diagnosticCode, failureClass, reason) => {
    const subtype = type === 'Undetermined' ? 'Undetermined' : 'General';
    const signal = first(bounce(type, subtype, { action: 'failed', status, diagnosticCode }));
    expect(signal).toMatchObject({ class: failureClass });
    expect(signal?.type === 'failure' ? signal.reason : null).toBe(reason);
  });

  it('does not touch a recipient who is merely delayed (row 99, I10)', () => {
    const value = event(
      'Bounce',
      {
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'NoEmail',
          bouncedRecipients: [
            { emailAddress: 'luis@cliente.example', action: 'delayed', status: '4.0.0' },
            { emailAddress: rosa, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
            { emailAddress: 'ana@cliente.example', status: '4.4.7' },
          ],
          timestamp: '2026-05-03T14:02:10.900Z',
        },
      },
      { destination: ['luis@cliente.example', rosa, 'ana@cliente.example'] },
    );
    const { signals } = parse(value);
    expect(signals.map((signal) => signal.type)).toEqual(['notice', 'failure', 'notice']);
    expect(signals[1]).toMatchObject({ recipient: rosa, class: 'HARD', diagnostic: 'smtp; 550 5.1.1 user unknown' });
  });

  it('knows nothing against a recipient to whom the mail did not go (row 100)', () => {
    const { signals, warnings } = parse(bounce('Permanent', 'NoEmail', { emailAddress: 'otra@cliente.example' }));
    expect(signals).toEqual([expect.objectContaining({ class: 'UNKNOWN', recipient: 'otra@cliente.example' })]);
    expect(signals[0]).not.toHaveProperty('reason');
    expect(warnings).toEqual(['RECIPIENT_UNKNOWN']);
  });

  it('takes a recipient with a display name and capitals for the same one', () => {
    const { warnings, signals } = parse(
      bounce('Permanent', 'NoEmail', { emailAddress: 'Rosa <Rosa@Cliente.example>' }),
    );
    expect(warnings).toEqual([]);
    expect(signals[0]).toMatchObject({ recipient: rosa, class: 'HARD' });
  });

  it.each([
    ['no bounce object', {}],
    ['no list', { bounce: { bounceType: 'Permanent', bounceSubType: 'NoEmail' } }],
    ['an empty list', { bounce: { bounceType: 'Permanent', bounceSubType: 'NoEmail', bouncedRecipients: [] } }],
    ['a list of another type', { bounce: { bounceType: 'Permanent', bouncedRecipients: 'rosa' } }],
  ])('with %s marks the message and no address (row 98)', (_, parts) => {
    const { signals, warnings } = parse(event('Bounce', parts));
    expect(signals).toEqual([expect.objectContaining({ type: 'failure', class: 'UNKNOWN' })]);
    expect(signals[0]).not.toHaveProperty('recipient');
    expect(warnings).toEqual(['EMPTY_BOUNCE']);
  });

  it('gives both formats of one bounce the same id', () => {
    const published = bounce('Permanent', 'NoEmail');
    const { eventType: _, ...rest } = { eventType: '', ...published };
    const classic = first({ ...rest, notificationType: 'Bounce' });
    expect(classic).toEqual(first(published));
  });

  it('cuts a diagnostic of a megabyte to 1,000 characters (row 108)', () => {
    const signal = first(bounce('Permanent', 'NoEmail', { diagnosticCode: `<script>\u0000${'x'.repeat(1_000_000)}` }));
    expect(signal?.type === 'failure' ? signal.diagnostic : '').toMatch(/^<script> x{991}$/);
  });
});

describe('complaints', () => {
  const complaint = (fields: object, mailFields: object = {}): object =>
    event(
      'Complaint',
      {
        complaint: { complainedRecipients: [{ emailAddress: rosa }], timestamp: '2026-05-03T14:02:10.900Z', ...fields },
      },
      mailFields,
    );

  it.each([
    ['abuse', 'dnd', []],
    ['fraud', 'dnd', []],
    ['virus', 'dnd', []],
    ['other', 'dnd', []],
    [undefined, 'dnd', []],
    ['not-spam', 'none', []],
    ['auth-failure', 'none', ['AUTHENTICATION_FAILURE']],
    ['brand-new', 'dnd', ['UNKNOWN_VALUE']],
  ])('%s: %s', (complaintFeedbackType, effect, warnings) => {
    const result = parse(complaint({ complaintFeedbackType }));
    expect(result.signals).toEqual([expect.objectContaining({ type: 'complaint', effect, recipient: rosa, at })]);
    expect(result.warnings).toEqual(warnings);
  });

  it('of an earlier complaint, on the account list, is a suppression', () => {
    expect(first(complaint({ complaintSubType: 'OnAccountSuppressionList' }))).toMatchObject({
      type: 'failure',
      class: 'SUPPRESSED',
    });
  });

  it('that names nobody is certain only for a mail to one person', () => {
    expect(first(complaint({ complainedRecipients: [] }))).toMatchObject({ recipient: rosa, effect: 'dnd' });
    const result = parse(complaint({ complainedRecipients: [] }, { destination: [rosa, 'luis@cliente.example'] }));
    expect(result.signals).toEqual([expect.objectContaining({ effect: 'none' })]);
    expect(result.warnings).toEqual(['RECIPIENT_UNKNOWN']);
  });

  it('reads an arrival date with an offset where there is no timestamp', () => {
    expect(first(complaint({ timestamp: undefined, arrivalDate: '2026-05-02T22:10:00-05:00' }))).toHaveProperty(
      'at',
      Date.UTC(2026, 4, 3, 3, 10),
    );
  });
});

describe('other events', () => {
  const time = { timestamp: '2026-05-03T14:02:10.900Z' };
  it.each<[string, object, object[]]>([
    ['Send', { send: {} }, [{ type: 'progress', kind: 'sent', at: sentAt, proofOfLife: false }]],
    [
      'Delivery',
      { delivery: { ...time, recipients: [rosa], smtpResponse: '250 ok' } },
      [{ type: 'progress', kind: 'delivered', recipient: rosa, at, proofOfLife: true }],
    ],
    ['Open', { open: time }, [{ type: 'progress', kind: 'read', at }]],
    [
      'Click',
      { click: { ...time, link: 'https://pay.empresa.example/x' } },
      [
        { type: 'progress', kind: 'read', at },
        { type: 'notice', kind: 'click', detail: 'https://pay.empresa.example/x' },
      ],
    ],
    [
      'Reject',
      { reject: { reason: 'Bad content' } },
      [{ type: 'failure', class: 'CONTENT', code: 'Reject', diagnostic: 'Bad content' }],
    ],
    [
      'Rendering Failure',
      { failure: { templateName: 't1', errorMessage: "Attribute 'amount' is not present." } },
      [
        {
          type: 'failure',
          class: 'CONTENT',
          code: 'RenderingFailure',
          diagnostic: "Attribute 'amount' is not present.",
        },
      ],
    ],
    [
      'DeliveryDelay',
      {
        deliveryDelay: {
          ...time,
          delayType: 'MailboxFull',
          delayedRecipients: [{ emailAddress: rosa, status: '4.2.2' }],
        },
      },
      [{ type: 'notice', kind: 'delivery_delay', recipient: rosa, at, detail: 'MailboxFull' }],
    ],
    [
      'Subscription',
      { subscription: { ...time, newTopicPreferences: { unsubscribeAll: true } } },
      [{ type: 'notice', kind: 'subscription', optOut: true }],
    ],
    ['Subscription', { subscription: { ...time } }, [{ type: 'notice', kind: 'subscription', optOut: false }]],
  ])('%s', (eventType, parts, expected) => {
    const { signals, warnings } = parse(event(eventType, parts));
    expect(signals).toHaveLength(expected.length);
    expect(signals).toMatchObject(expected);
    expect(warnings).toEqual([]);
  });

  it('an event type that is not known is kept, and an operator is told (row 101)', () => {
    const { signals, warnings } = parse(event('Teleport', {}));
    expect(signals).toEqual([expect.objectContaining({ type: 'notice', kind: 'unknown_event', detail: 'Teleport' })]);
    expect(warnings).toEqual(['UNKNOWN_VALUE']);
  });

  it('reads the odd time of the documentation, and falls back where a time cannot be read', () => {
    const odd = event('Send', { send: {} }, { timestamp: '2018-10-08T14:05:45 +0000' });
    const at = Date.UTC(2018, 9, 8, 14, 5, 45);
    expect(parseEventBody(JSON.stringify(odd), at + 1_000).signals[0]).toHaveProperty('at', at);
    // News of long ago count as 30 days old, and say so (issue 10, A.2).
    expect(parse(odd)).toMatchObject({
      signals: [{ at: receivedAt - 30 * 86_400_000, statedAt: at }],
      warnings: ['TIME_OUT_OF_RANGE'],
    });
    const { signals, warnings } = parse(event('Send', {}, { timestamp: 'yesterday' }));
    expect(signals[0]).toHaveProperty('at', receivedAt);
    expect(warnings).toEqual(['TIME_UNREADABLE']);
  });
});

describe('what cannot be understood', () => {
  it.each<[string, unknown, string]>([
    ['both types, different (row 97)', { ...event('Bounce', {}), notificationType: 'Delivery' }, 'EVENT_TYPES_DIFFER'],
    ['neither type (row 97)', { mail: mail() }, 'EVENT_TYPE_MISSING'],
    ['a tag as plain text (row 106)', event('Send', {}, { tags: { tenantId: 'acme' } }), 'TAGS_MALFORMED'],
    ['tags as text (row 106)', event('Send', {}, { tags: 'acme' }), 'TAGS_MALFORMED'],
    ['no mail', { eventType: 'Bounce', bounce: {} }, 'MAIL_MISSING'],
    ['mail without id', event('Send', {}, { messageId: undefined }), 'MAIL_MISSING'],
  ])('%s', (_, value, reason) => {
    expect(parse(value)).toEqual({
      signals: [],
      warnings: [],
      unrecognised: { reason, housekeeping: false, alarm: true },
    });
  });

  it('both types, the same', () => {
    expect(parse({ ...event('Send', {}), notificationType: 'Send' }).signals).toHaveLength(1);
  });

  it('takes the first of a repeated tag (row 106), and lives without tags', () => {
    expect(first(event('Send', {}, { tags: { attemptId: ['a-1', 'a-2'] } }))?.type).toBe('progress');
    expect(first(event('Send', {}, { tags: { attemptId: ['a-1', 'a-2'] } }))).toHaveProperty('tags', {
      attemptId: 'a-1',
    });
    expect(first(event('Send', {}, { tags: undefined }))).toHaveProperty('tags', {});
  });

  it('a confirmation of the classic topic is housekeeping (row 93)', () => {
    expect(parse({ notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'x' }).unrecognised).toEqual({
      reason: 'SUBSCRIPTION_SUCCEEDED',
      housekeeping: true,
      alarm: false,
    });
  });
});
