/**
 * Everything about one customer as one file (Ley 21.719, LGPD; ADR 67, issue 12): every kind of the registry is in it, of merged
 * customers too, with the files; who takes it is in the audit trail, and nobody else's file is reached.
 */
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fromItem } from '#platform/table/kernel.ts';
import { AuditRecord } from '#shared/audit/entities.ts';
import { AddressState, AlertHistory, RefusalHistory } from '#shared/contactability/entities.ts';
import { Address, CustomerHistory, customerPartition } from '#shared/customers/entities.ts';
import { AttachmentFile, AttachmentUse } from '#shared/messaging/attachments/entities.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import { MessageBody } from '#shared/messaging/ledger/entities.ts';
import { htmlKey, ReceivedContent } from '#shared/messaging/ledger/received-content.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';
import { privacyRoutes } from '../../functions/api/privacy/bindings.ts';
import { createPrivacyWorker } from '../../functions/queues/privacy/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { countingLog, lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { createInboxWorld, type InboxWorld, outboundMessage, threadMessage } from '../support/inbox-world.ts';

const start = Date.UTC(2026, 10, 23, 15);
const minute = 60_000;
let now = start;
const clock = { now: () => now };
const ana = { tenant: 'demo', roles: ['supervisor'], userId: 'ana' } as const;
const berta = { tenant: 'demo', roles: ['admin'], userId: 'berta' } as const;

let engines: DeliveryEngines;
let world: InboxWorld;

const jobs = () => createProcessJobs(engines.sqs, engines.exportsQueue);
const worker = () =>
  createPrivacyWorker({
    table: engines.table,
    clock,
    log: countingLog(),
    addressKey: 'address key',
    objects: engines.s3,
    bucket: engines.bucket,
    jobs: jobs(),
  });
const api = () =>
  callApi(
    privacyRoutes({
      table: engines.table,
      clock,
      jobs: jobs(),
      sign: createSignDownload(engines.s3, engines.bucket),
    }),
  );

interface Answer {
  readonly processId: string;
  readonly customerId: string;
  readonly state: string;
  readonly error: string | null;
  readonly file: { readonly name: string; readonly url: string; readonly size: number } | null;
}
const ask = (customerId: string, caller: Parameters<ReturnType<typeof callApi>>[0]['caller'] = ana) =>
  api()<Answer>({ call: `GET /v1/customers/${customerId}/portability`, caller });

const find = async (processId: string): Promise<ProcessValue> => {
  const process = await new ProcessStore(engines.table).find('demo', processId);
  if (process === undefined) throw new Error('The process is gone.');
  return process;
};
const work = async (processId: string): Promise<ProcessValue> => {
  const { batchItemFailures } = await worker()(
    sqsEvent([JSON.stringify({ tenant: 'demo', processId })], now),
    lambdaContext(900_000),
  );
  expect(batchItemFailures).toEqual([]);
  return find(processId);
};

const put = async (key: string, body: Uint8Array | string): Promise<void> => {
  await engines.s3.send(new PutObjectCommand({ Bucket: engines.bucket, Key: key, Body: body }));
};

/** Every version that is left of a process's files. */
const filesOf = async (processId: string): Promise<readonly (string | undefined)[]> => {
  const { Versions = [], DeleteMarkers = [] } = await engines.s3.send(
    new ListObjectVersionsCommand({ Bucket: engines.bucket, Prefix: `reports/demo/${processId}/` }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key }) => Key);
};

const Line = z.object({ kind: z.string(), data: z.record(z.string(), z.unknown()) });
const unpack = async ({ files: [file] }: ProcessValue) => {
  const { Body } = await engines.s3.send(new GetObjectCommand({ Bucket: engines.bucket, Key: file?.key ?? '' }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const entries = new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));
  const lines = (entries.get('datos.jsonl') ?? '')
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
  return { entries, lines, bytes };
};

const auditOf = async (): Promise<readonly unknown[]> => {
  const entries: unknown[] = [];
  for await (const item of engines.table.queryAll({ pk: 'T#demo#AUDIT' })) {
    const { value } = fromItem(AuditRecord, item);
    if (value.kind === 'portability') {
      entries.push([value.userId, value.subjectId, ...value.changes.map(({ field, after }) => `${field}=${after}`)]);
    }
  }
  return entries;
};

/** A customer of whom something of every kind is known, with another one that was merged into it. */
const knownCustomer = async () => {
  const customerId = await world.createCustomer('Rosa Quilodrán', {
    documentType: 'RUT',
    documentNumber: '8123451-5',
    addresses: [{ channel: 'email', value: 'rosa@correo.example' }],
    tags: ['vip'],
  });
  const mergedId = await world.createCustomer('Rosa Q.', {
    addresses: [{ channel: 'sms', value: '+56987650431' }],
  });
  const at = `/v1/customers/${customerId}`;
  const ok = async (call: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await call;
    expect(status, JSON.stringify(body)).toBeLessThan(300);
  };
  await ok(world.call(`POST /v1/customers/${mergedId}/notes`, { text: 'nota de la segunda ficha' }));
  await ok(world.call(`POST ${at}/notes`, { text: 'perdió el trabajo' }));
  const debt = { code: 'OP-1', dueDate: '2026-01-01', balance: 45_000, currency: 'CLP', state: 'overdue' };
  await ok(world.call(`PUT ${at}/debts`, debt));
  await ok(world.call(`PUT ${at}/tickets`, { number: 'T-1', network: 'facebook', state: 'open' }));

  const sent = outboundMessage(customerId, start - 10 * minute, {
    channel: 'email',
    recipient: 'rosa@correo.example',
    body: null,
  });
  const token = 'abcdefgh12345678';
  const received = {
    ...threadMessage(customerId, start - 8 * minute, { channel: 'email', recipient: 'rosa@correo.example' }),
    messageId: `${customerId}-${'0'.repeat(10)}${token}`,
  };
  const ofMerged = outboundMessage(mergedId, start - 9 * minute, { recipient: '+56987650431' });
  const file = { attachmentId: 'file1', fileName: 'estado de cuenta.pdf', contentType: 'application/pdf', size: 9 };
  const common = { tenant: 'demo', purpose: 'message', state: 'ready', source: 'upload', customerId: null } as const;
  await engines.table.put(AttachmentFile, { ...common, ...file, createdAt: start }, 'any');
  for (const { messageId } of [sent, ofMerged]) {
    await engines.table.put(AttachmentUse, { tenant: 'demo', attachmentId: 'file1', messageId }, 'any');
  }
  await put(fileKey({ tenant: 'demo', ...file }), '%PDF bytes');
  await put(htmlKey('demo', token), '<p>hola</p>');
  await engines.table.put(
    MessageBody,
    { tenant: 'demo', messageId: sent.messageId, body: 'largo '.repeat(400) },
    'any',
  );
  await engines.table.put(
    ReceivedContent,
    {
      tenant: 'demo',
      token,
      sender: { address: 'rosa@correo.example', name: 'Rosa' },
      quoted: 'lo anterior',
      hasHtml: true,
      attachments: [],
      refused: [],
      notices: [],
    },
    'any',
  );
  await world.tell({ ...sent, attachments: [file] }, received, { ...ofMerged, attachments: [file] });

  const items = await engines.table.query({ pk: customerPartition('demo', customerId), sk: { prefix: 'ADDR#' } });
  const [address] = items.items.map((item) => fromItem(Address, item).value);
  const hash = address?.hash ?? '';
  const ofAddress = { tenant: 'demo', channel: 'email', hash } as const;
  await engines.table.put(
    AddressState,
    {
      ...ofAddress,
      epoch: 0,
      facts: [],
      aliveAt: start,
      clearedAt: null,
      refusals: [{ source: 'opt_out', at: start, messageId: 'somebody-else' }],
      consentedUpTo: null,
      softFailureThreshold: 3,
      providerPending: false,
      ownersDueAt: null,
      ownersAfter: null,
    },
    'any',
  );
  await engines.table.put(
    AlertHistory,
    {
      ...ofAddress,
      entryId: 'h1',
      raisedAt: start - 90 * minute,
      reason: 'REPEATED_FAILURES',
      class: 'SOFT',
      code: 'x',
      diagnostic: null,
      messageId: null,
      endedAt: start - 80 * minute,
      endedBy: 'system',
      endReason: 'delivered',
    },
    'any',
  );
  await engines.table.put(
    RefusalHistory,
    {
      ...ofAddress,
      entryId: 'w1',
      kind: 'dnd_set',
      at: start,
      by: 'customer',
      reason: null,
      messageId: null,
      detail: null,
    },
    'any',
  );
  await engines.table.put(
    CustomerHistory,
    {
      tenant: 'demo',
      customerId,
      entryId: 'e1',
      at: start,
      kind: 'dnd_set',
      by: 'ana',
      channel: 'email',
      addressId: null,
      hash: null,
      reason: 'lo pidió',
      messageId: null,
      detail: null,
    },
    'any',
  );
  return { customerId, mergedId, at, ok, token };
};

beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
  world = await createInboxWorld(engines.table, clock);
}, 60_000);
afterAll(() => engines?.stop());

describe('everything about one customer as one file', () => {
  it('has every kind of the registry, of merged customers too, with files, and says who took it', async () => {
    now = start;
    const { customerId, mergedId, at, ok, token } = await knownCustomer();
    await ok(world.call(`POST ${at}/merge`, { customerId: mergedId }));
    await world.createCustomer('Otra Persona', { addresses: [{ channel: 'email', value: 'otra@correo.example' }] });

    const asked = await ask(customerId);
    expect(asked).toMatchObject({ status: 200, body: { customerId, state: 'pending', file: null } });
    // Asked again, by whichever of the two ids, it is the same one.
    expect((await ask(mergedId)).body.processId).toBe(asked.body.processId);
    const done = await work(asked.body.processId);
    expect(done).toMatchObject({ state: 'success', kind: 'portability', checkpoint: null, lease: null });

    const { entries, lines, bytes } = await unpack(done);
    const carried = storedKinds.filter(({ carried: isCarried }) => isCarried).map(({ form }) => form.type);
    expect(carried.length).toBeGreaterThan(12);
    expect([...new Set(lines.map(({ kind }) => kind))].toSorted()).toEqual(carried.toSorted());
    const whole = entries.get('datos.jsonl') ?? '';
    expect(whole).toContain('nota de la segunda ficha');
    expect(whole).toContain('largo largo');
    for (const inner of ['"tenant"', '"hash"', 'somebody-else', 'Otra Persona']) expect(whole).not.toContain(inner);
    expect(lines.filter(({ kind }) => kind === 'message')).toHaveLength(3);
    expect(lines.find(({ kind }) => kind === 'debt')?.data).toMatchObject({ code: 'OP-1', balance: 45_000 });
    expect(lines.find(({ kind }) => kind === 'customerHistory')?.data.at).toBe('2026-11-23T15:00:00.000Z');
    // A file that two messages have is there once.
    expect([...entries.keys()].toSorted()).toEqual(
      ['LEEME.json', 'archivos/file1-estado de cuenta.pdf', `correos/${token}.html`, 'datos.jsonl'].toSorted(),
    );
    expect(entries.get('archivos/file1-estado de cuenta.pdf')).toBe('%PDF bytes');
    const notes = z
      .object({ records: z.record(z.string(), z.number()) })
      .parse(JSON.parse(entries.get('LEEME.json') ?? ''));
    expect(notes.records).toMatchObject({ message: 3, note: 2, file: 2 });
    expect(await filesOf(done.processId)).toEqual([done.files[0]?.key]);

    // Nobody has taken it yet; each user who does is told of once.
    expect(await auditOf()).toEqual([['ana', customerId, `process=${done.processId}`]]);
    // Entries of one moment have no order.
    now += 1_000;
    const taken = await ask(customerId);
    expect(taken.body.file).toMatchObject({ name: 'datos-del-cliente-2026-11-23.zip', size: bytes.length });
    expect(taken.body.file?.url).toContain('X-Amz-Signature=');
    await ask(customerId);
    now += 1_000;
    await ask(customerId, berta);
    expect((await auditOf()).slice(1)).toEqual([
      ['ana', customerId, 'takenBy=ana'],
      ['berta', customerId, 'takenBy=berta'],
    ]);
    expect((await find(done.processId)).portability).toEqual({ customerId, takenBy: ['ana', 'berta'] });

    // An hour later it is made anew.
    now += 61 * minute;
    const later = await ask(customerId);
    expect(later.body).toMatchObject({ state: 'pending', file: null });
    expect(later.body.processId).not.toBe(asked.body.processId);
    // Merged customers who are taken apart are not in one file.
    await ok(world.call(`POST /v1/customers/${mergedId}/unmerge`));
    await work(later.body.processId);
    const apart = await ask(customerId);
    expect(apart.body.processId).not.toBe(later.body.processId);
    const own = await unpack(await work(apart.body.processId));
    expect(own.entries.get('datos.jsonl')).not.toContain('segunda ficha');
  }, 60_000);

  it('is nobody else’s: another company, a role that may not, a person who is being erased', async () => {
    now = start + 1_000 * minute;
    const customerId = await world.createCustomer('Sin Nada');
    const asked = await ask(customerId);
    await work(asked.body.processId);
    const other = { tenant: 'acme', roles: ['admin'], userId: 'x' } as const;
    expect((await ask(customerId, other)).status).toBe(404);
    expect((await ask(customerId, { ...ana, roles: ['advisor'] })).status).toBe(403);
    expect((await ask('unknown')).status).toBe(404);

    const erasure = await api()<{ processId: string }>({
      call: `POST /v1/customers/${customerId}/erase`,
      body: { reason: 'request' },
      caller: ana,
    });
    expect((await ask(customerId)).status).toBe(404);
    for (let round = 0; round < 12; round += 1) {
      if ((await work(erasure.body.processId)).state === 'success') break;
      now += minute;
    }
    const process = await find(asked.body.processId);
    expect([process.files, process.filesErasedAt === undefined]).toEqual([[], false]);
    expect(await filesOf(asked.body.processId)).toEqual([]);
  }, 60_000);

  it('is not made of a person whose erasure came first', async () => {
    now = start + 2_000 * minute;
    const customerId = await world.createCustomer('Se Va');
    const asked = await ask(customerId);
    const erasure = { call: `POST /v1/customers/${customerId}/erase`, body: { reason: 'request' }, caller: ana };
    expect((await api()(erasure)).status).toBe(202);
    expect(await work(asked.body.processId)).toMatchObject({ state: 'failed', files: [] });
  });
});
