/** Ajustes › Retención de datos: the export of everything that the company has (issue 12, 10; ADR 69). */
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

describe('the export of the company', () => {
  it('is asked for by an administrator, says how far it is, and is downloaded by administrators alone', async () => {
    const { page, leave } = await visit({
      company: 'acme',
      role: 'admin',
      language: 'es',
      path: '/settings/retention',
    });
    await page.getByRole('heading', { name: 'Exportar todos los datos de la empresa' }).waitFor();
    await page.getByRole('button', { name: 'Preparar exportación' }).click();
    await page.getByText(/^Pedida el /).waitFor();
    await page.getByText(/^Lista desde el /).waitFor({ timeout: 90_000 });
    for (const [device, width] of Object.entries(widths)) {
      await page.setViewportSize({ width, height: 1_200 });
      await page.getByText(/^Lista desde el /).scrollIntoViewIfNeeded();
      await expectFits(page);
      await expectAccessible(page);
      await picture(page, `company-export.${device}`);
    }
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Descargar datos-de-la-empresa-|^Descargar company-data-/ }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.zip$/);
    await page.setViewportSize({ width: widths.desk, height: 900 });
    await page.goto(page.url().replace(/\/settings.*/, '/receivables/processes?kind=company_export'));
    const row = page.getByRole('row', { name: /^Exportación de la empresa/ }).first();
    await row.getByText(/^Descargado por /).waitFor();
    await picture(page, 'company-export-log');
    await leave();

    const supervisor = await visit({
      company: 'acme',
      role: 'supervisor',
      language: 'es',
      path: '/receivables/processes?kind=company_export',
    });
    const button = supervisor.page
      .getByRole('row', { name: /^Exportación de la empresa/ })
      .first()
      .getByRole('button', { name: /^Descargar / });
    expect(await button.isDisabled()).toBe(true);
    await supervisor.leave();
  });
});
