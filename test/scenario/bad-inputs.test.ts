/** Every bad request answers its own code, says where, and reveals nothing (reliability §5.6 A–E; design §4). */
import { beforeAll, describe, expect, it } from 'vitest';
import { as, type Reply, request } from './support/api.ts';
import { freshEmail, freshMobile, unique } from './support/people.ts';
import { type Customer, customerSchema, problemSchema, settingsSchema } from './support/shapes.ts';

const api = as('demo');
let customer: Customer;
let other: Customer;
let ourNumber = '';

beforeAll(async () => {
  const addresses = [
    { channel: 'email', value: freshEmail() },
    { channel: 'sms', value: freshMobile() },
    { channel: 'whatsapp', value: freshMobile() },
  ];
  customer = await api.createCustomer(addresses);
  other = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
  const { senders } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
  ourNumber = senders.sms?.originationIdentity ?? '';
});

/** What every refusal is: a problem document that tells nothing of the inside. */
const expectProblem = (reply: Reply, status: number, code: string): void => {
  expect([reply.status, reply.code], reply.text.slice(0, 300)).toEqual([status, code]);
  const problem = problemSchema.parse(reply.json);
  expect(problem.status).toBe(status);
  expect(problem.detail.length).toBeGreaterThan(0);
  expect(reply.text).not.toMatch(/\bat .+\.(?:m?js|ts):\d+|node_modules|Exception|ZodError/);
};

const create = (rawBody: string) => api.call('POST', '/v1/customers', { rawBody });
const profile = (more: object) => JSON.stringify({ name: 'Ana', addresses: [], ...more });

describe.concurrent('A. bodies and headers', () => {
  const rows: readonly (readonly [number, string, string, number, string])[] = [
    [1, 'empty body', '', 400, 'BODY_REQUIRED'],
    [2, 'cut JSON', '{"name":', 400, 'BODY_NOT_JSON'],
    [3, 'byte-order mark', `\ufeff${profile({})}`, 400, 'BODY_NOT_JSON'],
    [4, 'array', '[]', 400, 'BODY_NOT_OBJECT'],
    [4, 'null', 'null', 400, 'BODY_NOT_OBJECT'],
    [4, 'text', '"x"', 400, 'BODY_NOT_OBJECT'],
    [4, 'number', '5', 400, 'BODY_NOT_OBJECT'],
    [6, '300 KB', profile({ name: 'x'.repeat(300 * 1024) }), 413, 'BODY_TOO_LARGE'],
    [7, 'misspelt field', profile({ segmnt: 'a' }), 400, 'UNKNOWN_FIELD'],
    [8, 'tenantId', profile({ tenantId: 'acme' }), 400, 'FIELD_NOT_WRITABLE'],
    [8, 'segment', profile({ segment: 'a' }), 400, 'FIELD_NOT_WRITABLE'],
    [8, 'status', profile({ status: 'a' }), 400, 'FIELD_NOT_WRITABLE'],
    [8, 'createdAt', profile({ createdAt: 'a' }), 400, 'FIELD_NOT_WRITABLE'],
    [9, '__proto__', '{"name":"Ana","addresses":[],"__proto__":{"admin":true}}', 400, 'UNKNOWN_FIELD'],
    [9, 'constructor', profile({ constructor: 1 }), 400, 'UNKNOWN_FIELD'],
    [11, 'object for text', profile({ name: { $ne: 1 } }), 400, 'WRONG_TYPE'],
    [13, 'number for an id', '{"name":"Ana","addresses":[],"advisorId":9007199254740993}', 400, 'WRONG_TYPE'],
    [14, '100 levels', profile({ deep: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) }), 400, 'UNKNOWN_FIELD'],
    [15, 'lone surrogate', '{"name":"Ana \\ud800","addresses":[]}', 400, 'INVALID_CHARACTER'],
    [15, 'NUL', '{"name":"Ana \\u0000","addresses":[]}', 400, 'INVALID_CHARACTER'],
    [18, 'only spaces', profile({ name: ' \u200b ' }), 400, 'TEXT_EMPTY'],
    [65, 'unknown zone', profile({ timeZone: 'America/Santigo' }), 400, 'TIMEZONE_UNKNOWN'],
  ];
  it.each(rows)('#%i %s', async (_row, _name, rawBody, status, code) =>
    expectProblem(await create(rawBody), status, code),
  );

  it('#4 a missing field is named', async () => {
    const reply = await create('{"addresses":[]}');
    expectProblem(reply, 400, 'FIELD_REQUIRED');
    expect(problemSchema.parse(reply.json).errors).toMatchObject([{ path: 'name', code: 'FIELD_REQUIRED' }]);
  });
  it('#5 another media type', async () => {
    const reply = await api.call('POST', '/v1/customers', {
      rawBody: profile({}),
      headers: { 'content-type': 'text/plain' },
    });
    expectProblem(reply, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });
  it('#12 1e400', async () => {
    const rawBody = '{"code":"A","dueDate":"2026-01-01","balance":1e400,"currency":"CLP","state":"overdue"}';
    const reply = await api.call('PUT', `/v1/customers/${customer.customerId}/debts`, { rawBody });
    expectProblem(reply, 400, 'NUMBER_OUT_OF_RANGE');
  });
  it('#19 headers over 10,240 bytes', async () => {
    expect((await api.call('GET', '/v1/me', { headers: { 'x-long': 'x'.repeat(11_000) } })).status).toBe(431);
  });
  it('#20 unknown route, wrong method', async () => {
    expectProblem(await api.call('GET', '/v1/nothing'), 404, 'ROUTE_NOT_FOUND');
    const wrong = await api.call('DELETE', '/v1/customers');
    expectProblem(wrong, 405, 'METHOD_NOT_ALLOWED');
    expect(wrong.headers.get('allow')).toBe('GET, POST');
  });
});

describe.concurrent('B. addresses', () => {
  const add = (channel: string, value: string) => create(profile({ addresses: [{ channel, value }] }));
  const rows: readonly (readonly [number, string, string, string])[] = [
    [26, 'email', 'ana@', 'EMAIL_INVALID'],
    [26, 'email', '@x.cl', 'EMAIL_INVALID'],
    [26, 'email', 'ana x@y.cl', 'EMAIL_INVALID'],
    [
      27,
      'email',
      `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}.cl`,
      'EMAIL_TOO_LONG',
    ],
    [27, 'email', `${'a'.repeat(65)}@x.cl`, 'EMAIL_TOO_LONG'],
    [28, 'email', '"a@evil.com x"@good.cl', 'EMAIL_INVALID'],
    [29, 'email', 'a@b.cl\r\nBcc: z@x.cl', 'INVALID_CHARACTER'],
    [30, 'email', 'a@b.cl,c@d.cl', 'EMAIL_MULTIPLE'],
    [31, 'email', 'Ana <a@b.cl>', 'EMAIL_INVALID'],
    [32, 'email', 'ana@ejemplo..cl', 'EMAIL_INVALID'],
    [32, 'email', 'ana@-x.cl', 'EMAIL_INVALID'],
    [32, 'email', 'ana@127.0.0.1', 'EMAIL_INVALID'],
    [32, 'email', 'ana@[::1]', 'EMAIL_INVALID'],
    [32, 'email', 'ana@localhost', 'EMAIL_INVALID'],
    [35, 'email', `${'a'.repeat(50_000)}@`, 'EMAIL_TOO_LONG'],
    [38, 'sms', '+5691234567', 'PHONE_INVALID'],
    [38, 'sms', '+569123456789', 'PHONE_INVALID'],
    [39, 'sms', '++56912345678', 'PHONE_NOT_E164'],
    [41, 'sms', '+1234567890123456', 'PHONE_INVALID'],
    [44, 'sms', '+12345', 'PHONE_INVALID'],
    [46, 'fax', '+56912345678', 'CHANNEL_UNKNOWN'],
  ];
  it.each(rows)('#%i %s %.40s', async (_row, channel, value, code) => {
    const reply = await add(channel, value);
    expectProblem(reply, 400, code);
    // The offending value is not thrown back whole.
    expect(reply.text.length).toBeLessThan(2_000);
  });

  it('#34 the same address twice, in other case and composition', async () => {
    const name = `a\u0301na.${unique()}`;
    const addresses = [
      { channel: 'email', value: `${name}@correo.example` },
      { channel: 'email', value: `${name.normalize('NFC').toUpperCase()}@CORREO.EXAMPLE` },
    ];
    expectProblem(await create(profile({ addresses })), 409, 'ADDRESS_EXISTS');
  });
  it('#42 a landline for SMS is taken, with a warning', async () => {
    const made = customerSchema.parse((await add('sms', '+56222345678')).json);
    expect(made.addresses[0]?.warnings.map(({ code }) => code)).toEqual(['PHONE_NOT_MOBILE']);
  });
  it('#45 our own number as recipient', async () =>
    expectProblem(await add('sms', ourNumber), 400, 'RECIPIENT_IS_SENDER'));
});

describe.concurrent('C. sending', () => {
  const send = (index: number, more: object) =>
    api.trySend({ customerId: customer.customerId, addressId: customer.addresses[index]?.addressId, ...more });
  const soon = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const text = { body: 'Hola' };
  const rows: readonly (readonly [number, string, number, object, number, string])[] = [
    [17, 'SMS of 4,001 characters', 1, { body: 'x'.repeat(4_001) }, 400, 'TEXT_TOO_LONG'],
    [17, 'SMS of more than ten parts in UCS-2', 1, { body: 'ш'.repeat(700) }, 400, 'TEXT_TOO_LONG'],
    [17, 'WhatsApp of 4,001 characters', 2, { body: 'x'.repeat(4_001) }, 400, 'TEXT_TOO_LONG'],
    [18, 'nothing visible', 1, { body: ' \u200b\u2060 ' }, 400, 'TEXT_EMPTY'],
    [51, 'unknown template', 1, { templateId: 'nothing' }, 404, 'TEMPLATE_NOT_FOUND'],
    [52, 'neither body nor template', 1, {}, 400, 'BODY_OR_TEMPLATE'],
    [54, 'javascript link', 1, { body: 'Mira javascript:alert(1)' }, 400, 'URL_SCHEME'],
    [55, 'subject with a line break', 0, { ...text, subject: 'a\r\nBcc: x@y.cl' }, 400, 'INVALID_CHARACTER'],
    [56, 'subject of 999', 0, { ...text, subject: 'x'.repeat(999) }, 400, 'SUBJECT_LENGTH'],
    [56, 'empty subject', 0, { ...text, subject: '' }, 400, 'SUBJECT_LENGTH'],
    [57, 'WhatsApp free text outside the window', 2, text, 409, 'WHATSAPP_WINDOW_CLOSED'],
    [59, 'sendAt without zone', 1, { ...text, sendAt: '2026-12-24T10:00:00' }, 400, 'DATE_NO_ZONE'],
    [60, '30 February', 1, { ...text, sendAt: '2027-02-30T10:00:00Z' }, 400, 'DATE_INVALID'],
    [61, '05/06/2026', 1, { ...text, sendAt: '05/06/2026' }, 400, 'DATE_FORMAT'],
    [62, 'sendAt in the past', 1, { ...text, sendAt: '2020-01-01T00:00:00Z' }, 400, 'DATE_OUT_OF_RANGE'],
    [62, 'sendAt in two years', 1, { ...text, sendAt: soon(800) }, 400, 'DATE_OUT_OF_RANGE'],
    [11, 'an object as customer', 1, { ...text, customerId: { $ne: 1 } }, 400, 'WRONG_TYPE'],
    [7, 'unknown field', 1, { ...text, priority: 1 }, 400, 'UNKNOWN_FIELD'],
    [8, 'status', 1, { ...text, status: 'sent' }, 400, 'FIELD_NOT_WRITABLE'],
  ];
  it.each(rows)('#%i %s', async (_row, _name, index, more, status, code) =>
    expectProblem(await send(index, more), status, code),
  );

  it('#50 an address of another customer', async () => {
    const body = { customerId: customer.customerId, addressId: other.addresses[0]?.addressId, subject: 'x', ...text };
    expectProblem(await api.trySend(body), 404, 'ADDRESS_NOT_FOUND');
  });
  it('#72 resolving an unknown outcome needs a supervisor', async () => {
    const reply = await api.call('POST', `/v1/messages/${unique()}/resolve`, { body: { outcome: 'resend' } });
    expectProblem(reply, 403, 'FORBIDDEN');
  });
  it('templates: sections, triple braces, partials and script links are refused', async () => {
    const body = (text: string) => ({ channel: 'email', name: 'x', subject: 'x', body: text });
    const make = (text: string) => as('demo', 'supervisor').call('POST', '/v1/templates', { body: body(text) });
    for (const text of ['{{#a}}x{{/a}}', '{{{a}}}', '{{> a}}', '{{&a}}', '{{a']) {
      expectProblem(await make(text), 400, 'TEMPLATE_INVALID');
    }
    expectProblem(await make('<a href="javascript:alert(1)">x</a>'), 400, 'URL_SCHEME');
  });
});

describe.concurrent('D. queries and ids', () => {
  it.each(['%2E%2E%2Fx', 'a%23b', '%00', 'x'.repeat(300), 'a%20b', '%E0%A4%A'])('#73 id %.20s', async (id) => {
    expectProblem(await api.call('GET', `/v1/customers/${id}`), 400, 'ID_INVALID');
    expectProblem(await api.call('GET', `/v1/messages/${id}`), 400, 'ID_INVALID');
  });

  const lists = ['/v1/customers', '/v1/interactions', '/v1/templates', '/v1/processes', '/v1/inbound/unmatched'];
  it.each(lists)('#76 #77 limits, unknown filters, broken cursors of %s', async (path) => {
    for (const limit of ['0', '-1', '101', 'abc', '1e3', '', '1.5']) {
      expectProblem(await api.call('GET', path, { query: { limit } }), 400, 'LIMIT_INVALID');
    }
    expectProblem(await api.call('GET', path, { query: { colour: 'red' } }), 400, 'FILTER_INVALID');
    for (const cursor of ['x', 'e30', `${'A'.repeat(3_000)}`]) {
      expectProblem(await api.call('GET', path, { query: { cursor } }), 400, 'CURSOR_INVALID');
    }
  });

  it.each([
    ['/v1/customers', { contactability: 'OR 1=1' }, 'FILTER_INVALID'],
    ['/v1/customers', { new: 'yes' }, 'FILTER_INVALID'],
    ['/v1/customers', { sort: 'shoeSize' }, 'FILTER_INVALID'],
    ['/v1/interactions', { status: 'gone' }, 'FILTER_INVALID'],
    ['/v1/interactions', { from: '2026-11-20', to: '2026-11-10' }, 'RANGE_INVALID'],
    ['/v1/interactions', { from: '2025-01-01', to: '2026-02-05' }, 'RANGE_INVALID'],
    ['/v1/interactions', { from: '20/11/2026' }, 'DATE_FORMAT'],
    ['/v1/interactions', { from: '2026-02-30' }, 'DATE_INVALID'],
    ['/v1/templates', { channel: 'call' }, 'FILTER_INVALID'],
    ['/v1/processes', { kind: 'x' }, 'FILTER_INVALID'],
  ])('#77 #78 %s %j', async (path, query: Record<string, string>, code) => {
    expectProblem(await api.call('GET', path, { query }), 400, code);
  });

  it('#79 an If-Match that is no version', async () => {
    const reply = await api.call('PATCH', `/v1/customers/${customer.customerId}`, {
      body: { name: 'x' },
      headers: { 'if-match': 'abc' },
    });
    expectProblem(reply, 400, 'IF_MATCH_INVALID');
  });
});

describe.concurrent('E. identity', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const parts = () => api.authorization.authorization.replace('Bearer ', '').split('.');
  const claims = (): object => JSON.parse(Buffer.from(parts()[1] ?? '', 'base64url').toString('utf8'));
  const me = async (token: string | undefined) =>
    (await request('GET', '/v1/me', { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }))
      .status;

  it('#84 no token, no JWT, a changed claim, a cut signature', async () => {
    const [header = '', , signature = ''] = parts();
    expect(await me(undefined)).toBe(401);
    expect(await me('abc')).toBe(401);
    expect(await me(`${header}.${encode({ ...claims(), tenant: 'acme' })}.${signature}`)).toBe(401);
    expect(await me(`${header}.${encode(claims())}.`)).toBe(401);
  });
  it('#85 alg none, HS256, an unknown key', async () => {
    for (const header of [{ alg: 'none' }, { alg: 'HS256', kid: 'x' }, { alg: 'RS256', kid: 'unknown' }]) {
      expect(await me(`${encode(header)}.${encode(claims())}.${Buffer.alloc(256).toString('base64url')}`)).toBe(401);
    }
  });
  it('#91 headers that claim an identity are not read', async () => {
    const headers = { 'x-tenant-id': 'acme', 'x-user': 'admin', 'x-forwarded-user': 'admin', 'x-role': 'admin' };
    const plain = await api.call('GET', '/v1/me');
    const forged = await api.call('GET', '/v1/me', { headers });
    expect(forged.json).toEqual(plain.json);
    expect(plain.json).toMatchObject({ company: { tenantId: 'demo' }, roles: ['advisor'] });
  });
});
