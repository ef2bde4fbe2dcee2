/**
 * The export of everything that a company has (issue 12, 10; ADR 69): a file of records for each kind of the registry, the
 * files as they lie, nothing of another company, and the same whatever dies on the way.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { CompanyExportAnswer } from '#contract/company-export.ts';
import type { Problem } from '#contract/errors.ts';
import { createCursors } from '#platform/cursor.ts';
import { timePart } from '#platform/ids.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { AuditRecord } from '#shared/audit/entities.ts';
import { defaultPlace, newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { exportCompany } from '#shared/company-data/export-company.ts';
import type { ExportBounds } from '#shared/company-data/export-zips.ts';
import { AttachmentFile } from '#shared/messaging/attachments/entities.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import { htmlKey } from '#shared/messaging/ledger/received-content.ts';
import { Process, type ProcessValue } from '#shared/processes/entities.ts';
import { linkFile } from '#shared/processes/link-file.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';
import { companyExportRoutes } from '../../functions/api/companies/company-export-bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { exportingCompany } from '../../functions/composition/company-data.ts';
import { type ApiCaller, callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { countingLog } from '../support/delivery-process.ts';
import { crashAt, Lifetime } from '../support/faults.ts';
import { outboundMessage } from '../support/inbox-world.ts';
import { storeMessages } from '../support/register-messages.ts';

const start = Date.UTC(2026, 10, 30, 15);
const minute = 60_000;
const mebibyte = 1024 ** 2;
let now = start;
const clock = { now: () => now };

let engines: DeliveryEngines;
beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
}, 60_000);
afterAll(() => engines?.stop());

const jobs = (lifetime = new Lifetime()) => createProcessJobs(lifetime.wrap(engines.sqs), engines.exportsQueue);
const admin = (tenant: string): ApiCaller => ({ tenant, roles: ['admin'], userId: 'berta' });
const request = (caller: ApiCaller, method = 'POST', lifetime = new Lifetime()) =>
  callApi(
    companyExportRoutes({
      table: engines.through(lifetime.wrap(engines.client)),
      clock,
      companyJobs: jobs(lifetime),
    }),
    countingLog(),
  )<CompanyExportAnswer & Problem & { export: CompanyExportAnswer | null }>({
    call: `${method} /v1/company/export`,
    caller,
  });

let workers = 0;
const work = (
  tenant: string,
  processId: string,
  {
    lifetime = new Lifetime(),
    bounds = {},
    lives = 900_000,
  }: {
    readonly lifetime?: Lifetime;
    readonly bounds?: Partial<ExportBounds>;
    readonly lives?: number;
  } = {},
) => {
  workers += 1;
  const ground = {
    table: engines.through(lifetime.wrap(engines.client)),
    clock,
    log: countingLog(),
    objects: lifetime.wrap(engines.s3),
    bucket: engines.bucket,
    bounds,
  };
  const deadline = { left: lives };
  return exportCompany(
    { ...exportingCompany(ground), jobs: jobs(lifetime) },
    { tenant, processId },
    // Each look at the clock costs it a second.
    { worker: `w${workers}`, remainingMs: () => (deadline.left -= 1_000) },
  );
};

const find = async (tenant: string, processId: string): Promise<ProcessValue> => {
  const process = await new ProcessStore(engines.table).find(tenant, processId);
  if (process === undefined) throw new Error('The process is gone.');
  return process;
};

const random = (seed: number, bytes: number): Buffer =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(bytes));
const put = (Key: string, Body: Uint8Array | string) =>
  engines.s3.send(new PutObjectCommand({ Bucket: engines.bucket, Key, Body }));

const own = (tenant: string) => `palabras de ${tenant}`;

/** A company with customers, messages, and files of every folder, named after it. */
const newWorld = async (tenant: string, fileBytes = 1_000, messages = 40): Promise<void> => {
  const company = newCompany(
    { tenant, name: `Empresa ${tenant}`, ...defaultPlace, senders: { email: null, sms: null, whatsapp: null } },
    0,
  );
  await engines.table.put(Company, company, 'any');
  const api = callApi(customerRoutes({ table: engines.table, clock, cursors: createCursors('k'), addressKey: 'key' }));
  const call = async (target: string, body: object) => {
    const answer = await api<{ customerId: string }>({ call: target, caller: admin(tenant), body });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const seed = [...tenant].reduce((sum, letter) => (sum + letter.charCodeAt(0)) % 200, 0);
  for (const number of [1, 2, 3]) {
    const { customerId } = await call('POST /v1/customers', {
      name: `${own(tenant)} ${number}`,
      addresses: [{ channel: 'email', value: `persona${number}@${tenant}.example` }],
      portfolios: ['Norte'],
      tags: ['vip'],
    });
    const at = `/v1/customers/${customerId}`;
    await call(`POST ${at}/notes`, { text: own(tenant) });
    const debt = { code: `OP-${number}`, dueDate: '2026-01-01', balance: 45_000, currency: 'CLP', state: 'overdue' };
    await call(`PUT ${at}/debts`, debt);
    await call(`PUT ${at}/tickets`, { number: `T-${number}`, network: 'facebook', state: 'open' });
    const file = {
      attachmentId: `${tenant}file${number}`,
      fileName: 'estado.pdf',
      contentType: 'application/pdf',
      size: fileBytes,
    };
    const common = { tenant, purpose: 'message', state: 'ready', source: 'upload', customerId: null } as const;
    await engines.table.put(AttachmentFile, { ...common, ...file, createdAt: start }, 'any');
    await put(fileKey({ tenant, ...file }), random(seed + number, fileBytes));
    await put(htmlKey(tenant, `${tenant}mail${number}`), `<p>${own(tenant)}</p>`);
    await storeMessages(
      engines.table,
      Array.from({ length: messages }, (_, index) =>
        outboundMessage(customerId, start - index * minute, {
          tenant,
          body: `${own(tenant)} ${index}`,
          attachments: index === 0 ? [file] : [],
        }),
      ),
    );
  }
  const processId = `${timePart(start - minute)}${tenant}`;
  const key = `reports/${tenant}/${processId}/secreto.csv`;
  await engines.table.put(
    Process,
    {
      ...pendingProcess({ tenant, processId, kind: 'export', requestedBy: 'ana', createdAt: start, dueAt: null }),
      state: 'success',
      finishedAt: start,
      files: [{ name: 'clientes.csv', key, contentType: 'text/csv', size: 3, rows: 1, sha256: null }],
    },
    'any',
  );
  await put(key, own(tenant));
  // What nobody names is of no use to anybody.
  await put(`reports/${tenant}/${processId}/rows/1.jsonl`, own(tenant));
};

const Entry = z.object({
  name: z.string(),
  zip: z.string(),
  size: z.number(),
  sha256: z.string(),
  records: z.number().nullable(),
});

const unpack = async ({ files }: Pick<ProcessValue, 'files'>) => {
  const entries = new Map<string, { readonly zip: string; readonly bytes: Uint8Array }>();
  for (const { key, name, size, sha256 } of files) {
    const { Body } = await engines.s3.send(new GetObjectCommand({ Bucket: engines.bucket, Key: key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([size, sha256]);
    for (const [entry, content] of Object.entries(unzipSync(bytes))) {
      expect(entries.has(entry), entry).toBe(false);
      entries.set(entry, { zip: name, bytes: content });
    }
  }
  const text = (name: string): string => strFromU8(entries.get(name)?.bytes ?? new Uint8Array());
  const linesOf = (name: string): readonly string[] => text(name).split('\n').slice(0, -1);
  const manifest = linesOf('MANIFIESTO.jsonl').map((line) => Entry.parse(JSON.parse(line)));
  return { entries, text, linesOf, manifest };
};

/** Items of the company's own partitions by their type, read without the product's walk. */
const countItems = async (tenant: string): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await engines.client.send(new ScanCommand({ TableName: engines.name, ExclusiveStartKey }));
    for (const { pk, type } of page.Items ?? []) {
      if (String(pk).startsWith(`T#${tenant}#`)) counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return counts;
};

/** An export from its request to its end. */
const exported = async (tenant: string, bounds: Partial<ExportBounds> = {}) => {
  const { status, body } = await request(admin(tenant));
  expect(status, JSON.stringify(body)).toBe(202);
  const items = await countItems(tenant);
  expect(await work(tenant, body.processId, { bounds })).toBe('done');
  return { process: await find(tenant, body.processId), items };
};

const keysLeft = async (tenant: string, processId: string): Promise<readonly (string | undefined)[]> => {
  const { Versions = [], DeleteMarkers = [] } = await engines.s3.send(
    new ListObjectVersionsCommand({ Bucket: engines.bucket, Prefix: `reports/${tenant}/${processId}/` }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key }) => Key);
};

describe('the export of everything that a company has', () => {
  it('holds every record and every file, proved by the manifest, and nothing of another company', async () => {
    now = start;
    await newWorld('one');
    await newWorld('two');
    const { process, items } = await exported('one');
    expect(process).toMatchObject({ kind: 'company_export', state: 'success', checkpoint: null, lease: null });
    expect(process.files.map(({ name }) => name)).toEqual(['datos-de-la-empresa-2026-11-30.zip']);
    expect(await keysLeft('one', process.processId)).toEqual([process.files[0]?.key]);

    const { entries, text, linesOf, manifest } = await unpack(process);
    expect(manifest.map(({ name }) => name).toSorted()).toEqual(
      [...entries.keys()].filter((name) => name !== 'MANIFIESTO.jsonl').toSorted(),
    );
    for (const { name, size, sha256, records } of manifest) {
      const bytes = entries.get(name)?.bytes ?? new Uint8Array();
      expect([name, bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([name, size, sha256]);
      if (records !== null) expect([name, linesOf(name).length]).toEqual([name, records]);
    }
    // Every item of the kinds that belong to it, but the process itself.
    const expected = Object.fromEntries(
      storedKinds.flatMap(({ form, exported: file }) => {
        const count = (items.get(form.type) ?? 0) - (form.type === Process.type ? 1 : 0);
        return file === null || count === 0 ? [] : [[file, count] as const];
      }),
    );
    expect(process.companyExport).toMatchObject({ records: expected, unreadable: 0, files: 7 });
    expect(expected).toMatchObject({ customers: 3, messages: 120, notes: 3, debts: 3, tickets: 3, processes: 1 });
    expect(Object.keys(expected).length).toBeGreaterThan(11);
    const names = [...entries.keys()];
    expect(names.filter((name) => name.startsWith('archivos/')).toSorted()).toEqual(
      [
        ...[1, 2, 3].map((number) => `archivos/attachments/onefile${number}/estado.pdf`),
        ...[1, 2, 3].map((number) => `archivos/html/onemail${number}.html`),
        `archivos/reports/${timePart(start - minute)}one/clientes.csv`,
      ].toSorted(),
    );
    expect(text('LEEME.txt')).toMatch(/Todos los datos de Empresa one en Contacta\r\n/);
    expect(text('LEEME.txt')).toContain('customers.jsonl  3  Clientes');
    const [message] = linesOf('datos/messages.jsonl').map((line) => JSON.parse(line));
    expect(message.acceptedAt).toMatch(/^2026-11-30T1\d:.*Z$/);

    // Not what only keys and workers need, and nothing of the other company.
    const whole = names.map(text).join('\n');
    expect(whole).toContain(own('one'));
    for (const foreign of [own('two'), '@two.example', '"tenant"', '"checkpoint"', '"lease"', 'secreto']) {
      expect(whole, foreign).not.toContain(foreign);
    }
    const { Items = [] } = await engines.client.send(new ScanCommand({ TableName: engines.name }));
    const hashes = Items.filter(({ type }) => type === 'address').map(({ hash }) => String(hash));
    expect(hashes.length).toBe(6);
    for (const hash of hashes) expect(whole).not.toContain(hash);

    const other = await unpack((await exported('two')).process);
    const lines = (of: typeof other) =>
      [...of.entries.keys()].filter((name) => name.startsWith('datos/')).flatMap((name) => of.linesOf(name));
    const mine = new Set(lines({ entries, text, linesOf, manifest }));
    expect(lines(other).length).toBeGreaterThan(100);
    expect(lines(other).filter((line) => mine.has(line))).toEqual([]);
    expect([...other.entries.keys()].join()).not.toContain('onefile');
  }, 120_000);

  it('is asked for by administrators, one at a time, and taken by them alone, each time in the audit trail', async () => {
    now = start + 60 * minute;
    await newWorld('three');
    expect((await request({ ...admin('three'), roles: ['supervisor'] })).status).toBe(403);
    expect((await request(admin('three'), 'GET')).body.export).toBeNull();
    const asked = await request(admin('three'));
    const again = await request({ ...admin('three'), userId: 'carla' });
    expect(again.body).toEqual(asked.body);
    await work('three', asked.body.processId);
    const read = await request(admin('three'), 'GET');
    expect(read.body.export).toMatchObject({ processId: asked.body.processId, state: 'success', error: null });
    expect((await request(admin('four'), 'GET')).body.export).toBeNull();

    const [file] = read.body.export?.files ?? [];
    const take = (userId: string, roles: readonly string[], tenant = 'three') =>
      linkFile(
        {
          processes: new ProcessStore(engines.table),
          sign: createSignDownload(engines.s3, engines.bucket),
          clock,
        },
        { tenant, userId, roles, processId: asked.body.processId, name: file?.name ?? '' },
      );
    await expect(take('ana', ['supervisor'])).rejects.toThrow('FORBIDDEN');
    await expect(take('x', ['admin'], 'four')).rejects.toThrow('NOT_FOUND');
    now += 1_000;
    await take('berta', ['admin']);
    now += 1_000;
    await take('berta', ['supervisor', 'admin']);
    const trail: unknown[] = [];
    for await (const item of engines.table.queryAll({ pk: 'T#three#AUDIT' })) {
      const { kind, userId, changes } = fromItem(AuditRecord, item).value;
      if (kind === 'companyExport') trail.push([userId, ...changes.map(({ field }) => field)]);
    }
    expect(trail).toEqual([
      ['berta', 'process'],
      ['berta', 'file', 'takenBy'],
      ['berta', 'file', 'takenBy'],
    ]);
    expect((await find('three', asked.body.processId)).companyExport?.takenBy).toEqual(['berta']);
    // The next one is another.
    now += minute;
    expect((await request(admin('three'))).body.processId).not.toBe(asked.body.processId);
  }, 120_000);

  it('goes on in other files and zips where one has enough', async () => {
    now = start + 120 * minute;
    // More of each customer than one look at the table reads.
    await newWorld('five', 1_000, 600);
    const whole = await unpack((await exported('five')).process);
    now += minute;
    const bounds = { found: 4_000, entry: 10_000, entries: 5 };
    const { process } = await exported('five', bounds);
    expect(process.files.length).toBeGreaterThan(3);
    expect(process.files[1]?.name).toBe('datos-de-la-empresa-2026-11-30-2.zip');
    const cut = await unpack(process);
    expect(cut.entries.get('MANIFIESTO.jsonl')?.zip).toBe(process.files.at(-1)?.name);
    for (const { name, zip } of cut.manifest) expect(cut.entries.get(name)?.zip, name).toBe(zip);
    const parts = cut.manifest.filter(({ name }) => /^datos\/messages(-\d+)?\.jsonl$/.test(name));
    expect(parts.length).toBeGreaterThan(1);
    // In the order of the looks, which a new item may shift.
    const lines = parts.flatMap(({ name }) => cut.linesOf(name));
    expect(lines.toSorted()).toEqual(whole.linesOf('datos/messages.jsonl').toSorted());
    expect(await keysLeft('five', process.processId)).toEqual(process.files.map(({ key }) => key).toSorted());
  }, 120_000);

  it('is of nobody whose erasure came meanwhile', async () => {
    now = start + 180 * minute;
    await newWorld('six');
    const { body } = await request(admin('six'));
    await new ProcessStore(engines.table).change('six', body.processId, (process) => ({
      ...process,
      filesErasedAt: now,
    }));
    expect(await work('six', body.processId)).toBe('failed');
    expect(await keysLeft('six', body.processId)).toEqual([]);
    expect((await request(admin('six'))).body.processId).not.toBe(body.processId);
  }, 60_000);
});

describe('whatever dies', () => {
  /** Several parts of bytes that do not pack, and several pieces of records. */
  const bounds = { found: 20_000, part: 5 * mebibyte, entries: 40 };
  const changing = /LEEME|MANIFIESTO|processes|audit-trail/;

  const play = async (lifetime: Lifetime, where: string) => {
    now += 20 * minute;
    await request(admin('seven'), 'POST', lifetime).catch(() => undefined);
    const { body } = await request(admin('seven'));
    await work('seven', body.processId, { lifetime, bounds }).catch(() => undefined);
    for (let round = 0; round < 6; round += 1) {
      if ((await find('seven', body.processId)).state === 'success') break;
      // Longer than the lease of a worker that died.
      now += 20 * minute;
      await work('seven', body.processId, { bounds });
    }
    const process = await find('seven', body.processId);
    expect(process, where).toMatchObject({ state: 'success', checkpoint: null, lease: null });
    // Zips that were put together twice are there in two versions.
    const left = new Set(await keysLeft('seven', body.processId));
    expect([...left].toSorted(), where).toEqual(process.files.map(({ key }) => key).toSorted());
    const { entries, manifest } = await unpack(process);
    expect(manifest.length, where).toBe(entries.size - 1);
    const steady = [...entries].filter(([name]) => !changing.test(name));
    // Records come in the order in which segments of the table are read side by side, which other items shift.
    const hashOf = (name: string, bytes: Uint8Array): string => {
      const content = name.endsWith('.jsonl') ? strFromU8(bytes).split('\n').toSorted().join('\n') : bytes;
      return createHash('sha256').update(content).digest('hex');
    };
    return new Map(steady.map(([name, { bytes }]) => [name, hashOf(name, bytes)]));
  };

  it('there is one whole export in the end, and it is the same', async () => {
    now = start + 240 * minute;
    await newWorld('seven', 4 * mebibyte);
    const plain = new Lifetime();
    const expected = await play(plain, 'without a crash');
    expect(plain.effects.filter((name) => name === 'UploadPartCommand').length).toBeGreaterThan(1);
    // Each kind of call once; all of them with EVERY_CALL=1, which takes many minutes.
    const isStruck = (name: string, position: number): boolean =>
      process.env.EVERY_CALL === '1' || plain.effects.indexOf(name) === position;
    for (const [position, name] of plain.effects.entries()) {
      if (!isStruck(name, position)) continue;
      const where = `after call ${position} of ${plain.effects.join(', ')}`;
      expect(await play(new Lifetime(crashAt(position, 'after')), where), where).toEqual(expected);
    }
  }, 1_800_000);

  it('or has too little time, it is handed over', async () => {
    now += 60 * minute;
    const { body } = await request(admin('seven'));
    const job = (lives: number) => work('seven', body.processId, { bounds, lives });
    expect(await job(66_000)).toBe('continued');
    expect((await find('seven', body.processId)).rowsDone).toBeGreaterThan(0);
    expect(await job(900_000)).toBe('done');
  }, 300_000);
});
