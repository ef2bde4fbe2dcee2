/** Exports on request and standing reports, by HTTP and S3 alone (B35–B41, F21, Q4). */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile, unique } from './support/people.ts';
import { processSchema, settingsSchema } from './support/shapes.ts';

const day = 86_400_000;
const requestedSchema = z.looseObject({
  processId: z.string(),
  state: z.string(),
  runsAt: z.string(),
  notice: z.string(),
});
const linkSchema = z.object({ url: z.string() });
/** The examples of docs/api.md use the supervisor's export of the day. */
const manager = as('demo', 'admin');

const processOf = (processId: string) => manager.take(processSchema, 200, 'GET', `/v1/processes/${processId}`);
const untilWritten = (processId: string) =>
  eventually(async () => {
    const process = await processOf(processId);
    expect(process.state).toBe('success');
    return process;
  });
const download = async (processId: string, name: string): Promise<Buffer> => {
  const { url } = await manager.take(linkSchema, 200, 'GET', `/v1/processes/${processId}/files/${name}`);
  return Buffer.from(await (await fetch(url)).arrayBuffer());
};
const csvOf = async (processId: string) => {
  const file = (await untilWritten(processId)).files.find(({ name }) => name.endsWith('.csv'));
  const bytes = await download(processId, file?.name ?? '');
  const records: Record<string, string>[] = parse(bytes, { bom: true, columns: true });
  expect(records).toHaveLength(file?.rows ?? -1);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);
  return { bytes, records };
};

describe.runIf(operator)('the download of the register', () => {
  it('B35–B41: is confirmed, scheduled, refused a second time, written by night and there the next day', async () => {
    const { timeZone } = await manager.take(settingsSchema, 200, 'GET', '/v1/settings');
    const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now());
    const campaign = unique();
    const customer = await as('demo').createCustomer([
      { channel: 'email', value: freshEmail() },
      { channel: 'sms', value: freshMobile() },
    ]);
    const origin = { kind: 'campaign', id: campaign, name: '=Noviembre' };
    const sent = [
      await as('demo').send(customer, 0, { origin, purpose: 'automatic' }),
      await as('demo').send(customer, 1, { origin, purpose: 'automatic' }),
    ];
    for (const { messageId } of sent) await untilStatus(as('demo'), messageId, 'delivered');

    const from = new Date(Date.parse(`${today}T00:00:00Z`) - 44 * day).toISOString().slice(0, 10);
    const early = new Date(Date.parse(`${today}T00:00:00Z`) - 45 * day).toISOString().slice(0, 10);
    const body = { tray: 'interactions', from, to: today, filters: { campaign }, replace: true };
    const tooLong = await manager.call('POST', '/v1/exports', { body: { ...body, from: early } });
    expect(tooLong).toMatchObject({ status: 400, code: 'RANGE_TOO_LONG' });
    const requested = await manager.take(requestedSchema, 202, 'POST', '/v1/exports', { body });
    expect(requested.notice).toBe('La descarga se programará automáticamente al confirmar la operación.');
    const second = await manager.call('POST', '/v1/exports', { body: { ...body, replace: false } });
    expect(second).toMatchObject({ status: 409, code: 'EXPORT_ALREADY_REQUESTED' });
    expect((await processOf(requested.processId)).state).toBe('pending');

    await theOperator().tick(new Date(Date.parse(requested.runsAt) + 60_000));
    const { bytes, records } = await csvOf(requested.processId);
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(records.map((row) => row.Id).sort()).toEqual(sent.map(({ messageId }) => messageId).sort());
    expect(records[0]?.['Flujo, evento o campaña']).toBe("'=Noviembre");

    // The file of another company's, and of a role that may not download.
    const path = `/v1/processes/${requested.processId}`;
    expect((await as('acme', 'supervisor').call('GET', path)).status).toBe(404);
    expect((await as('demo', 'viewer').call('POST', '/v1/exports', { body })).status).toBe(403);
  });

  it('Q4: a cancelled request frees the day', async () => {
    const acme = as('acme', 'supervisor');
    const body = { tray: 'interactions', columns: ['messageId'], replace: true };
    const { processId } = await acme.take(requestedSchema, 202, 'POST', '/v1/exports', { body });
    await acme.take(z.looseObject({}), 200, 'POST', `/v1/exports/${processId}/cancel`);
    const again = await acme.take(requestedSchema, 202, 'POST', '/v1/exports', { body: { ...body, replace: false } });
    await acme.take(z.looseObject({}), 200, 'POST', `/v1/exports/${again.processId}/cancel`);
    const process = await acme.take(processSchema, 200, 'GET', `/v1/processes/${again.processId}`);
    expect(process.state).toBe('cancelled');
  });
});

describe('downloads at once', () => {
  it('Q4, Q16: the customers under a filter, several times a day', async () => {
    const tag = unique();
    const customer = await as('demo').createCustomer([{ channel: 'email', value: freshEmail() }], { tags: [tag] });
    await eventually(async () => {
      const { json } = await manager.call('GET', '/v1/customers', { query: { tag } });
      expect(json).toMatchObject({ items: [{ customerId: customer.customerId }] });
    });
    for (let round = 0; round < 2; round += 1) {
      const body = { tray: 'customers', filters: { tag } };
      const { processId } = await manager.take(requestedSchema, 202, 'POST', '/v1/exports', { body });
      const { records } = await csvOf(processId);
      expect(records.map((row) => row.Id)).toEqual([customer.customerId]);
    }
  });

  it('F21: what went wrong in processes', async () => {
    const body = { tray: 'processErrors', filters: { state: 'failed' }, format: { bom: false, dates: 'local' } };
    const { processId } = await manager.take(requestedSchema, 202, 'POST', '/v1/exports', { body });
    expect((await csvOf(processId)).bytes.toString().startsWith('Id,Proceso,Estado')).toBe(true);
  });
});
