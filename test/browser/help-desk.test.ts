/** Mesón de Ayuda › Clientes: the list, and Contactar by each account with its form or every reason (E1–E16, E20–E27, Q16). */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { untilCustomerListed } from '../scenario/support/customer-list.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { untilAlert } from '../scenario/support/messages.ts';
import { freshEmail, freshMobile, missingEmail, unique } from '../scenario/support/people.ts';
import { pageOf } from '../scenario/support/shapes.ts';
import { createTemplate } from '../scenario/support/templates.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('demo');

/** A customer whom the list shows by name. */
const listed = async (addresses: readonly { channel: string; value: string }[], company: 'demo' | 'acme' = 'demo') => {
  const name = `Mesón ${unique()}`;
  const customer = await as(company).createCustomer(addresses, { name });
  await untilCustomerListed({ q: name }, customer.customerId, true, as(company));
  return { ...customer, name };
};

const listOf = (name: string) => `/help-desk/customers?q=${encodeURIComponent(name)}`;

/** Contactar in the row (E20); gives the dialog. */
const contact = async (page: Page, name: string) => {
  await page.getByRole('button', { name: `Contactar a ${name}` }).click();
  const dialog = page.getByRole('dialog', { name: `Contactar a ${name}` });
  await dialog.waitFor();
  return dialog;
};

const sentSchema = pageOf(z.looseObject({ channel: z.string(), preview: z.string().nullable(), status: z.string() }));

/** Waits until the conversation has a message with these words. */
const untilSent = (customerId: string, words: string) =>
  eventually(async () => {
    const path = `/v1/conversations/${customerId}/messages`;
    const { items } = await api.take(sentSchema, 200, 'GET', path);
    const found = items.find(({ preview }) => preview?.includes(words));
    expect(found, words).toBeDefined();
    return found;
  });

describe('Mesón de Ayuda › Clientes', () => {
  it('E1 E3 E7: has exactly four columns, and finds a customer by name', async () => {
    const { name } = await listed([{ channel: 'email', value: freshEmail() }]);
    const { page, leave } = await visit({ path: '/help-desk/customers' });
    await page.getByRole('searchbox', { name: 'Buscar' }).fill(name);
    await page.getByRole('link', { name, exact: true }).waitFor();
    const headings = await page.getByRole('columnheader').allInnerTexts();
    expect(headings.map((text) => text.trim()).filter(Boolean)).toEqual([
      'Favorito',
      'Nombre de usuario',
      'Contacto',
      'Contactar',
    ]);
    await expectAccessible(page);
    await leave();
  });

  it('E20 E21 E22: Contactar offers both accounts, each with the form of its channel, and sends', async () => {
    const email = freshEmail();
    const phone = freshMobile();
    const { name, customerId } = await listed([
      { channel: 'email', value: email },
      { channel: 'sms', value: phone },
    ]);
    const { page, leave } = await visit({ path: listOf(name) });
    const dialog = await contact(page, name);
    await dialog.getByRole('radio', { name: `Correo: ${email}` }).check();
    await dialog.getByText('Se envía desde').waitFor();
    expect(page.url()).toContain(`contact=${customerId}`);
    await expectAccessible(page);
    await dialog.getByLabel('Asunto').fill('Tu cuota');
    await dialog.getByRole('radio', { name: `SMS: ${phone}` }).check();
    // An SMS has no subject.
    await dialog.getByLabel('Asunto').waitFor({ state: 'detached' });
    await dialog.getByLabel('Mensaje', { exact: true }).fill('Hola {{customerFirstName}}, ¿te ayudamos?');
    await dialog.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText(`El mensaje para ${name} va en camino.`).waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect((await untilSent(customerId, 'Hola Mesón, ¿te ayudamos?'))?.channel).toBe('sms');
    await page.getByRole('button', { name: 'Abrir la conversación' }).click();
    await page.waitForURL(`**/conversations/received?customer=${customerId}`);
    await leave();
  });

  it('E22 E23: a WhatsApp to somebody who has not written takes an approved template only', async () => {
    const template = `aviso_${unique()}`;
    await createTemplate('whatsapp', 'Hola {{customerFirstName}}, tenemos novedades', { name: template });
    const { name, customerId } = await listed([{ channel: 'whatsapp', value: freshMobile() }]);
    const { page, leave } = await visit({ path: listOf(name) });
    const dialog = await contact(page, name);
    await dialog.getByText('Solo con una plantilla aprobada').waitFor();
    await dialog.getByText('Pasaron más de 24 horas desde el último mensaje del cliente.').waitFor();
    await dialog.getByRole('button', { name: 'Plantillas' }).click();
    await page.getByRole('option', { name: template }).click();
    await dialog.getByText('Pasaron más de 24 horas').waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText(`El mensaje para ${name} va en camino.`).waitFor();
    expect((await untilSent(customerId, 'Hola Mesón, tenemos novedades'))?.channel).toBe('whatsapp');
    await leave();
  });

  it('F11 A24: an address with an alert says so with what to do next, and can be mended in place', async () => {
    const email = missingEmail();
    const customer = await listed([{ channel: 'email', value: email }]);
    await api.send(customer);
    await untilAlert(api, customer.customerId);
    const { page, leave } = await visit({ path: listOf(customer.name) });
    const dialog = await contact(page, customer.name);
    await dialog.getByText('La dirección tiene una alerta de contactabilidad.').waitFor();
    await dialog.getByText('Corrige la dirección o elimina la alerta.').waitFor();
    await dialog.getByText('Ninguna de las direcciones del cliente es válida.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Enviar', exact: true }).count()).toBe(0);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Revisar información de contactos' }).click();
    await dialog.getByRole('button', { name: `Alerta de contactabilidad en ${email}` }).click();
    await page
      .getByRole('dialog', { name: '¿Deseas eliminar la alerta?' })
      .getByRole('button', { name: 'Eliminar la alerta' })
      .click();
    await dialog.getByLabel('Asunto').waitFor();
    await leave();
  });

  it('E26 E27: without a connected account every reason stands there, for an administrator with the way to it', async () => {
    const admin = as('acme', 'admin');
    const accounts = pageOf(z.looseObject({ accountId: z.string() }));
    const { items } = await admin.take(accounts, 200, 'GET', '/v1/accounts', { query: { channel: 'whatsapp' } });
    const { name, customerId } = await listed([{ channel: 'whatsapp', value: freshMobile() }], 'acme');
    const each = (action: string) =>
      Promise.all(items.map(({ accountId }) => admin.call('POST', `/v1/accounts/${accountId}/${action}`)));
    await each('disconnect');
    try {
      await eventually(async () => {
        const reply = await admin.call('GET', `/v1/customers/${customerId}/accounts`);
        expect(reply.text).toContain('NO_VALID_ACCOUNT');
      });
      const visitor = { company: 'acme', role: 'admin', language: 'es', path: listOf(name) } as const;
      const { page, leave } = await visit(visitor);
      const dialog = await contact(page, name);
      await dialog.getByText('La empresa no tiene una cuenta válida para contactar a este cliente.').waitFor();
      await dialog
        .getByText('La empresa no tiene una cuenta de WhatsApp válida para contacto proactivo.')
        .first()
        .waitFor();
      await dialog.getByRole('link', { name: 'Conecta una cuenta de WhatsApp en Ajustes.' }).first().click();
      await page.waitForURL('**/settings/communications');
      await leave();
    } finally {
      await each('reconnect');
    }
  });

  it('E21: who has no address can be given one from the same place', async () => {
    const { name } = await listed([]);
    const { page, leave } = await visit({ path: listOf(name) });
    const dialog = await contact(page, name);
    await dialog.getByText('Por ahora no puedes contactar al cliente', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Agregar dirección' }).click();
    const adding = page.getByRole('dialog', { name: 'Agregar dirección' });
    const email = freshEmail();
    await adding.getByRole('textbox', { name: 'Dirección' }).fill(email);
    await adding.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByRole('radio', { name: `Correo: ${email}` }).waitFor();
    await dialog.getByLabel('Asunto').waitFor();
    await leave();
  });

  it('is accessible and fits a phone; a viewer is not offered to contact anybody', async () => {
    const { name, customerId } = await listed([{ channel: 'email', value: freshEmail() }]);
    const viewer = await visit({ path: listOf(name), role: 'viewer', width: widths.phone });
    await viewer.page.getByRole('link', { name }).waitFor();
    await expectFits(viewer.page);
    await expectAccessible(viewer.page);
    expect(await viewer.page.getByRole('button', { name: /^(Contactar|Editar)/ }).count()).toBe(0);
    await viewer.leave();
    const { page, leave } = await visit({ path: `${listOf(name)}&contact=${customerId}`, width: widths.phone });
    await page
      .getByRole('dialog', { name: `Contactar a ${name}` })
      .getByLabel('Asunto')
      .waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });
});
