import { describe, expect, it } from 'vitest';
import { parseEventBody } from '../envelope.ts';
import type { ParsedBody } from '../signals.ts';

const receivedAt = Date.parse('2026-05-03T15:00:00Z');
const at = 1_777_816_991_000;

const status = (name: string, fields: object = {}): object => ({
  id: 'wamid.1',
  status: name,
  timestamp: '1777816991',
  recipient_id: '56912345678',
  biz_opaque_callback_data: 'acme|c-1|a-1',
  ...fields,
});

const change = (value: object, field = 'messages'): object => ({
  field,
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '56900000002', phone_number_id: '900800700600500' },
    ...value,
  },
});
const entry = (...changes: object[]): object => ({ id: '100200300400500', changes });

const envelope = (webhookEntry: unknown, fields: object = {}): object => ({
  context: { MetaWabaIds: [{ wabaId: '100200300400500', arn: 'arn:x' }], MetaPhoneNumberIds: [] },
  whatsAppWebhookEntry: typeof webhookEntry === 'string' ? webhookEntry : JSON.stringify(webhookEntry),
  aws_account_id: '111122223333',
  message_timestamp: '2026-05-03T14:02:11.482913057Z',
  messageId: 'aws-wa-0001',
  ...fields,
});

const parse = (value: unknown): ParsedBody => parseEventBody(JSON.stringify(value), receivedAt);
const parseStatus = (value: object): ParsedBody => parse(envelope(entry(change({ statuses: [value] }))));

const base = {
  channel: 'whatsapp',
  providerId: 'wamid.1',
  tags: { tenantId: 'acme', customerId: 'c-1', attemptId: 'a-1' },
  recipient: '+56912345678',
  at,
};

describe('statuses (delivery-events.md §1.4)', () => {
  it.each([
    ['sent', false],
    ['delivered', true],
    ['read', true],
  ])('%s is progress', (kind, proofOfLife) => {
    expect(parseStatus(status(kind))).toEqual({
      signals: [{ ...base, type: 'progress', kind, proofOfLife }],
      warnings: [],
    });
  });

  it('accepted ties the id of AWS to the wamid', () => {
    const accepted = status('accepted', { biz_opaque_callback_data: undefined });
    expect(parseStatus(accepted).signals).toEqual([
      {
        ...base,
        tags: {},
        type: 'progress',
        kind: 'accepted',
        providerId: 'aws-wa-0001',
        newProviderId: 'wamid.1',
        proofOfLife: false,
      },
    ]);
  });

  it.each(['played', 'teleported'])('%s changes nothing, and an operator is told (row 101)', (name) => {
    expect(parseStatus(status(name))).toEqual({
      signals: [{ ...base, type: 'notice', kind: 'unknown_status', detail: name }],
      warnings: ['UNKNOWN_VALUE'],
    });
  });

  it.each([
    ['acme|a-1', { tenantId: 'acme', attemptId: 'a-1' }],
    ['acme', {}],
    ['acme||a-1', {}],
    ['a|b|c|d', {}],
    [7, {}],
  ])('callback data %j', (data, tags) => {
    expect(parseStatus(status('sent', { biz_opaque_callback_data: data })).signals[0]).toHaveProperty('tags', tags);
  });
});

describe('failures by code', () => {
  const failed = (code: unknown): ParsedBody =>
    parseStatus(
      status('failed', { errors: [{ code, title: 'Title', message: 'Message', error_data: { details: 'Details' } }] }),
    );

  it.each([
    [131026, 'HARD'],
    [131047, 'WINDOW'],
    [131049, 'LIMIT'],
    [130472, 'LIMIT'],
    [131050, 'OPT_OUT'],
    [131051, 'CONTENT'],
    [131021, 'CONTENT'],
    [131053, 'CONTENT'],
    [131009, 'CONTENT'],
    [100, 'CONTENT'],
    [132000, 'CONTENT'],
    [132001, 'CONTENT'],
    [368, 'SENDER'],
    [131031, 'SENDER'],
    [131042, 'SENDER'],
    [131048, 'SENDER'],
    [130429, 'RETRY'],
    [131056, 'RETRY'],
    [133016, 'RETRY'],
    [1, 'RETRY'],
    [2, 'RETRY'],
    [131000, 'RETRY'],
    [131016, 'RETRY'],
  ])('%d is %s', (code, failureClass) => {
    const { signals, warnings } = failed(code);
    expect(warnings).toEqual([]);
    expect(signals).toEqual([
      {
        ...base,
        type: 'failure',
        class: failureClass,
        ...(failureClass === 'HARD' ? { reason: 'NO_WHATSAPP_ACCOUNT' } : {}),
        code: String(code),
        diagnostic: 'Details',
        dedupeId: expect.stringMatching(/^[\w-]{43}$/),
        retryable: ['RETRY', 'LIMIT'].includes(failureClass),
      },
    ]);
  });

  it('takes a code given as text', () => {
    expect(failed('131026').signals[0]).toMatchObject({ class: 'HARD', code: '131026' });
  });

  it.each([999999, -1, 'abc', null])('code %j is in no table: never an alert', (code) => {
    const { signals, warnings } = failed(code);
    expect(signals).toEqual([expect.objectContaining({ type: 'failure', class: 'UNKNOWN' })]);
    expect(warnings).toEqual(['UNKNOWN_VALUE']);
  });

  it('without errors is a failure of which nothing is known', () => {
    expect(parseStatus(status('failed')).signals).toEqual([
      expect.objectContaining({ class: 'UNKNOWN', code: 'failed' }),
    ]);
  });
});

describe('bodies', () => {
  const sent = { ...base, type: 'progress', kind: 'sent', proofOfLife: false };

  it('reads every change, status and message, not only the first of each', () => {
    const body = envelope(
      entry(
        change({ statuses: [status('sent'), status('delivered', { id: 'wamid.2' })] }),
        change({
          statuses: [status('read', { id: 'wamid.3' })],
          messages: [
            { from: '56912345678', id: 'in-1', timestamp: '1777816991', type: 'text', text: { body: 'Hola' } },
          ],
        }),
      ),
    );
    const { signals } = parse(body);
    expect(signals).toMatchObject(['wamid.1', 'wamid.2', 'wamid.3', 'in-1'].map((providerId) => ({ providerId })));
  });

  it.each<[string, object]>([
    ['the entry as an object', envelope('', { whatsAppWebhookEntry: entry(change({ statuses: [status('sent')] })) })],
    [
      'the entry as text of text',
      envelope(JSON.stringify(JSON.stringify(entry(change({ statuses: [status('sent')] }))))),
    ],
    ['no context around it', { ...envelope(entry(change({ statuses: [status('sent')] }))), context: undefined }],
    [
      "Meta's webhook body",
      { object: 'whatsapp_business_account', entry: [entry(change({ statuses: [status('sent')] }))] },
    ],
    ['one entry alone', entry(change({ statuses: [status('sent')] }))],
  ])('%s', (_, body) => {
    expect(parse(body)).toEqual({ signals: [sent], warnings: [] });
  });

  it('leaves out the part that is broken and keeps the others', () => {
    const body = envelope(entry(change({ statuses: [{ status: 'sent' }, status('sent'), 'x'] })));
    expect(parse(body)).toEqual({ signals: [sent], warnings: ['PART_UNREADABLE'] });
  });

  it.each<[string, unknown, string]>([
    ['the entry is broken JSON', '{"id":', 'MESSAGE_BROKEN'],
    ['the entry is not an entry', '7', 'MESSAGE_BROKEN'],
    ['nothing in it', entry(), 'CONTENT_MISSING'],
    ['no status and no message', entry(change({})), 'CONTENT_MISSING'],
  ])('%s', (_, webhookEntry, reason) => {
    expect(parse(envelope(webhookEntry)).unrecognised).toEqual({ reason, housekeeping: false, alarm: true });
  });

  it('keeps news of templates and accounts', () => {
    const { signals, warnings } = parse(
      envelope(entry(change({ event: 'APPROVED' }, 'message_template_status_update'))),
    );
    expect(signals).toEqual([
      expect.objectContaining({ type: 'notice', kind: 'account', detail: 'message_template_status_update' }),
    ]);
    expect(warnings).toEqual([]);
  });

  it("E23: news of a template name it, with Meta's code or words for a refusal", () => {
    const news = (value: object) =>
      parse(envelope(entry(change({ message_template_name: 'aviso_1', ...value }, 'message_template_status_update'))));
    const told = (reason: string | null) => ({ type: 'template', channel: 'whatsapp', name: 'aviso_1', reason });
    expect(news({ event: 'APPROVED', reason: 'NONE' })).toMatchObject({ signals: [{ type: 'notice' }, told('NONE')] });
    expect(news({ event: 'REJECTED', reason: 'PROMOTIONAL' }).signals[1]).toEqual(told('PROMOTIONAL'));
    const info = { reason: 'Variables at the end.', recommendation: 'Move them.' };
    const worded = news({ event: 'REJECTED', reason: 'INVALID_FORMAT', rejection_info: info });
    expect(worded.signals[1]).toEqual(told('Variables at the end. Move them.'));
    expect(news({ event: 'REJECTED', reason: 7 }).signals[1]).toEqual(told(null));
    expect(news({ message_template_name: 'x'.repeat(513) }).signals).toHaveLength(1);
  });

  it.each([
    ['DELIVERED', { type: 'progress', kind: 'delivered' }],
    ['SENT', { type: 'progress', kind: 'sent' }],
    ['FAILED', { type: 'failure', class: 'UNKNOWN' }],
    ['UNDELIVERABLE', { type: 'failure', class: 'UNKNOWN' }],
    ['NEW', { type: 'notice', kind: 'unknown_status' }],
  ])('EventBridge status %s, which has no error code and so never alerts', (name, expected) => {
    const body = {
      'detail-type': 'WhatsApp Message Status',
      source: 'aws.social-messaging',
      time: '2026-05-03T14:02:11Z',
      detail: { wabaId: '1', messageId: 'wamid.1', status: name, eventTimestamp: '2026-05-03T14:02:10Z' },
    };
    expect(parse(body).signals).toMatchObject([{ ...expected, at: Date.parse('2026-05-03T14:02:10Z') }]);
  });
});

describe('inbound', () => {
  it("names our number by AWS's id, which the header has beside Meta's", () => {
    const arn = 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/976c72a700aac43eaf573ae050example';
    const context = { MetaPhoneNumberIds: [{ metaPhoneNumberId: '900800700600500', arn }] };
    const message = {
      from: '56912345678',
      id: 'wamid.in',
      timestamp: '1777817000',
      type: 'text',
      text: { body: 'Hola' },
    };
    const { signals } = parse(envelope(entry(change({ messages: [message] })), { context }));
    expect(signals).toMatchObject([{ type: 'inbound', to: 'phone-number-id-976c72a700aac43eaf573ae050example' }]);
  });

  const inbound = (message: object, value: object = {}): ParsedBody =>
    parse(
      envelope(
        entry(
          change({
            contacts: [{ profile: { name: 'Rosa <b>' }, wa_id: '56912345678' }],
            messages: [{ from: '56912345678', id: 'in-1', timestamp: '1777816991', ...message }],
            ...value,
          }),
        ),
        { messageId: undefined },
      ),
    );
  const signal = {
    type: 'inbound',
    channel: 'whatsapp',
    providerId: 'in-1',
    from: '+56912345678',
    to: '900800700600500',
    at,
    profileName: 'Rosa <b>',
  };

  it.each<[object, object]>([
    [
      { type: 'text', text: { body: 'Hola' } },
      { kind: 'text', text: 'Hola' },
    ],
    [
      { type: 'button', button: { payload: 'PAY', text: 'Pagar' }, context: { from: '56900000002', id: 'wamid.9' } },
      { kind: 'button', text: 'Pagar', contextId: 'wamid.9' },
    ],
    [
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: '1', title: 'Cuotas' } } },
      { kind: 'interactive', text: 'Cuotas' },
    ],
    [
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Sí' } } },
      { kind: 'interactive', text: 'Sí' },
    ],
    [
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent' } } },
      { kind: 'interactive', text: 'Sent' },
    ],
    [
      { type: 'image', image: { id: 'media-1', mime_type: 'image/jpeg', sha256: 'x', caption: 'Comprobante' } },
      { kind: 'image', text: 'Comprobante', media: { id: 'media-1', mimeType: 'image/jpeg' } },
    ],
    [
      { type: 'document', document: { id: 'media-2', filename: 'pago.pdf', mime_type: 'application/pdf' } },
      {
        kind: 'document',
        text: 'pago.pdf',
        media: { id: 'media-2', mimeType: 'application/pdf', fileName: 'pago.pdf' },
      },
    ],
    [
      { type: 'audio', audio: { id: 'media-3' } },
      { kind: 'audio', text: '', media: { id: 'media-3' } },
    ],
    [
      { type: 'video', video: { id: 'media-4' } },
      { kind: 'video', text: '', media: { id: 'media-4' } },
    ],
    [
      { type: 'sticker', sticker: { id: 'media-5' } },
      { kind: 'sticker', text: '', media: { id: 'media-5' } },
    ],
    [
      { type: 'location', location: { latitude: -33.4, longitude: -70.6 } },
      { kind: 'location', text: '-33.4, -70.6' },
    ],
    [
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Luis' } }] },
      { kind: 'contacts', text: 'Luis' },
    ],
    [
      { type: 'reaction', reaction: { message_id: 'wamid.9', emoji: '👍' } },
      { kind: 'reaction', text: '👍', contextId: 'wamid.9' },
    ],
    [
      { type: 'order', order: { text: 'Dos' } },
      { kind: 'order', text: 'Dos' },
    ],
    [
      { type: 'system', system: { body: 'Rosa changed number', type: 'user_changed_number' } },
      { kind: 'system', text: 'Rosa changed number' },
    ],
    [
      { type: 'unsupported', errors: [{ code: 131051 }] },
      { kind: 'unsupported', text: '' },
    ],
  ])('%j', (message, expected) => {
    expect(inbound(message)).toEqual({ signals: [{ ...signal, ...expected }], warnings: [] });
  });

  it.each([{ type: 'hologram', hologram: { id: 'h' } }, { type: 'constructor' }])(
    '%j is kept as unsupported',
    (message) => {
      expect(inbound(message)).toEqual({
        signals: [{ ...signal, kind: 'unsupported', text: '' }],
        warnings: ['UNKNOWN_VALUE'],
      });
    },
  );

  it('without a sender is left out, with a warning', () => {
    expect(inbound({ from: undefined, type: 'text', text: { body: 'Hola' } }, { contacts: [] })).toEqual({
      signals: [],
      warnings: ['PART_UNREADABLE'],
    });
  });

  it('takes the name of a lone contact even where wa_id and from differ, and lives without one', () => {
    const lone = inbound({ from: '5491112345678', type: 'text', text: { body: 'Hola' } });
    expect(lone.signals[0]).toMatchObject({ from: '+5491112345678', profileName: 'Rosa <b>' });
    expect(inbound({ type: 'text', text: { body: 'Hola' } }, { contacts: undefined }).signals[0]).not.toHaveProperty(
      'profileName',
    );
  });
});
