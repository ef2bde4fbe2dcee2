import { describe, expect, it } from 'vitest';
import { parseEventBody } from '../envelope.ts';
import type { Signal } from '../signals.ts';

const at = 1_777_816_991_000;
const userId = 'CL.13491208655302741918';

const parse = (value: object, field = 'messages') =>
  parseEventBody(
    JSON.stringify({
      context: { MetaPhoneNumberIds: [] },
      whatsAppWebhookEntry: JSON.stringify({
        id: '1',
        changes: [{ field, value: { messaging_product: 'whatsapp', metadata: { phone_number_id: '900' }, ...value } }],
      }),
      message_timestamp: '2026-05-03T14:02:11.482913057Z',
    }),
    at,
  );

const message = (more: object = {}) => ({
  id: 'in-1',
  timestamp: '1777816991',
  type: 'text',
  text: { body: 'Ya pagué' },
  ...more,
});
const one = (value: object): Signal | undefined => parse(value).signals[0];

describe('who wrote (11.3): a number, or Meta’s id of the person', () => {
  it.each<[string, object, object]>([
    [
      'both',
      {
        contacts: [{ wa_id: '56912345678', user_id: userId }],
        messages: [message({ from: '56912345678', from_user_id: userId })],
      },
      { from: '+56912345678', userId },
    ],
    ['the id alone', { messages: [message({ from_user_id: userId })] }, { from: userId, userId }],
    [
      'an empty number',
      { contacts: [{ wa_id: '', user_id: userId }], messages: [message({ from: '', from_user_id: userId })] },
      { from: userId, userId },
    ],
    ['null for the number', { messages: [message({ from: null, from_user_id: userId })] }, { from: userId, userId }],
    ['the id where the number should be', { messages: [message({ from: userId })] }, { from: userId, userId }],
    [
      'the id of the contact alone',
      { contacts: [{ user_id: userId }], messages: [message()] },
      { from: userId, userId },
    ],
    [
      'the number of the contact alone',
      { contacts: [{ wa_id: '56912345678' }], messages: [message({ from_user_id: userId })] },
      { from: '+56912345678', userId },
    ],
    [
      'one of two contacts',
      {
        contacts: [
          { wa_id: '56900000000', user_id: 'CL.1' },
          { wa_id: '56912345678', user_id: userId },
        ],
        messages: [message({ from_user_id: userId })],
      },
      { from: '+56912345678', userId },
    ],
    [
      'an id that several businesses share',
      { messages: [message({ from_user_id: 'US.ENT.11815799212886844830' })] },
      { from: 'US.ENT.11815799212886844830', userId: 'US.ENT.11815799212886844830' },
    ],
    [
      'the id that several businesses share, alone',
      {
        contacts: [{ parent_user_id: 'CL.ENT.11815799212886844830' }],
        messages: [message({ from_parent_user_id: 'CL.ENT.11815799212886844830' })],
      },
      { from: 'CL.ENT.11815799212886844830', userId: 'CL.ENT.11815799212886844830' },
    ],
    [
      'both ids',
      { messages: [message({ from_user_id: userId, from_parent_user_id: 'CL.ENT.11815799212886844830' })] },
      { from: userId, userId },
    ],
    ['the number with its plus sign', { messages: [message({ from: '+56912345678' })] }, { from: '+56912345678' }],
  ])('%s', (_, value, expected) => {
    expect(one(value)).toMatchObject({ type: 'inbound', providerId: 'in-1', ...expected });
  });

  it('the name of a person without a profile name is the username', () => {
    const contacts = [{ profile: { username: '@rosa.p' }, user_id: userId }];
    expect(one({ contacts, messages: [message({ from_user_id: userId })] })).toMatchObject({ profileName: '@rosa.p' });
  });

  it.each([
    ['nothing', {}],
    ['no text', { from: { number: 1 }, from_user_id: ['x'] }],
    ['more than any name has', { from: '1'.repeat(200) }],
    ['something that is no id', { from_user_id: 'rosa' }],
  ])('%s names nobody: left out, with a warning', (_, names) => {
    expect(parse({ messages: [message(names)] })).toEqual({ signals: [], warnings: ['PART_UNREADABLE'] });
  });

  it.each<[string, object, object]>([
    ['a number', { recipient_id: '56912345678' }, { recipient: '+56912345678' }],
    [
      'both',
      { recipient_id: '56912345678', recipient_user_id: userId },
      { recipient: '+56912345678', recipientUserId: userId },
    ],
    ['an id', { recipient_user_id: userId }, { recipient: userId, recipientUserId: userId }],
    [
      'an empty number and an id',
      { recipient_id: '', recipient_user_id: userId },
      { recipient: userId, recipientUserId: userId },
    ],
  ])('statuses name %s', (_, names, expected) => {
    const statuses = [{ id: 'wamid.1', status: 'delivered', timestamp: '1777816991', ...names }];
    expect(one({ statuses })).toMatchObject({ type: 'progress', kind: 'delivered', ...expected });
  });
});

describe('wishes about marketing (11.4)', () => {
  const wish = (more: object = {}) => ({
    wa_id: '56912345678',
    category: 'marketing_messages',
    value: 'stop',
    timestamp: 1777816991,
    ...more,
  });
  const told = { type: 'preference', from: '+56912345678', to: '900', at, wish: 'stop' };

  it.each<[string, object, object]>([
    ['stop', { user_preferences: [wish()] }, told],
    ['resume', { user_preferences: [wish({ value: 'resume' })] }, { ...told, wish: 'resume' }],
    [
      'by user id alone',
      { user_preferences: [wish({ wa_id: undefined, user_id: userId })] },
      { ...told, from: userId, userId },
    ],
    [
      'the id of the contact',
      { contacts: [{ wa_id: '56912345678', user_id: userId }], user_preferences: [wish()] },
      { ...told, userId },
    ],
    ['the time as text', { user_preferences: [wish({ timestamp: '1777816991' })] }, told],
  ])('%s', (_, value, expected) => {
    expect(parse(value, 'user_preferences')).toMatchObject({ signals: [expected], warnings: [] });
  });

  it('each of several', () => {
    const { signals } = parse(
      { user_preferences: [wish(), wish({ wa_id: '56987654321', value: 'resume' })] },
      'user_preferences',
    );
    expect(signals.map((signal) => signal.type === 'preference' && signal.wish)).toEqual(['stop', 'resume']);
  });

  it('as a message of the system, as older versions tell it', () => {
    const system = { type: 'user_preference_changed', marketing: 'stop', body: 'x' };
    expect(one({ messages: [message({ from: '56912345678', type: 'system', system })] })).toMatchObject(told);
  });

  it.each([
    ['another category', { category: 'calls' }],
    ['another value', { value: 'maybe' }],
    ['nobody', { wa_id: undefined }],
  ])('%s is none', (_, more) => {
    const { signals, warnings } = parse({ user_preferences: [wish(more)] }, 'user_preferences');
    expect([signals, warnings.length]).toEqual([[], 1]);
  });
});

describe('what was sent, as text (11.4)', () => {
  const text = (type: string, own: unknown): unknown => {
    const signal = one({ messages: [message({ from: '56912345678', type, [type]: own })] });
    return signal?.type === 'inbound' ? signal.text : signal;
  };

  it.each<[string, string, unknown, string]>([
    [
      'a card with its numbers',
      'contacts',
      [
        {
          name: { formatted_name: 'Mi hijo Tomás' },
          phones: [{ phone: '+56 9 6123 0000', wa_id: '56961230000' }, { wa_id: '56961230001' }],
        },
      ],
      'Mi hijo Tomás\n+56 9 6123 0000\n+56961230001',
    ],
    [
      'two cards, with mail, work and home',
      'contacts',
      [
        { name: { first_name: 'Ana', last_name: 'Soto' }, emails: [{ email: 'ana@x.cl' }], org: { company: 'Banco' } },
        {
          name: { formatted_name: 'Luis' },
          phones: [{ phone: '22 345 6789' }],
          addresses: [{ street: 'Alameda 1', city: 'Santiago' }],
        },
      ],
      'Ana Soto (Banco)\nana@x.cl\n\nLuis\n22 345 6789\nAlameda 1, Santiago',
    ],
    [
      'a card as a vCard alone',
      'contacts',
      [{ vcard: 'BEGIN:VCARD\r\nFN:Rosa\r\nitem1.TEL;waid=56961230000:+56 9 6123 0000\r\nEND:VCARD' }],
      'Rosa\n+56 9 6123 0000',
    ],
    ['a card without a name', 'contacts', [{ phones: [{ phone: '+56 9 6123 0000' }] }], '+56 9 6123 0000'],
    ['cards that are none', 'contacts', [null, 7, {}], ''],
    [
      'a place',
      'location',
      { latitude: -33.4569, longitude: -70.6483, name: 'Plaza', address: 'Alameda 1' },
      'Plaza\nAlameda 1\n-33.4569, -70.6483',
    ],
    ['a place on the equator', 'location', { latitude: 0, longitude: -78.5 }, '0, -78.5'],
    ['a place with numbers as text', 'location', { latitude: '-33.4', longitude: '-70.6' }, '-33.4, -70.6'],
    ['a place with its page', 'location', { name: 'Banco', url: 'https://x.cl' }, 'Banco\nhttps://x.cl'],
    [
      'a choice of a list',
      'interactive',
      { type: 'list_reply', list_reply: { id: '1', title: 'Tres cuotas', description: 'de $ 10.000' } },
      'Tres cuotas\nde $ 10.000',
    ],
    ['a choice without a title', 'interactive', { button_reply: { id: 'PAY' } }, 'PAY'],
    ['a button without a text', 'button', { payload: 'PAY' }, 'PAY'],
    [
      'an order',
      'order',
      {
        text: 'Para mañana',
        product_items: [
          { product_retailer_id: 'SKU-1', quantity: 2, item_price: 9990, currency: 'CLP' },
          { product_retailer_id: 'SKU-2', quantity: '1' },
        ],
      },
      'Para mañana\n2 × SKU-1 · 9990 CLP\n1 × SKU-2',
    ],
    [
      'a form',
      'interactive',
      {
        nfm_reply: {
          body: 'Sent',
          response_json: '{"flow_token":"t","monto":15000,"fecha":"2026-12-01","acepta":true,"medios":["a","b"]}',
        },
      },
      'Sent\nmonto: 15000\nfecha: 2026-12-01\nacepta: true\nmedios: a, b',
    ],
    ['a form that is no JSON', 'interactive', { nfm_reply: { response_json: 'monto=1' } }, 'monto=1'],
    ['a form within a form', 'interactive', { nfm_reply: { response_json: '{"a":{"b":1}}' } }, 'a: {"b":1}'],
    [
      'a new number',
      'system',
      { type: 'user_changed_number', body: 'Rosa changed', wa_id: '56987654321' },
      'Rosa changed\n+56987654321',
    ],
    ['another notice', 'system', { type: 'customer_identity_changed', body: 'Rosa', wa_id: '56912345678' }, 'Rosa'],
    ['a reaction', 'reaction', { message_id: 'w', emoji: '👍' }, '👍'],
    ['a reaction taken back', 'reaction', { message_id: 'w' }, ''],
  ])('%s', (_, type, own, expected) => {
    expect(text(type, own)).toBe(expected);
  });

  it('is bounded: an event has at most 256 KB', () => {
    const cards = Array.from({ length: 500 }, (_, i) => ({
      name: { formatted_name: `N${i}` },
      phones: Array.from({ length: 20 }, (__, k) => ({ phone: `+5691234${i}${k}` })),
    }));
    expect(String(text('contacts', cards)).split('\n\n')).toHaveLength(31);
    const fields = Array.from({ length: 100 }, (_, i) => [`q${i}`, 'x'.repeat(2_000)]);
    const form = String(
      text('interactive', { nfm_reply: { response_json: JSON.stringify(Object.fromEntries(fields)) } }),
    );
    expect(form.split('\n')).toHaveLength(31);
    expect(form.length).toBeLessThan(31_000);
  });

  it.each<[string, object, object]>([
    [
      'an edited text',
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.o', message: { type: 'text', text: { body: 'el martes 2' } } },
      },
      { kind: 'edit', text: 'el martes 2', changes: 'wamid.o' },
    ],
    [
      'an edited caption',
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.o', message: { type: 'image', image: { id: '1', caption: 'Recibo' } } },
      },
      { kind: 'edit', text: 'Recibo', changes: 'wamid.o' },
    ],
    [
      'an edited text that does not say its type',
      { type: 'edit', edit: { original_message_id: 'wamid.o', message: { text: { body: 'el martes' } } } },
      { kind: 'edit', text: 'el martes', changes: 'wamid.o' },
    ],
    [
      'an edit that is not passed on',
      { type: 'unsupported', unsupported: { type: 'edit' } },
      { kind: 'edit', text: '' },
    ],
    [
      'a deletion that is not passed on',
      { type: 'unsupported', unsupported: { type: 'revoke' }, errors: [{ code: 131051 }] },
      { kind: 'revoke', text: '' },
    ],
    ['an edit of nothing', { type: 'edit', edit: {} }, { kind: 'edit', text: '' }],
    [
      'a message taken back',
      { type: 'revoke', revoke: { original_message_id: 'wamid.o' } },
      { kind: 'revoke', text: '', changes: 'wamid.o' },
    ],
    ['the chat is opened', { type: 'request_welcome' }, { kind: 'request_welcome', text: '' }],
    [
      'calls are permitted',
      {
        type: 'interactive',
        interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
      },
      { kind: 'call_permission', text: 'accept' },
    ],
    [
      'calls are not permitted',
      { type: 'call_permission_reply', call_permission_reply: { response: 'reject' } },
      { kind: 'call_permission', text: 'reject' },
    ],
    [
      'an answer about calls that does not say which',
      { type: 'interactive', interactive: { type: 'call_permission_reply' } },
      { kind: 'call_permission', text: '' },
    ],
    [
      'another user id, told by the old one',
      {
        from: undefined,
        type: 'system',
        system: { type: 'user_changed_user_id', previous_user_id: userId, user_id: 'CL.2' },
      },
      { kind: 'system', from: userId, userId, text: 'CL.2', newNumber: 'CL.2' },
    ],
    [
      'a new number',
      { type: 'system', system: { type: 'customer_changed_number', new_wa_id: '56987654321' } },
      { kind: 'system', newNumber: '+56987654321' },
    ],
    [
      'a new number where the words should be',
      { type: 'system', system: { type: 'user_changed_number', body: { wa_id: '56987654321' } } },
      { kind: 'system', newNumber: '+56987654321' },
    ],
  ])('%s', (_, more, expected) => {
    const value = { messages: [message({ from: '56912345678', text: undefined, ...more })] };
    expect(one(value)).toMatchObject(expected);
    expect(parse(value).warnings).toEqual([]);
  });
});
