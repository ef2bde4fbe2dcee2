/** Rights over personal data: objection, block, erasure with its receipt (Ley 21.719, LGPD; ADR 62; issue 12, 10). */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { operator, theOperator } from '../scenario/support/operator.ts';
import { freshEmail, freshRut, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('demo');

const someone = async () => {
  const name = `Derechos ${unique()}`;
  const documentNumber = freshRut();
  const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }], {
    name,
    documentType: 'RUT',
    documentNumber,
  });
  return { ...customer, name, documentNumber, path: `/customers/${customer.customerId}?tab=privacy` };
};

/** At both widths the page fits and nothing offends. */
const expectWell = async (page: Page, name: string) => {
  for (const [device, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 900 });
    await expectFits(page);
    await expectAccessible(page);
    await picture(page, `${name}.${device}`);
  }
};

describe('opposition and blocking', () => {
  it('are recorded with a reason, shown where somebody writes, and lifted', async () => {
    const person = await someone();
    const { name, customerId, path } = person;
    const { page, leave } = await visit({ path, role: 'supervisor' });
    await page.getByText('Sin oposición ni bloqueo').waitFor();
    await page.getByRole('button', { name: 'Registrar oposición' }).click();
    const opposing = page.getByRole('dialog', { name: `Registrar la oposición de ${name}` });
    await opposing.getByText(/se detienen de inmediato/).waitFor();
    await opposing.getByRole('button', { name: 'Registrar oposición' }).click();
    expect((await api.customer(customerId)).restriction).toBeUndefined();
    await expectAccessible(page);
    await picture(page, 'oppose');
    await opposing.getByLabel('Motivo').fill('SOL-2026/18');
    await page.keyboard.press('Enter');
    await page.getByText(`Se registró la oposición de ${name}.`).waitFor();
    await page.getByText('Se opuso a los envíos automáticos').first().waitFor();
    await page.getByText('Motivo: SOL-2026/18').waitFor();
    await expectWell(page, 'opposed');

    // What a flow sends is refused, what a person writes is not, and the person is told.
    const automatic = { purpose: 'automatic', origin: { kind: 'flow', id: 'f1', name: 'Recordatorio' } };
    const [address] = person.addresses;
    const body = { customerId, addressId: address?.addressId, subject: 'Aviso', body: 'Hola' };
    expect(await api.trySend({ ...body, ...automatic })).toMatchObject({ status: 409, code: 'DATA_OPPOSED' });
    const writer = await visit({ path: `/conversations/received?customer=${customerId}&panel=contact` });
    await writer.page.getByText('El cliente se opuso al tratamiento automático de sus datos.').waitFor();
    await writer.page
      .getByRole('complementary', { name: 'Información del cliente' })
      .getByText('Se opuso a los envíos automáticos')
      .waitFor();
    await picture(writer.page, 'composer-opposed');
    await expectAccessible(writer.page);

    await page.getByRole('button', { name: 'Bloquear sus datos' }).click();
    const blocking = page.getByRole('dialog', { name: `Bloquear los datos de ${name}` });
    await blocking.getByLabel('Motivo').fill('SOL-2026/19');
    await blocking.getByRole('button', { name: 'Bloquear sus datos' }).click();
    await page.getByText(`Se bloquearon los datos de ${name}.`).waitFor();
    await expectWell(page, 'blocked');
    await writer.page.reload();
    await writer.page.getByText('Los datos del cliente están bloqueados.').waitFor();
    expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'DATA_BLOCKED' });
    // An advisor has no place to lift it.
    await writer.page.goto(writer.page.url().replace(/\/conversations.*/, path));
    await writer.page.getByText('Datos bloqueados').waitFor();
    expect(await writer.page.getByRole('tab', { name: 'Datos personales' }).count()).toBe(0);
    await writer.leave();

    await page.getByRole('button', { name: 'Levantar el bloqueo' }).click();
    const lifting = page.getByRole('dialog', { name: `Levantar el bloqueo de ${name}` });
    await lifting.getByLabel('Motivo').fill('Lo pidió por escrito');
    await lifting.getByRole('button', { name: 'Levantar el bloqueo' }).click();
    await page.getByText('Sin oposición ni bloqueo').waitFor();
    await page.getByRole('tab', { name: 'Historial' }).click();
    await page.getByText('Se quitó la oposición o el bloqueo').waitFor();
    await page.getByText('Se bloquearon sus datos').waitFor();
    await page.getByText('El cliente se opuso a los envíos automáticos').waitFor();
    await leave();
  });
});

describe('the copy of a person’s data', () => {
  it('is asked for, made and saved, and the log says who took it', async () => {
    const { path, name, documentNumber } = await someone();
    const { page, leave } = await visit({ path, role: 'supervisor' });
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Descargar todo lo que tenemos de esta persona' }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.zip$/);
    await page.getByText(/Si la descarga no comenzó, haz clic otra vez/).waitFor();
    await expectWell(page, 'copy');
    await page.setViewportSize({ width: widths.desk, height: 900 });
    await page.goto(page.url().replace(/\/customers.*/, '/receivables/processes?kind=portability'));
    const row = page.getByRole('row', {
      name: new RegExp(`^Copia de los datos de un cliente ${name} · RUT ${documentNumber}`),
    });
    await row.getByText(/^Descargado por /).waitFor();
    await expectAccessible(page);
    await picture(page, 'copy-log');
    await leave();
  });
});

describe('retention', () => {
  it('says the bounds, refuses what is outside of them, and is in force once it is saved', async () => {
    const { page, leave } = await visit({
      company: 'acme',
      role: 'admin',
      language: 'es',
      path: '/settings/retention',
    });
    await page.getByText('Todavía no rige ningún plazo').waitFor();
    await expectWell(page, 'retention');
    await page.setViewportSize({ width: widths.desk, height: 900 });
    const contents = page.getByLabel('Contenido de los mensajes (meses)');
    await page.getByLabel('Comunicaciones (registro) (meses)').fill('12');
    await page.getByText('Usa un número entero entre 24 y 120.').waitFor();
    await page.getByLabel('Comunicaciones (registro) (meses)').fill('24');
    await contents.fill('30');
    await page.getByText('No puede durar más que «Comunicaciones (registro)» (24 meses).').waitFor();
    await contents.fill('18');
    await page.getByLabel('Archivos adjuntos (meses)').fill('12');
    await page.getByLabel('Grabaciones de llamadas (meses)').fill('6');
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    await page.getByText('Activa los plazos para guardar.').waitFor();
    await page.getByRole('checkbox', { name: 'Eliminar cada noche lo que cumplió su plazo' }).click();
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    await page
      .getByRole('dialog')
      .getByText(/no se puede recuperar/)
      .waitFor();
    await expectAccessible(page);
    await picture(page, 'retention-ask');
    await page.getByRole('button', { name: 'Guardar los plazos' }).click();
    await page.getByText('Los ajustes se guardaron.').waitFor();
    expect(await page.getByText('Todavía no rige ningún plazo').count()).toBe(0);
    const { json } = await as('acme', 'admin').call('GET', '/v1/settings/retention');
    expect(json).toMatchObject({ inForce: true, periods: { messages: 24, contents: 18, recordings: 6, exports: 30 } });
    await leave();
    // It is the administrators' alone.
    const supervisor = await visit({
      company: 'acme',
      role: 'supervisor',
      language: 'es',
      path: '/settings/company',
    });
    await supervisor.page.getByRole('heading', { level: 2, name: 'Empresa' }).waitFor();
    expect(await supervisor.page.getByRole('link', { name: 'Retención de datos' }).count()).toBe(0);
    await supervisor.leave();
  });
});

describe('erasure', () => {
  it.runIf(operator)('says what goes and stays, asks who it is, shows how far it is, and the receipt', async () => {
    const { name, documentNumber, customerId, path } = await someone();
    await as('demo', 'supervisor').call('GET', `/v1/customers/${customerId}/portability`);
    const { page, leave } = await visit({ path, role: 'supervisor' });
    await page.getByRole('button', { name: 'Suprimir…' }).click();
    const dialog = page.getByRole('dialog', { name: `Suprimir los datos de ${name}` });
    await dialog.getByText('Qué se conserva, y por qué').waitFor();
    await expectWell(page, 'erase-dialog');
    await dialog.getByRole('button', { name: 'Suprimir para siempre' }).click();
    await dialog.getByText('No coincide con este cliente.').waitFor();
    await dialog.getByLabel('Número de la solicitud (opcional)').fill('con espacios');
    await dialog.getByText(/^Usa letras, números/).waitFor();
    await dialog.getByLabel('Número de la solicitud (opcional)').fill('SOL-2026/20');
    await dialog.getByLabel(/^Para confirmar/).fill(documentNumber);
    await page.keyboard.press('Enter');
    await page.getByText('Sus datos se están suprimiendo').waitFor();
    await page.getByRole('heading', { name: 'Supresión de datos en curso' }).waitFor();
    await expectWell(page, 'erasing');
    // Nothing of the page is left with which somebody could write to the person, or change it.
    expect(await page.getByRole('button', { name: 'Contactar' }).count()).toBe(0);
    expect(await page.getByRole('tab').count()).toBe(0);

    // The work and its five minutes.
    for (let round = 0; round < 4; round += 1) await theOperator().walk(4 * 60_000);
    await page.getByRole('heading', { name: 'Comprobante de supresión' }).waitFor();
    expect(await page.getByText(name).count()).toBe(0);
    await page.getByText('La persona lo pidió').waitFor();
    await page.getByText('SOL-2026/20').waitFor();
    await expectWell(page, 'receipt');
    await page.reload();
    await page.getByRole('heading', { name: 'Comprobante de supresión' }).waitFor();

    await page.setViewportSize({ width: widths.desk, height: 900 });
    await page.getByRole('link', { name: 'Ver en el Log de procesos' }).click();
    const row = page.getByRole('row', { name: /Supresión de datos de un cliente · Titular suprimido/ }).first();
    await row.getByText('La persona lo pidió · Solicitud SOL-2026/20').waitFor();
    await row.getByRole('button', { name: 'Descargar Comprobante' }).waitFor();
    await expectWell(page, 'log');
    await page.setViewportSize({ width: widths.desk, height: 900 });
    await row.getByRole('button', { name: /^Abrir Supresión de datos/ }).click();
    await page.getByRole('heading', { name: 'Comprobante de supresión' }).waitFor();
    await page.goto(page.url().replace(/\/customers.*/, '/receivables/processes?kind=portability'));
    await page
      .getByRole('row', { name: /^Copia de los datos de un cliente Cliente eliminado/ })
      .first()
      .waitFor();
    await leave();

    // Whoever comes by an old link is told that nobody is there.
    const late = await visit({ path: `/customers/${customerId}` });
    await late.page.getByRole('heading', { name: 'Este cliente ya no existe' }).waitFor();
    await expectAccessible(late.page);
    await late.leave();
  });
});
