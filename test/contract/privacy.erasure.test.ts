/**
 * Erasure of a person (Ley 21.719, LGPD; ADR 62, issue 12): afterwards no name, address, document or text of the person is found in
 * any byte of table, indexes, bucket, versions or log; what must stay, stays without the person.
 */
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { User, UserView } from '#shared/companies/entities.ts';
import { Favorites } from '#shared/customers/entities.ts';
import { beginningOf } from '#shared/imports/work-on-import.ts';
import { AttachmentFile, AttachmentUse } from '#shared/messaging/attachments/entities.ts';
import { KeptEvent } from '#shared/messaging/events/entities.ts';
import { Message, MessageBody, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { ReceivedContent } from '#shared/messaging/ledger/received-content.ts';
import { type ImportRecord, isUnreadProcess, Process, type ProcessValue } from '#shared/processes/entities.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { contactabilityRoutes } from '../../functions/api/contactability/bindings.ts';
import { privacyRoutes } from '../../functions/api/privacy/bindings.ts';
import { createPrivacyWorker } from '../../functions/queues/privacy/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { createInboxWorld, outboundMessage, threadMessage } from '../support/inbox-world.ts';
import { readEverything, spellingsOf, tracesIn } from '../support/traces.ts';

const start = Date.UTC(2026, 10, 23, 15);
const minute = 60_000;
const addressKey = 'address key';

/** What must be found nowhere afterwards: as text, and in the spellings that files have it in. */
const person = {
  name: 'Rosamunda Quilodrán Ñancupil',
  document: '8123451-5',
  email: 'rosamunda.q@correo.example',
  phone: '+56987650431',
  words: 'mi marido perdió el trabajo en Lota',
  file: 'liquidacion-rosamunda.pdf',
};

let engines: DeliveryEngines;
let now = start;
const logged: string[] = [];
const log: Log = {
  info: (message, fields) => void logged.push(JSON.stringify([message, fields])),
  warn: (message, fields) => void logged.push(JSON.stringify([message, fields])),
  error: (message, fields) => void logged.push(JSON.stringify([message, fields])),
  count: () => undefined,
};
const clock = { now: () => now };
const supervisor = { tenant: 'demo', roles: ['supervisor'], userId: 'ana' } as const;

beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
}, 60_000);
afterAll(() => engines?.stop());

const put = async (key: string, body: Uint8Array | string): Promise<void> => {
  await engines.s3.send(new PutObjectCommand({ Bucket: engines.bucket, Key: key, Body: body }));
};

const spellings = spellingsOf([...Object.values(person), '87650431', '8.123.451-5', 'rosamunda', 'Quilodr']);

/** Where anything of the person stands. */
const traces = async (): Promise<readonly string[]> => {
  const found = await readEverything(engines);
  for (const [index, line] of logged.entries()) found.set(`log ${index}`, line);
  return tracesIn(found, spellings);
};

const jobs = () => createProcessJobs(engines.sqs, engines.exportsQueue);

const worker = () =>
  createPrivacyWorker({
    table: engines.table,
    clock,
    log,
    addressKey,
    objects: engines.s3,
    bucket: engines.bucket,
    jobs: jobs(),
  });

const api = () => {
  const cursors = createCursors('key of the test');
  return callApi([
    ...privacyRoutes({
      table: engines.table,
      clock,
      jobs: jobs(),
      sign: createSignDownload(engines.s3, engines.bucket),
    }),
    ...contactabilityRoutes({
      table: engines.table,
      clock,
      cursors,
      log,
      suppressionList: { remove: async () => undefined },
      optOutList: { remove: async () => undefined },
      addressKey: 'address-key',
      alertJobs: jobs(),
    }),
  ]);
};

const find = async (processId: string): Promise<ProcessValue> => {
  const process = await new ProcessStore(engines.table).find('demo', processId);
  if (process === undefined) throw new Error('The process is gone.');
  return process;
};

/** Calls workers until the process has ended, as the sweep does. */
const work = async (processId: string): Promise<ProcessValue> => {
  for (let round = 0; round < 30; round += 1) {
    const { batchItemFailures } = await worker()(
      sqsEvent([JSON.stringify({ tenant: 'demo', processId })], now),
      lambdaContext(900_000),
    );
    expect(batchItemFailures).toEqual([]);
    const process = await find(processId);
    if (process.state !== 'pending' && process.state !== 'processing') return process;
    now += minute;
  }
  throw new Error('The erasure never ends.');
};

const baseProcess: ProcessValue = {
  tenant: 'demo',
  processId: 'p0',
  kind: 'export',
  state: 'success',
  date: null,
  format: null,
  cut: start,
  createdAt: start - 60 * minute,
  startedAt: start - 60 * minute,
  finishedAt: start - 59 * minute,
  requestedBy: 'ana',
  rowsDone: 1,
  rowsTotal: 1,
  files: [],
  error: null,
  lease: null,
  checkpoint: null,
  dueAt: null,
};

const exported = async (processId: string, body: Uint8Array | string, more: Partial<ProcessValue> = {}) => {
  const key = `reports/demo/${processId}/x.csv`;
  const file = { name: 'x.csv', key, contentType: 'text/csv', size: 1, rows: 1, sha256: null };
  await engines.table.put(Process, { ...baseProcess, processId, files: [file], ...more }, 'any');
  await put(key, body);
};

/** A file of customers that has come and waits: for a worker, for an answer, or for the word after a dry run. */
const imported = async (
  processId: string,
  body: string,
  state: ProcessValue['state'],
  stage: ImportRecord['stage'],
) => {
  const key = `imports/demo/${processId}/x.csv`;
  const record: ImportRecord = {
    ...beginningOf(),
    kind: 'customers',
    fileName: `${person.name}.csv`,
    size: body.length,
    options: ImportOptionsSchema.parse({ dryRun: stage === 'validated' }),
    stage,
    separator: null,
    key,
    pinned: null,
  };
  const [startedAt, finishedAt] = state === 'pending' ? [null, null] : [start, start];
  await engines.table.put(
    Process,
    { ...baseProcess, processId, kind: 'import', state, startedAt, finishedAt, requestedBy: 'eva', import: record },
    'any',
  );
  await put(key, body);
};

const attach = async (attachmentId: string, messageId: string) => {
  const file = { attachmentId, fileName: person.file, contentType: 'application/pdf', size: 9 };
  await engines.table.put(
    AttachmentFile,
    {
      tenant: 'demo',
      ...file,
      purpose: 'message',
      state: 'ready',
      source: 'upload',
      customerId: null,
      createdAt: start,
    },
    'any',
  );
  await engines.table.put(AttachmentUse, { tenant: 'demo', attachmentId, messageId }, 'any');
  await put(`attachments/demo/${attachmentId}/${person.file}`, `%PDF ${person.name}`);
  // As it was uploaded: a message takes a copy.
  await put(`uploads/demo/${attachmentId}/${person.file}`, `%PDF ${person.name}`);
  return file;
};

describe('erasing a person', () => {
  it('leaves no name, address, document or text of it anywhere, and what must stay', async () => {
    now = start;
    const world = await createInboxWorld(engines.table, clock, { delete: async () => undefined });
    const customerId = await world.createCustomer(person.name, {
      advisorId: 'ana',
      documentType: 'RUT',
      documentNumber: person.document,
      addresses: [
        { channel: 'email', value: person.email },
        { channel: 'sms', value: person.phone },
      ],
      metadata: {},
      tags: ['vip'],
    });
    const otherId = await world.createCustomer('Otra Persona', {
      addresses: [{ channel: 'email', value: 'otra@correo.example' }],
    });
    const at = `/v1/customers/${customerId}`;
    const ok = async (call: Promise<{ status: number }>) => expect((await call).status).toBeLessThan(300);
    await ok(world.call(`POST ${at}/notes`, { text: `${person.name}: ${person.words}` }));
    await ok(
      world.call(`PUT ${at}/debts`, {
        code: 'OP-1',
        dueDate: '2026-01-01',
        balance: 1,
        currency: 'CLP',
        state: 'overdue',
      }),
    );
    await ok(world.call(`PUT ${at}/tickets`, { number: 'T-1', network: 'facebook', state: 'open' }));
    await ok(world.call(`PUT ${at}/favorite`, { favorite: true }, supervisor));

    // Messages of every kind, with what belongs to them.
    const mine = { customerName: person.name, document: { type: 'RUT', number: person.document } };
    const long = outboundMessage(customerId, start - 10 * minute, {
      ...mine,
      channel: 'email',
      recipient: person.email,
      subject: `Aviso a ${person.name}`,
      preview: person.words,
      body: null,
      facts: [
        {
          kind: 'failed',
          at: start - 9 * minute,
          recordedAt: start - 9 * minute,
          class: 'SOFT',
          code: 'Transient/MailboxFull',
          diagnostic: `552 <${person.email}> full`,
          source: 'event',
        },
      ],
    });
    const file = await attach('file1', long.messageId);
    const waits = outboundMessage(customerId, start - 5 * minute, {
      ...mine,
      recipient: person.phone,
      body: `Hola ${person.name}`,
      status: 'queued',
      phase: 'queued',
      facts: [],
      sentAt: null,
      dueAt: start + 60 * minute,
    });
    const token = 'abcdefgh12345678';
    const inbound: MessageValue = {
      ...threadMessage(customerId, start - 8 * minute, { ...mine, channel: 'email', recipient: person.email }),
      messageId: `${customerId}-${'0'.repeat(10)}${token}`,
      providerId: 'ses-mail-1',
      body: person.words,
      preview: person.words,
      subject: `Re: ${person.name}`,
    };
    const old = outboundMessage(customerId, start - 300 * 86_400_000, {
      ...mine,
      recipient: '+56 antes',
      customerName: 'Rosamunda Quilodrán',
    });
    await engines.table.put(
      MessageBody,
      { tenant: 'demo', messageId: long.messageId, body: person.words.repeat(30) },
      'any',
    );
    await engines.table.put(
      ReceivedContent,
      {
        tenant: 'demo',
        token,
        sender: { address: person.email, name: person.name },
        quoted: person.words,
        hasHtml: true,
        attachments: [],
        refused: [],
        notices: [],
      },
      'any',
    );
    await put(`html/demo/${token}.html`, `<p>${person.words}</p>`);
    await put('mail/ses-mail-1', `From: ${person.email}\r\n\r\n${person.words}`);
    await world.tell({ ...long, attachments: [file] }, waits, inbound, old);
    await world.customerChanged(customerId);

    // Overwritten and deleted before: versions are left.
    await put('attachments/demo/gone1/x.pdf', `%PDF ${person.name}`);
    await engines.s3.send(new DeleteObjectCommand({ Bucket: engines.bucket, Key: 'attachments/demo/gone1/x.pdf' }));
    await put('reports/demo/p1/x.csv', `Id,Cliente\r\nx,${person.name}`);
    await exported('p1', 'Id,Cliente\r\nx,nobody');
    // Files in the spellings of offices: a workbook, what Windows writes, an import that waits for an answer.
    await exported('p2', zipSync({ 'xl/worksheets/sheet1.xml': strToU8(`<c><is><t>${person.name}</t></is></c>`) }));
    await exported('p3', Buffer.from(`Cliente;RUT\r\n${person.name};8.123.451-5`, 'latin1'));
    await exported('p4', `documento,nombre\r\n1-9,Otra Persona\r\n`);
    await exported('p5', 'telefono\r\n09 8765 0431\r\n', {
      selection: {
        tray: 'customers',
        from: null,
        to: null,
        filters: { q: person.name },
        columns: ['name'],
        bom: true,
        dates: 'iso',
      },
    });
    await exported('p6', 'Comunicación\r\nhola\r\n', {
      selection: {
        tray: 'interactions',
        from: null,
        to: null,
        filters: {},
        columns: ['preview'],
        bom: true,
        dates: 'iso',
      },
    });

    await imported('p7', `documento,nombre\r\n${person.document},x\r\n`, 'pending', 'importing');
    await imported('p8', `nombre\r\n${person.name}\r\n`, 'success', 'validated');
    await imported('p9', `nombre\r\n${person.name}\r\n`, 'needs_answer', 'importing');

    // What else may name the person.
    await engines.table.put(
      User,
      { tenant: 'demo', userId: 'ana', name: 'Ana', email: 'ana@demo.example', roles: ['supervisor'], updatedAt: 0 },
      'any',
    );
    await engines.table.put(
      UserView,
      { tenant: 'demo', userId: 'ana', list: 'customers', content: { views: [{ filters: { q: person.name } }] } },
      'any',
    );
    await engines.table.put(
      KeptEvent,
      {
        eventId: 'e1',
        kind: 'QUARANTINED',
        reason: 'X',
        source: 'email',
        raw: JSON.stringify({ to: [person.email] }),
        rawKey: null,
        receivedAt: start - 3 * 86_400_000,
      },
      'any',
    );
    await engines.table.put(
      KeptEvent,
      {
        eventId: 'e2',
        kind: 'NOTICE',
        reason: 'X',
        source: 'email',
        raw: JSON.stringify({ to: ['otra@correo.example'] }),
        rawKey: null,
        receivedAt: start,
      },
      'any',
    );
    const { items } = (await world.call<{ items: never[] }>('GET /v1/customers?limit=10')).body;
    expect(items).toHaveLength(2);
    await ok(
      api()({ call: `PUT ${at}/dnd`, body: { channel: 'email', active: true, scope: 'all' }, caller: supervisor }),
    );

    // Everything is found before.
    const before = await traces();
    for (const place of [
      'file mail/ses-mail-1',
      'file html/',
      'file reports/demo/p1',
      'table T#demo#Q#',
      'GSI1 T#demo#M#',
    ]) {
      expect(
        before.some((trace) => trace.startsWith(place)),
        place,
      ).toBe(true);
    }

    now = start + minute;
    const asked = await api()<{ processId: string; pseudonym: string; state: string }>({
      call: `POST ${at}/erase`,
      body: { reason: 'request', reference: 'SOL-2026/17' },
      caller: supervisor,
    });
    expect(asked).toMatchObject({ status: 202, body: { customerId, state: 'pending' } });
    const again = await api()<{ processId: string }>({
      call: `POST ${at}/erase`,
      body: { reason: 'request' },
      caller: supervisor,
    });
    expect(again.body.processId).toBe(asked.body.processId);
    // Nothing more goes to the person, from the answer on.
    const check = await api()<{ channels: unknown[] }>({
      call: `GET ${at}/contact-check?channel=email`,
      caller: supervisor,
    });
    expect(JSON.stringify(check.body)).toContain('DATA_ERASING');
    const resumed = await api()<{ code: string }>({
      call: `PUT ${at}/stop`,
      body: { stopped: false, reason: 'Por error' },
      caller: supervisor,
    });
    expect(resumed).toMatchObject({ status: 409, body: { code: 'DATA_ERASING' } });

    const done = await work(asked.body.processId);
    expect(done).toMatchObject({
      state: 'success',
      checkpoint: null,
      erasure: { stage: 'done', reason: 'request', reference: 'SOL-2026/17' },
    });
    expect(await traces()).toEqual([]);

    // The register keeps its rows, which name nobody.
    const rows = await Promise.all(
      [long, waits, inbound, old].map(async ({ messageId }) => {
        const [, sk] = [customerId, messageId.slice(messageId.indexOf('-') + 1)];
        return (await engines.table.get(Message, { pk: `T#demo#M#${customerId}`, sk }))?.value;
      }),
    );
    for (const row of rows)
      expect(row).toMatchObject({ customerName: asked.body.pseudonym, document: null, preview: '' });
    expect(rows[0]?.facts).toMatchObject([{ kind: 'failed', code: 'Transient/MailboxFull' }]);
    expect(rows[1]).toMatchObject({ status: 'cancelled' });
    // The refusal stays, for whoever has the address later.
    const comes = await world.createCustomer('Importada', { addresses: [{ channel: 'email', value: person.email }] });
    const refused = await api()({ call: `GET /v1/customers/${comes}/contact-check?channel=email`, caller: supervisor });
    expect(JSON.stringify(refused.body)).toContain('CONTACT_DND');
    // Files that named the person are gone whole; the others are there.
    for (const [processId, erased] of [
      ['p1', true],
      ['p2', true],
      ['p3', true],
      ['p4', false],
      ['p5', true],
      ['p6', true],
      ['p7', true],
      ['p8', true],
      ['p9', true],
    ] as const) {
      const process = await find(processId);
      expect([processId, process.files.length === 0, process.filesErasedAt !== undefined]).toEqual([
        processId,
        erased,
        erased,
      ]);
    }
    // An import that waited is over with its file, and says who ended it: another than who asked for it hears of that.
    for (const processId of ['p7', 'p8', 'p9']) {
      const process = await find(processId);
      expect(process).toMatchObject({
        state: 'cancelled',
        cancelledBy: 'ana',
        checkpoint: null,
        dueAt: null,
        import: { stage: 'done', fileName: '…' },
      });
      expect(isUnreadProcess(process)).toBe(true);
    }
    expect(
      (await engines.table.get(Favorites, { pk: 'T#demo#U#ana', sk: 'FAVORITES' }))?.value.customerIds ?? {},
    ).toEqual({});
    // The other customer is as it was.
    expect((await world.call(`GET /v1/customers/${otherId}`)).status).toBe(200);
    expect((await world.call(`GET ${at}`)).status).toBe(404);
    expect(done.erasure?.counts).toMatchObject({ messages: 4, processes: 8, addresses: 2, views: 1 });
    const [receipt] = done.files;
    const { Body } = await engines.s3.send(new GetObjectCommand({ Bucket: engines.bucket, Key: receipt?.key ?? '' }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
      receipt: 'customer_erasure',
      customerId,
      reason: 'request',
    });
    await engines.sqs.send(new ReceiveMessageCommand({ QueueUrl: engines.exportsQueue }));
  }, 120_000);
});
