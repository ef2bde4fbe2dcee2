/** Cuentas por cobrar › Alertas, by the clicks of the help page (F9): many cleared, with the number first, and taken back. */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { untilCustomerListed } from '../scenario/support/customer-list.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { untilAlert, untilCustomer } from '../scenario/support/messages.ts';
import { freshEmail, missingEmail, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';
import { untilListed as untilConversation } from './support/inbox.ts';

afterAll(closeBrowser);

const api = as('demo');
const alertPage = z.object({ items: z.array(z.unknown()) });

/** A customer whose only address has bounced. */
const withAlert = async (email = missingEmail(), name = `Berta ${unique()}`) => {
  const customer = await api.createCustomer([{ channel: 'email', value: email }], { name });
  await api.send(customer);
  await untilAlert(api, customer.customerId);
  return { ...customer, name, email };
};

const untilListed = (customerId: string, listed: boolean) =>
  eventually(async () => {
    const { items } = await api.take(alertPage, 200, 'GET', '/v1/alerts', { query: { customer: customerId } });
    expect(items.length).toBe(listed ? 1 : 0);
  });

const select = (page: Page, email: string) => page.getByRole('checkbox', { name: `Seleccionar ${email}` }).check();

describe('the work list of alerts', () => {
  it('F9: bulk clear says how many and whose first, and is undone from the notice', async () => {
    // Two short names above each other: each is still large enough to be pressed.
    const first = await withAlert(missingEmail(), 'Eva');
    const second = await withAlert();
    const sharer = await api.createCustomer([{ channel: 'email', value: first.email }], { name: `Otra ${unique()}` });
    await untilListed(sharer.customerId, true);
    await untilListed(second.customerId, true);
    const { page, leave } = await visit({ role: 'supervisor', path: '/receivables/alerts' });
    await page.getByRole('heading', { name: 'Alertas', level: 1 }).waitFor();
    await select(page, first.email);
    await select(page, second.email);
    await expectAccessible(page);
    await picture(page, 'alerts-1440');
    await page.getByRole('button', { name: 'Quitar marca', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Quitar marca' });
    await dialog.getByText('Se quitará la marca de 2 direcciones, de 3 clientes.').waitFor();
    await dialog.getByText('1 dirección es de varios clientes').waitFor();
    await dialog.getByText(new RegExp(`${first.email}: .*Otra`)).waitFor();
    await expectAccessible(page);
    await picture(page, 'alerts-clear-1440');
    await dialog.getByRole('button', { name: 'Quitar marca' }).click();
    await page.getByText('Se está quitando la marca de 2 direcciones.').waitFor();
    await page.getByRole('checkbox', { name: `Seleccionar ${first.email}` }).waitFor({ state: 'detached' });
    await untilCustomer(api, second.customerId, ({ contactability }) => expect(contactability).toBe('ok'));
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByText('Se está deshaciendo el cambio.').waitFor();
    await page.getByRole('checkbox', { name: `Seleccionar ${first.email}` }).waitFor();
    await untilCustomer(api, second.customerId, ({ contactability }) => expect(contactability).toBe('none'));
    await page.goto(page.url().replace('/alerts', '/processes'));
    await page.getByText('Cambio de alertas · Quitar marca').first().waitFor();
    await page.getByText('Cambiadas: 2').first().waitFor();
    await picture(page, 'alerts-processes-1440');
    await leave();
  });

  it('F9: the red symbol is the button, in the list of alerts and in that of customers', async () => {
    const one = await withAlert();
    const two = await withAlert();
    await untilListed(one.customerId, true);
    await untilCustomerListed({ q: two.name, contactability: 'none' }, two.customerId);
    const { page, leave } = await visit({ path: '/receivables/alerts?channel=email', width: widths.phone });
    await page.getByRole('button', { name: `Quitar la marca de ${one.email}` }).click();
    const dialog = page.getByRole('dialog', { name: `Alertas de ${one.name}` });
    await dialog.getByText(one.email).waitFor();
    await expectAccessible(page);
    await picture(page, 'alerts-symbol-360');
    await dialog.getByRole('button', { name: 'Quitar marca' }).click();
    await page.getByText(`Se quitó la marca de 1 dirección de ${one.name}.`).waitFor();
    await untilListed(one.customerId, false);
    await picture(page, 'alerts-360');
    await page.goto(page.url().replace(/\/receivables.*/, `/receivables/customers?q=${encodeURIComponent(two.name)}`));
    const symbol = page.getByRole('button', { name: `Ver las alertas de ${two.name}` });
    await symbol.focus();
    await page.keyboard.press('Enter');
    const alerts = page.getByRole('dialog', { name: `Alertas de ${two.name}` });
    await alerts.getByText(two.email).waitFor();
    await alerts.getByRole('button', { name: 'Quitar marca' }).click();
    await untilCustomer(api, two.customerId, ({ contactability }) => expect(contactability).toBe('ok'));
    await leave();
  });

  it.each([
    ['es', widths.desk],
    ['en', widths.phone],
  ] as const)('F9: %s at %s px: so it is in the register, the inbox and the conversation', async (language, width) => {
    const words = {
      es: {
        failed: (name: string) => `Ver por qué falló la comunicación con ${name}`,
        see: 'Ver la alerta',
        symbol: (name: string) => `Ver las alertas de ${name}`,
        dialog: (name: string) => `Alertas de ${name}`,
        clear: 'Quitar marca',
      },
      en: {
        failed: (name: string) => `See why the communication with ${name} failed`,
        see: 'See the alert',
        symbol: (name: string) => `See the alerts of ${name}`,
        dialog: (name: string) => `Alerts of ${name}`,
        clear: 'Remove mark',
      },
    }[language];
    const { name, customerId, email } = await withAlert();
    await untilConversation(name, api);
    const { page, leave } = await visit({
      path: `/receivables/interactions?customerId=${customerId}`,
      language,
      width,
    });
    await page.getByRole('button', { name: words.failed(name) }).click();
    await page.getByRole('dialog').getByRole('button', { name: words.see }).click();
    const alerts = page.getByRole('dialog', { name: words.dialog(name) });
    await alerts.getByText(email).waitFor();
    await expectAccessible(page);
    await picture(page, `alerts-register-${width}`);
    await page.goto(new URL(`/conversations/received?q=${encodeURIComponent(name)}`, page.url()).href);
    const symbol = page.getByRole('button', { name: words.symbol(name) });
    await symbol.click();
    await alerts.getByText(email).waitFor();
    // The row is not opened by it.
    expect(new URL(page.url()).searchParams.get('customer')).toBeNull();
    await page.keyboard.press('Escape');
    await alerts.waitFor({ state: 'detached' });
    const box = await symbol.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    await expectFits(page);
    await expectAccessible(page);
    await picture(page, `alerts-inbox-${width}`);
    await page.locator(`[data-customer="${customerId}"]`).click();
    const head = page.locator('.thread-head').getByRole('button', { name: words.symbol(name) });
    await head.click();
    await picture(page, `alerts-thread-${width}`);
    await alerts.getByRole('button', { name: words.clear }).click();
    await head.waitFor({ state: 'detached' });
    await untilCustomer(api, customerId, ({ contactability }) => expect(contactability).toBe('ok'));
    await leave();
  });

  it('F9: addresses are marked from a list, after a check that says how many', async () => {
    const email = freshEmail();
    const customer = await api.createCustomer([{ channel: 'email', value: email }], { name: `Marta ${unique()}` });
    const { page, leave } = await visit({ role: 'supervisor', path: '/receivables/alerts' });
    await page.getByRole('button', { name: 'Marcar' }).click();
    const dialog = page.getByRole('dialog', { name: 'Marcar direcciones' });
    await dialog.getByRole('button', { name: 'Revisar' }).click();
    await dialog.getByText('Escribe al menos una dirección.').waitFor();
    await dialog.getByRole('textbox', { name: 'Direcciones' }).fill(`${email}\n${freshEmail()}`);
    await dialog.getByRole('button', { name: 'Revisar' }).click();
    await dialog.getByText('Se marcará 1 dirección, de 1 cliente.').waitFor();
    await expectAccessible(page);
    await picture(page, 'alerts-mark-1440');
    await dialog.getByRole('button', { name: 'Marcar' }).click();
    await page.getByText('Se está marcando 1 dirección.').waitFor();
    await page.getByRole('button', { name: `Quitar la marca de ${email}` }).waitFor();
    await page.getByText('Marcada por el equipo').first().waitFor();
    await untilCustomer(api, customer.customerId, ({ contactability }) => expect(contactability).toBe('none'));
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await untilListed(customer.customerId, false);
    await leave();
  });
});
