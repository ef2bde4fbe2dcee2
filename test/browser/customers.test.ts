/** Cuentas por cobrar › Clientes, by the clicks of the help page (A12–A18, A24, E2–E17, F5). */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { untilCustomerListed } from '../scenario/support/customer-list.ts';
import { untilAlert, untilCustomer } from '../scenario/support/messages.ts';
import { freshEmail, freshMobile, missingEmail, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, visit } from './support/console.ts';

afterAll(closeBrowser);

const api = as('demo');

/** A customer whose e-mail has bounced, and who can be found by name. */
const withAlert = async () => {
  const name = `Rosa ${unique()}`;
  const email = missingEmail();
  const customer = await api.createCustomer(
    [
      { channel: 'email', value: email },
      { channel: 'sms', value: freshMobile() },
    ],
    { name },
  );
  await api.send(customer);
  await untilAlert(api, customer.customerId);
  await untilCustomer(api, customer.customerId, ({ contactability }) => expect(contactability).toBe('problems'));
  await untilCustomerListed({ q: name, contactability: 'problems' }, customer.customerId);
  return { ...customer, name, email };
};

/** Filtrar › Contactabilidad › Con problemas de contactabilidad › Aplicar (A15). */
const filterProblems = async (page: Page) => {
  await page.getByRole('button', { name: /^Filtrar/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Filtrar' });
  await dialog.getByRole('button', { name: /^Contactabilidad/ }).click();
  await page.getByRole('option', { name: 'Con problemas de contactabilidad' }).click();
  await dialog.getByRole('button', { name: 'Aplicar' }).click();
};

const search = (page: Page, text: string) => page.getByRole('searchbox', { name: 'Buscar' }).fill(text);

describe('the customers tray', () => {
  it('A14–A18: search, filter, pencil, alert symbol, confirmation: the alert is gone at once', async () => {
    const customer = await withAlert();
    const { page, leave } = await visit();
    await search(page, customer.name);
    await filterProblems(page);
    await page.getByRole('link', { name: customer.name }).waitFor();
    expect(page.url()).toContain('contactability=problems');
    await page.getByRole('button', { name: `Editar a ${customer.name}` }).click();
    const form = page.getByRole('dialog', { name: 'Editar cliente' });
    await form.getByText('La dirección no existe').waitFor();
    await expectAccessible(page);
    await form.getByRole('button', { name: `Alerta de contactabilidad en ${customer.email}` }).click();
    const question = page.getByRole('dialog', { name: '¿Deseas eliminar la alerta?' });
    await question.waitFor();
    await question.getByRole('button', { name: 'Eliminar la alerta' }).click();
    await form.getByText('La dirección no existe').waitFor({ state: 'detached' });
    await page.getByText(`Se eliminó la alerta de ${customer.email}.`).waitFor();
    await untilCustomer(api, customer.customerId, ({ contactability }) => expect(contactability).toBe('ok'));
    await leave();
  });

  it('A24 A25: the other way out: replace the address, which then has no alert', async () => {
    const customer = await withAlert();
    const { page, leave } = await visit({ path: `/receivables/customers?edit=${customer.customerId}` });
    const form = page.getByRole('dialog', { name: 'Editar cliente' });
    await form.getByRole('button', { name: `Reemplazar ${customer.email}` }).click();
    const dialog = page.getByRole('dialog', { name: 'Reemplazar la dirección' });
    await dialog.getByRole('textbox', { name: 'Dirección' }).fill('no es un correo');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText('Escribe un correo válido').waitFor();
    const corrected = freshEmail();
    await dialog.getByRole('textbox', { name: 'Dirección' }).fill(corrected);
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await form.getByText(corrected).waitFor();
    expect(await form.getByText('La dirección no existe').count()).toBe(0);
    await leave();
  });

  it('B22 E13 E14: columns are added and removed, with advice beyond five, and stay after a reload', async () => {
    await as('demo', 'supervisor').call('PUT', '/v1/me/views/customers', { body: { columns: [], views: [] } });
    const { page, leave } = await visit({ role: 'supervisor' });
    await page.getByRole('columnheader', { name: 'Segmento' }).waitFor();
    await page.getByRole('button', { name: 'Agregar/Quitar columnas' }).click();
    const dialog = page.getByRole('dialog', { name: 'Agregar/Quitar columnas' });
    await dialog.getByText('Te recomendamos tener un máximo de 5 columnas activas. Ahora tienes 5.').waitFor();
    await dialog.getByRole('checkbox', { name: 'Número de cliente' }).check();
    await dialog.getByText('Ahora tienes 6.').waitFor();
    await dialog.getByRole('checkbox', { name: 'Segmento' }).uncheck();
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    for (const reloaded of [false, true]) {
      if (reloaded) await page.reload();
      await page.getByRole('columnheader', { name: 'Número de cliente' }).waitFor();
      expect(await page.getByRole('columnheader', { name: 'Segmento' }).count()).toBe(0);
    }
    await leave();
  });

  it('E5–E12: the heart makes a favourite of the caller alone; groups are switched on and off in the address', async () => {
    const name = `Elena ${unique()}`;
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }], { name });
    await untilCustomerListed({ q: name }, customerId);
    const { page, leave } = await visit();
    await search(page, name);
    await page.getByRole('button', { name: `Marcar a ${name} como favorito` }).click();
    await page.getByRole('button', { name: `Quitar a ${name} de favoritos` }).waitFor();
    await page.getByRole('button', { name: 'Favoritos', exact: true }).click();
    await page.getByRole('link', { name }).waitFor();
    expect(page.url()).toContain('group=favorites');
    await leave();
    const other = await visit({ role: 'supervisor', path: `/receivables/customers?group=favorites&q=${name}` });
    await other.page.getByText('Nada coincide con los filtros').waitFor();
    await other.leave();
  });

  it('shows a viewer no action that a viewer may not do', async () => {
    const customer = await withAlert();
    const { page, leave } = await visit({ role: 'viewer', path: `/customers/${customer.customerId}` });
    await page.getByText('La dirección no existe').waitFor();
    for (const name of [/^Editar/, /^Reemplazar/, /^Eliminar/, /^Alerta/, 'Agregar dirección']) {
      expect(await page.getByRole('button', { name }).count(), String(name)).toBe(0);
    }
    await leave();
  });

  it('shows the second company nothing of the first', async () => {
    const customer = await withAlert();
    const { page, leave } = await visit({ company: 'acme', path: `/customers/${customer.customerId}`, language: 'es' });
    await page.getByRole('heading', { name: 'Este cliente ya no existe' }).waitFor();
    await leave();
  });
});

describe('live changes', () => {
  it('C4: an alert that is raised elsewhere appears on an open customer without a reload', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: missingEmail() }], {
      name: `Ana ${unique()}`,
    });
    const { page, leave } = await visit({ path: `/customers/${customer.customerId}` });
    await page.getByText('Contactable', { exact: true }).waitFor();
    await api.send(customer);
    await page.getByText('La dirección no existe').waitFor();
    await page.getByText('No contactable', { exact: true }).first().waitFor();
    await leave();
  });
});
