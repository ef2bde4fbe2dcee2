/** Exports on request and standing reports against the real engines: B35–B41, F21, I12, I13, I17, Q4. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '#contract/errors.ts';
import type { StandingReport } from '#contract/exports.ts';
import { createCursors } from '#platform/cursor.ts';
import { localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, TenantEntry, User } from '#shared/companies/entities.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { noDebts } from '#shared/customers/debts.ts';
import { Customer, type CustomerValue } from '#shared/customers/entities.ts';
import { FacetRow, Listing, type ListingRow, listingKey } from '#shared/customers/listing.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessJob, ProcessJobs } from '#shared/processes/process-jobs.ts';
import { resumeStalledProcess } from '#shared/processes/resume-stalled-process.ts';
import { processAnswer } from '#shared/processes/rules.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { exportRoutes } from '../../functions/api/exports/bindings.ts';
import { createExportWorker } from '../../functions/queues/exports/bindings.ts';
import { createNightRun } from '../../functions/schedules/night-run/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { registerMessage, storeMessages, timeZone } from '../support/register-messages.ts';
import {
  bucket,
  consoleUrl,
  createMailbox,
  type ReportEngines,
  startReportEngines,
} from '../support/report-engines.ts';

const day = 86_400_000;
/** Monday 23 November, 12:00 in Santiago. */
const noon = Date.parse('2026-11-23T15:00:00Z');
const cursors = createCursors('cursor-key');

let engines: ReportEngines;
let now = noon;
let jobs: ProcessJob[] = [];
let messages: MessageValue[];
const queue: ProcessJobs = { enqueue: async (job) => void jobs.push(job) };
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined, count: () => undefined };
const clock = { now: () => now };
const mailbox = createMailbox();

interface Requested {
  processId: string;
  state: string;
  runsAt: string;
  notice: string;
}
const ask = <Body>(call: string, userId = 'sofia', body?: unknown, headers: Record<string, string> = {}) =>
  callApi(exportRoutes({ table: engines.table, clock, jobs: queue }))<Body>({
    call,
    body,
    headers,
    caller: { tenant: 'demo', userId, roles: ['supervisor'] },
  });
const request = async (body: object, userId?: string): Promise<Requested> => {
  const answer = await ask<Requested>('POST /v1/exports', userId, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body;
};
const refusal = async (body: object, userId?: string): Promise<Problem> => {
  const answer = await ask<Problem>('POST /v1/exports', userId, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  return answer.body;
};

const processOf = async (processId: string): Promise<ProcessValue> => {
  const process = await new ProcessStore(engines.table).find('demo', processId);
  if (process === undefined) throw new Error(`There is no process ${processId}.`);
  return process;
};
/** What the sweep of due work does with it when its time has come. */
const sweep = (processId: string) =>
  resumeStalledProcess(
    { processes: new ProcessStore(engines.table), jobsOf: () => queue, clock },
    { tenant: 'demo', processId },
  );
const work = async (): Promise<void> => {
  const worker = createExportWorker({
    table: engines.table,
    objects: engines.s3,
    bucket,
    jobs: queue,
    cursors,
    mail: mailbox.port,
    consoleUrl,
    clock,
    log,
  });
  for (const job of jobs.splice(0)) {
    const { batchItemFailures } = await worker(sqsEvent([JSON.stringify(job)], now), lambdaContext(900_000));
    expect(batchItemFailures).toEqual([]);
  }
};
const fileOf = async (processId: string): Promise<Buffer> => {
  const process = await processOf(processId);
  expect(process.state, process.error ?? '').toBe('success');
  return engines.readObject(process.files[0]?.key ?? '');
};
const recordsOf = (file: Buffer): Record<string, string>[] => parse(file, { bom: true, columns: true });

const rowOf = (position: number): ListingRow => ({
  customerId: `c${String(position).padStart(4, '0')}`,
  name: `=Cliente ${position}`,
  documentType: 'RUT',
  documentNumber: `${position}-k`,
  contactability: position % 3 === 0 ? 'none' : 'ok',
  callOnly: false,
  alerts: position % 3 === 0 ? 1 : 0,
  advisorId: null,
  portfolios: ['Norte'],
  tags: [],
  influencer: false,
  untyped: true,
  channels: ['email', 'sms'],
  debtSummary: { ...noDebts, dueDate: '2026-11-01', balances: { CLP: 150_000, USD: 1_050 }, state: 'overdue' },
  createdAt: noon - 90 * day + position * 1_000,
  version: 1,
  merged: [],
  contacts: null,
  restriction: null,
});

beforeAll(async () => {
  engines = await startReportEngines();
  const email = { fromAddress: 'cobranza@demo.example', fromName: 'Demo', tenantName: 'demo' };
  const senders = { email, sms: null, whatsapp: null };
  const company = { tenant: 'demo', name: 'Demo', timeZone, language: 'es', defaultCountry: 'CL', senders } as const;
  await engines.table.put(Company, newCompany(company, noon - 60 * day), 'absent');
  await engines.table.put(TenantEntry, { tenant: 'demo', createdAt: noon - 60 * day }, 'absent');
  const user = { tenant: 'demo', name: 'Sofía', email: 'sofia@demo.example', roles: ['supervisor' as const] };
  await engines.table.put(User, { ...user, userId: 'sofia', updatedAt: noon }, 'absent');
  messages = Array.from({ length: 450 }, (_, index) =>
    registerMessage(noon - (index % 45) * day - Math.floor(index / 45) * 60_000, {
      ...(index % 3 === 0 ? { channel: 'sms', recipient: '+56912345678' } : {}),
      ...(index % 10 === 0 ? { advisorId: 'eva' } : {}),
    }),
  );
  await storeMessages(engines.table, messages);
  // Neither is asked for: the day before the 45, and another company's.
  await storeMessages(engines.table, [registerMessage(noon - 45 * day), registerMessage(noon, { tenant: 'acme' })]);
  for (let position = 0; position < 230; position += 1) {
    const row = rowOf(position);
    const places: [string, string][] = [['created#all', `${String(position).padStart(10, '0')}#${row.customerId}`]];
    await engines.table.put(Listing, { tenant: 'demo', customerId: row.customerId, row, places, tokens: [] }, 'any');
    for (const [facet, order] of places)
      await engines.table.put(FacetRow, { tenant: 'demo', facet, order, row }, 'any');
  }
}, 120_000);
afterAll(() => engines?.stop());
beforeEach(() => {
  // Each test has a day of its own, so that none takes the request of another.
  now += day;
  jobs = [];
});

const fullRange = { tray: 'interactions', from: '2026-10-10', to: '2026-11-23' } as const;

describe('an export of the register (B35–B41)', () => {
  it('B36: takes 45 dates, both ends counted, and refuses 46', async () => {
    expect(await refusal({ ...fullRange, from: '2026-10-09' })).toMatchObject({ status: 400, code: 'RANGE_TOO_LONG' });
    expect(await refusal({ ...fullRange, from: '2026-11-24' })).toMatchObject({ status: 400, code: 'RANGE_INVALID' });
    expect(await request(fullRange)).toMatchObject({ state: 'pending' });
  });

  it('B37, B38: says that it is scheduled, and waits for 03:00 of the company', async () => {
    const requested = await request(fullRange);
    expect(requested.notice).toBe('La descarga se programará automáticamente al confirmar la operación.');
    expect(new Date(requested.runsAt).toISOString().slice(11, 16)).toBe('06:00');
    expect(Date.parse(requested.runsAt)).toBeGreaterThan(now);
    expect(jobs).toEqual([]);
    expect(await sweep(requested.processId)).toBe(false);
    now = Date.parse(requested.runsAt);
    expect(await sweep(requested.processId)).toBe(true);
    expect(jobs).toEqual([{ tenant: 'demo', processId: requested.processId }]);
  });

  it('I13: asked for in the last minutes before 03:00 it is not as of before it was asked for', async () => {
    const date = new Date(now + day).toISOString().slice(0, 10);
    now = Date.parse(`${date}T05:55:00Z`);
    const { processId, runsAt } = await request(fullRange);
    expect(runsAt).toBe(`${date}T06:05:00.000Z`);
    expect((await processOf(processId)).cut).toBe(now);
    now = Date.parse(`${date}T06:04:59Z`);
    expect(await sweep(processId)).toBe(false);
    now = Date.parse(runsAt);
    expect(await sweep(processId)).toBe(true);
    await work();
    expect(recordsOf(await fileOf(processId))).toHaveLength(messages.length);
  });

  it('B35, I12: holds every interaction of the range once, and no other', async () => {
    const { processId, runsAt } = await request(fullRange);
    now = Date.parse(runsAt);
    await sweep(processId);
    await work();
    const rows = recordsOf(await fileOf(processId));
    expect(rows.map((row) => row.Id).sort()).toEqual(messages.map(({ messageId }) => messageId).sort());
    expect((await processOf(processId)).files.map(({ name }) => name)).toEqual([
      'interactions-2026-10-10_2026-11-23.csv',
      'interactions-2026-10-10_2026-11-23.manifest.json',
    ]);
  });

  it('B35, B16: keeps to the filters in force, and to the columns in their order', async () => {
    const { processId, runsAt } = await request({
      ...fullRange,
      filters: { channel: 'sms', advisor: 'eva' },
      columns: ['channel', 'messageId'],
    });
    now = Date.parse(runsAt);
    await sweep(processId);
    await work();
    const file = await fileOf(processId);
    expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows = recordsOf(file);
    expect(Object.keys(rows[0] ?? {})).toEqual(['Canal', 'Id']);
    const wanted = messages.filter(({ channel, advisorId }) => channel === 'sms' && advisorId === 'eva');
    expect(wanted.length).toBeGreaterThan(5);
    expect(rows.map((row) => row.Id).sort()).toEqual(wanted.map(({ messageId }) => messageId).sort());
  });

  it('Q13: of a merged customer, under either id, means all that is with the one that stays', async () => {
    const head = (customerId: string, more: Partial<CustomerValue>): CustomerValue => ({
      ...{ tenant: 'demo', customerId, name: customerId, documentType: null, documentNumber: null, advisorId: null },
      ...{ portfolios: [], tags: [], influencer: false, metadata: {}, timeZone: null, debtSummary: noDebts },
      ...{ contactability: 'ok', contactabilityReason: null, callOnly: false, alerts: 0, channels: [] },
      ...{ createdAt: noon, updatedAt: noon, version: 1 },
      ...more,
    });
    const merged = head('c2', { mergedInto: { customerId: 'c1', at: noon, by: 'sofia' } });
    await engines.table.put(Customer, merged, 'any');
    const stays = head('c1', { merged: [{ customerId: 'c2', name: 'c2', at: noon }] });
    await engines.table.put(Customer, stays, 'any');
    const wanted = messages.filter(({ customerId }) => customerId === 'c1' || customerId === 'c2');
    expect(new Set(wanted.map(({ customerId }) => customerId)).size).toBe(2);
    for (const customerId of ['c1', 'c2']) {
      const { processId, runsAt } = await request(
        { ...fullRange, filters: { customerId }, columns: ['messageId'] },
        customerId,
      );
      now = Date.parse(runsAt);
      await sweep(processId);
      await work();
      const rows = recordsOf(await fileOf(processId));
      expect(rows.map((row) => row.Id).sort()).toEqual(wanted.map(({ messageId }) => messageId).sort());
    }
  });

  it('B35: writes dates that a spreadsheet takes for dates, and no mark, where that is asked for', async () => {
    const { processId, runsAt } = await request({
      ...fullRange,
      from: '2026-11-23',
      columns: ['sentAt'],
      format: { bom: false, dates: 'local' },
    });
    now = Date.parse(runsAt);
    await sweep(processId);
    await work();
    const text = (await fileOf(processId)).toString();
    expect(text.startsWith('Fecha de envío real\r\n')).toBe(true);
    expect(text).toContain('23/11/2026 12:00:01\r\n');
  });

  it('I13: a second run gives the same bytes, though facts came in between', async () => {
    const { processId, runsAt } = await request({ ...fullRange, columns: ['messageId', 'status'] });
    now = Date.parse(runsAt);
    await sweep(processId);
    await work();
    const first = await fileOf(processId);
    const read = { kind: 'read', at: now + 1, recordedAt: now + 1 } as const;
    await storeMessages(
      engines.table,
      messages.slice(0, 50).map((message) => ({ ...message, status: 'read', facts: [...message.facts, read] })),
    );
    now += 31 * day;
    expect((await ask(`POST /v1/exports/${processId}/retry`)).status).toBe(202);
    await work();
    expect((await fileOf(processId)).equals(first)).toBe(true);
    await storeMessages(engines.table, messages.slice(0, 50));
  });

  it('B40, B41: takes one request a day of a user; another one may be put in its place until it runs', async () => {
    const first = await request(fullRange);
    const refused = await refusal(fullRange);
    expect(refused).toMatchObject({ status: 409, code: 'EXPORT_ALREADY_REQUESTED' });
    expect(refused.detail).toContain('replace: true');
    const second = await request({ ...fullRange, columns: ['messageId'], replace: true });
    expect((await processOf(first.processId)).state).toBe('cancelled');
    expect((await request(fullRange, 'another')).state).toBe('pending');
    // It ran at 03:00; the day of the request is not over at one in the morning.
    await new ProcessStore(engines.table).change('demo', second.processId, (process) => ({
      ...process,
      state: 'success',
    }));
    expect(await refusal({ ...fullRange, replace: true })).toMatchObject({ code: 'EXPORT_ALREADY_REQUESTED' });
  });

  it('Q4: a cancelled request frees the day; cancelling twice is no fault, cancelling what has run is one', async () => {
    const { processId } = await request(fullRange);
    for (let round = 0; round < 2; round += 1) {
      expect((await ask(`POST /v1/exports/${processId}/cancel`)).body).toMatchObject({ state: 'cancelled' });
    }
    // Whoever cancelled it knows.
    expect(processAnswer(await processOf(processId), now).unread).toBe(false);
    const { processId: next, runsAt } = await request(fullRange);
    now = Date.parse(runsAt);
    await sweep(next);
    await work();
    expect(await ask<Problem>(`POST /v1/exports/${next}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'PROCESS_ENDED' },
    });
    expect(await ask<Problem>(`POST /v1/exports/${next}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'PROCESS_NOT_FAILED' },
    });
  });

  it('B40: of ten requests at once, one is taken', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask<Requested>('POST /v1/exports', 'sofia', fullRange)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array.from({ length: 9 }, () => 409)]);
  });

  it('F14: a repeat under the same Idempotency-Key is the same request', async () => {
    const headers = { 'idempotency-key': `export-${now}` };
    const [first, second] = [
      await ask<Requested>('POST /v1/exports', 'sofia', fullRange, headers),
      await ask<Requested>('POST /v1/exports', 'sofia', fullRange, headers),
    ];
    expect(second).toEqual(first);
  });

  it.each([
    [{ ...fullRange, filters: { chanel: 'sms' } }, 'FILTER_INVALID'],
    [{ ...fullRange, filters: { channel: 'fax' } }, 'FILTER_INVALID'],
    [{ ...fullRange, filters: { from: '2026-11-01' } }, 'FILTER_INVALID'],
    [{ ...fullRange, columns: ['messageId', 'messageId'] }, 'FILTER_INVALID'],
    [{ ...fullRange, columns: ['__proto__'] }, 'FILTER_INVALID'],
    [{ ...fullRange, tray: 'users' }, 'VALUE_INVALID'],
    [{ ...fullRange, tray: 'customers' }, 'FILTER_INVALID'],
    [{ ...fullRange, from: '2026-02-30' }, 'DATE_INVALID'],
    [{ ...fullRange, cut: 0 }, 'UNKNOWN_FIELD'],
  ])('refuses %j', async (body, code) => {
    expect(await refusal(body)).toMatchObject({ status: 400, code });
  });
});

describe('exports at once (Q4)', () => {
  it('Q16: the customers, each once, with what a spreadsheet must not calculate', async () => {
    const { processId, notice } = await request({ tray: 'customers' });
    expect(notice).toContain('de inmediato');
    await work();
    const file = await fileOf(processId);
    // Other systems read it by these bytes: whatever people's files get more, these stay.
    expect(file.toString('utf8').split('\r\n').slice(0, 2)).toEqual([
      '\uFEFFId,Nombre de usuario,Tipo de documento,Número identificador único,Contactabilidad,' +
        'Alertas de contactabilidad,Segmento,Fecha de vencimiento,Días de atraso,Estado de la deuda,Saldo pendiente,' +
        'Asesor asignado,Nombres de cartera,Etiquetas,Canal,Influenciador,Fecha de creación',
      expect.stringMatching(
        /^c0000,'=Cliente 0,RUT,0-k,No contactable,1,[^,]*,2026-11-01,\d+,[^,]+,150000 CLP; 10\.50 USD,,Norte,,Correo; SMS,no,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[34]:00$/,
      ),
    ]);
    const process = await processOf(processId);
    expect(process.files.map(({ name, downloadName }) => [name, downloadName])).toEqual([
      ['customers.csv', `clientes-${localDay(process.cut, timeZone)}.csv`],
      ['customers.manifest.json', undefined],
    ]);
    const rows = recordsOf(file);
    expect(rows.map((row) => row.Id)).toEqual(Array.from({ length: 230 }, (_, position) => rowOf(position).customerId));
    expect(rows[3]).toMatchObject({
      'Nombre de usuario': "'=Cliente 3",
      Contactabilidad: 'No contactable',
      'Saldo pendiente': '150000 CLP; 10.50 USD',
      'Fecha de vencimiento': '2026-11-01',
      Influenciador: 'no',
    });
  });

  it('F21: what went wrong in processes, under its own filters, as often as wanted', async () => {
    const { processId: failing, runsAt } = await request(fullRange);
    await new ProcessStore(engines.table).change('demo', failing, (process) => ({
      ...process,
      state: 'failed',
      error: '=1+1 The stored file is wrong.',
      finishedAt: Date.parse(runsAt),
    }));
    now += 1_000;
    for (let round = 0; round < 2; round += 1) {
      now += 1_000;
      const { processId } = await request({ tray: 'processErrors', filters: { kind: 'export', state: 'failed' } });
      await work();
      const rows = recordsOf(await fileOf(processId));
      expect(rows).toEqual([
        expect.objectContaining({
          Id: failing,
          Proceso: 'Descarga',
          Estado: 'Fallido',
          'Solicitado por': 'sofia',
          'Mensaje de error': "'=1+1 The stored file is wrong.",
        }),
      ]);
    }
  });

  it('I12: a customer that is gone during the export does not shift the others', async () => {
    const { processId } = await request({ tray: 'customers', filters: { contactability: 'none' } });
    await engines.table.delete(listingKey('demo', 'c0003'));
    await work();
    expect((await processOf(processId)).state).toBe('success');
  });
});

describe('an export whose files were deleted with a person', () => {
  it('is written again by hand, and has its files then', async () => {
    const { processId } = await request({ tray: 'customers', filters: {} });
    await work();
    await new ProcessStore(engines.table).change('demo', processId, (process) => ({
      ...process,
      files: [],
      filesErasedAt: now,
    }));
    expect(processAnswer(await processOf(processId), now)).toMatchObject({ state: 'expired', files: [] });
    expect(await ask(`POST /v1/exports/${processId}/retry`)).toMatchObject({ status: 202 });
    await work();
    const process = processAnswer(await processOf(processId), now);
    expect(process).toMatchObject({ state: 'success' });
    expect(process.files).toHaveLength(2);
    expect(process.filesErasedAt).toBeUndefined();
  });

  it('what is no export is not written again', async () => {
    const { processId } = await request({ tray: 'customers', filters: {} });
    await new ProcessStore(engines.table).change('demo', processId, (process) => ({
      ...process,
      kind: 'customer_erasure',
      state: 'failed',
    }));
    expect(await ask(`POST /v1/exports/${processId}/retry`)).toMatchObject({ status: 404 });
  });
});

describe('standing reports (F21, F22)', () => {
  const input = { name: 'SMS de Eva', filters: { channel: 'sms', advisor: 'eva' }, columns: ['messageId'], days: 3 };

  it('are written every night beside the company’s own, once, with their own selection', async () => {
    now = noon;
    const created = await ask<StandingReport>('POST /v1/standing-reports', 'sofia', input);
    expect(created).toMatchObject({ status: 201, body: { name: 'SMS de Eva', version: 1, active: true } });
    const night = Date.parse('2026-11-24T06:00:00Z');
    const run = () =>
      createNightRun({ table: engines.table, jobs: queue, privacyJobs: queue, log })(
        { time: new Date(night).toISOString() },
        lambdaContext(120_000),
      );
    await run();
    const wanted = jobs.filter(({ processId }) => processId.includes('-standing-'));
    // Of the night before it was made, too: it was asked for in the course of that date.
    expect(wanted.map(({ processId }) => processId.slice(20, 30))).toEqual(['2026-11-22', '2026-11-23']);
    expect((await run()).requested).toBe(0);
    jobs = wanted.slice(1);
    now = night;
    await work();
    const [first] = wanted.slice(1);
    const rows = recordsOf(await fileOf(first?.processId ?? ''));
    const inRange = messages.filter(
      ({ channel, advisorId, day: date }) =>
        channel === 'sms' && advisorId === 'eva' && date >= '2026-11-21' && date <= '2026-11-23',
    );
    expect(rows.map((row) => row.Id).sort()).toEqual(inRange.map(({ messageId }) => messageId).sort());
  });

  it('are changed under their version, ended, and limited in number', async () => {
    const { body } = await ask<StandingReport>('POST /v1/standing-reports', 'sofia', { name: 'Todo' });
    const path = `/v1/standing-reports/${body.reportId}`;
    const changed = { name: 'Todo', active: false, notify: ['sofia'] };
    expect(await ask(`PUT ${path}`, 'sofia', changed, { 'if-match': '1' })).toMatchObject({
      status: 200,
      body: { version: 2, active: false, notify: ['sofia'] },
    });
    expect(await ask(`PUT ${path}`, 'sofia', changed, { 'if-match': '1' })).toMatchObject({ status: 412 });
    expect(await ask(`PUT ${path}`, 'sofia', { name: 'X', notify: ['nobody'] })).toMatchObject({
      status: 404,
      body: { code: 'USER_NOT_FOUND' },
    });
    expect(await ask(`DELETE ${path}`)).toMatchObject({ status: 200 });
    expect(await ask(`DELETE ${path}`)).toMatchObject({ status: 404 });
    for (let made = 0; made < 19; made += 1) await ask('POST /v1/standing-reports', 'sofia', { name: `N${made}` });
    expect(await ask('POST /v1/standing-reports', 'sofia', { name: 'Uno más' })).toMatchObject({
      status: 409,
      body: { code: 'STANDING_REPORT_LIMIT' },
    });
  });
});

describe('the end of a process is told by e-mail to who wishes it (B34, F21)', () => {
  const preferences = (processEmails: boolean) =>
    new CompanyStore(engines.table).savePreferences('demo', 'sofia', { processEmails });
  /** Written, then told by the next sweep. */
  const run = async (processId: string): Promise<void> => {
    await work();
    await sweep(processId);
    await work();
  };
  beforeEach(() => void mailbox.sent.splice(0));

  it('tells nobody who did not ask for it', async () => {
    await preferences(false);
    const { processId } = await request({ tray: 'customers' });
    await run(processId);
    expect(mailbox.sent).toEqual([]);
    expect((await processOf(processId)).dueAt).toBeNull();
  });

  it('tells once, with a link into the console and never the file', async () => {
    await preferences(true);
    const { processId } = await request({ tray: 'customers' });
    await run(processId);
    await run(processId);
    expect(mailbox.sent).toHaveLength(1);
    const [sent] = mailbox.sent;
    expect(sent).toMatchObject({ to: 'sofia@demo.example', from: '"Demo" <cobranza@demo.example>' });
    expect(sent?.subject).toMatch(/^Descarga: clientes-\d{4}-\d\d-\d\d\.csv \(Correcto\)$/);
    expect(sent?.body).toContain(`${consoleUrl}/receivables/processes?process=${processId}`);
    expect(sent?.body).not.toMatch(/X-Amz|reports\//);
  });

  it('is tried again when the provider refuses, and given up in the end', async () => {
    await preferences(true);
    const { processId } = await request({ tray: 'customers' });
    mailbox.state.failures = 1;
    await run(processId);
    expect(mailbox.sent).toEqual([]);
    now = (await processOf(processId)).dueAt ?? 0;
    await run(processId);
    expect(mailbox.sent).toHaveLength(1);

    const second = await request({ tray: 'customers' });
    mailbox.state.failures = 100;
    for (let round = 0; round < 6; round += 1) {
      now = (await processOf(second.processId)).dueAt ?? now;
      await run(second.processId);
    }
    mailbox.state.failures = 0;
    expect(await processOf(second.processId)).toMatchObject({ dueAt: null, state: 'success', notice: { failures: 5 } });
  });

  it('a standing report tells those whom it names, whatever they wish in general', async () => {
    await preferences(false);
    const input = { name: 'Diario', columns: ['messageId'], notify: ['sofia'] };
    for (const report of (await ask<{ items: StandingReport[] }>('GET /v1/standing-reports')).body.items) {
      await ask(`DELETE /v1/standing-reports/${report.reportId}`);
    }
    now = Date.parse('2026-12-10T15:00:00Z');
    await ask('POST /v1/standing-reports', 'sofia', input);
    now = Date.parse('2026-12-11T06:00:00Z');
    await createNightRun({ table: engines.table, jobs: queue, privacyJobs: queue, log })(
      { time: new Date(now).toISOString() },
      lambdaContext(120_000),
    );
    const ids = jobs.map(({ processId }) => processId).filter((id) => id.includes('-standing-2026-12-10'));
    expect(ids).toHaveLength(1);
    jobs = jobs.filter(({ processId }) => ids.includes(processId));
    await work();
    for (const processId of ids) await sweep(processId);
    await work();
    expect(mailbox.sent.map(({ to, subject }) => [to, subject])).toEqual([
      ['sofia@demo.example', 'Informe nocturno: Diario (Correcto)'],
    ]);
  });
});
