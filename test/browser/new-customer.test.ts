/** A customer is created where people need one, and written to (A5, D6, E2, E4, E16, E20). */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { untilCustomerListed } from '../scenario/support/customer-list.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { freshEmail, freshMobile, freshRut, unique } from '../scenario/support/people.ts';
import { pageOf } from '../scenario/support/shapes.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('demo');

const formOf = async (page: Page) => {
  const form = page.getByRole('dialog', { name: 'Crear cliente' });
  await form.waitFor();
  return form;
};

/** Chooses the channel of the first address, and writes it. */
const writeAddress = async (page: Page, channel: string, value: string) => {
  const form = await formOf(page);
  await form.getByRole('button', { name: /^Canal 1 / }).click();
  await page.getByRole('option', { name: channel, exact: true }).click();
  await form.getByRole('textbox', { name: 'Dirección 1' }).fill(value);
};

const submit = async (page: Page) => (await formOf(page)).getByRole('button', { name: 'Crear cliente' }).click();

const idIn = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

const sentSchema = pageOf(z.looseObject({ channel: z.string(), preview: z.string().nullable() }));

/** Waits until the conversation has a message with these words. */
const untilSent = (customerId: string, words: string) =>
  eventually(async () => {
    const { items } = await api.take(sentSchema, 200, 'GET', `/v1/conversations/${customerId}/messages`);
    expect(items.some(({ preview }) => preview?.includes(words))).toBe(true);
  });

describe('creating a customer', () => {
  it('A5 E2 E20: from Clientes, with document, portfolio and address; then the customer is written to', async () => {
    const name = `Nueva ${unique()}`;
    const portfolio = `Cartera ${unique()}`;
    const document = freshRut();
    const email = freshEmail();
    const { page, leave } = await visit({ path: '/receivables/customers' });
    await page.getByRole('button', { name: 'Crear cliente' }).click();
    const form = await formOf(page);
    await expectAccessible(page);
    await picture(page, 'create-customer-desk');
    await form.getByLabel('Nombre', { exact: true }).fill(name);
    await form.getByLabel('Tipo de documento').fill('RUT');
    await form.getByLabel('Número de documento').fill(document);
    await form.getByLabel('Nombres de cartera', { exact: true }).fill(portfolio);
    await form.getByRole('button', { name: 'Agregar a Nombres de cartera' }).click();
    await writeAddress(page, 'Correo', email);
    await submit(page);
    await page.waitForURL('**/customers/*');
    await page.getByText(`Se creó el cliente ${name}.`).waitFor();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    const customerId = idIn(page);
    expect(await api.customer(customerId)).toMatchObject({ name, documentNumber: document, portfolios: [portfolio] });
    await page.getByRole('tab', { name: 'Cuentas' }).click();
    // E16: the profile shows the customer's own.
    await page.getByText(document, { exact: true }).first().waitFor();
    await page.getByRole('button', { name: `Contactar por ${email}` }).click();
    const contact = page.getByRole('dialog', { name: `Contactar a ${name}` });
    await contact.getByLabel('Asunto').fill('Bienvenida');
    await contact.getByLabel('Mensaje', { exact: true }).fill('Hola, te damos la bienvenida');
    await contact.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText(`El mensaje para ${name} va en camino.`).waitFor();
    await untilSent(customerId, 'te damos la bienvenida');
    await leave();
  });

  it('Q13: faults stand at their fields, and who has the document already is a click away', async () => {
    const document = freshRut();
    const first = await api.createCustomer([], {
      name: `Primera ${unique()}`,
      documentType: 'RUT',
      documentNumber: document,
    });
    const { page, leave } = await visit({ path: '/help-desk/customers', width: widths.phone });
    await page.getByRole('button', { name: 'Crear cliente' }).click();
    const form = await formOf(page);
    await writeAddress(page, 'Correo', 'no es un correo');
    await form.getByLabel('Nombre', { exact: true }).fill('Segunda');
    await submit(page);
    await form.getByText('Escribe un correo válido, por ejemplo nombre@empresa.cl.').last().waitFor();
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'create-customer-phone');
    await form.getByRole('textbox', { name: 'Dirección 1' }).fill(freshEmail());
    await form.getByLabel('Tipo de documento').fill('RUT');
    await form.getByLabel('Número de documento').fill(document);
    await submit(page);
    await form.getByText('Este cliente ya existe').waitFor();
    await form.getByText('Otro cliente ya tiene este documento.').waitFor();
    await form.getByRole('link', { name: new RegExp(document) }).click();
    await page.waitForURL(`**/help-desk/customers/${first.customerId}`);
    await leave();
  });

  it('D6: a new conversation with a number that nobody has creates the customer and opens the conversation', async () => {
    const phone = freshMobile();
    const name = `Número ${unique()}`;
    const { page, leave } = await visit({ path: '/conversations/received' });
    await page.getByRole('button', { name: 'Nueva conversación' }).click();
    const search = page.getByRole('dialog', { name: 'Busca al cliente' });
    await search.getByRole('searchbox').fill(phone);
    await search.getByText('Ningún cliente coincide.').waitFor();
    await search.getByRole('button', { name: 'Crear cliente' }).click();
    const form = await formOf(page);
    await expect.poll(() => form.getByRole('textbox', { name: 'Dirección 1' }).inputValue()).toBe(phone);
    await form.getByLabel('Nombre', { exact: true }).fill(name);
    await submit(page);
    await page.waitForURL('**/conversations/received?customer=*');
    await page.getByRole('heading', { name }).waitFor();
    const customerId = new URL(page.url()).searchParams.get('customer') ?? '';
    expect((await api.customer(customerId)).addresses.map(({ value }) => value)).toEqual([phone]);
    await leave();
  });

  it('B27: files are offered to who may import', async () => {
    const { page, leave } = await visit({ path: '/receivables/customers', role: 'supervisor', language: 'en' });
    await page.getByRole('button', { name: 'Create customer' }).waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Import customers' }).click();
    await page.waitForURL('**/receivables/imports?kind=customers');
    await page.goBack();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Import debts' }).click();
    await page.waitForURL('**/receivables/imports?kind=debts');
    await leave();
  });
});

describe('what lists show of a customer', () => {
  it('E4 E16: the address itself under Contacto, and the own e-mail, phone and RUT under the metadata', async () => {
    const name = `Propia ${unique()}`;
    const [email, phone, document] = [freshEmail(), freshMobile(), freshRut()];
    const { customerId } = await api.createCustomer(
      [
        { channel: 'email', value: email },
        { channel: 'sms', value: phone },
      ],
      { name, documentType: 'RUT', documentNumber: document },
    );
    await untilCustomerListed({ q: name }, customerId);
    const { page, leave } = await visit({ path: `/help-desk/customers?q=${encodeURIComponent(name)}` });
    await page.getByRole('cell', { name: `${email} ${phone}` }).waitFor();
    await expectAccessible(page);
    await picture(page, 'contacts-column');
    await leave();
    const { items } = await api.take(
      pageOf(z.looseObject({ customerId: z.string(), metadata: z.unknown() })),
      200,
      'GET',
      '/v1/customers',
      { query: { q: name, columns: 'email,phone,rut' } },
    );
    expect(items).toMatchObject([{ customerId, metadata: { email, phone, rut: document } }]);
  });
});
