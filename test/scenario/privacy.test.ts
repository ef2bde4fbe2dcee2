/**
 * Rights over personal data over HTTP, on a system of its own whose clock is walked on (Ley 21.719, LGPD; ADR 62): an objection and a
 * block hold for what waits; after an erasure nothing of the person is in table, bucket, versions and logs, byte by byte.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Runner } from '../acceptance/runner.ts';
import { readEverything, spellingsOf, tracesIn } from '../support/traces.ts';
import { eventually } from './support/eventually.ts';
import { freshEmail, freshRut } from './support/people.ts';
import { pdfFile } from './support/uploads.ts';

const minute = 60_000;
const companiesFile = resolve(import.meta.dirname, '../../local/demo/companies.json');
const CompaniesSchema = z.object({ companies: z.array(z.looseObject({ tenantId: z.string() })) });
const CustomerSchema = z.looseObject({
  customerId: z.string(),
  addresses: z.array(z.looseObject({ addressId: z.string(), channel: z.string() })),
});
const MessageSchema = z.looseObject({ messageId: z.string(), status: z.string() });
const ProcessSchema = z.looseObject({
  processId: z.string(),
  state: z.string(),
  unread: z.boolean(),
  filesErasedAt: z.string().optional(),
  erasure: z.looseObject({ stage: z.string(), counts: z.record(z.string(), z.int()) }).optional(),
});
const StartedSchema = z.looseObject({ processId: z.string() });
const UploadSchema = z.looseObject({ upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }) });
const CheckSchema = z.looseObject({ allowed: z.boolean(), reasons: z.array(z.looseObject({ code: z.string() })) });
const anything = z.unknown();

/** What must be found nowhere afterwards. */
const person = {
  name: 'Rosamunda Quilodrán Ñancupil',
  document: freshRut(),
  email: `rosamunda.${freshEmail()}`,
  phone: '+56987650431',
  words: 'mi marido perdió el trabajo en Lota',
  file: 'liquidacion-rosamunda.pdf',
};
const spellings = spellingsOf([...Object.values(person), '87650431', 'rosamunda', 'Quilodr']);

// Logs and bytes of another deployment are nobody's to read.
describe.runIf(process.env.SCENARIO_OUTPUTS === undefined)('rights over personal data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-privacy-'));
  let runner: Runner;
  let outputs: Readonly<Record<string, string>>;
  let client: DynamoDBDocumentClient;
  let s3: S3Client;
  beforeAll(async () => {
    runner = await Runner.start(join(folder, 'data'));
    outputs = z.record(z.string(), z.string()).parse(runner.outputs);
    const { companies } = CompaniesSchema.parse(JSON.parse(readFileSync(companiesFile, 'utf8')));
    await runner.invoke('provision-company', companies.find(({ tenantId }) => tenantId === 'demo') ?? {});
    const common = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...common, endpoint: outputs.DynamoDbEndpoint ?? '' }));
    s3 = new S3Client({ ...common, endpoint: outputs.S3Endpoint ?? '', forcePathStyle: true });
  }, 300_000);
  afterAll(async () => {
    await runner?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (method: string, path: string, body?: object) => {
    const api = await runner.api('demo', 'supervisor');
    return api.call(method, path, body, method === 'POST' ? { 'idempotency-key': randomUUID() } : {});
  };
  const take = async <Schema extends z.ZodType>(schema: Schema, method: string, path: string, body?: object) => {
    const { status, body: answer } = await call(method, path, body);
    expect(status, `${method} ${path}: ${JSON.stringify(answer)}`).toBeLessThan(300);
    return schema.parse(answer);
  };
  const walk = async (ms: number): Promise<void> => {
    const { now } = z.object({ now: z.string() }).parse(await (await fetch(`${outputs.ControlUrl}/clock`)).json());
    const until = new Date(Date.parse(now) + ms).toISOString();
    for (let done = false; !done; ) {
      done = z.looseObject({ done: z.boolean() }).parse(await runner.control('/tick', { until })).done;
    }
  };
  const processOf = (processId: string) => take(ProcessSchema, 'GET', `/v1/processes/${processId}`);
  const message = (messageId: string) => take(MessageSchema, 'GET', `/v1/messages/${messageId}`);
  const sendForm = async ({ upload: { url, fields } }: z.output<typeof UploadSchema>, bytes: Uint8Array) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)]), 'file');
    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
  };
  const logs = (): Map<string, string> => {
    const directory = join(folder, 'data', 'logs');
    return new Map(
      readdirSync(directory).map((name) => [`log ${name}`, readFileSync(join(directory, name)).toString('latin1')]),
    );
  };
  const traces = async (): Promise<readonly string[]> => {
    const bucket = outputs.FilesBucketName ?? '';
    const kept = await readEverything({ client, name: outputs.TableName ?? '', s3, bucket });
    return tracesIn(new Map([...kept, ...logs()]), spellings);
  };

  it('an objection stops what is automatic, a block everything, also what waits; lifting ends both', async () => {
    const { customerId, addresses } = await take(CustomerSchema, 'POST', '/v1/customers', {
      name: 'Opuesta Prueba',
      addresses: [{ channel: 'email', value: freshEmail() }],
    });
    const at = `/v1/customers/${customerId}`;
    const content = { customerId, addressId: addresses[0]?.addressId, subject: 'Aviso', body: 'Tu cuota vence.' };
    const flow = { purpose: 'automatic', origin: { kind: 'flow', id: 'f1', name: 'Recordatorio' } };
    const later = async (ms: number) => {
      const { now } = z.object({ now: z.string() }).parse(await (await fetch(`${outputs.ControlUrl}/clock`)).json());
      return new Date(Date.parse(now) + ms).toISOString();
    };
    const waits = await take(MessageSchema, 'POST', '/v1/messages', {
      ...content,
      ...flow,
      sendAt: await later(10 * minute),
    });
    const byHand = await take(MessageSchema, 'POST', '/v1/messages', { ...content, sendAt: await later(10 * minute) });
    await take(anything, 'PUT', `${at}/restriction`, { kind: 'opposition', reason: 'SOL-1' });
    expect(await call('POST', '/v1/messages', { ...content, ...flow })).toMatchObject({
      status: 409,
      body: { code: 'DATA_OPPOSED' },
    });
    await walk(15 * minute);
    expect(['blocked', 'skipped']).toContain((await message(waits.messageId)).status);
    await eventually(async () =>
      expect(['sent', 'delivered', 'read']).toContain((await message(byHand.messageId)).status),
    );

    const second = await take(MessageSchema, 'POST', '/v1/messages', { ...content, sendAt: await later(10 * minute) });
    await take(anything, 'PUT', `${at}/restriction`, { kind: 'blocking', reason: 'SOL-2' });
    expect(await call('POST', '/v1/messages', content)).toMatchObject({ status: 409, body: { code: 'DATA_BLOCKED' } });
    await walk(15 * minute);
    expect((await message(second.messageId)).status).toBe('blocked');
    await take(anything, 'PUT', `${at}/restriction`, { kind: null, reason: 'SOL-3' });
    const check = await take(CheckSchema, 'GET', `${at}/contact-check?channel=email`);
    expect(check).toMatchObject({ allowed: true, reasons: [] });
    const advisor = await runner.api('demo', 'advisor');
    const denied = await advisor.call('PUT', `${at}/restriction`, { kind: 'blocking', reason: 'no' });
    expect(denied.status).toBe(403);
  }, 240_000);

  it('after an erasure nothing of the person is in table, bucket, versions and logs', async () => {
    const { customerId, addresses } = await take(CustomerSchema, 'POST', '/v1/customers', {
      name: person.name,
      documentType: 'RUT',
      documentNumber: person.document,
      tags: ['vip'],
      addresses: [
        { channel: 'email', value: person.email },
        { channel: 'sms', value: person.phone },
      ],
    });
    const at = `/v1/customers/${customerId}`;
    await take(anything, 'POST', `${at}/notes`, { text: `${person.name}: ${person.words}` });
    const debt = { code: 'OP-1', dueDate: '2026-01-01', balance: 1, currency: 'CLP', state: 'overdue' };
    await take(anything, 'PUT', `${at}/debts`, debt);
    const file = { ...pdfFile(person.file), bytes: Buffer.from(`%PDF-1.7\n% ${person.name}\n%%EOF\n`) };
    const announced = await take(UploadSchema.extend({ attachmentId: z.string() }), 'POST', '/v1/attachments', {
      fileName: file.fileName,
      contentType: file.contentType,
      size: file.bytes.length,
      purpose: 'message',
    });
    await sendForm(announced, file.bytes);
    const addressOf = (channel: string) => addresses.find((address) => address.channel === channel)?.addressId;
    const sent = await take(MessageSchema, 'POST', '/v1/messages', {
      customerId,
      addressId: addressOf('email'),
      subject: `Aviso a ${person.name}`,
      body: person.words.repeat(20),
      attachments: [announced.attachmentId],
    });
    const texted = await take(MessageSchema, 'POST', '/v1/messages', {
      customerId,
      addressId: addressOf('sms'),
      body: `Hola ${person.name}`,
    });
    for (const { messageId } of [sent, texted]) {
      await eventually(async () => expect((await message(messageId)).status).toBe('delivered'));
    }
    // Files that name the person: a list, a workbook, the person's own copy, an import; and a search by the name.
    const list = await eventually(async () => {
      const found = await take(
        z.looseObject({ items: z.array(z.looseObject({ customerId: z.string() })) }),
        'GET',
        `/v1/customers?q=${encodeURIComponent(person.name)}`,
      );
      expect(found.items.map((row) => row.customerId)).toEqual([customerId]);
      return found;
    });
    expect(list.items).toHaveLength(1);
    const files = await Promise.all(
      [
        { tray: 'customers', filters: {} },
        { tray: 'customers', filters: { q: person.name }, format: { type: 'xlsx' } },
      ].map((body) => take(StartedSchema, 'POST', '/v1/exports', body)),
    );
    const copy = await take(StartedSchema, 'GET', `${at}/portability`);
    const rows = Buffer.from(`RUT;Nombre;Correo\n${person.document};${person.name};${person.email}\n`, 'latin1');
    const imported = await take(StartedSchema.extend(UploadSchema.shape), 'POST', '/v1/imports', {
      kind: 'customers',
      fileName: `${person.name}.csv`,
      size: rows.length,
    });
    await sendForm(imported, rows);
    await take(anything, 'POST', `/v1/imports/${imported.processId}/confirm`);
    const others = [...files, copy, imported].map(({ processId }) => processId);
    for (const processId of others) {
      await eventually(async () => expect((await processOf(processId)).state).not.toMatch(/pending|processing/));
    }
    await take(anything, 'PUT', `${at}/dnd`, { channel: 'email', active: true, scope: 'all' });
    const before = await traces();
    for (const place of ['table ', 'GSI1 ', 'file reports/', 'file imports/', 'file attachments/']) {
      expect(before.filter((trace) => trace.startsWith(place)).length, place).toBeGreaterThan(0);
    }

    const asked = { reason: 'request', reference: 'SOL-2026/17' };
    const { processId } = await take(StartedSchema, 'POST', `${at}/erase`, asked);
    expect(await call('POST', '/v1/messages', { customerId, addressId: addressOf('sms'), body: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'DATA_ERASING' },
    });
    expect(await call('PUT', `${at}/stop`, { stopped: false, reason: 'Por error' })).toMatchObject({
      status: 409,
      body: { code: 'DATA_ERASING' },
    });
    for (let round = 0; round < 6 && (await processOf(processId)).state !== 'success'; round += 1) {
      await walk(5 * minute);
    }
    expect(await processOf(processId)).toMatchObject({ state: 'success', erasure: { stage: 'done' } });
    expect(await traces()).toEqual([]);

    // What must stay stays without the person.
    expect((await call('GET', at)).status).toBe(404);
    expect(await take(MessageSchema, 'GET', `/v1/messages/${sent.messageId}`)).toMatchObject({ status: 'delivered' });
    for (const other of others) expect((await processOf(other)).filesErasedAt).toBeDefined();
    const back = await take(CustomerSchema, 'POST', '/v1/customers', {
      name: 'Importada',
      addresses: [{ channel: 'email', value: person.email }],
    });
    const check = await take(CheckSchema, 'GET', `/v1/customers/${back.customerId}/contact-check?channel=email`);
    expect(check.reasons.map(({ code }) => code)).toContain('CONTACT_DND');
  }, 300_000);
});
