/** Conversaciones by its help pages: the list, the thread, answers, alerts, live changes (A19–A23, C1–C39, D1–D29). */
import { afterAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { listConversations } from '../scenario/support/conversations.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { untilAlert } from '../scenario/support/messages.ts';
import { operator, theOperator } from '../scenario/support/operator.ts';
import { freshEmail, freshMobile, missingEmail, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const advisor = as('demo');
const companyNumber = '+56900000001';

/** A customer who has been written to by SMS, with a conversation that the list shows. */
const conversation = async (email = freshEmail()) => {
  const name = `Rosa Bandeja ${unique()}`;
  const mobile = freshMobile();
  const customer = await advisor.createCustomer(
    [
      { channel: 'sms', value: mobile },
      { channel: 'email', value: email },
      { channel: 'call', value: mobile },
    ],
    { name },
  );
  await advisor.send(customer, 0);
  await untilListed(name);
  return { ...customer, name, mobile };
};

const untilListed = (name: string) =>
  eventually(async () => {
    expect((await listConversations(advisor, { q: name })).length).toBe(1);
  });

const listOf = (name: string) => `/conversations/received?q=${encodeURIComponent(name)}`;

describe('Conversaciones', () => {
  it.runIf(operator)(
    'C33 C35 C37 F17: a reply makes the row bold without reload; an answer and Omitir take it away',
    async () => {
      const { name, mobile, customerId } = await conversation();
      const { page, leave } = await visit({ path: listOf(name) });
      const row = page.locator(`[data-customer="${customerId}"]`);
      await row.waitFor();
      const weight = () => row.locator('.inbox-row-name').evaluate((node) => Number(getComputedStyle(node).fontWeight));
      expect(await weight()).toBeLessThan(600);

      await theOperator().writes('sms', { from: mobile, to: companyNumber, body: 'Pago el viernes' });
      await row.getByText('Pago el viernes').waitFor();
      await row.getByLabel('No leído').waitFor();
      expect(await weight()).toBeGreaterThanOrEqual(600);

      await row.click();
      await row.getByLabel('No leído').waitFor({ state: 'detached' });
      expect(await weight(), 'reading is not answering').toBeGreaterThanOrEqual(600);
      await page.getByLabel('Mensaje', { exact: true }).fill('Gracias, lo anoto.');
      await page.getByRole('button', { name: 'Enviar', exact: true }).click();
      await expect.poll(weight, { timeout: 20_000 }).toBeLessThan(600);
      await page.getByText('entregado').first().waitFor();

      await theOperator().writes('sms', { from: mobile, to: companyNumber, body: 'De nada' });
      await page.locator('.thread-message').getByText('De nada').waitFor();
      await expect.poll(weight, { timeout: 20_000 }).toBeGreaterThanOrEqual(600);
      await page.getByRole('button', { name: 'Omitir' }).click();
      await expect.poll(weight).toBeLessThan(600);
      await leave();
    },
  );

  it('C9 C14 C19: a message is sent on its channel and its status changes to delivered without reload', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ path: listOf(name) });
    await page.locator(`[data-customer="${customerId}"]`).click();
    await page.getByRole('button', { name: 'Correo', exact: true }).click();
    await page.getByLabel('Asunto').fill('Tu cuota');
    await page.getByLabel('Mensaje', { exact: true }).fill('Hola {{customerFirstName}}, tu cuota vence mañana.');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    const sent = page.locator('.thread-message', { hasText: 'Hola Rosa, tu cuota vence mañana.' });
    await sent.getByText('entregado').waitFor();
    await sent.getByRole('button', { name: /Acciones del mensaje/ }).click();
    await page.getByRole('menuitem', { name: 'Ver detalle' }).click();
    await page.getByText('Eventos del proveedor').waitFor();
    await expectAccessible(page);
    await leave();
  });

  it('A19–A23: the path of the help page clears an alert', async () => {
    const { name, customerId, addresses } = await conversation(missingEmail());
    await advisor.send({ customerId, addresses }, 1);
    await untilAlert(advisor, customerId, 1);
    const { page, leave } = await visit({ path: `${listOf(name)}` });
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Contactabilidad/ })
      .click();
    await page.getByRole('option', { name: 'Con problemas de contactabilidad' }).click();
    await page.getByRole('button', { name: 'Aplicar' }).click();
    await page.locator(`[data-customer="${customerId}"]`).click();
    await page.getByRole('button', { name: `Información de contactos de ${name}` }).click();
    await page.getByRole('heading', { name: 'Información de contactos' }).waitFor();
    await page.getByRole('button', { name: /^Alerta de contactabilidad en/ }).click();
    await page.getByText('¿Deseas eliminar la alerta?').waitFor();
    await page.getByRole('button', { name: 'Eliminar la alerta' }).click();
    await page.getByRole('button', { name: /^Alerta de contactabilidad en/ }).waitFor({ state: 'detached' });
    await eventually(async () => {
      const customer = await advisor.customer(customerId);
      expect(customer.addresses.every(({ alert }) => alert === null)).toBe(true);
    });
    await leave();
  });

  it('C20 D24 D25 D26 D27: star, archive, unread, delete', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ role: 'supervisor', path: listOf(name) });
    const row = page.locator(`[data-customer="${customerId}"]`);
    const act = async (action: string) => {
      await page.getByRole('button', { name: 'Acciones de la conversación' }).click();
      await page.getByRole('menuitem', { name: action, exact: true }).click();
    };
    await row.click();
    await page.getByRole('button', { name: 'Marcar como destacado' }).click();
    await row.getByLabel('Destacado').waitFor();
    await act('Archivar');
    await row.waitFor({ state: 'detached' });
    await act('Desarchivar');
    await row.waitFor();
    await act('Marcar como no leído');
    await row.getByLabel('No leído').waitFor();
    await row.click();
    await act('Eliminar');
    await page.getByText('No se puede deshacer').waitFor();
    await page.getByRole('button', { name: 'Eliminar', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await leave();
  });

  it('C7 C8 C36: Gestión records a promise with date and amount', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ path: listOf(name) });
    await page.locator(`[data-customer="${customerId}"]`).click();
    await page.getByRole('button', { name: 'Gestión' }).click();
    await page.getByRole('button', { name: /Resultado/ }).click();
    await page.getByRole('option', { name: 'Promesa de pago' }).click();
    const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Fecha prometida').fill(day.replaceAll('-', '/'));
    await page.getByLabel(/Monto prometido/).fill('150000');
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.locator('.thread-message', { hasText: 'Promesa de pago' }).waitFor();
    await leave();
  });

  it('a viewer sees no action that the role does not allow', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ role: 'viewer', path: listOf(name) });
    await page.locator(`[data-customer="${customerId}"]`).click();
    await page.locator('.thread-message').first().waitFor();
    for (const action of ['Enviar', 'Omitir', 'Gestión', 'Marcar como destacado', 'Acciones de la conversación']) {
      expect(await page.getByRole('button', { name: action, exact: true }).count(), action).toBe(0);
    }
    await leave();
  });

  it.each(Object.entries(widths))('fits a %s (%i px), list and thread', async (_name, width) => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ path: listOf(name), width });
    const row = page.locator(`[data-customer="${customerId}"]`);
    await row.waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await row.click();
    await page.locator('.thread-message').first().waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });
});
