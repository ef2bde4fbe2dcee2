/** Ajustes › Retención de datos: the deletion of the company, asked for and taken back (issue 12, 10; ADR 68). */
import type { Locator, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { Api } from '../scenario/support/api.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

afterAll(async () => {
  // Administrators of the other files read no banner of this one, even when it failed.
  await new Api('acme', 'admin').call('DELETE', '/v1/company/deletion');
  await closeBrowser();
});

/** @param part that the picture is of */
const expectFitsEverywhere = async (page: Page, name: string, part?: Locator): Promise<void> => {
  for (const [device, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 1_200 });
    await part?.scrollIntoViewIfNeeded();
    await expectFits(page);
    await expectAccessible(page);
    await picture(page, `company-deletion-${name}.${device}`);
  }
};

describe('the deletion of the company', () => {
  it('is asked for with the exact name, and told to administrators alone on every page', async () => {
    const { page, leave } = await visit({
      company: 'acme',
      role: 'admin',
      language: 'es',
      path: '/settings/retention',
    });
    const ask = page.getByRole('button', { name: 'Eliminar la empresa…' });
    await ask.scrollIntoViewIfNeeded();
    await page.getByText(/^Elimina para siempre .* Empieza 14 días después de pedirlo/).waitFor();
    await expectFitsEverywhere(page, 'section', ask);
    await ask.click();
    const dialog = page.getByRole('dialog', { name: 'Eliminar la empresa Acme Collections' });
    const name = dialog.getByLabel('Escribe el nombre de la empresa para confirmar');
    const confirm = dialog.getByRole('button', { name: 'Pedir la eliminación' });
    await confirm.click();
    expect(await dialog.getByText('Completa este campo.').count()).toBe(2);
    await dialog.getByRole('button', { name: /^Motivo/ }).click();
    await page.getByRole('option', { name: 'Era una prueba' }).click();
    await name.fill('Acme');
    await confirm.click();
    await dialog.getByText('Escribe el nombre de la empresa tal como está en Ajustes.').waitFor();
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    await expectFitsEverywhere(page, 'dialog');
    await name.fill('Acme Collections');
    await name.press('Enter');
    await page.getByText('Se pidió la eliminación de la empresa.').waitFor();
    await page.getByText(/^La pidió Helena Duarte el .* Motivo: Era una prueba\.$/).waitFor();

    await page.goto(page.url().replace(/\/settings.*/, '/receivables/customers'));
    await page.getByText(/^La empresa y todos sus datos se eliminarán desde el \d\d-\d\d-\d{4}\.$/).waitFor();
    await page.getByRole('heading', { level: 1, name: /^Clientes/ }).waitFor();
    await expectFitsEverywhere(page, 'banner');
    await page.getByRole('link', { name: 'Ver y anular' }).click();
    const back = page.getByRole('button', { name: 'Anular la eliminación' });
    await page.getByRole('button', { name: 'Preparar exportación' }).waitFor();
    await page.getByRole('button', { name: 'Guardar cambios' }).waitFor();
    await expect
      .poll(() => back.evaluate((button) => button.getBoundingClientRect().bottom < window.innerHeight))
      .toBe(true);
    await picture(page, 'company-deletion-by-its-address');
    await expectFitsEverywhere(page, 'waiting', page.getByText('Primero exporta los datos'));
    await leave();

    const supervisor = await visit({
      company: 'acme',
      role: 'supervisor',
      language: 'es',
      path: '/settings/retention',
    });
    await supervisor.page.getByRole('heading', { level: 1, name: 'Ajustes' }).waitFor();
    await supervisor.page.waitForLoadState('networkidle');
    expect(await supervisor.page.getByText(/Eliminar la empresa|se eliminarán/).count()).toBe(0);
    await supervisor.leave();
  });

  it('is taken back by any administrator, after a question', async () => {
    await new Api('acme', 'admin').call('POST', '/v1/company/deletion', {
      body: { name: 'Acme Collections', reason: 'trial' },
    });
    const { page, leave } = await visit({
      company: 'acme',
      role: 'admin',
      language: 'en',
      path: '/help-desk/customers',
    });
    const banner = page.getByText(/^The company and all its data will be deleted from .* on\.$/);
    await banner.waitFor();
    await page.getByRole('link', { name: 'See and take back' }).click();
    await page.getByText(/^Helena Duarte asked for it on .* Reason: It was a trial\.$/).waitFor();
    const back = page.getByRole('button', { name: 'Take the deletion back' });
    await expectFitsEverywhere(page, 'waiting-en', page.getByText('Export the data first'));
    await back.click();
    const dialog = page.getByRole('dialog', { name: 'Take the deletion of the company back' });
    await dialog.waitFor();
    await expectFitsEverywhere(page, 'take-back-en');
    await dialog.getByRole('button', { name: 'Take the deletion back' }).click();
    await page.getByText('The deletion was taken back.').waitFor();
    await page.getByRole('button', { name: 'Delete the company…' }).waitFor();
    expect(await banner.count()).toBe(0);
    await leave();
  });
});
