/** What goes along with a message: files, account statement, Paga aquí, invoices (C10, C11, C13, D22, D23). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { operator, theOperator } from '../scenario/support/operator.ts';
import { freshEmail } from '../scenario/support/people.ts';
import { settingsSchema } from '../scenario/support/shapes.ts';
import { pdfFile } from '../scenario/support/uploads.ts';
import { closeBrowser, expectAccessible, visit } from './support/console.ts';
import { freshName, live, messageWith, onChannel, send, someone, threadOf, write } from './support/inbox.ts';

afterAll(closeBrowser);

describe('files of a message', () => {
  it.runIf(operator)('C10 D22: a file is uploaded, goes along with the message, and comes down again', async () => {
    const { customerId, email } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await onChannel(page, 'Correo');
    await page.getByLabel('Asunto').fill('Tu contrato');
    await write(page, 'Va adjunto');
    const file = pdfFile('contrato.pdf');
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Adjuntar' }).click();
    await (await chosen).setFiles({ name: file.fileName, mimeType: file.contentType, buffer: Buffer.from(file.bytes) });
    await page.getByRole('button', { name: 'Quitar contrato.pdf' }).waitFor();
    await send(page);
    const sent = messageWith(page, 'Va adjunto');
    await sent.getByText('entregado').waitFor(live);
    const [kept] = (await theOperator().emailTo(email)).files;
    expect(kept).toMatchObject({ fileName: 'contrato.pdf' });
    expect(kept?.bytes.equals(Buffer.from(file.bytes))).toBe(true);
    const download = page.waitForEvent('download');
    await sent.getByRole('button', { name: 'Descargar contrato.pdf' }).click();
    expect((await download).suggestedFilename()).toBe('contrato.pdf');
    await leave();
  });
});

describe('documents of a company that takes payments', () => {
  const api = as('acme');
  const admin = as('acme', 'admin');
  const debtSchema = z.looseObject({ debtId: z.string() });
  let settings: Record<string, unknown>;
  const put = (body: unknown) => admin.take(settingsSchema, 200, 'PUT', '/v1/settings', { body });

  beforeAll(async () => {
    const current = await admin.take(settingsSchema, 200, 'GET', '/v1/settings');
    const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = current;
    settings = input;
    const linkPattern = 'https://pagos.example/p/{debtCode}?monto={amount}&moneda={currency}';
    await put({ ...settings, payments: { enabled: true, linkPattern } });
  });
  afterAll(() => put(settings));

  it.runIf(operator)('C11 C13 D23: account statement, Paga aquí and an invoice go to the customer', async () => {
    const email = freshEmail();
    const { customerId } = await api.createCustomer([{ channel: 'email', value: email }], { name: freshName() });
    const debt = {
      code: 'OP-77',
      dueDate: '2026-01-31',
      balance: 150_000,
      currency: 'CLP',
      state: 'overdue',
      invoices: [{ number: 'F-9', dueDate: '2026-02-28', amount: 20_000 }],
    };
    await api.take(debtSchema, 200, 'PUT', `/v1/customers/${customerId}/debts`, { body: debt });
    const { page, leave } = await visit({ company: 'acme', language: 'es', path: threadOf(customerId) });
    await page.getByLabel('Asunto').fill('Tu cuenta');
    await write(page, 'Este es tu estado de cuenta:\n');
    await page.getByRole('button', { name: 'Estado de cuenta' }).click();
    await page.getByRole('menuitem', { name: 'En el texto del correo' }).click();
    await page.getByRole('button', { name: 'Paga aquí' }).click();
    await page.getByRole('button', { name: 'Estado de cuenta' }).click();
    await page.getByRole('menuitem', { name: 'Como archivo PDF' }).click();
    await page.getByRole('button', { name: 'Facturas' }).click();
    await page.getByRole('menuitem', { name: /^Factura F-9/ }).click();
    await expect.poll(() => page.getByRole('button', { name: /^Quitar .*\.pdf/ }).count(), live).toBe(2);
    await expectAccessible(page);
    await send(page);
    await messageWith(page, 'Este es tu estado de cuenta').getByText('entregado').waitFor(live);
    const { html, files } = await theOperator().emailTo(email);
    expect(html).toContain('OP-77');
    expect(html).toContain('https://pagos.example/p/OP-77');
    expect(files.map(({ bytes }) => bytes.subarray(0, 5).toString('latin1'))).toEqual(['%PDF-', '%PDF-']);
    await leave();
  });

  it('D23: without payments neither invoices nor Paga aquí are offered', async () => {
    const { customerId } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await onChannel(page, 'Correo');
    await page.getByRole('button', { name: 'Estado de cuenta' }).waitFor();
    for (const name of ['Facturas', 'Paga aquí'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0);
    await leave();
  });
});
