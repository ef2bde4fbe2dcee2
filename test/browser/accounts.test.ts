/** Connected accounts, own preferences and standing reports by their clicks, in Spanish (E21, E25–E27, B34, F21). */
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as, type Role } from '../scenario/support/api.ts';
import { unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('acme', 'admin');
const accounts = z.object({
  items: z.array(
    z.looseObject({
      channel: z.string(),
      value: z.string(),
      state: z.string(),
      reason: z.string().nullable(),
      displayName: z.string().nullable(),
    }),
  ),
});
const sms = async () => {
  const { items } = await api.take(accounts, 200, 'GET', '/v1/accounts?channel=sms');
  const [account] = items;
  if (account === undefined) throw new Error('The company has no SMS account.');
  return account;
};
const open = (path: string, role: Role = 'admin', width: number = widths.desk) =>
  visit({ company: 'acme', role, language: 'es', path, width });

describe('Ajustes › Cuentas conectadas', () => {
  it('E25–E27: an account is disconnected after a warning, says so, and is connected again', async () => {
    const { value } = await sms();
    const { page, leave } = await open('/settings/accounts');
    const row = page.getByRole('listitem').filter({ hasText: value });
    const act = async (name: string) => {
      await row.getByRole('button', { name: `Acciones de ${value}` }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await row.getByText('Conectada', { exact: true }).waitFor();
    await act('Desconectar…');
    const dialog = page.getByRole('dialog', { name: '¿Desconectar la cuenta?' });
    await dialog.getByText(/Es la última cuenta conectada de este canal/).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Desconectar' }).click();
    await row.getByText('Desconectada', { exact: true }).waitFor();
    await row.getByText('La desconectó un administrador.').waitFor();
    expect(await sms()).toMatchObject({ state: 'disconnected', reason: 'DISCONNECTED_BY_USER' });
    await act('Conectar otra vez');
    await page.getByText(`${value} está conectada.`).waitFor();
    await row.getByText('Conectada', { exact: true }).waitFor();
    expect(await sms()).toMatchObject({ state: 'connected', reason: null });
    await leave();
  });

  it('E21: an account gets a name, and the providers are asked for their state', async () => {
    const { value } = await sms();
    const name = `Avisos ${unique()}`;
    const { page, leave } = await open('/settings/accounts');
    const row = page.getByRole('listitem').filter({ hasText: value });
    await row.getByRole('button', { name: `Acciones de ${value}` }).click();
    await page.getByRole('menuitem', { name: 'Cambiar nombre…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Nombre de la cuenta' });
    await dialog.getByLabel('Nombre').fill('');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText('Completa este campo.').waitFor();
    await dialog.getByLabel('Nombre').fill(name);
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await row.getByText(name).waitFor();
    expect(await sms()).toMatchObject({ displayName: name });
    await page.getByRole('button', { name: 'Revisar estado' }).click();
    await page.getByText('Los proveedores informaron el estado de las cuentas.').waitFor();
    await leave();
  });

  it.each(['viewer', 'advisor'] as const)('shows a %s the state, and no way to change it', async (role) => {
    const { page, leave } = await open('/settings/accounts', role, widths.phone);
    await page.getByText((await sms()).value).waitFor();
    expect(await page.getByRole('button', { name: /^(Acciones de|Revisar)/ }).count()).toBe(0);
    await expectFits(page);
    await leave();
  });
});

describe('Ajustes › Mis preferencias', () => {
  it('B34: e-mails about ended processes are switched on and off, for the caller alone', async () => {
    const preferences = z.object({ processEmails: z.boolean() });
    const caller = as('acme', 'advisor');
    const kept = () => caller.take(preferences, 200, 'GET', '/v1/me/preferences');
    await caller.take(preferences, 200, 'PUT', '/v1/me/preferences', { body: { processEmails: false } });
    const { page, leave } = await open('/settings/preferences', 'advisor');
    const toggle = page.getByLabel(/^Avisarme cuando termina/);
    await toggle.click();
    await page.getByText('Recibirás un correo cuando termine lo que pidas.').waitFor();
    expect(await kept()).toEqual({ processEmails: true });
    expect(await api.take(preferences, 200, 'GET', '/v1/me/preferences')).toEqual({ processEmails: false });
    await page.reload();
    await toggle.waitFor();
    expect(await toggle.isChecked()).toBe(true);
    await toggle.click();
    await page.getByText('Ya no recibirás esos correos.').waitFor();
    expect(await kept()).toEqual({ processEmails: false });
    await leave();
  });
});

describe('Informes permanentes', () => {
  it('F21: a report is made from Ajustes, edited, paused and deleted; advisors read it only', async () => {
    const reports = z.object({
      items: z.array(
        z.looseObject({
          name: z.string(),
          days: z.int(),
          active: z.boolean(),
          filters: z.record(z.string(), z.string()),
          notify: z.array(z.string()),
        }),
      ),
    });
    const kept = async (name: string) =>
      (await api.take(reports, 200, 'GET', '/v1/standing-reports')).items.find((report) => report.name === name);
    const name = `Fallidas ${unique()}`;
    const { page, leave } = await open('/settings/company', 'supervisor');
    await page
      .getByRole('navigation', { name: 'Secciones de los ajustes' })
      .getByRole('link', { name: 'Informes permanentes' })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Informes permanentes' }).waitFor();
    await page.getByRole('button', { name: 'Crear informe' }).click();
    const dialog = page.getByRole('dialog', { name: 'Crear informe' });
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText('Completa este campo.').waitFor();
    await dialog.getByLabel('Nombre', { exact: true }).fill(name);
    await dialog.getByLabel('Días que cubre').fill('46');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    expect(await kept(name)).toBeUndefined();
    await dialog.getByLabel('Días que cubre').fill('7');
    await dialog.getByRole('button', { name: /^Estado/ }).click();
    await page.getByRole('option', { name: /^fallida/i }).click();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText(`Informe guardado: ${name}`).waitFor();
    expect(await kept(name)).toMatchObject({ days: 7, active: true, filters: { status: 'failed' } });

    await page.getByRole('button', { name: `Editar ${name}` }).click();
    const edited = page.getByRole('dialog', { name: 'Editar informe' });
    await edited.getByLabel('Activo').uncheck();
    await edited.getByRole('button', { name: 'Guardar' }).click();
    await page
      .getByRole('row', { name: new RegExp(name) })
      .getByText('En pausa')
      .waitFor();
    expect(await kept(name)).toMatchObject({ active: false });

    const reader = await open('/receivables/standing-reports', 'advisor');
    await reader.page.getByRole('row', { name: new RegExp(name) }).waitFor();
    expect(await reader.page.getByRole('button', { name: /^(Crear|Editar|Eliminar)/ }).count()).toBe(0);
    await reader.leave();

    await page.getByRole('button', { name: `Eliminar ${name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Eliminar informe' }).click();
    await page.getByText(`Informe eliminado: ${name}`).waitFor();
    expect(await kept(name)).toBeUndefined();
    await leave();
  });
});
