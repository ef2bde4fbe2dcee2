/** Llamadas and Gestión: results by the catalogue, pending calls, recordings (C2, C5–C8, C14, C15, C34–C36, D3, Q10). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { settingsSchema } from '../scenario/support/shapes.ts';
import { wavFile } from '../scenario/support/uploads.ts';
import { closeBrowser, expectAccessible, picture, visit } from './support/console.ts';
import {
  act,
  expectBold,
  freshName,
  listOf,
  live,
  messageWith,
  onChannel,
  rowOf,
  someone,
  threadOf,
  untilListed,
} from './support/inbox.ts';

afterAll(closeBrowser);

const advisor = as('demo');
const stateSchema = z.looseObject({
  promise: z.looseObject({ state: z.string(), amount: z.int() }).nullable(),
  pausedUntil: z.string().nullable(),
  stopped: z.looseObject({ reason: z.string() }).nullable(),
});
const stateOf = (customerId: string) => advisor.take(stateSchema, 200, 'GET', `/v1/customers/${customerId}`);
/** The date so many days ahead, as the date fields take it. */
const dateIn = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/');

const askForCall = (customerId: string) =>
  advisor.take(z.looseObject({}), 200, 'PUT', `/v1/conversations/${customerId}/pending-call`, {
    body: { pendingCall: { note: 'Pregunta por el descuento' } },
  });

describe('Gestión', () => {
  it('C7 C8 C14 C34 C35 C36: Llamadas, client, Gestión, result: the bold and the row go, the client is managed', async () => {
    const { name, customerId, mobile } = await someone();
    await askForCall(customerId);
    await untilListed(name, advisor, 'calls');
    const { page, leave } = await visit({ path: listOf(name, 'calls') });
    const row = rowOf(page, customerId);
    await row.getByText('Llamada pendiente de gestión').waitFor(live);
    await expectBold(row, true);
    await row.click();
    await page.getByText('Pregunta por el descuento').waitFor();
    await onChannel(page, 'Llamada');
    expect(await page.getByRole('link', { name: mobile }).getAttribute('href')).toBe(`tel:${mobile}`);
    await page.getByRole('button', { name: 'Gestión' }).click();
    await page.getByRole('button', { name: /^Resultado/ }).click();
    await expect
      .poll(() => page.getByRole('option').count(), { message: 'the catalogue of Q10' })
      .toBeGreaterThanOrEqual(15);
    await page.getByRole('option', { name: 'No contesta' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Gestión registrada').waitFor();
    await messageWith(page, 'No contesta').waitFor(live);
    await row.waitFor({ state: 'detached', ...live });
    await page
      .getByRole('region', { name: `Mensajes con ${name}` })
      .getByText('Gestionado')
      .waitFor(live);
    await leave();
  });

  it('C7 C15: a result recorded by mistake is taken back: it says so, the call is pending and the row bold again', async () => {
    const { name, customerId } = await someone();
    await askForCall(customerId);
    await untilListed(name, advisor, 'calls');
    for (const language of ['es', 'en'] as const) {
      const words = {
        es: {
          menu: 'Anular el resultado',
          ask: '¿Anular este resultado?',
          confirm: 'Anular resultado',
          done: 'Anulado por Camila',
        },
        en: {
          menu: 'Withdraw the result',
          ask: 'Withdraw this result?',
          confirm: 'Withdraw result',
          done: 'Withdrawn by Camila',
        },
      }[language];
      await advisor.take(z.looseObject({}), 201, 'POST', `/v1/conversations/${customerId}/results`, {
        body: { result: language === 'es' ? 'already_paid' : 'busy' },
      });
      const path = `${listOf(name)}&customer=${customerId}`;
      const { page, leave } = await visit({ path, language, width: language === 'es' ? 1440 : 360 });
      const result = messageWith(page, language === 'es' ? 'Ya pagó' : 'Ocupado');
      await result.getByRole('button').first().click();
      await page.getByRole('menuitem', { name: words.menu }).click();
      const dialog = page.getByRole('dialog', { name: words.ask });
      await dialog.waitFor();
      await expectAccessible(page);
      await picture(page, `withdraw-${language}`);
      await dialog.getByRole('button', { name: words.confirm, exact: true }).click();
      await result.getByText(words.done).waitFor(live);
      await expectAccessible(page);
      await picture(page, `withdrawn-${language}`);
      if (language === 'es') await expectBold(rowOf(page, customerId), true);
      await result.getByRole('button').first().click();
      expect(await page.getByRole('menuitem', { name: words.menu }).count(), 'once is enough').toBe(0);
      await leave();
    }
  });

  it('Q10: a promise holds date and amount, shows beside the conversation, and is withdrawn with a reason', async () => {
    const { customerId } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await page.getByRole('button', { name: 'Gestión' }).click();
    await page.getByRole('button', { name: /^Resultado/ }).click();
    await page.getByRole('option', { name: 'Promesa de pago' }).click();
    const save = page.getByRole('button', { name: 'Guardar' });
    expect(await save.isDisabled(), 'date and amount are needed').toBe(true);
    await page.getByLabel('Fecha prometida').fill(dateIn(5));
    await page.getByLabel(/^Monto prometido/).fill('150.000');
    await save.click();
    await messageWith(page, 'Promesa de pago').waitFor(live);
    expect(await stateOf(customerId)).toMatchObject({ promise: { state: 'open', amount: 150_000 } });
    await page.getByRole('button', { name: /^Información de contactos de/ }).click();
    await page.getByText(/^Promesa de pago vigente: /).waitFor();
    await page.getByRole('button', { name: 'Retirar la promesa' }).click();
    await page.getByLabel('Motivo', { exact: true }).fill('Se registró en otro cliente');
    await page.getByRole('dialog').getByRole('button', { name: 'Retirar la promesa' }).click();
    await page.getByText(/^Promesa de pago vigente: /).waitFor({ state: 'detached', ...live });
    await expect.poll(async () => (await stateOf(customerId)).promise, live).toBeNull();
    await leave();
  });

  it('D3: a call keeps its recording, which plays as often as one likes', async () => {
    const { customerId } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await onChannel(page, 'Llamada');
    await page.getByRole('button', { name: 'Gestión' }).click();
    await page.getByRole('button', { name: /^Resultado/ }).click();
    await page.getByRole('option', { name: 'Ya pagó' }).click();
    await page.getByLabel(/^Duración en segundos/).fill('65');
    const file = wavFile();
    await page
      .getByRole('dialog')
      .locator('input[type="file"]')
      .setInputFiles({ name: file.fileName, mimeType: file.contentType, buffer: Buffer.from(file.bytes) });
    await page.getByRole('button', { name: 'Guardar' }).click();
    const call = messageWith(page, 'Ya pagó');
    await call.getByText('65 segundos').waitFor(live);
    for (let times = 0; times < 2; times += 1) {
      await call.getByRole('button', { name: 'Escuchar la grabación' }).click();
      const player = call.getByLabel('Grabación de la llamada');
      await player.waitFor();
      await expect.poll(() => player.evaluate((node: HTMLAudioElement) => node.duration), live).toBeCloseTo(1, 1);
      expect(await player.evaluate((node: HTMLAudioElement) => node.error)).toBeNull();
      await page.reload();
      await call.waitFor(live);
    }
    await leave();
  });

  it('C2 C15 C34: a pending call is created for a date with a note, stands in Llamadas, and is taken back', async () => {
    const { name, customerId } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await act(page, 'Crear llamada pendiente');
    await page.getByLabel('En una fecha').check();
    await page.getByLabel('Fecha de la llamada').fill(dateIn(3));
    await page.getByLabel(/^Nota/).fill('Prefiere la mañana');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Crear', exact: true }).click();
    await page.getByText(`Llamada pendiente creada para ${name}`).waitFor();
    await page.getByText(/Prefiere la mañana/).waitFor(live);
    await page.getByRole('tab', { name: 'Llamadas' }).click();
    const row = rowOf(page, customerId);
    await page.getByPlaceholder('Nombre, correo, teléfono o documento').fill(name);
    await row.getByText(/^Llamar /).waitFor(live);
    await expectBold(row, false);
    await row.click();
    await act(page, 'Quitar llamada pendiente');
    await row.waitFor({ state: 'detached', ...live });
    await leave();
  });

  it('Q10: after "Fallecido" everything is stopped and says so; a supervisor resumes it with a reason', async () => {
    const { customerId, name } = await someone();
    const { page, leave } = await visit({ role: 'supervisor', path: threadOf(customerId) });
    await page.getByRole('button', { name: 'Gestión' }).click();
    await page.getByRole('button', { name: /^Resultado/ }).click();
    await page.getByRole('option', { name: 'Fallecido' }).click();
    await page.getByText(/detiene todas las comunicaciones/).waitFor();
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Por ahora no puedes contactar al cliente por aquí').waitFor(live);
    await page.getByRole('button', { name: `Información de contactos de ${name}` }).click();
    await page.getByText('Comunicaciones detenidas').waitFor(live);
    await page.getByRole('button', { name: 'Reanudar' }).click();
    await page.getByLabel('Motivo', { exact: true }).fill('Era su padre');
    await page.getByRole('dialog').getByRole('button', { name: 'Reanudar comunicaciones' }).click();
    await page.getByText('Comunicaciones detenidas').waitFor({ state: 'detached', ...live });
    await expect.poll(async () => (await stateOf(customerId)).stopped, live).toBeNull();
    await leave();
  });
});

describe('with the register of calls switched off (C5, C6)', () => {
  const admin = as('acme', 'admin');
  let settings: Record<string, unknown>;
  const put = (body: unknown) => admin.take(settingsSchema, 200, 'PUT', '/v1/settings', { body });

  beforeAll(async () => {
    const current = await admin.take(settingsSchema, 200, 'GET', '/v1/settings');
    const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = current;
    settings = input;
    await put({ ...settings, calls: { recordResults: false } });
  });
  afterAll(() => put(settings));

  it('Gestión says where it is switched on, and no call can be asked for', async () => {
    const { customerId } = await as('acme').createCustomer([{ channel: 'call', value: '+56981112233' }], {
      name: freshName(),
    });
    const { page, leave } = await visit({ company: 'acme', language: 'es', path: threadOf(customerId) });
    await eventually(async () => {
      await page.getByRole('button', { name: 'Gestión' }).click();
      await page.getByText(/Se activa en Ajustes › Comunicaciones › Llamada/).waitFor({ timeout: 2_000 });
    });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Acciones de la conversación' }).click();
    expect(await page.getByRole('menuitem', { name: 'Crear llamada pendiente' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
    await leave();
  });
});
