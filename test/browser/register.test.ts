/** Interacciones, mass imports, downloads, the process log (B2–B41, F19–F21; issue 5, 4 and 5). */
import { readFile } from 'node:fs/promises';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Api, as } from '../scenario/support/api.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { untilStatus } from '../scenario/support/messages.ts';
import { operator, theOperator } from '../scenario/support/operator.ts';
import { freshEmail, freshRut, unique } from '../scenario/support/people.ts';
import { pageOf } from '../scenario/support/shapes.ts';
import { sendForm } from '../scenario/support/uploads.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const register = '/receivables/interactions';
const nameOf = async (userId: string): Promise<string> => {
  const users = pageOf(z.looseObject({ userId: z.string(), name: z.string() }));
  const { items } = await as('demo').take(users, 200, 'GET', '/v1/users');
  return items.find((user) => user.userId === userId)?.name ?? userId;
};

const requested = z.object({
  processId: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
});

/** Communications of another system, all of one customer and of today. */
const importHistory = async (api: Api, documentNumber: string, count: number): Promise<void> => {
  const date = new Date().toISOString().slice(0, 10);
  const titles = 'Tipo de documento;Número identificador único;Canal;Fecha de envío;Destinatarios;Estado;Asunto';
  const rows = Array.from(
    { length: count },
    () => `RUT;${documentNumber};Correo;${date};${freshEmail()};Enviada;Aviso`,
  );
  const bytes = Buffer.from([titles, ...rows].join('\r\n'));
  const body = {
    kind: 'interactions',
    fileName: 'historia.csv',
    size: bytes.length,
    options: { dateFormat: 'yyyy-mm-dd' },
  };
  const { processId, upload } = await api.take(requested, 202, 'POST', '/v1/imports', { body });
  expect((await sendForm(upload, bytes)).status).toBe(204);
  await api.take(z.looseObject({}), 202, 'POST', `/v1/imports/${processId}/confirm`);
  const seen = z.looseObject({
    state: z.string(),
    import: z.looseObject({ counts: z.looseObject({ created: z.number() }) }),
  });
  await eventually(async () => {
    const process = await api.take(seen, 200, 'GET', `/v1/processes/${processId}`);
    expect([process.state, process.import.counts.created]).toEqual(['success', count]);
  }, 90_000);
};

describe('Interacciones', () => {
  it('B11–B16, B22: filters and columns stay after a reload', async () => {
    const { page, leave } = await visit({ path: register });
    await page.getByRole('heading', { level: 1, name: 'Interacciones' }).waitFor();
    await page.getByRole('button', { name: 'Filtrar' }).click();
    for (const option of ['Saliente', 'Entrante']) {
      await page.getByRole('dialog').getByRole('button', { name: /^Tipo/ }).click();
      await page.getByRole('option', { name: option }).click();
    }
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Aplicar' }).click();
    await page.waitForURL(/direction=outbound%7Cinbound/);
    const chips = page.getByRole('list', { name: 'Filtros en uso' });
    await picture(page, 'register-chips-1440');
    await chips.getByRole('button', { name: 'Quitar el filtro Tipo: Entrante' }).click();
    await page.waitForURL(/direction=outbound(&|$)/);
    await page.getByRole('button', { name: 'Agregar/Quitar columnas' }).click();
    await page.getByRole('checkbox', { name: 'Fecha de envío real' }).check();
    const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT');
    await page.getByRole('button', { name: 'Guardar', exact: true }).click();
    await page.getByRole('columnheader', { name: 'Fecha de envío real' }).waitFor();
    expect((await kept).status()).toBe(200);
    await page.reload();
    await page.getByRole('columnheader', { name: 'Fecha de envío real' }).waitFor();
    expect(page.url()).toContain('direction=outbound');
    await page.getByRole('button', { name: 'Filtrar (1 activo)' }).waitFor();
    await leave();
  });

  it('B10: the glossary says what each state means', async () => {
    const { page, leave } = await visit({ path: register });
    await page.getByRole('button', { name: 'Glosario de estados' }).click();
    await page.getByText('Entregada y aún no leída.').waitFor();
    await expectAccessible(page);
    await leave();
  });

  it('B4–B9: the detail shows what became of a communication', async () => {
    const customer = await as('demo').createCustomer([{ channel: 'email', value: freshEmail() }]);
    const { messageId } = await as('demo').send(customer, 0);
    await untilStatus(as('demo'), messageId, 'delivered');
    const { page, leave } = await visit({ path: `${register}?customerId=${customer.customerId}` });
    await page.getByRole('button', { name: /Ver detalle/ }).click();
    const detail = page.getByRole('dialog', { name: 'Detalle de la comunicación' });
    await detail.getByText('Tu cuota vence mañana.').waitFor();
    await detail.getByRole('heading', { name: 'Historia' }).waitFor();
    await detail.getByText('Enviado por').waitFor();
    const { userId } = await as('demo').take(z.looseObject({ userId: z.string() }), 200, 'GET', '/v1/me');
    await detail.getByText(await nameOf(userId)).waitFor();
    await expectAccessible(page);
    await leave();
  });

  it('12.4: what is scheduled far ahead is found without a date, and the dates in force are shown', async () => {
    const customer = await as('demo').createCustomer([{ channel: 'email', value: freshEmail() }]);
    const sendAt = new Date(Date.now() + 200 * 86_400_000).toISOString();
    await as('demo').send(customer, 0, { sendAt });
    const { page, leave } = await visit({ path: register });
    await page.getByText(/^Del \d{2}-\d{2}-\d{4} al \d{2}-\d{2}-\d{4}$/).waitFor();
    await page.goto(new URL(`${register}?status=scheduled`, page.url()).href);
    await page.locator(`a[href$="${customer.customerId}"]`).waitFor({ timeout: 30_000 });
    await expectAccessible(page);
    await leave();
  });

  it('12.4: the campaign with one message among thousands is found on the first page', async () => {
    const api = as('acme', 'supervisor');
    const documentNumber = freshRut();
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }], {
      documentType: 'RUT',
      documentNumber,
    });
    await importHistory(api, documentNumber, 2_500);
    const name = `Campaña ${unique()}`;
    const origin = { kind: 'campaign', id: unique(), name };
    await api.send(customer, 0, { purpose: 'automatic', origin });
    const { page, leave } = await visit({ company: 'acme', language: 'es', path: register });
    const pages = page.getByRole('navigation', { name: 'Páginas de la lista' });
    await pages.getByText('1–50 de más de 50').first().waitFor();
    // What filters offer follows the message by a moment.
    await expect
      .poll(async () => (await api.call('GET', '/v1/interactions/origins')).text, { timeout: 30_000 })
      .toContain(name);
    await page.reload();
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page.getByRole('button', { name: /^Campaña/ }).click();
    await page.getByRole('option', { name }).click();
    await page.getByRole('button', { name: 'Aplicar' }).click();
    await pages.getByText('1–1 de 1').first().waitFor({ timeout: 30_000 });
    expect(await page.locator(`tbody a[href$="${customer.customerId}"]`).count()).toBe(1);
    await picture(page, 'register-campaign-1440');
    await leave();
  });

  it('B21: a failure is told in words; what the provider said is folded behind them', async () => {
    const customer = await as('demo').createCustomer([{ channel: 'email', value: `nobody.${freshEmail()}` }]);
    const { messageId } = await as('demo').send(customer, 0);
    await untilStatus(as('demo'), messageId, 'failed');
    const { page, leave } = await visit({ path: `${register}?customerId=${customer.customerId}` });
    await page.getByRole('button', { name: /^Ver detalle de la comunicación/ }).click();
    const detail = page.getByRole('dialog', { name: 'Detalle de la comunicación' });
    const words = detail.getByText('La dirección no existe o no recibe mensajes.');
    await words.first().waitFor();
    // Beside the reason, and beside the event of the history.
    expect(await words.count()).toBe(2);
    const said = detail.getByText(/550 5\.1\.1/).first();
    expect(await said.isVisible()).toBe(false);
    await detail.getByRole('button', { name: 'Ver detalle técnico' }).first().click();
    await said.waitFor();
    await expectAccessible(page);
    await leave();
  });

  it('a viewer sees no action that it may not do', async () => {
    const { page, leave } = await visit({ role: 'viewer', path: register });
    await page.getByRole('button', { name: 'Filtrar' }).waitFor();
    expect(await page.getByRole('button', { name: 'Crear' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Descargar' }).count()).toBe(0);
    await leave();
  });

  it('12.6: the process log takes several kinds and states, one chip each', async () => {
    const { page, leave } = await visit({ path: '/receivables/processes' });
    await page.getByRole('button', { name: 'Filtrar' }).click();
    const dialog = page.getByRole('dialog', { name: 'Filtrar' });
    for (const option of ['Importación', 'Descarga']) {
      await dialog.getByRole('button', { name: /^Tipo/ }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    }
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    const chips = page.getByRole('list', { name: 'Filtros en uso' });
    await chips.getByRole('button', { name: /Importación$/ }).waitFor();
    await chips.getByRole('button', { name: /Descarga$/ }).click();
    await page.waitForURL(/kind=import(&|$)/);
    await leave();
  });

  it.each(Object.entries(widths))('fits a %s (%i px), as its other pages', async (_name, width) => {
    const { page, leave } = await visit({ role: 'supervisor', width, path: register });
    const pages = [
      ['/receivables/interactions', 'Interacciones'],
      ['/receivables/imports', 'Crear comunicaciones masivas'],
      ['/receivables/processes', 'Log de procesos'],
      ['/receivables/standing-reports', 'Informes permanentes'],
    ] as const;
    for (const [path, title] of pages) {
      await page.evaluate((next) => {
        window.history.pushState(null, '', next);
        window.dispatchEvent(new PopStateEvent('popstate'));
      }, path);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.waitForLoadState('networkidle');
      if (process.env.SCREENSHOTS !== undefined) {
        await page.screenshot({ path: `${process.env.SCREENSHOTS}/${path.split('/').at(-1)}-${width}.png` });
      }
      await expectFits(page);
      await expectAccessible(page);
    }
    await leave();
  });
});

describe('Crear comunicaciones masivas', () => {
  it('B23–B34, F19: errors are shown before anything is written; the corrected file is imported', async () => {
    const documentNumber = freshRut();
    await as('demo').createCustomer([], { documentType: 'RUT', documentNumber });
    const titles = 'Tipo de documento;Número identificador único;Canal;Fecha de envío;Destinatarios;Estado';
    const row = (date: string) => `RUT;${documentNumber};Correo;${date};${freshEmail()};Entregada`;
    const name = `historia-${unique()}.csv`;
    const choose = (rows: readonly string[]) =>
      page.locator('input[type=file]').setInputFiles({
        name,
        mimeType: 'text/csv',
        buffer: Buffer.from([titles, ...rows].join('\r\n')),
      });
    const { page, leave } = await visit({ role: 'supervisor', path: register });
    await page.getByRole('button', { name: 'Crear', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Crear comunicaciones masivas' }).click();
    await page.getByText('no enviará los mensajes por ningún canal').waitFor();
    const template = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Descargar plantilla' }).click();
    const saved = await template;
    expect(saved.suggestedFilename()).toBe('plantilla-interacciones.xlsx');
    const [sheet, accepted] = (await readXlsx(await readFile(await saved.path()))).sheets;
    expect([sheet?.rows[0]?.[1], accepted?.name]).toEqual(['Número identificador único', 'Valores aceptados']);
    await page.getByRole('button', { name: 'Valores aceptados' }).click();
    await page.getByRole('region', { name: 'Estados', exact: true }).getByText('entregada').waitFor();
    await choose([row('2026-03-01'), row('2026-02-31')]);
    await page.getByRole('button', { name: 'Subir y revisar' }).click();
    await page.getByText('1 fila tiene errores').waitFor();
    await page.getByText('DATE_INVALID').waitFor();
    await expectAccessible(page);
    const errors = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Descargar Archivo de errores (CSV)' }).click();
    expect(await readFile(await (await errors).path(), 'utf8')).toContain('2026-02-31');
    await page.getByRole('button', { name: 'Subir el archivo corregido' }).click();
    await choose([row('2026-03-01'), row('2026-02-28')]);
    await page.getByRole('button', { name: 'Subir y revisar' }).click();
    await page.getByText('El archivo está listo').waitFor();
    await page.getByRole('button', { name: 'Importar', exact: true }).click();
    await page.getByText('Importación terminada').waitFor();
    await page.getByRole('button', { name: 'Ver el Log de procesos' }).click();
    await page.getByText(name).first().waitFor();
    await leave();
  });
});

describe('Importar clientes', () => {
  it('issue 11, line 8: numbers as Excel leaves them go in; one that lost its digits is told, and the log says so', async () => {
    const { page, leave } = await visit({ role: 'supervisor', path: '/receivables/imports' });
    await page.getByRole('radio', { name: /^Clientes/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Importar clientes' }).waitFor();
    const name = `celulares-${unique()}.csv`;
    const rows = [
      'Tipo de documento;Número identificador único;Nombre;Celular',
      `RUT;${freshRut()};Rosa;56947859918`,
      `RUT;${freshRut()};Luz;5,69E+10`,
    ];
    await page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) });
    await page.getByRole('button', { name: 'Subir y revisar' }).click();
    await page.getByText('hay direcciones que no se guardarán').waitFor();
    await page.getByText(/Excel acortó el número a «5,69E\+10»/).waitFor();
    await page.getByRole('button', { name: 'Importar', exact: true }).click();
    await page.getByText('Terminado con avisos').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Ver el Log de procesos' }).click();
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByText('Terminado con avisos').waitFor();
    await leave();
  });
});

/** Columns of the list that the workbook has in the same words. */
const listColumns = ['Customer', 'Identifier', 'Channel', 'Status', 'Communication'];
const timeColumn = 'Send date';
/** Texts of a table's cells, its headings first; runs in the page. */
const cellsOf = (table: Element): string[][] =>
  [...table.querySelectorAll('tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => (cell.textContent ?? '').trim()),
  );
/** Local times of the workbook have seconds, those of the list have none. */
const toTheMinute = (time: unknown): string => new Date(String(time)).toISOString().slice(0, 16);

describe.runIf(operator)('Descargar', () => {
  it('B35–B41: is confirmed, replaced on the same day, and there the next day', async () => {
    const acme = as('acme', 'supervisor');
    const name = `Libro ${unique()}`;
    const customer = await acme.createCustomer([{ channel: 'email', value: freshEmail() }], {
      name,
      documentType: 'RUT',
      documentNumber: freshRut(),
    });
    for (let count = 0; count < 3; count += 1) {
      const { messageId } = await acme.send(customer, 0);
      await untilStatus(acme, messageId, 'delivered');
    }
    const { page, leave } = await visit({ company: 'acme', role: 'supervisor', language: 'es', path: register });
    await page.getByRole('button', { name: 'Descargar', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Descargar interacciones' });
    await dialog.getByText('La descarga se programará automáticamente al confirmar la operación.').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Confirmar' }).click();
    await page.getByText('Descarga programada').waitFor();
    await page.getByRole('button', { name: 'Descargar', exact: true }).click();
    await dialog.getByText(/Hoy ya pediste una descarga/).waitFor();
    await dialog.getByRole('button', { name: 'Cancelar' }).click();
    await theOperator().tick(new Date(Date.now() + 86_400_000));
    await page.getByRole('link', { name: 'Log de procesos' }).click();
    // The row of this export, not of a night report, which has a file of today too.
    const row = page.getByRole('row').filter({ hasText: 'Descarga' }).first();
    const file = row.getByRole('button', { name: /^Descargar .*\.xlsx/ });
    await file.waitFor();
    const download = page.waitForEvent('download');
    await file.click();
    const { sheets } = await readXlsx(await readFile(await (await download).path()));
    const [titles = [], ...records] = sheets[0]?.rows ?? [];
    // The company's files are in its language.
    const list = await visit({
      company: 'acme',
      role: 'supervisor',
      language: 'en',
      path: `${register}?customerId=${customer.customerId}`,
    });
    await list.page.getByRole('link', { name }).nth(2).waitFor();
    const [headings = [], ...listed] = await list.page.locator('table').filter({ hasText: name }).evaluate(cellsOf);
    await list.leave();
    const told = (cells: readonly string[]) => [
      ...listColumns.map((title) => cells[headings.indexOf(title)]?.toLowerCase()),
      toTheMinute(`${cells[headings.indexOf(timeColumn)]} UTC`.replaceAll(/[\s,]+/g, ' ')),
    ];
    const noted = (cells: typeof titles) => [
      ...listColumns.map((title) => String(cells[titles.indexOf(title)] ?? '—').toLowerCase()),
      toTheMinute((cells[titles.indexOf(timeColumn)] as Date).toISOString()),
    ];
    const ofCustomer = records.filter((cells) => cells[titles.indexOf('Customer')] === name);
    expect(ofCustomer).toHaveLength(3);
    expect(ofCustomer.map(noted).toSorted()).toEqual(listed.map(told).toSorted());
    await page.getByRole('link', { name: 'Interacciones' }).click();
    await page.getByRole('button', { name: 'Descargar', exact: true }).click();
    await dialog.getByText(/ya se escribió/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Confirmar' }).isDisabled()).toBe(true);
    await leave();
  });
});
