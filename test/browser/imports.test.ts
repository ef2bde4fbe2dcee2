/** The file as an office has it, through the import pages to the register (issue 11, line 10; B23–B34, F19, F20). */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { freshMobile, freshRut, unique } from '../scenario/support/people.ts';
import { interactionSchema, pageOf } from '../scenario/support/shapes.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const imports = '/receivables/imports';

/** As Excel saves "CSV" in Latin America: Windows-1252, in which `\x96` is a dash and `\x80` the euro. */
const windows1252 = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');

/** As people of the country write it: without country code, in groups. */
const national = (mobile: string): string => mobile.replace(/^\+56(9)(\d{4})(\d{4})$/, '$1 $2 $3');

/** The page in both languages and widths: nothing cut off, nothing that axe finds; pictures into `SCREENSHOTS`. */
const lookAt = async (spanish: Page, english: Page, name: string): Promise<void> => {
  await english.goto(spanish.url());
  await english.getByRole('heading', { level: 2 }).first().waitFor();
  await english.waitForLoadState('networkidle');
  for (const [language, page] of Object.entries({ es: spanish, en: english })) {
    for (const width of Object.values(widths)) {
      await page.setViewportSize({ width, height: 900 });
      if (process.env.SCREENSHOTS !== undefined) {
        await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.${language}.${width}.png`, fullPage: true });
      }
      await expectFits(page);
      await expectAccessible(page);
    }
  }
};

const customersSchema = pageOf(z.looseObject({ customerId: z.string() }));
const debtsSchema = pageOf(z.looseObject({ dueDate: z.string(), balance: z.int() }));

/** The customers whose name ends so, in the order of their names. */
const storedUnder = (name: string) =>
  eventually(async () => {
    const api = as('demo', 'supervisor');
    const { items } = await api.take(customersSchema, 200, 'GET', '/v1/customers', { query: { q: name } });
    expect(items).toHaveLength(3);
    const found = await Promise.all(
      items.map(async ({ customerId }) => {
        const customer = await api.customer(customerId);
        const debts = await api.take(debtsSchema, 200, 'GET', `/v1/customers/${customerId}/debts`);
        return {
          name: customer.name,
          documentNumber: customer.documentNumber,
          numbers: customer.addresses.map(({ value }) => value),
          debt: debts.items.map(({ dueDate, balance }) => `${dueDate} ${balance}`).join(),
        };
      }),
    );
    return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  });

const choose = async (page: Page, name: string, buffer: Buffer): Promise<void> => {
  // The file is worked on behind a queue, and the first one of all wakes its function.
  page.setDefaultTimeout(60_000);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Subir y revisar' }).click();
};

describe('the file of an office', () => {
  it('customers whose dates tell their order go in without a question, and what was left out is told', async () => {
    const { page, leave } = await visit({ role: 'supervisor', path: `${imports}?kind=customers` });
    const english = await visit({ role: 'supervisor', language: 'en' });
    const name = unique();
    const [first, second, third] = [freshRut(), freshRut(), freshRut()];
    const [mobile, other] = [freshMobile(), freshMobile()];
    await choose(
      page,
      `cartera-${name}.csv`,
      windows1252([
        'Cartera vencida \x96 Sucursal Ñuñoa;;;;;;;',
        ';;;;;;;',
        'Tipo de documento;RUT;Nombre;Celular;Código de deuda;Vencimiento;Saldo;Moneda;Estado de la deuda',
        `RUT;${first};Begoña Núñez Peñaloza ${name};${national(mobile)};F-1;05-03-2026;1.234.500;CLP;Vencida`,
        `RUT;${second};Íñigo Güell \x96 aval ${name};0${other.slice(3)};F-2;28-02-2026;$ 99.990;CLP;Vencida`,
        `RUT;${third};José María Ibáñez ${name};5,69E+10;F-3;12-03-2026;45000;CLP;Vencida`,
      ]),
    );
    await page.getByText('hay direcciones que no se guardarán').waitFor();
    await page.getByText(/Windows-1252.*línea 3.*31\/01\/2026/).waitFor();
    await page.getByText(/Excel acortó el número a «5,69E\+10»/).waitFor();
    await lookAt(page, english.page, 'import-checked');
    await page.getByRole('button', { name: 'Importar', exact: true }).click();
    await page.getByText('Terminado con avisos').waitFor();
    await lookAt(page, english.page, 'import-warned');
    expect(await storedUnder(name)).toEqual([
      {
        name: `Begoña Núñez Peñaloza ${name}`,
        documentNumber: first,
        numbers: [mobile, mobile],
        debt: '2026-03-05 1234500',
      },
      { name: `José María Ibáñez ${name}`, documentNumber: third, numbers: [], debt: '2026-03-12 45000' },
      { name: `Íñigo Güell – aval ${name}`, documentNumber: second, numbers: [other, other], debt: '2026-02-28 99990' },
    ]);
    await page.getByRole('button', { name: 'Ver el Log de procesos' }).click();
    await page.getByRole('row').filter({ hasText: name }).getByText('Terminado con avisos').waitFor();
    await english.leave();
    await leave();
  }, 240_000);

  it('history whose dates can be read in two ways goes in with one question', async () => {
    const { page, leave } = await visit({ role: 'supervisor', path: imports });
    const english = await visit({ role: 'supervisor', language: 'en' });
    const [documentNumber, mobile, subject] = [freshRut(), freshMobile(), `Cuota vencida \x96 Ñuñoa ${unique()}`];
    const { customerId } = await as('demo').createCustomer([], { documentType: 'RUT', documentNumber });
    const row = (date: string, what: string) =>
      `RUT;${documentNumber};SMS;${date};${national(mobile)};Entregada;${subject} ${what}`;
    await choose(
      page,
      `gestiones-${unique()}.csv`,
      windows1252([
        'Gestiones de la campaña de otoño;;;;;;',
        'Tipo de documento;RUT;Canal;Fecha de envío;Destinatarios;Estado;Asunto',
        row('05-03-2026', 'uno'),
        row('11-02-2026', 'dos'),
      ]),
    );
    await page.getByText('El archivo necesita una respuesta tuya').waitFor();
    await page.getByText('05-03-2026 es el 5 de marzo de 2026.').waitFor();
    await lookAt(page, english.page, 'import-question');
    await page.getByRole('radio', { name: /^31\/01\/2026/ }).check();
    await page.getByRole('button', { name: 'Responder y seguir' }).click();
    await page.getByText('El archivo está listo').waitFor();
    await page.getByText(/Windows-1252.*línea 2.*31\/01\/2026/).waitFor();
    await lookAt(page, english.page, 'import-ready');
    await page.getByRole('button', { name: 'Importar', exact: true }).click();
    await page.getByText('Importación terminada').waitFor();
    await lookAt(page, english.page, 'import-done');
    await eventually(async () => {
      const query = { customerId, source: 'outside', from: '2026-02-01', to: '2026-03-10' };
      const { items } = await as('demo').take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query });
      expect(items.map(({ recipient, sentAt }) => [recipient, sentAt?.slice(0, 10)]).toSorted()).toEqual([
        [mobile, '2026-02-11'],
        [mobile, '2026-03-05'],
      ]);
    });
    await english.leave();
    await leave();
  }, 240_000);

  it('debts of a whole portfolio: the check says how many are not in the file, the confirmation settles them', async () => {
    const english = await visit({ role: 'supervisor', language: 'en' });
    const portfolio = `Cartera ${unique()}`;
    const api = as('demo');
    const [kept, gone] = [freshRut(), freshRut()];
    const owed = { dueDate: '2026-03-31', balance: 45_000, currency: 'CLP', state: 'current', portfolio };
    const people = await Promise.all(
      [kept, gone].map(async (documentNumber) => {
        const { customerId } = await api.createCustomer([], { documentType: 'RUT', documentNumber });
        await api.take(z.looseObject({}), 200, 'PUT', `/v1/customers/${customerId}/debts`, {
          body: { code: 'OP-1', ...owed },
        });
        return customerId;
      }),
    );
    const { page, leave } = await visit({ role: 'supervisor', path: `${imports}?kind=debts` });
    await page.getByRole('heading', { level: 1, name: 'Importar deudas' }).waitFor();
    await page.getByRole('radio', { name: 'Darlas por pagadas en una cartera' }).check();
    await page.getByRole('button', { name: 'Subir y revisar' }).click();
    await page.getByText('Elige la cartera.', { exact: true }).waitFor();
    await lookAt(page, english.page, 'import-debts');
    await page.getByRole('combobox', { name: 'Cartera' }).fill(portfolio);
    await page.keyboard.press('Escape');
    await choose(
      page,
      `deudas-${unique()}.csv`,
      windows1252([
        'Deudas vigentes \x96 Sucursal Ñuñoa;;;',
        'RUT;Código de deuda;Monto adeudado;Vencimiento;Cuotas',
        `${kept};OP-1;30.000;31-03-2026;28-02-2026 15000 pagada`,
      ]),
    );
    await page.getByText('1 deuda abierta no viene en el archivo').waitFor();
    await page.getByText('De 2 abiertas hoy.').waitFor();
    await lookAt(page, english.page, 'import-debts-checked');
    await page.getByRole('button', { name: 'Importar y dar por pagada 1 deuda' }).click();
    await page.getByText('Importación terminada').waitFor();
    await page.getByText('Deudas dadas por pagadas').waitFor();
    await lookAt(page, english.page, 'import-debts-done');
    const states = await Promise.all(
      people.map(async (customerId) => {
        const { items } = await api.take(
          pageOf(z.looseObject({ balance: z.int(), state: z.string() })),
          200,
          'GET',
          `/v1/customers/${customerId}/debts`,
        );
        return items.map(({ balance, state }) => `${state} ${balance}`);
      }),
    );
    expect(states).toEqual([['current 30000'], ['paid 0']]);
    await english.leave();
    await leave();
  }, 480_000);
});
