/**
 * Days pass in order: a system of its own, whose clock is walked through three of them. What was promised for a day
 * happens on it, what is of no use any more ends, and each night has its report (B38, F18).
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Runner } from '../acceptance/runner.ts';
import { freshEmail, freshMobile } from './support/people.ts';

const day = 86_400_000;
const hour = 3_600_000;
const minute = 60_000;

const companiesFile = resolve(import.meta.dirname, '../../local/demo/companies.json');
const CompaniesSchema = z.object({ companies: z.array(z.looseObject({ tenantId: z.string(), timeZone: z.string() })) });
const ClockSchema = z.object({ now: z.iso.datetime(), running: z.boolean() });
const WalkSchema = z.looseObject({ done: z.boolean(), now: z.iso.datetime() });
const CustomerSchema = z.looseObject({
  customerId: z.string(),
  addresses: z.array(z.looseObject({ addressId: z.string(), channel: z.string() })),
});
const MessageSchema = z.looseObject({
  messageId: z.string(),
  status: z.string(),
  sentAt: z.iso.datetime().nullable(),
});
const AcceptedSchema = z.looseObject({ messageId: z.string() });
const ReportsSchema = z.object({
  items: z.array(z.looseObject({ date: z.string().nullable(), state: z.string(), createdAt: z.iso.datetime() })),
});
const anything = z.unknown();

// Another deployment's clock is nobody's to set.
describe.runIf(process.env.SCENARIO_OUTPUTS === undefined)('three days, walked through', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-days-'));
  let runner: Runner;
  beforeAll(async () => {
    runner = await Runner.start(join(folder, 'data'));
  }, 300_000);
  afterAll(async () => {
    await runner?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A request with a token that holds at the clock's time. */
  const take = async <Schema extends z.ZodType>(schema: Schema, method: string, path: string, body?: object) => {
    const api = await runner.api('demo', 'admin');
    const key = { 'idempotency-key': randomUUID() };
    return api.take(schema, method, path, body, method === 'POST' ? key : {});
  };

  it('sends what was scheduled for the third day, ends what was held too long, and writes a report each night', async () => {
    const { companies } = CompaniesSchema.parse(JSON.parse(readFileSync(companiesFile, 'utf8')));
    const demo = companies.find(({ tenantId }) => tenantId === 'demo');
    await runner.invoke('provision-company', demo ?? {});
    const localDay = (at: number) => new Intl.DateTimeFormat('en-CA', { timeZone: demo?.timeZone }).format(at);

    // 18:00 in UTC: no midnight of Santiago is near, whenever the suite is run.
    const start = (Math.floor(Date.now() / day) + 1) * day + 18 * hour;
    await runner.setClock({ now: new Date(start).toISOString(), running: false });
    const { customerId, addresses } = await take(CustomerSchema, 'POST', '/v1/customers', {
      name: 'Rosa Prueba',
      addresses: [
        { channel: 'email', value: freshEmail() },
        { channel: 'sms', value: freshMobile() },
      ],
    });
    const send = (position: number, more: object) =>
      take(AcceptedSchema, 'POST', '/v1/messages', {
        customerId,
        addressId: addresses[position]?.addressId,
        body: 'Tu cuota vence mañana.',
        ...more,
      });
    // After the second night's report, and no later: each hour that is walked takes its time.
    const sendAt = start + day + 13 * hour;
    const scheduled = await send(0, { subject: 'Aviso', sendAt: new Date(sendAt).toISOString() });
    const hold = { scope: { kind: 'channel', id: 'sms' }, held: true, reason: 'Prueba' };
    await take(anything, 'PUT', '/v1/settings/holds', hold);
    const held = await send(1, { usefulUntil: new Date(start + day).toISOString() });

    const walkTo = async (until: number): Promise<void> => {
      let walk: z.output<typeof WalkSchema>;
      do {
        walk = WalkSchema.parse(await runner.control('/tick', { until: new Date(until).toISOString() }));
      } while (!walk.done);
      expect(Date.parse(walk.now)).toBe(until);
    };
    const message = ({ messageId }: { messageId: string }) => take(MessageSchema, 'GET', `/v1/messages/${messageId}`);

    await walkTo(start + day - minute);
    expect((await message(held)).status).toBe('deferred');
    await walkTo(sendAt - minute);
    expect((await message(held)).status).toBe('expired');
    expect(await message(scheduled)).toMatchObject({ status: 'scheduled', sentAt: null });
    await walkTo(sendAt + 10 * minute);
    const sent = await message(scheduled);
    expect(['sent', 'delivered', 'read']).toContain(sent.status);
    expect(Math.abs(Date.parse(sent.sentAt ?? '') - sendAt)).toBeLessThanOrEqual(minute);

    const nights = [start, start + day].map(localDay);
    const { items } = await take(ReportsSchema, 'GET', '/v1/processes?kind=night_report&limit=100');
    const reports = items.filter(({ date }) => date !== null && nights.includes(date)).reverse();
    expect(reports.map(({ date, state }) => ({ date, state }))).toEqual(
      nights.map((date) => ({ date, state: 'success' })),
    );
    // Each in its own night, after three o'clock of the day that follows.
    const [first = 0, second = 0] = reports.map(({ createdAt }) => Date.parse(createdAt));
    expect(second - first).toBe(day);
    expect(reports.map(({ createdAt }) => localDay(Date.parse(createdAt)))).toEqual(
      nights.map((_, night) => localDay(start + (night + 1) * day)),
    );
    expect(ClockSchema.parse(await (await fetch(`${runner.outputs.ControlUrl}/clock`)).json())).toEqual({
      now: new Date(sendAt + 10 * minute).toISOString(),
      running: false,
    });
  }, 600_000);
});
