/** Settings, users, options, views, and what settings do to sending (Q1, Q2, Q8, Q15, B22, E23, E25–E27). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as, request } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { operations } from './support/operations.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile, unique } from './support/people.ts';
import {
  contactCheckSchema,
  customerSchema,
  pageOf,
  settingsSchema,
  templateSchema,
  userSchema,
} from './support/shapes.ts';
import { createTemplate } from './support/templates.ts';

const admin = as('acme', 'admin');
const api = as('acme');
type Settings = Record<string, unknown> & z.output<typeof settingsSchema>;
let original: Settings;

const inputOf = ({ senders: _senders, updatedAt: _updatedAt, version: _version, ...input }: Settings) => input;
const put = (body: unknown, headers: Record<string, string> = {}) =>
  admin.call('PUT', '/v1/settings', { body, headers });

beforeAll(async () => {
  original = await admin.take(settingsSchema, 200, 'GET', '/v1/settings');
});
afterAll(async () => {
  expect((await put(inputOf(original))).status).toBe(200);
});

/** Changes settings for as long as `look` needs; functions may hold the old ones for half a minute. */
const withSettings = async (change: object, look: () => Promise<void>): Promise<void> => {
  const reply = await put({ ...inputOf(original), ...change });
  expect(reply.status, reply.text).toBe(200);
  try {
    await eventually(look, 45_000);
  } finally {
    await put(inputOf(original));
  }
};

const check = async (customerId: string, query: Record<string, string>) =>
  api.take(contactCheckSchema, 200, 'GET', `/v1/customers/${customerId}/contact-check`, { query });

describe('settings', () => {
  it('are replaced under their version by administrators only', async () => {
    const before = await admin.take(settingsSchema, 200, 'GET', '/v1/settings');
    const stale = await put(inputOf(original), { 'if-match': String(before.version + 7) });
    expect(stale).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    const changed = await put(inputOf(original), { 'if-match': String(before.version) });
    expect(changed.status, changed.text).toBe(200);
    expect(settingsSchema.parse(changed.json).version).toBe(before.version + 1);
  });

  it('refuse connected accounts, unknown zones, and segments with gaps or overlaps (Q15)', async () => {
    const input = inputOf(original);
    expect(await put({ ...input, senders: original.senders })).toMatchObject({ status: 400 });
    expect(await put({ ...input, timeZone: 'CET+1' })).toMatchObject({ status: 400, code: 'TIMEZONE_UNKNOWN' });
    const rule = (name: string, fromDays: number | null, toDays: number | null) => ({ name, fromDays, toDays });
    const gap = [rule('Current', null, 0), rule('Late', 2, null)];
    const overlap = [rule('Current', null, 5), rule('Late', 5, null)];
    for (const segments of [gap, overlap]) {
      expect(await put({ ...input, segments })).toMatchObject({ status: 400, code: 'RANGE_INVALID' });
    }
  });

  it('Q15: rules of the company name the segments', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const dueDate = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10);
    const debt = { code: 'A', dueDate, balance: 100, currency: 'MXN', state: 'overdue' };
    await api.call('PUT', `/v1/customers/${customer.customerId}/debts`, { body: debt });
    const segments = [
      { name: 'Up to date', fromDays: null, toDays: 0 },
      { name: 'Behind', fromDays: 1, toDays: null },
    ];
    await withSettings({ segments }, async () => {
      expect((await api.customer(customer.customerId)).segment).toBe('Behind');
      const { items } = await api.take(pageOf(z.looseObject({ customerId: z.string() })), 200, 'GET', '/v1/customers', {
        query: { segment: 'Behind', limit: '100' },
      });
      expect(items.map(({ customerId }) => customerId)).toContain(customer.customerId);
    });
  });

  it('Q2 F12: a channel that is switched off sends nothing and does not count as a way to reach', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const channels = { ...original.channels, sms: { enabled: false, softFailureThreshold: 3 } };
    await withSettings({ channels }, async () => {
      const { reasons } = await check(customer.customerId, { channel: 'sms' });
      expect(reasons.map(({ code }) => code)).toContain('CHANNEL_DISABLED');
      const body = { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, body: 'Hello' };
      expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'CHANNEL_DISABLED' });
    });
  }, 100_000);

  it('Q8: a company may let a pause block manual messages too', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const until = new Date(Date.now() + 86_400_000).toISOString();
    await api.take(customerSchema, 200, 'PUT', `/v1/customers/${customer.customerId}/pause`, { body: { until } });
    await withSettings({ blockManualWhenPaused: true }, async () => {
      const answer = await check(customer.customerId, { channel: 'sms' });
      expect(answer).toMatchObject({ allowed: false, reasons: [{ code: 'CONTACT_PAUSED', blocking: true, until }] });
    });
  }, 100_000);
});

describe('templates that are missing (E23, E26)', () => {
  it('without an approved WhatsApp template contact-check says so', async () => {
    const supervisor = as('acme', 'supervisor');
    const query = { channel: 'whatsapp', state: 'approved', limit: '100' };
    const list = () => supervisor.take(pageOf(templateSchema), 200, 'GET', '/v1/templates', { query });
    const approved = (await list()).items;
    const setAll = async (state: string) => {
      for (const { templateId } of approved) {
        await supervisor.take(templateSchema, 200, 'PATCH', `/v1/templates/${templateId}`, { body: { state } });
      }
    };
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
    await setAll('draft');
    try {
      const codes = (await check(customer.customerId, { channel: 'whatsapp' })).reasons.map(({ code }) => code);
      expect(codes).toEqual(expect.arrayContaining(['WHATSAPP_WINDOW_CLOSED', 'NO_APPROVED_TEMPLATE']));
    } finally {
      await setAll('approved');
    }
    const { templateId } = await createTemplate('whatsapp', 'Hello', { language: 'en' }, 'acme');
    const withTemplate = await check(customer.customerId, { channel: 'whatsapp', templateId });
    expect(withTemplate).toMatchObject({ allowed: true, reasons: [] });
  });
});

describe.runIf(operator)('accounts that are missing (E25–E27)', () => {
  it('without an account for a channel nothing is sent through it, and contact-check says so', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    await theOperator().connectSenders('acme', { sms: null });
    try {
      await eventually(async () => {
        const { reasons } = await check(customer.customerId, { channel: 'sms' });
        expect(reasons.map(({ code }) => code)).toContain('NO_SENDER');
        const body = { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, body: 'Hello' };
        expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'NO_SENDER' });
      }, 45_000);
    } finally {
      await theOperator().connectSenders('acme');
    }
    await eventually(async () => {
      expect(await check(customer.customerId, { channel: 'sms' })).toMatchObject({ allowed: true, reasons: [] });
    }, 45_000);
  }, 100_000);
});

describe('what the console asks at the start', () => {
  const meSchema = z.looseObject({ userId: z.string(), roles: z.array(z.string()) });
  const optionsSchema = z.looseObject({
    segments: z.array(z.string()),
    portfolios: z.array(z.string()),
    tags: z.array(z.string()),
    templates: z.array(z.looseObject({ templateId: z.string() })),
    results: z.array(z.looseObject({ code: z.string(), label: z.string() })),
  });

  it('/v1/me and /v1/users agree', async () => {
    const me = await api.take(meSchema, 200, 'GET', '/v1/me');
    const { items } = await api.take(pageOf(userSchema), 200, 'GET', '/v1/users');
    expect(items.find(({ userId }) => userId === me.userId)?.roles).toEqual(me.roles);
    expect(me.company).toMatchObject({ tenantId: 'acme' });
  });

  it('/v1/options offers segments, and portfolios, tags and templates as they come', async () => {
    const mark = unique();
    await api.createCustomer([], { portfolios: [`Portfolio ${mark}`], tags: [`tag ${mark}`] });
    const { templateId } = await createTemplate('sms', 'Hello', {}, 'acme');
    await eventually(async () => {
      const options = await api.take(optionsSchema, 200, 'GET', '/v1/options');
      expect(options.segments[0]).toBe('No contactable');
      expect(options.portfolios).toContain(`Portfolio ${mark}`);
      expect(options.tags).toContain(`tag ${mark}`);
      expect(options.templates.map((template) => template.templateId)).toContain(templateId);
      expect(options.results.length).toBeGreaterThan(5);
    });
  });

  it('B22: columns and saved filters are kept per user and list', async () => {
    const path = '/v1/me/views/interactions';
    const body = { columns: ['sentAt', 'status'], views: [{ name: unique(), filters: { status: 'failed' } }] };
    expect((await api.call('PUT', path, { body })).json).toMatchObject(body);
    expect((await api.call('GET', path)).json).toMatchObject(body);
    expect((await as('acme', 'viewer').call('GET', path)).json).not.toMatchObject(body);
  });

  it('/v1/openapi.json is the document of this repository', async () => {
    const served = await request('GET', '/v1/openapi.json');
    const paths = z.looseObject({ paths: z.record(z.string(), z.unknown()) }).parse(served.json).paths;
    expect(Object.keys(paths)).toEqual([...new Set(operations.map(({ path }) => path))]);
  });
});
