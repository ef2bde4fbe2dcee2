/** Imports of outside history and of customers, by HTTP and S3 alone (B23–B34, F19, F20, Q5, Q12). */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { freshEmail, freshRut, unique } from './support/people.ts';
import { interactionSchema, pageOf } from './support/shapes.ts';
import { sendForm } from './support/uploads.ts';

const manager = as('demo', 'supervisor');
const requestedSchema = z.object({
  processId: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
});
const importSchema = z.looseObject({
  processId: z.string(),
  kind: z.literal('import'),
  state: z.string(),
  error: z.string().nullable(),
  unread: z.boolean(),
  progress: z.object({ done: z.number(), total: z.number().nullable() }),
  files: z.array(z.looseObject({ name: z.string(), rows: z.number().nullable() })),
  import: z.looseObject({
    stage: z.string(),
    counts: z.object({ created: z.number(), updated: z.number(), duplicate: z.number(), rejected: z.number() }),
    issues: z.array(
      z.looseObject({ code: z.string(), line: z.number().nullable(), text: z.looseObject({ es: z.string() }) }),
    ),
  }),
});

const begin = async (file: string | Buffer, options: object = {}, kind = 'interactions') => {
  const bytes = Buffer.from(file as string);
  const body = { kind, fileName: 'historia.csv', size: Math.max(1, bytes.length), options };
  const requested = await manager.take(requestedSchema, 202, 'POST', '/v1/imports', { body });
  const { status, text } = await sendForm(requested.upload, bytes);
  expect(status, text).toBe(204);
  return requested.processId;
};
const path = (processId: string) => `/v1/processes/${processId}`;
const confirm = (processId: string) => manager.take(importSchema, 202, 'POST', `/v1/imports/${processId}/confirm`);
const untilEnded = (processId: string) =>
  eventually(async () => {
    const process = await manager.take(importSchema, 200, 'GET', path(processId));
    expect(process.state).not.toMatch(/pending|processing/);
    return process;
  });
const importFile = async (file: string | Buffer, options: object = {}, kind?: string) => {
  const processId = await begin(file, options, kind);
  await confirm(processId);
  return untilEnded(processId);
};
const errorsOf = async (processId: string): Promise<string> => {
  const { url } = await manager.take(z.object({ url: z.string() }), 200, 'GET', `${path(processId)}/files/errors.csv`);
  return (await fetch(url)).text();
};
const person = async () => {
  const documentNumber = freshRut();
  const customer = await as('demo').createCustomer([], { documentType: 'RUT', documentNumber });
  return { customerId: customer.customerId, documentNumber };
};
const interactionsOf = (customerId: string) =>
  manager.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', {
    query: { customerId, source: 'outside', from: '2026-02-20', to: '2026-03-31' },
  });

const titles = 'Tipo de documento;Número identificador único;Canal;Fecha de envío;Destinatarios;Estado;Asunto';

describe('outside history', () => {
  it('B26: gives a template with the mandatory columns, which can be imported as it is', async () => {
    const template = await manager.call('GET', '/v1/imports/templates/interactions');
    expect(
      template.text.startsWith(
        'Tipo de documento;Número identificador único;Canal;Fecha de envío;Destinatarios;Estado;',
      ),
    ).toBe(true);
    const process = await importFile(template.text, { dryRun: true });
    expect(process).toMatchObject({ state: 'success', progress: { done: 1, total: 1 } });
    expect((await manager.call('GET', '/v1/imports/templates/paloma')).status).toBe(400);
  });

  it('B23–B25, B27–B34, F19, F20: imports what is right, tells what is not, takes the corrected file, sends nothing', async () => {
    const one = await person();
    const two = await person();
    const sent = freshEmail();
    const file = [
      titles,
      `RUT;${one.documentNumber};Correo;01/03/2026;${sent};Leída;=Aviso`,
      `RUT;${one.documentNumber};WhatsApp;02/03/2026;+56987654321;Enviada;`,
      `RUT;${two.documentNumber};Correo;31/02/2026;${freshEmail()};Entregada;Tarde`,
      `RUT;${freshRut()};Correo;01/03/2026;${freshEmail()};Entregada;`,
    ].join('\r\n');
    const options = { dateFormat: 'dd/mm/yyyy' };
    const first = await importFile(file, options);
    expect(first).toMatchObject({ state: 'success', unread: true, progress: { done: 4, total: 4 } });
    expect(first.import.counts).toEqual({ created: 2, updated: 0, duplicate: 0, rejected: 2 });
    const { items } = await interactionsOf(one.customerId);
    expect(items.map(({ channel, status, source, subject }) => ({ channel, status, source, subject }))).toEqual(
      expect.arrayContaining([
        { channel: 'email', status: 'read', source: 'outside', subject: '=Aviso' },
        { channel: 'whatsapp', status: 'sent', source: 'outside', subject: null },
      ]),
    );
    // B25: the history opens no window, so WhatsApp takes no free text.
    const contact = await as('demo').call('GET', `/v1/customers/${one.customerId}/contact-check`, {
      query: { channel: 'whatsapp' },
    });
    expect(contact.text).not.toContain('"allowed":true');

    const errors = await errorsOf(first.processId);
    const rows: string[][] = parse(errors, { bom: true, delimiter: ';' });
    expect(rows[0]?.slice(0, 5)).toEqual(['Línea', 'Columna', 'Código', 'Qué corregir', 'Tipo de documento']);
    expect(rows.slice(1).map(([line, column, code]) => [line, column, code])).toEqual([
      ['4', 'Fecha de envío', 'DATE_INVALID'],
      ['5', 'Número identificador único', 'CUSTOMER_NOT_FOUND'],
    ]);
    const corrected = await importFile(errors.replaceAll('31/02/2026', '28/02/2026'), options);
    expect(corrected.import.counts).toEqual({ created: 1, updated: 0, duplicate: 0, rejected: 1 });

    const again = await importFile(file, options);
    expect(again.import.counts).toEqual({ created: 0, updated: 0, duplicate: 2, rejected: 2 });
    expect(again.import.issues.map(({ code }) => code)).toContain('FILE_ALREADY_IMPORTED');
    expect((await interactionsOf(one.customerId)).items).toHaveLength(2);

    // B34: whoever requested it is told, and looks.
    const unread = async () =>
      (await manager.take(z.looseObject({ unreadProcesses: z.number() }), 200, 'GET', '/v1/me')).unreadProcesses;
    const before = await unread();
    expect(await manager.take(importSchema, 200, 'POST', `${path(first.processId)}/read`)).toMatchObject({
      unread: false,
    });
    await eventually(async () => expect(await unread()).toBeLessThan(before));
  });

  it('F19: validates in a dry run and imports the validated bytes on confirmation', async () => {
    const { customerId, documentNumber } = await person();
    const file = `${titles}\nRUT;${documentNumber};Correo;2026-03-01;${freshEmail()};Entregada;`;
    const processId = await begin(file, { dryRun: true });
    await confirm(processId);
    const validated = await untilEnded(processId);
    expect(validated.import).toMatchObject({ stage: 'validated', counts: { created: 1 } });
    expect((await interactionsOf(customerId)).items).toEqual([]);
    await confirm(processId);
    await eventually(async () => expect((await interactionsOf(customerId)).items).toHaveLength(1));
    expect(await untilEnded(processId)).toMatchObject({ import: { stage: 'done', counts: { created: 1 } } });
    expect((await manager.call('POST', `/v1/imports/${processId}/confirm`)).code).toBe('IMPORT_NOT_CONFIRMABLE');
    expect((await manager.call('POST', `/v1/imports/${processId}/cancel`)).code).toBe('PROCESS_ENDED');
  });

  it('#113–#123: refuses files that it cannot read with one message', async () => {
    const excel = await importFile(Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3]));
    expect(excel).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('FILE_NOT_CSV'),
    });
    expect(await importFile(titles.replace('Canal;', ''))).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('COLUMN_MISSING'),
    });
    // A title that may be the missing one is asked for.
    expect(await importFile(titles.replace('Canal', 'Kanal'))).toMatchObject({
      state: 'needs_answer',
      import: { question: { kind: 'columns', missing: ['channel'], titles: ['Kanal'] } },
    });
    expect(
      (
        await manager.call('POST', '/v1/imports', {
          body: { kind: 'interactions', fileName: 'x.csv', size: 200_000_001 },
        })
      ).code,
    ).toBe('FILE_TOO_LARGE');
  });

  it("I17: a signed form takes its own file alone, neither another company's nor another import's", async () => {
    const bytes = Buffer.from(titles);
    const body = { kind: 'interactions', fileName: 'historia.csv', size: bytes.length, options: {} };
    const { upload } = await manager.take(requestedSchema, 202, 'POST', '/v1/imports', { body });
    const own = upload.fields.key ?? '';
    expect(own).toContain('imports/demo/');
    for (const key of [own.replace('imports/demo/', 'imports/acme/'), `${own}x`, own.replace('imports/', 'reports/')]) {
      const { status, text } = await sendForm({ ...upload, fields: { ...upload.fields, key } }, bytes);
      expect(status, text).toBe(403);
    }
  });

  it('tells when nothing was uploaded, and is cancelled', async () => {
    const body = { kind: 'interactions', fileName: 'x.csv', size: 10 };
    const { processId } = await manager.take(requestedSchema, 202, 'POST', '/v1/imports', { body });
    expect((await manager.call('POST', `/v1/imports/${processId}/confirm`)).code).toBe('UPLOAD_MISSING');
    expect(await manager.take(importSchema, 202, 'POST', `/v1/imports/${processId}/cancel`)).toMatchObject({
      state: 'cancelled',
    });
  });
});

describe('customers', () => {
  it('Q12, Q13: makes and changes customers by document; a placeholder is left out with a warning', async () => {
    const [rut, email] = [freshRut(), freshEmail()];
    const name = `Berta ${unique()}`;
    const head =
      'Tipo de documento,Número identificador único,Nombre,Correo,Celular,Código de deuda,Fecha de vencimiento,Saldo,Moneda,Estado de la deuda';
    const process = await importFile(
      `${head}\nRUT,${rut},${name},${email},1,F-1,2026-07-01,125000,CLP,vigente\n`,
      {},
      'customers',
    );
    expect(process.import.counts).toEqual({ created: 1, updated: 0, duplicate: 0, rejected: 0 });
    expect(process.import.issues).toMatchObject([{ code: 'ADDRESS_LEFT_OUT', line: 2 }]);
    await eventually(async () => {
      const page = z.object({ items: z.array(z.looseObject({ customerId: z.string(), contactability: z.string() })) });
      const { items } = await as('demo').take(page, 200, 'GET', '/v1/customers', { query: { q: rut } });
      expect(items).toMatchObject([{ name, contactability: 'ok', debtSummary: { balances: { CLP: 125_000 } } }]);
    });
  });
});

describe('debts', () => {
  const debtTitles = 'RUT;Código de deuda;Saldo;Vencimiento;Cartera';
  const balanceOf = async (customerId: string) => {
    const schema = z.looseObject({ debtSummary: z.looseObject({ balances: z.record(z.string(), z.number()) }) });
    const { debtSummary } = await manager.take(schema, 200, 'GET', `/v1/customers/${customerId}`);
    return debtSummary.balances.CLP ?? 0;
  };
  const untilAsked = (processId: string) =>
    eventually(async () => {
      const process = await manager.take(importSchema, 200, 'GET', path(processId));
      expect(process.state).toBe('needs_answer');
      return process;
    }, 120_000);

  it('C27–C30, F19: a complete file settles what it does not name only after somebody has said so', async () => {
    const portfolio = `Norte ${unique()}`;
    const people = [await person(), await person()];
    const row = (index: number, balance: string) =>
      `${people[index]?.documentNumber};OP-1;${balance};2026-10-31;${portfolio}`;
    const options = { completeFor: portfolio };
    const first = await importFile([debtTitles, row(0, '150.000'), row(1, '80.000')].join('\r\n'), options, 'debts');
    expect(first.import.counts).toEqual({ created: 2, updated: 0, duplicate: 0, rejected: 0 });
    for (const [index, balance] of [150_000, 80_000].entries()) {
      await eventually(async () => expect(await balanceOf(people[index]?.customerId ?? '')).toBe(balance));
    }
    // One of two is missing: more than a fifth of the portfolio.
    const processId = await begin([debtTitles, row(0, '90.000')].join('\r\n'), options, 'debts');
    await confirm(processId);
    const asked = await untilAsked(processId);
    expect(asked.import).toMatchObject({ counts: { updated: 1 }, settlement: { open: 2, missing: 1, settled: 0 } });
    expect(await balanceOf(people[1]?.customerId ?? '')).toBe(80_000);
    expect((await manager.call('POST', `/v1/imports/${processId}/confirm`)).code).toBe('IMPORT_ANSWER_MISSING');
    await manager.take(importSchema, 202, 'POST', `/v1/imports/${processId}/confirm`, { body: { settle: true } });
    const done = await untilEnded(processId);
    expect(done).toMatchObject({ state: 'success', import: { settlement: { settled: 1 } } });
    for (const [index, balance] of [90_000, 0].entries()) {
      await eventually(async () => expect(await balanceOf(people[index]?.customerId ?? '')).toBe(balance));
    }
    const trail = z.looseObject({ items: z.array(z.looseObject({ subjectId: z.string().nullable() })) });
    const { items } = await as('demo', 'admin').take(trail, 200, 'GET', '/v1/audit', { query: { kind: 'settlement' } });
    expect(items.map(({ subjectId }) => subjectId)).toContain(processId);
  }, 300_000);
});
