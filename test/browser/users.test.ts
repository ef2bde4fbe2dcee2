/** Users, audit trail and limits by their clicks, in Spanish and English (issue 10, B7 and B8). */
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

const api = as('acme', 'admin');
const users = z.object({
  items: z.array(
    z.looseObject({ userId: z.string(), name: z.string(), active: z.boolean(), roles: z.array(z.string()) }),
  ),
});
/** The viewer of the company as the directory has it, whatever its state. */
const viewer = async () => {
  const { items } = await api.take(users, 200, 'GET', '/v1/users', { query: { state: 'all' } });
  const found = items.find(({ roles }) => roles.join() === 'viewer');
  if (found === undefined) throw new Error('The directory does not have the viewer.');
  return found;
};

let switched: string | undefined;
afterAll(async () => {
  if (switched !== undefined) {
    await api.call('PUT', `/v1/users/${switched}`, { body: { active: true, ownCustomersOnly: false } });
  }
  await closeBrowser();
});

describe('Ajustes › Usuarios, Auditoría, Límites', () => {
  it('B7: who was disabled is told so, and not asked to sign in again and again', async () => {
    const { userId } = await viewer();
    const { page, leave } = await visit({ company: 'acme', role: 'viewer', language: 'es', path: '/settings/users' });
    await page.getByRole('heading', { name: /Usuarios/ }).waitFor();
    switched = userId;
    await api.call('PUT', `/v1/users/${userId}`, { body: { active: false } });
    await page.getByRole('heading', { name: 'Tu usuario está desactivado' }).waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await api.call('PUT', `/v1/users/${userId}`, { body: { active: true } });
    switched = undefined;
    await leave();
  }, 120_000);

  it('B7: a user is disabled after a confirmation, which the trail tells, and let in again', async () => {
    const { userId, name } = await viewer();
    const { page, leave } = await visit({ company: 'acme', role: 'admin', language: 'es', path: '/settings/users' });
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByText('Activo', { exact: true }).waitFor();
    await page.getByText('Tú', { exact: true }).waitFor();
    await row.getByRole('button', { name: `Desactivar a ${name}` }).click();
    const dialog = page.getByRole('dialog', { name: `¿Desactivar a ${name}?` });
    await dialog.getByText(/En menos de un minuto/).waitFor();
    await expectAccessible(page);
    switched = userId;
    await dialog.getByRole('button', { name: 'Desactivar' }).click();
    await row.getByText('Desactivado', { exact: true }).waitFor();
    expect((await viewer()).active).toBe(false);

    await page.goto(new URL('/settings/audit', page.url()).href);
    const entry = page.getByRole('row').filter({ hasText: 'Usuario: Cambio' }).filter({ hasText: name }).first();
    await entry.getByText('Antes: Sí').waitFor();
    await entry.getByText('Después: No').waitFor();
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Descargar CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('auditoria.csv');

    await page.goto(new URL('/settings/users', page.url()).href);
    await row.getByRole('button', { name: `Activar a ${name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Activar' }).click();
    await row.getByText('Activo', { exact: true }).waitFor();
    switched = undefined;
    await leave();
    // Signing in works again, with a session of its own.
    const again = await visit({ company: 'acme', role: 'viewer', language: 'es', path: '/settings/users' });
    await again.leave();
  });

  it('MA13: a user is shown only their own customers, which the console then keeps to', async () => {
    const { userId, name } = await viewer();
    const { page, leave } = await visit({ company: 'acme', role: 'admin', language: 'es', path: '/settings/users' });
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByRole('button', { name: `Clientes que ve ${name}: Todos. Cambiar` }).click();
    const dialog = page.getByRole('dialog', { name: `¿Mostrar a ${name} solo sus clientes?` });
    await dialog.getByText(/En menos de un minuto/).waitFor();
    await expectAccessible(page);
    await picture(page, 'own-customers-dialog');
    switched = userId;
    await dialog.getByRole('button', { name: 'Solo sus clientes' }).click();
    await row.getByText('Solo sus clientes').waitFor();
    await expectAccessible(page);
    await picture(page, 'own-customers-users');
    await leave();

    const theirs = await visit({ company: 'acme', role: 'viewer', language: 'es', path: '/receivables/customers' });
    const menu = theirs.page.getByRole('navigation').filter({ hasText: 'Cuentas por cobrar' });
    await menu.getByRole('link', { name: 'Interacciones' }).waitFor();
    expect(await menu.getByRole('link', { name: 'Log de procesos' }).count()).toBe(0);
    await theirs.leave();

    const back = await visit({
      company: 'acme',
      role: 'admin',
      language: 'en',
      path: '/settings/users',
      width: widths.phone,
    });
    const line = back.page.getByRole('row').filter({ hasText: name });
    await line.getByRole('button', { name: `Customers that ${name} sees: Own customers only. Change` }).click();
    await back.page.getByRole('dialog').getByRole('button', { name: 'All customers' }).click();
    await line.getByRole('button', { name: `Customers that ${name} sees: All. Change` }).waitFor();
    switched = undefined;
    await expectFits(back.page);
    await back.leave();
  });

  it('B7: the trail is filtered by what changed, also in English and on a phone', async () => {
    const { page, leave } = await visit({
      company: 'acme',
      role: 'admin',
      language: 'en',
      path: '/settings/audit?kind=user',
      width: widths.phone,
    });
    await page.getByText('User: Changed').first().waitFor();
    expect(await page.getByText(/^Settings: /).count()).toBe(0);
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });

  it('B8: limits are shown with what is used, to everybody; the trail is for administrators', async () => {
    const { page, leave } = await visit({
      company: 'acme',
      role: 'advisor',
      language: 'es',
      path: '/settings/limits',
      width: widths.phone,
    });
    await page.getByRole('row').filter({ hasText: 'Mensajes aceptados por minuto' }).getByText('20.000').waitFor();
    expect(await page.getByText('Auditoría').count()).toBe(0);
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });
});
