/** Documents through their routes on the real table and bucket: statements (C11) and invoices (D23) for a message. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Attachment } from '#contract/attachments.ts';
import type { Problem } from '#contract/errors.ts';
import { createCursors } from '#platform/cursor.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { AttachmentStore } from '#shared/messaging/attachments/attachment-store.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import { findAttachments, takeAttachments } from '#shared/messaging/attachments/take-attachments.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { documentRoutes } from '../../functions/api/documents/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { textsOfPages } from '../support/pdf-lines.ts';
import { bucket, type ReportEngines, startReportEngines } from '../support/report-engines.ts';

const caller = { tenant: 'demo' };
/** 23:30 in Santiago on 23 November: the day after, in UTC. */
const now = Date.UTC(2026, 10, 24, 2, 30);
const debt = {
  code: 'OP 1/2026',
  dueDate: '2026-11-13',
  balance: 50_000,
  currency: 'CLP',
  state: 'overdue',
  invoices: [{ number: 'F 1/9', dueDate: '2026-11-20', amount: 20_000 }],
};

let engines: ReportEngines;
let api: ReturnType<typeof callApi>;
let customerId = '';
let debtId = '';

/** The company as it is, with or without payments; routes made afterwards see it. */
const setUp = async (tenant: string, enabled: boolean): Promise<void> => {
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const company = newCompany(
    { tenant, name: tenant, senders: { email: null, sms: null, whatsapp: null }, ...place },
    now,
  );
  const payments = { enabled, linkPattern: 'https://pagos.example/{debtCode}' };
  await engines.table.put(Company, { ...company, payments }, 'any');
  const { table } = engines;
  const clock = { now: () => now };
  const files = createAttachmentFiles(engines.s3, bucket);
  api = callApi([
    ...customerRoutes({ table, clock, cursors: createCursors('k'), addressKey: 'key' }),
    ...documentRoutes({ table, files, clock }),
  ]);
};

beforeAll(async () => {
  engines = await startReportEngines();
  await setUp('demo', true);
  const body = { name: 'Ana Ñanco', addresses: [] };
  ({ customerId } = (await api<{ customerId: string }>({ call: 'POST /v1/customers', body, caller })).body);
  const put = { call: `PUT /v1/customers/${customerId}/debts`, body: debt, caller };
  ({ debtId } = (await api<{ debtId: string }>(put)).body);
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(() => setUp('demo', true));

const post = <Body = Attachment>(path: string, body: object, headers: Record<string, string> = {}, tenant = 'demo') =>
  api<Body>({ call: `POST /v1/customers/${customerId}${path}`, body, headers, caller: { tenant } });
const statement = (format: string, headers?: Record<string, string>) => post('/account-statement', { format }, headers);
const invoice = <Body = Attachment>(number = 'F 1/9', of = debtId) =>
  post<Body>(`/debts/${of}/invoice-document`, { number });

/** The document as a message to the customer takes it. */
const taken = async (attachmentId: string): Promise<Buffer> => {
  const deps = { attachments: new AttachmentStore(engines.table), files: createAttachmentFiles(engines.s3, bucket) };
  const wanted = { tenant: 'demo', ids: [attachmentId], purpose: 'message', customerIds: [customerId] } as const;
  const [file] = await takeAttachments(deps, await findAttachments(deps, wanted));
  if (file === undefined) throw new Error('It was not taken.');
  return engines.readObject(fileKey(file.value));
};

describe('account statement (C11)', () => {
  it("is a PDF of the debts on the company's date, ready for a message to this customer", async () => {
    const { status, body } = await statement('pdf');
    expect(status).toBe(201);
    expect(body).toMatchObject({ fileName: 'Estado de cuenta 2026-11-23.pdf', contentType: 'application/pdf' });
    const bytes = await taken(body.attachmentId);
    expect(bytes.length).toBe(body.size);
    const [page] = await textsOfPages(bytes);
    expect(page).toEqual(expect.arrayContaining(['Cliente: Ana Ñanco', 'OP 1/2026', '10', 'Vencida', '$50.000']));
  });

  it('is a page just as well, though nobody may upload one', async () => {
    const { body } = await statement('html');
    expect(body).toMatchObject({ fileName: 'Estado de cuenta 2026-11-23.html', contentType: 'text/html' });
    expect((await taken(body.attachmentId)).toString()).toContain('OP 1/2026');
  });

  it('is one document for one key, and another for another', async () => {
    const [first, again, other] = [
      await statement('pdf', { 'idempotency-key': 'a' }),
      await statement('pdf', { 'idempotency-key': 'a' }),
      await statement('pdf', { 'idempotency-key': 'b' }),
    ];
    expect(again).toEqual(first);
    expect(other.body.attachmentId).not.toBe(first.body.attachmentId);
    expect(await taken(other.body.attachmentId)).toEqual(await taken(first.body.attachmentId));
    expect(await statement('html', { 'idempotency-key': 'a' })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  it('of another company is of nobody', async () => {
    await setUp('acme', true);
    expect(await post<Problem>('/account-statement', { format: 'pdf' }, {}, 'acme')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
    expect(await statement('docx')).toMatchObject({ status: 400, body: { code: 'VALUE_INVALID' } });
  });
});

describe('detail of an invoice (D23)', () => {
  it('is a PDF with the place where it is paid', async () => {
    const { status, body } = await invoice();
    expect(status).toBe(201);
    expect(body.fileName).toBe('Factura F 1_9 2026-11-23.pdf');
    const [page] = await textsOfPages(await taken(body.attachmentId));
    expect(page).toEqual(
      expect.arrayContaining(['Factura F 1/9', '3', '$20.000', 'Paga aquí: https://pagos.example/OP%201%2F2026']),
    );
  });

  it('goes out only while the company takes payments', async () => {
    await setUp('demo', false);
    expect(await invoice<Problem>()).toMatchObject({ status: 409, body: { code: 'INVOICES_DISABLED' } });
    expect((await statement('pdf')).status).toBe(201);
  });

  it('is of a debt and an invoice that there are', async () => {
    expect(await invoice<Problem>('F 2')).toMatchObject({ status: 404, body: { code: 'INVOICE_NOT_FOUND' } });
    expect(await invoice<Problem>('F 1/9', 'nothing')).toMatchObject({ status: 404, body: { code: 'DEBT_NOT_FOUND' } });
  });
});
