/** The customer page in both modules: accounts, tickets, notes, interactions, payment order, history (C25–C32, E18–E29, F5). */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { untilAlert, untilCustomer, untilStatus } from '../scenario/support/messages.ts';
import { freshEmail, freshMobile, freshRut, missingEmail, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('demo');

const someone = async (
  addresses: readonly { channel: string; value: string }[] = [],
  profile: Readonly<Record<string, unknown>> = {},
) => {
  const name = `Ficha ${unique()}`;
  const customer = await api.createCustomer(addresses, { name, ...profile });
  return { ...customer, name, path: `/customers/${customer.customerId}` };
};

const openTab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

describe('Mesón de Ayuda: the customer', () => {
  it('E18 E19 E20: begins with Cuentas, Tickets and Notas; Cuentas has the metadata and contacts by each account', async () => {
    const email = freshEmail();
    const { name, customerId } = await someone([{ channel: 'email', value: email }], {
      metadata: { clientNumber: 'C-4711' },
    });
    const { page, leave } = await visit({ path: `/help-desk/customers/${customerId}` });
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect((await page.getByRole('tab').allInnerTexts()).slice(0, 3)).toEqual(['Cuentas', 'Tickets', 'Notas']);
    await page.getByText('C-4711').waitFor();
    await page.getByText('Se puede contactar').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: `Contactar por ${email}` }).click();
    const dialog = page.getByRole('dialog', { name: `Contactar a ${name}` });
    await dialog.getByLabel('Asunto').fill('Tu consulta');
    await dialog.getByLabel('Mensaje', { exact: true }).fill('Ya la estamos viendo.');
    await dialog.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText(`El mensaje para ${name} va en camino.`).waitFor();
    await page.getByRole('link', { name: 'Mesón de Ayuda' }).first().click();
    await page.waitForURL('**/help-desk/customers');
    await leave();
  });

  it('E28: a ticket is added, changed, opened by its link, deleted', async () => {
    const { customerId } = await someone();
    const number = `T-${unique()}`;
    const { page, leave } = await visit({ path: `/help-desk/customers/${customerId}?tab=tickets` });
    await page.getByText('El cliente no tiene tickets.').waitFor();
    await page.getByRole('button', { name: 'Agregar ticket' }).click();
    const adding = page.getByRole('dialog', { name: 'Agregar ticket' });
    await adding.getByLabel('Número').fill(number);
    await adding.getByRole('button', { name: /Red social/ }).click();
    await page.getByRole('option', { name: 'Instagram' }).click();
    await adding.getByLabel('Enlace (opcional)').fill('javascript:alert(1)');
    await adding.getByRole('button', { name: 'Guardar' }).click();
    await adding.getByText('Usa un enlace que empiece con https://.').waitFor();
    await adding.getByLabel('Enlace (opcional)').fill('https://desk.example/t/1');
    await expectAccessible(page);
    await adding.getByRole('button', { name: 'Guardar' }).click();
    const row = page.getByRole('row', { name: number });
    await row.getByText('Instagram').waitFor();
    await row.getByText('Abierto').waitFor();
    const link = row.getByRole('link', { name: `Abrir el ticket ${number}` });
    expect(await link.getAttribute('href')).toBe('https://desk.example/t/1');
    expect(await link.getAttribute('rel')).toContain('noopener');
    await row.getByRole('button', { name: `Editar el ticket ${number}` }).click();
    const editing = page.getByRole('dialog', { name: `Editar el ticket ${number}` });
    await editing.getByRole('button', { name: /Estado/ }).click();
    await page.getByRole('option', { name: 'Resuelto' }).click();
    await editing.getByRole('button', { name: 'Guardar' }).click();
    await row.getByText('Resuelto').waitFor();
    await row.getByRole('button', { name: `Eliminar el ticket ${number}` }).click();
    await page
      .getByRole('dialog', { name: /^¿Eliminar el ticket / })
      .getByRole('button', { name: 'Eliminar ticket' })
      .click();
    await page.getByText('El cliente no tiene tickets.').waitFor();
    await leave();
  });

  it('E29: a note is added and changed by its author; a supervisor deletes it', async () => {
    const { customerId } = await someone();
    const path = `/help-desk/customers/${customerId}?tab=notes`;
    const { page, leave } = await visit({ path });
    await page.getByRole('textbox', { name: 'Nota nueva' }).fill('Llamar después de las 18:00 <b>siempre</b>');
    await page.getByRole('button', { name: 'Agregar nota' }).click();
    await page.getByText('Llamar después de las 18:00 <b>siempre</b>').waitFor();
    await page.getByRole('button', { name: /^Editar la nota de/ }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Nota' }).fill('Prefiere WhatsApp');
    await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Prefiere WhatsApp').waitFor();
    await page.getByText('· editada el').waitFor();
    await leave();
    const supervisor = await visit({ path, role: 'supervisor' });
    await supervisor.page.getByText('Prefiere WhatsApp').waitFor();
    expect(await supervisor.page.getByRole('button', { name: /^Editar la nota de/ }).count()).toBe(0);
    await supervisor.page.getByRole('button', { name: /^Eliminar la nota de/ }).click();
    await supervisor.page.getByRole('dialog').getByRole('button', { name: 'Eliminar nota' }).click();
    await supervisor.page.getByText('Todavía no hay notas.').waitFor();
    await supervisor.leave();
  });
});

describe('Cuentas por cobrar: the customer', () => {
  it('C25–C32: shows the debt in short, and the payment order in full with instalments and invoices', async () => {
    const { customerId, path } = await someone([{ channel: 'sms', value: freshMobile() }]);
    const code = `OP-${unique()}`;
    const debt = {
      code,
      dueDate: '2026-01-15',
      balance: 150_000,
      currency: 'CLP',
      state: 'overdue',
      instalments: [
        { number: 1, dueDate: '2026-01-15', amount: 50_000, paid: true },
        { number: 2, dueDate: '2026-02-15', amount: 150_000, paid: false },
      ],
      invoices: [{ number: 'F-100', dueDate: '2026-01-15', amount: 200_000 }],
    };
    const kept = await api.call('PUT', `/v1/customers/${customerId}/debts`, { body: debt });
    expect(kept.status, kept.text).toBe(200);
    const { page, leave } = await visit({ path });
    await page.getByText('$150.000').waitFor();
    await page.getByRole('button', { name: 'Ver todo' }).click();
    await page.getByRole('rowheader', { name: code }).waitFor();
    expect(page.url()).toContain('tab=order');
    await page.getByText('1 por $150.000').waitFor();
    await page.getByRole('button', { name: code }).click();
    const instalments = page.getByRole('table', { name: 'Cuotas' });
    await instalments.getByRole('row', { name: /^1 / }).getByText('Pagada').waitFor();
    await instalments.getByRole('row', { name: /^2 / }).getByText('Por pagar').waitFor();
    await page.getByRole('table', { name: 'Facturas' }).getByText('F-100').waitFor();
    await page.getByText(`Se registró la deuda ${code}`).waitFor();
    await expectAccessible(page);
    await leave();
  });

  it('C31 E11 E16 E17: the pencil types the profile’s metadata; what is wrong stands at its field', async () => {
    const { path, name } = await someone();
    const { page, leave } = await visit({ path });
    await page.getByText('Cliente no tipificado').waitFor();
    await page.getByRole('button', { name: `Editar a ${name}` }).click();
    const form = page.getByRole('dialog', { name: 'Editar cliente' });
    await form.getByRole('button', { name: 'Metadatos del perfil' }).click();
    await form.getByLabel('Número de cliente').fill('C-2026');
    await form.getByRole('button', { name: /Género/ }).click();
    await page.getByRole('option', { name: 'Femenino' }).click();
    await form.getByLabel('RUT', { exact: true }).fill('12345678-9');
    await form.getByRole('button', { name: 'Guardar' }).click();
    await form.getByText('Este valor no es válido.').waitFor();
    await expectAccessible(page);
    await form.getByLabel('RUT', { exact: true }).fill(freshRut());
    await form.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Se guardaron los datos del cliente.').waitFor();
    await form.getByRole('button', { name: 'Cerrar', exact: true }).last().click();
    await form.waitFor({ state: 'detached' });
    await page.getByText('C-2026').waitFor();
    await page.getByText('Femenino').waitFor();
    await leave();
  });

  it('C38: communications are paused until a date from the customer page', async () => {
    const { path, customerId } = await someone([{ channel: 'sms', value: freshMobile() }]);
    const { page, leave } = await visit({ path });
    const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Pausar hasta el').fill(day.replaceAll('-', '/'));
    await page.getByRole('button', { name: 'Pausar', exact: true }).click();
    await page.getByText(/^En pausa hasta el/).waitFor();
    await untilCustomer(api, customerId, ({ pausedUntil }) => expect(pausedUntil).not.toBeNull());
    await leave();
  });

  it('B4–B9: its interactions, with the detail of each in the address', async () => {
    const customer = await someone([{ channel: 'sms', value: freshMobile() }]);
    const { messageId } = await api.send(customer, 0, { body: 'Tu cuota vence el viernes.' });
    await untilStatus(api, messageId, 'delivered');
    await eventually(async () => {
      const query = { customerId: customer.customerId };
      expect((await api.call('GET', '/v1/interactions', { query })).text).toContain(messageId);
    });
    const { page, leave } = await visit({ path: `${customer.path}?tab=interactions` });
    const row = page.getByRole('row', { name: /Tu cuota vence el viernes/ });
    await row.getByText('Entregada').waitFor();
    await expectAccessible(page);
    await row.getByRole('button', { name: /^Ver detalle/ }).click();
    await page.getByRole('dialog', { name: 'Detalle de la comunicación' }).waitFor();
    expect(page.url()).toContain(`message=${messageId}`);
    await page.goBack();
    await page.getByRole('dialog', { name: 'Detalle de la comunicación' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Ver en el registro' }).click();
    await page.waitForURL(`**/receivables/interactions?customerId=${customer.customerId}`);
    await leave();
  });

  it('F5: the history tells who cleared which alert and why, and leads to the communication that failed', async () => {
    const email = missingEmail();
    const customer = await someone([{ channel: 'email', value: email }]);
    const { messageId } = await api.send(customer);
    await untilAlert(api, customer.customerId);
    const clear = `/v1/customers/${customer.customerId}/addresses/${customer.addresses[0]?.addressId}/alert/clear`;
    await api.call('POST', clear, { body: { reason: 'customer_confirmed' } });
    const until = new Date(Date.now() + 86_400_000).toISOString();
    await api.call('PUT', `/v1/customers/${customer.customerId}/pause`, { body: { until, reason: 'Está de viaje' } });
    const { page, leave } = await visit({ path: customer.path });
    await openTab(page, 'Historial');
    const cleared = page.getByRole('row', { name: /Se eliminó la alerta/ });
    await cleared.getByText('El cliente lo confirmó').waitFor();
    await cleared.getByText('La dirección no existe').waitFor();
    await cleared.getByText(email).waitFor();
    await cleared.getByText('Camila Rojas').waitFor();
    const raised = page.getByRole('row', { name: /Se generó una alerta/ });
    await raised.getByText('Contacta', { exact: true }).waitFor();
    const paused = page.getByRole('row', { name: /Se pausaron las comunicaciones/ });
    await paused.getByText('Está de viaje').waitFor();
    await paused.getByText('Hasta el').waitFor();
    await expectAccessible(page);
    await raised.getByRole('button', { name: /^Ver la comunicación del/ }).click();
    await page.getByRole('dialog', { name: 'Detalle de la comunicación' }).waitFor();
    expect(page.url()).toContain(`message=${messageId}`);
    await leave();
  });

  it('shows a viewer all sections and no action', async () => {
    const { customerId, path } = await someone([{ channel: 'email', value: freshEmail() }]);
    const number = `T-${unique()}`;
    await api.call('PUT', `/v1/customers/${customerId}/tickets`, { body: { number, network: 'x', state: 'open' } });
    const { page, leave } = await visit({ role: 'viewer', path });
    await page.getByRole('heading', { level: 1 }).waitFor();
    const actions = /^(Contactar|Editar|Eliminar|Agregar|Reemplazar|Alerta)/;
    for (const tab of ['Datos', 'Orden de pago', 'Cuentas', 'Tickets', 'Interacciones', 'Notas', 'Historial']) {
      await openTab(page, tab);
      await page.getByRole('tabpanel').getByRole('heading', { level: 2 }).first().waitFor();
      if (tab === 'Tickets') await page.getByRole('rowheader', { name: number }).waitFor();
      expect(await page.getByRole('button', { name: actions }).count(), tab).toBe(0);
    }
    await leave();
  });

  it('shows the second company nothing of the first, in either module', async () => {
    const { customerId } = await someone([{ channel: 'email', value: freshEmail() }]);
    for (const path of [`/customers/${customerId}?tab=tickets`, `/help-desk/customers/${customerId}`]) {
      const { page, leave } = await visit({ company: 'acme', language: 'es', path });
      await page.getByRole('heading', { name: 'Este cliente ya no existe' }).first().waitFor();
      expect(await page.getByRole('tab').count()).toBe(0);
      await leave();
    }
  });

  it.each(Object.entries(widths))('every section fits a %s (%i px)', async (_name, width) => {
    const customer = await someone([
      { channel: 'email', value: missingEmail() },
      { channel: 'whatsapp', value: freshMobile() },
    ]);
    await api.send(customer);
    await untilAlert(api, customer.customerId);
    const { page, leave } = await visit({ width, path: `${customer.path}?tab=accounts` });
    await page.getByText('La dirección tiene una alerta de contactabilidad.').waitFor();
    await expectFits(page);
    await expectAccessible(page);
    for (const tab of ['data', 'order', 'tickets', 'interactions', 'notes', 'history']) {
      await page.goto(page.url().replace(/tab=\w+/, `tab=${tab}`));
      await page.getByRole('tabpanel').getByRole('heading', { level: 2 }).first().waitFor();
      await expectFits(page);
      await expectAccessible(page);
    }
    await leave();
  });
});
