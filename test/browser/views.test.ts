/** Saved views: kept, shared with the company, chosen to open the list with (B22, F22), in Clientes, help desk and register. */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const customers = '/receivables/customers';
const register = '/receivables/interactions';
const views = z.object({
  items: z.array(z.looseObject({ name: z.string(), filters: z.record(z.string(), z.string()) })),
});
const shared = (list: string) => as('demo', 'viewer').take(views, 200, 'GET', `/v1/views/${list}`);

const menu = (page: Page) => page.getByRole('button', { name: /^Vista/ });
const entry = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name });
const choose = async (page: Page, name: string | RegExp) => {
  await menu(page).click();
  await entry(page, name).click();
};
/** Saves what is shown, as a person would. */
const saveView = async (page: Page, name: string, ticks: readonly RegExp[]) => {
  await choose(page, 'Guardar vista…');
  const dialog = page.getByRole('dialog', { name: 'Guardar vista' });
  await dialog.getByLabel('Nombre de la vista').fill(name);
  for (const tick of ticks) await dialog.getByLabel(tick).check();
  await dialog.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText(`Vista guardada: ${name}`).waitFor();
};
const manage = async (page: Page) => {
  await choose(page, 'Administrar vistas…');
  return page.getByRole('dialog', { name: 'Vistas', exact: true });
};
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

describe('a shared view (F22)', () => {
  it('is seen by a colleague, in the help desk too, and changed by its owner and supervisors only', async () => {
    const q = unique();
    const name = `Sin contacto ${q}`;
    const owner = await visit({
      role: 'advisor',
      language: 'es',
      path: `${customers}?contactability=none&group=favorites&q=${q}`,
    });
    await saveView(owner.page, name, [/Compartir/]);
    const kept = (await shared('customers')).items.find((view) => view.name === name);
    expect(kept?.filters).toEqual({ contactability: 'none', favorite: 'true', q });
    await owner.page.getByRole('button', { name: `Vista: ${name}` }).waitFor();

    const colleague = await visit({ role: 'viewer', language: 'es', path: customers });
    await choose(colleague.page, new RegExp(`^${name}`));
    await colleague.page.waitForURL(/contactability=none/);
    expect(parameter(colleague.page, 'group')).toBe('favorites');
    const seen = await manage(colleague.page);
    await seen.getByText(/^De Camila/).waitFor();
    expect(await seen.getByRole('button', { name: `Eliminar ${name}` }).count()).toBe(0);
    expect(await seen.getByRole('button', { name: `Cambiar el nombre de ${name}` }).count()).toBe(0);
    await expectAccessible(colleague.page);
    await colleague.leave();

    const desk = await visit({ role: 'supervisor', language: 'es', path: '/help-desk/customers' });
    await choose(desk.page, new RegExp(`^${name}`));
    await desk.page.waitForURL(/contactability=none/);
    const dialog = await manage(desk.page);
    await dialog.getByRole('button', { name: `Cambiar el nombre de ${name}` }).click();
    await desk.page.getByRole('dialog').getByLabel('Nombre de la vista').fill(`${name} hoy`);
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText(`${name} hoy`).waitFor();
    await desk.leave();

    await owner.page.reload();
    const own = await manage(owner.page);
    await own.getByRole('button', { name: `Eliminar ${name} hoy` }).click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Eliminar vista' }).click();
    await owner.page.getByText(`Vista eliminada: ${name} hoy`).waitFor();
    expect((await shared('customers')).items.map((view) => view.name)).not.toContain(`${name} hoy`);
    await owner.leave();
  });

  it('stays within its company', async () => {
    const name = `Solo demo ${unique()}`;
    const owner = await visit({ role: 'advisor', language: 'es', path: `${register}?status=failed` });
    await saveView(owner.page, name, [/Compartir/]);
    expect((await shared('interactions')).items.find((view) => view.name === name)?.filters).toEqual({
      status: 'failed',
    });
    await owner.leave();
    const other = await visit({ company: 'acme', role: 'admin', language: 'es', path: register });
    await menu(other.page).click();
    await entry(other.page, 'Guardar vista…').waitFor();
    expect(await entry(other.page, new RegExp(name)).count()).toBe(0);
    await other.leave();
  });
});

describe('an own view (B22)', () => {
  it('opens the list when it is the default one, is shared, and no longer opens it when told so', async () => {
    const name = `Mis pendientes ${unique()}`;
    const { page, leave } = await visit({ role: 'supervisor', language: 'es', path: `${register}?channel=sms` });
    await saveView(page, name, [/Abrir la lista/]);
    await page.getByRole('link', { name: 'Log de procesos' }).click();
    await page.getByRole('heading', { level: 1, name: 'Log de procesos' }).waitFor();
    await page.getByRole('link', { name: 'Interacciones' }).click();
    await page.waitForURL(/channel=sms/);
    // An address with filters of its own is shown as it is.
    await page.goto(`${new URL(page.url()).origin}${register}?channel=email`);
    await page.getByText('Canal: Correo').waitFor();
    expect(parameter(page, 'channel')).toBe('email');

    const dialog = await manage(page);
    await dialog.getByRole('button', { name: `Compartir ${name} con toda la empresa` }).click();
    await page.getByText(`Vista compartida: ${name}`).waitFor();
    await dialog.getByRole('region', { name: 'Vistas compartidas' }).getByText(name).waitFor();
    await dialog.getByRole('button', { name: `Ya no usar ${name} como predeterminada` }).click();
    await dialog.getByRole('button', { name: `Usar ${name} como predeterminada` }).waitFor();
    await dialog.getByRole('button', { name: 'Cerrar' }).last().click();
    await page.goto(`${new URL(page.url()).origin}${register}`);
    await menu(page).waitFor();
    expect(parameter(page, 'channel')).toBeNull();
    await leave();
  });

  it('a name that a colleague has shared is refused in words', async () => {
    const name = `De todos ${unique()}`;
    const body = { name, filters: {} };
    await as('demo', 'supervisor').take(z.looseObject({}), 201, 'POST', '/v1/views/customers', { body });
    const { page, leave } = await visit({ role: 'advisor', language: 'es', path: customers });
    await choose(page, 'Guardar vista…');
    const dialog = page.getByRole('dialog', { name: 'Guardar vista' });
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText('Completa este campo.').waitFor();
    await dialog.getByLabel('Nombre de la vista').fill(name);
    await dialog.getByLabel(/Compartir/).check();
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText('Otra vista compartida ya se llama así.', { exact: false }).waitFor();
    await expectAccessible(page);
    await leave();
  });

  it.each(Object.entries(widths))('is managed on a %s (%i px)', async (_name, width) => {
    const { page, leave } = await visit({ role: 'supervisor', language: 'es', path: customers, width });
    const dialog = await manage(page);
    await dialog.getByRole('region', { name: 'Vistas compartidas' }).waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });
});
