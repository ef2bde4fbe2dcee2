/** Ajustes by their clicks, in Spanish: every section has its address, nothing is lost unasked (issue 5, 8). */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('acme', 'admin');
const settingsSchema = z.looseObject({
  version: z.int(),
  name: z.string(),
  calls: z.object({ recordResults: z.boolean() }),
  results: z.array(z.looseObject({ code: z.string(), label: z.looseObject({ es: z.string() }) })),
  segments: z.array(z.object({ name: z.string(), fromDays: z.int().nullable(), toDays: z.int().nullable() })),
  payments: z.object({ enabled: z.boolean(), linkPattern: z.string().nullable() }),
});
const kept = () => api.take(settingsSchema, 200, 'GET', '/v1/settings');

/** The other company's settings are changed: those of `demo` are what other files rely on. */
const admin = (section: string, width: number = widths.desk) =>
  visit({ company: 'acme', role: 'admin', language: 'es', path: `/settings/${section}`, width });

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 2, name }).waitFor();
const save = async (page: Page) => {
  // The notice of the save before may still stand there: the answer tells that this one is done.
  const answered = page.waitForResponse((response) => response.request().method() === 'PUT');
  await page.getByRole('button', { name: 'Guardar cambios' }).click();
  expect((await answered).status()).toBe(200);
  await page.getByText('Los ajustes se guardaron.').waitFor();
};
const toSection = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Secciones de los ajustes' }).getByRole('link', { name }).click();

const sections = [
  ['company', 'Empresa'],
  ['communications', 'Comunicaciones'],
  ['holds', 'Detener envíos'],
  ['accounts', 'Cuentas conectadas'],
  ['calls', 'Llamada'],
  ['segments', 'Segmentos'],
  ['metadata', 'Metadatos'],
  ['payments', 'Pagos'],
  ['users', 'Usuarios'],
  ['retention', 'Retención de datos'],
  ['preferences', 'Mis preferencias'],
] as const;

describe('the settings', () => {
  it.each(Object.entries(widths))(
    'have sections with an address of their own, on a %s (%i px)',
    async (_name, width) => {
      const { page, leave } = await admin('company', width);
      for (const [section, title] of sections) {
        await page.goto(`${new URL(page.url()).origin}/settings/${section}`);
        await heading(page, title);
        await expectFits(page);
        await expectAccessible(page);
      }
      await leave();
    },
  );

  it('C5: the call register is switched off and on, in Ajustes › Comunicaciones › Llamada', async () => {
    const { page, leave } = await admin('communications');
    await page.getByRole('link', { name: /^Llamada: registro/ }).click();
    await heading(page, 'Llamada');
    for (const recordResults of [false, true]) {
      await page.getByLabel('Registrar gestiones', { exact: true }).setChecked(recordResults);
      await save(page);
      expect((await kept()).calls).toEqual({ recordResults });
    }
    await leave();
  });

  it('C8, Q10: a result is added with an effect, moved, renamed and archived', async () => {
    const name = `Pide convenio ${unique()}`;
    const { page, leave } = await admin('calls');
    await page.getByRole('button', { name: 'Agregar resultado' }).click();
    const dialog = page.getByRole('dialog', { name: 'Agregar resultado' });
    await dialog.getByRole('button', { name: 'Agregar resultado' }).click();
    await dialog.getByText('Completa este campo.').first().waitFor();
    await dialog.getByLabel('Nombre en español').fill(name);
    await dialog.getByLabel('Nombre en inglés').fill(`Asks ${name}`);
    await dialog.getByLabel(/^Pausa/).check();
    await dialog.getByLabel('Días de pausa').fill('15');
    await dialog.getByRole('button', { name: 'Agregar resultado' }).click();
    await page.getByRole('button', { name: `Subir ${name}` }).click();
    await save(page);
    const { results } = await kept();
    expect(results.at(-2)).toMatchObject({
      label: { es: name },
      withContact: true,
      effects: [{ kind: 'pause', days: 15 }],
    });

    await page.getByRole('button', { name: `Editar ${name}` }).click();
    await page.getByRole('dialog').getByLabel('Nombre en español').fill(`${name} hoy`);
    await page.getByRole('dialog').getByRole('button', { name: 'Cambiar resultado' }).click();
    await save(page);
    expect((await kept()).results.at(-2)).toMatchObject({ code: results.at(-2)?.code, label: { es: `${name} hoy` } });

    await page.getByRole('button', { name: `Archivar ${name} hoy` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Archivar' }).click();
    await save(page);
    expect((await kept()).results.map(({ code }) => code)).not.toContain(results.at(-2)?.code);
    await leave();
  });

  it('asks before unsaved changes are left, and keeps them', async () => {
    const { page, leave } = await admin('company');
    await page.getByLabel('Nombre de la empresa').fill('Otro nombre');
    await page.getByText('Hay cambios sin guardar.').waitFor();
    await toSection(page, 'Pagos');
    const dialog = page.getByRole('dialog', { name: '¿Salir sin guardar?' });
    await dialog.getByRole('button', { name: 'Seguir editando' }).click();
    expect(await page.getByLabel('Nombre de la empresa').inputValue()).toBe('Otro nombre');
    await toSection(page, 'Pagos');
    await dialog.getByRole('button', { name: 'Salir sin guardar' }).click();
    await heading(page, 'Pagos');
    expect((await kept()).name).not.toBe('Otro nombre');
    await leave();
  });

  it('says that somebody else has changed them, keeps the draft and loads the new version when asked', async () => {
    const { page, leave } = await admin('company');
    await heading(page, 'Empresa');
    const { version, updatedAt: _updatedAt, senders: _senders, ...before } = await kept();
    const name = `Acme ${unique()}`;
    const headers = { 'if-match': `"${version}"` };
    await api.take(settingsSchema, 200, 'PUT', '/v1/settings', { headers, body: { ...before, name } });
    await page.getByLabel('Nombre de la empresa').fill('Mi cambio');
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    await page.getByText('Otra persona cambió los ajustes').waitFor();
    expect(await page.getByLabel('Nombre de la empresa').inputValue()).toBe('Mi cambio');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Cargar la versión nueva' }).click();
    await page.getByText('Otra persona cambió los ajustes').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Nombre de la empresa').inputValue()).toBe(name);
    await page.getByLabel('Nombre de la empresa').fill(before.name);
    await save(page);
    expect((await kept()).name).toBe(before.name);
    await leave();
  });

  it('Q15: segments cover all days: a range begins where the one before it ends, an overlap is told', async () => {
    const { segments } = await kept();
    const { page, leave } = await admin('segments');
    const first = page.getByLabel(`Último día de ${segments[1]?.name}`);
    const end = segments[1]?.toDays ?? 0;
    await first.fill('-5');
    await page
      .getByText(/se superpone con el rango anterior/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    expect((await kept()).segments).toEqual(segments);
    await first.fill(String(end - 1));
    await save(page);
    const after = (await kept()).segments;
    expect(after[1]?.toDays).toBe(end - 1);
    expect(after[2]?.fromDays).toBe(end);
    await first.fill(String(end));
    await save(page);
    expect((await kept()).segments).toEqual(segments);
    await leave();
  });

  it('C13: the payment link takes placeholders that exist, and an example shows what comes of it', async () => {
    const { page, leave } = await admin('payments');
    await page.getByLabel('Ofrecer pagos').check();
    await page.getByLabel('Dirección de pago').fill('https://pagos.example/{nada}');
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    await page.getByText('No existe el dato «nada».').waitFor();
    const address = `https://pagos.example/${unique()}?deuda=`;
    await page.getByLabel('Dirección de pago').fill(address);
    await page.getByRole('button', { name: 'Agregar Código de la deuda' }).click();
    await save(page);
    expect((await kept()).payments).toEqual({
      enabled: true,
      linkPattern: `${address}{debtCode}`,
    });
    await leave();
  });

  it('E13, E17: a metadata field is added, shown as a column that stays after a reload, and archived', async () => {
    const name = `Póliza ${unique()}`;
    const { page, leave } = await admin('metadata');
    await page.getByRole('button', { name: 'Agregar campo' }).click();
    const dialog = page.getByRole('dialog', { name: 'Agregar campo' });
    await dialog.getByLabel('Nombre en español').fill(name);
    await dialog.getByLabel('Nombre en inglés').fill(`Policy ${name}`);
    await dialog.getByLabel('Tipo').click();
    await page.getByRole('option', { name: 'Lista' }).click();
    await dialog.getByLabel('Opciones').fill('Vida\nHogar');
    await dialog.getByRole('button', { name: 'Agregar campo' }).click();
    await save(page);

    await page.goto(`${new URL(page.url()).origin}/receivables/customers`);
    await page.getByRole('button', { name: 'Agregar/Quitar columnas' }).click();
    await page.getByRole('dialog').getByLabel(name).check();
    await page.getByRole('dialog').getByText('Te recomendamos tener un máximo de 5 columnas activas.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
    await page.getByRole('columnheader', { name }).waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name }).waitFor();

    await page.goto(`${new URL(page.url()).origin}/settings/metadata`);
    await page.getByRole('button', { name: `Archivar ${name}` }).click();
    await save(page);
    await page.goto(`${new URL(page.url()).origin}/receivables/customers`);
    await page.getByRole('heading', { level: 1, name: 'Clientes' }).waitFor();
    await page.getByRole('columnheader', { name: 'Nombre' }).waitFor();
    expect(await page.getByRole('columnheader', { name }).count()).toBe(0);
    await leave();
  });

  it.each(['viewer', 'advisor', 'supervisor'] as const)(
    'shows a %s what holds, and no way to change it',
    async (role) => {
      const { page, leave } = await visit({ role, path: '/settings/calls' });
      await heading(page, 'Llamada');
      await page.getByText('Solo un administrador puede cambiarlos.').waitFor();
      for (const name of ['Guardar cambios', 'Agregar resultado', /^Editar /, /^Archivar /]) {
        expect(await page.getByRole('button', { name }).count()).toBe(0);
      }
      expect(await page.getByLabel('Registrar gestiones', { exact: true }).getAttribute('aria-disabled')).toBe('true');
      await expectAccessible(page);
      await leave();
    },
  );
});
