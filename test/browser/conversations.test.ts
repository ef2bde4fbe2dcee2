/** Conversaciones by its help pages: the list, its rules, the actions, alerts, who sees what (A19–A23, C15–C20, C33–C37, D14–D18, D24–D27). */
import { afterAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { untilAlert } from '../scenario/support/messages.ts';
import { operator, theOperator } from '../scenario/support/operator.ts';
import { missingEmail } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';
import {
  act,
  conversation,
  expectBold,
  listOf,
  live,
  messageWith,
  onChannel,
  ourNumber,
  rowOf,
  send,
  threadOf,
  write,
} from './support/inbox.ts';

afterAll(closeBrowser);

const advisor = as('demo');

describe('Conversaciones', () => {
  it.runIf(operator)(
    'C4 C18 C33 C35 C37: a reply makes the row bold without reload; an answer and Omitir take it away',
    async () => {
      const { name, mobile, customerId } = await conversation();
      const { page, leave } = await visit({ path: listOf(name) });
      const row = rowOf(page, customerId);
      await row.waitFor();
      await expectBold(row, false);

      await theOperator().writes('sms', { from: mobile, to: ourNumber, body: 'Pago el viernes' });
      await row.getByText('Pago el viernes').waitFor(live);
      await row.getByLabel('No leído').waitFor(live);
      await expectBold(row, true);

      await row.click();
      await row.getByLabel('No leído').waitFor({ state: 'detached', ...live });
      await expectBold(row, true);
      await onChannel(page, 'SMS');
      await write(page, 'Gracias, lo anoto.');
      await send(page);
      await expectBold(row, false);
      await messageWith(page, 'Gracias, lo anoto.').getByText('entregado').waitFor(live);
      await row.getByText('Gestionado').waitFor(live);

      await theOperator().writes('sms', { from: mobile, to: ourNumber, body: 'De nada' });
      await messageWith(page, 'De nada').waitFor(live);
      await expectBold(row, true);
      await page.getByRole('button', { name: 'Omitir' }).click();
      await expectBold(row, false);
      await messageWith(page, 'De nada').getByText('omitido').waitFor(live);
      await leave();
    },
  );

  it('12.2: the row says who wrote: Tú to the author, the first name to others; the thread has the whole name', async () => {
    const { name, customerId } = await conversation();
    const own = await visit({ path: listOf(name) });
    await rowOf(own.page, customerId).getByText(/^Tú: /).waitFor(live);
    await own.leave();
    const { page, leave } = await visit({ role: 'supervisor', path: listOf(name) });
    const row = rowOf(page, customerId);
    await row.getByText(/^Camila: /).waitFor(live);
    await row.click();
    await page.locator('.thread-message').getByText('Camila Rojas', { exact: true }).waitFor(live);
    await leave();
  });

  it('A19–A23: the path of the help page clears an alert', async () => {
    const customer = await conversation(missingEmail());
    const { name, customerId } = customer;
    await advisor.send(customer, 1);
    await untilAlert(advisor, customerId, 1);
    const { page, leave } = await visit({ path: listOf(name) });
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Contactabilidad/ })
      .click();
    await page.getByRole('option', { name: 'Con problemas de contactabilidad' }).click();
    await page.getByRole('button', { name: 'Aplicar' }).click();
    await rowOf(page, customerId).click();
    await page.getByRole('button', { name: `Información de contactos de ${name}` }).click();
    await page.getByRole('heading', { name: 'Información de contactos', exact: true }).waitFor();
    await page.getByRole('button', { name: /^Alerta de contactabilidad en/ }).click();
    await page.getByText('¿Deseas eliminar la alerta?').waitFor();
    await page.getByRole('button', { name: 'Eliminar la alerta' }).click();
    await page.getByRole('button', { name: /^Alerta de contactabilidad en/ }).waitFor({ state: 'detached' });
    await eventually(async () => {
      const { addresses } = await advisor.customer(customerId);
      expect(addresses.every(({ alert }) => alert === null)).toBe(true);
    });
    await leave();
  });

  it('C20 D24 D25 D26 D27: star, archive, unread; deleting asks first and cannot be undone', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ role: 'supervisor', path: listOf(name) });
    const row = rowOf(page, customerId);
    await row.click();
    await page.getByRole('button', { name: 'Marcar como destacado' }).click();
    await row.getByLabel('Destacado').waitFor();
    await page.getByRole('button', { name: 'Quitar de destacados' }).waitFor();
    await act(page, 'Archivar');
    await row.waitFor({ state: 'detached', ...live });
    await act(page, 'Desarchivar');
    await row.waitFor(live);
    await act(page, 'Marcar como no leído');
    await row.getByLabel('No leído').waitFor();
    await page.getByText('Elige una conversación').waitFor();
    await row.click();
    await act(page, 'Eliminar');
    await page.getByText('No se puede deshacer').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Cancelar' }).click();
    await row.waitFor();
    await act(page, 'Eliminar');
    await page.getByRole('button', { name: 'Eliminar conversación' }).click();
    await row.waitFor({ state: 'detached', ...live });
    await page.goto(`${new URL(page.url()).origin}${threadOf(customerId)}`);
    await page.getByText('Todavía no hay mensajes').waitFor(live);
    await leave();
  });

  it('what the service refuses is taken back and said: a star that was not kept', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ path: listOf(name) });
    const row = rowOf(page, customerId);
    await row.click();
    await messageWith(page, 'Tu cuota vence mañana.').waitFor();
    const held = Promise.withResolvers<void>();
    await page.route('**/star', async (route) => {
      await held.promise;
      await route.fulfill({ status: 503, body: '' });
    });
    await page.getByRole('button', { name: 'Marcar como destacado' }).click();
    await row.getByLabel('Destacado').waitFor();
    held.resolve();
    await row.getByLabel('Destacado').waitFor({ state: 'detached' });
    await page.getByText('No se pudo cambiar la conversación').waitFor();
    await page.getByRole('button', { name: 'Marcar como destacado' }).waitFor();
    await leave();
  });

  it('C17 D14 D18: states, filters and order stand in the address and outlive a reload', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ path: listOf(name) });
    const row = rowOf(page, customerId);
    await row.waitFor();
    await page.getByRole('button', { name: /^Mostrar/ }).click();
    await page.getByRole('option', { name: 'Destacados' }).click();
    await page.getByText('Nada coincide con los filtros').waitFor();
    await page.reload();
    await page.getByText('Nada coincide con los filtros').waitFor();
    await page.getByRole('button', { name: /^Mostrar/ }).click();
    await page.getByRole('option', { name: 'Recientes' }).click();
    await row.waitFor();
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Canal del último mensaje/ })
      .click();
    await page.getByRole('option', { name: 'WhatsApp' }).click();
    await page.getByRole('button', { name: 'Aplicar' }).click();
    await row.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('channel')).toBe('whatsapp');
    await leave();
  });

  it('12.6: takes several channels and "Sin asignar" at once, and says how many conversations are shown', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ path: listOf(name) });
    await rowOf(page, customerId).waitFor();
    await page.getByText('1–1 de 1').waitFor();
    await page.getByRole('button', { name: 'Filtrar' }).click();
    const dialog = page.getByRole('dialog', { name: 'Filtrar' });
    for (const channel of ['WhatsApp', 'SMS']) {
      await dialog.getByRole('button', { name: /^Canal del último mensaje/ }).click();
      await page.getByRole('option', { name: channel, exact: true }).click();
    }
    await dialog.getByRole('button', { name: /^Asesor/ }).click();
    await page.getByRole('option', { name: 'Sin asignar' }).click();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await page.waitForURL(/advisor=-/);
    await rowOf(page, customerId).waitFor();
    const chips = page.getByRole('list', { name: 'Filtros en uso' });
    await picture(page, 'inbox-filters-1440');
    await chips.getByRole('button', { name: /SMS$/ }).click();
    await rowOf(page, customerId).waitFor({ state: 'detached' });
    await chips.getByRole('button', { name: /WhatsApp$/ }).click();
    await rowOf(page, customerId).waitFor();
    await leave();
  });

  it('12.10: says who is blocked: in the row, in the head, and in the list of customers', async () => {
    const { name, customerId } = await conversation();
    const restrict = (kind: 'blocking' | 'opposition') =>
      as('demo', 'supervisor').call('PUT', `/v1/customers/${customerId}/restriction`, {
        body: { kind, reason: 'SOL-1' },
      });
    expect((await restrict('blocking')).status).toBe(200);
    const { page, leave } = await visit({ path: listOf(name) });
    const row = rowOf(page, customerId);
    await expect
      .poll(
        async () => {
          await page.reload();
          await row.waitFor();
          return row.getByText('Bloqueado').count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await row.click();
    await page.locator('.thread-head').getByText('Bloqueado').waitFor();
    await expectAccessible(page);
    await picture(page, 'inbox-blocked-1440');
    await page.goto(new URL(`/receivables/customers?q=${encodeURIComponent(name)}`, page.url()).href);
    await page.locator('tbody tr', { hasText: name }).getByText('Bloqueado').waitFor();
    expect((await restrict('opposition')).status).toBe(200);
    await page.setViewportSize({ width: widths.phone, height: 900 });
    await page.goto(new URL(listOf(name), page.url()).href);
    await expect
      .poll(
        async () => {
          await page.reload();
          await row.waitFor();
          return row.getByText('Se opone a mensajes automáticos').count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await expectFits(page);
    await picture(page, 'inbox-objects-360');
    await leave();
  });

  it('a viewer sees no action that the role does not allow', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ role: 'viewer', path: listOf(name) });
    await rowOf(page, customerId).click();
    await page.locator('.thread-message').first().waitFor();
    await page.getByRole('button', { name: `Información de contactos de ${name}` }).click();
    await page.getByRole('heading', { name: 'Información de contactos', exact: true }).waitFor();
    const refused = [
      'Enviar',
      'Omitir',
      'Gestión',
      'Marcar como destacado',
      'Acciones de la conversación',
      'Nueva conversación',
      'Agregar dirección',
      'Agregar',
      'Agregar nota',
      'Pausar',
    ];
    for (const action of refused) {
      expect(await page.getByRole('button', { name: action, exact: true }).count(), action).toBe(0);
    }
    const toggles = await page
      .getByRole('complementary', { name: 'Información del cliente' })
      .getByRole('checkbox')
      .all();
    expect(toggles.length, 'DND of each channel').toBe(4);
    for (const toggle of toggles) expect(await toggle.isDisabled()).toBe(true);
    await page.getByRole('button', { name: /^Acciones del mensaje/ }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Ver detalle']);
    await leave();
  });

  it('the second company finds neither the conversation nor the customer of the first', async () => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ company: 'acme', path: listOf(name), language: 'es' });
    await page.getByText('Nada coincide con los filtros').waitFor();
    await page.goto(`${new URL(page.url()).origin}${threadOf(customerId)}`);
    await page.getByText('Ya no existe, o no pertenece a tu empresa.').first().waitFor();
    expect(await page.getByText(name).count()).toBe(0);
    await leave();
  });

  it('says that there is no connection, keeps what was read, and what could not be sent stays in the form', async () => {
    const { name, customerId } = await conversation();
    const { page, context, leave } = await visit({ path: listOf(name) });
    await rowOf(page, customerId).click();
    await messageWith(page, 'Tu cuota vence mañana.').waitFor();
    await onChannel(page, 'SMS');
    await write(page, 'Escrito sin red');
    await context.setOffline(true);
    await page.getByText('Sin conexión').first().waitFor();
    await messageWith(page, 'Tu cuota vence mañana.').waitFor();
    await send(page);
    await page.getByText('No hay conexión con Contacta').waitFor();
    expect(await page.getByLabel('Mensaje', { exact: true }).inputValue()).toBe('Escrito sin red');
    await context.setOffline(false);
    await send(page);
    await messageWith(page, 'Escrito sin red').waitFor(live);
    expect(await messageWith(page, 'Escrito sin red').count()).toBe(1);
    await leave();
  });

  it.each(Object.entries(widths))('fits a %s (%i px), list and thread', async (_name, width) => {
    const { name, customerId } = await conversation();
    const { page, leave } = await visit({ path: listOf(name), width });
    const row = rowOf(page, customerId);
    await row.waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await row.click();
    await page.locator('.thread-message').first().waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: `Información de contactos de ${name}` }).click();
    await page.getByRole('heading', { name: 'Deudas' }).waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });
});
