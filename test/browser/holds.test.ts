/** Kill switches in the console: a banner for everybody, holding and lifting for administrators (F18, issue 10 C.9). */
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('acme', 'admin');
const answer = z.looseObject({ holds: z.array(z.looseObject({ reason: z.string() })) });
const standing = async () => (await api.take(answer, 200, 'GET', '/v1/settings/holds')).holds;

describe('holding what is sent', () => {
  it.each(Object.entries(widths))(
    'an administrator holds a channel and resumes it from the banner, on a %s',
    async (_name, width) => {
      const reason = `Texto equivocado ${unique()}`;
      const { page, leave } = await visit({
        company: 'acme',
        role: 'admin',
        language: 'es',
        path: '/settings/holds',
        width,
      });
      await page.getByRole('heading', { level: 2, name: 'Detener envíos' }).waitFor();
      await page.getByLabel('Qué se detiene').click();
      await page.getByRole('option', { name: 'canal SMS' }).click();
      await page.getByRole('button', { name: 'Detener envíos', exact: true }).click();
      await page.getByText('Completa este campo.').waitFor();
      await page.getByLabel('Motivo').fill(reason);
      await page.getByRole('button', { name: 'Detener envíos', exact: true }).click();
      await page.getByText('Envíos detenidos: canal SMS').first().waitFor();
      await page.getByText('Los envíos quedaron detenidos.').waitFor();
      expect((await standing()).map((hold) => hold.reason)).toContain(reason);
      // Flashes come in over a moment.
      await page.waitForTimeout(500);
      await expectFits(page);
      await expectAccessible(page);

      // Whoever may not lift it is told all the same.
      const advisor = await visit({
        company: 'acme',
        role: 'advisor',
        language: 'en',
        path: '/receivables/customers',
        width,
      });
      await advisor.page.getByText('Sending on hold: channel SMS').first().waitFor();
      await advisor.page.getByText(reason).first().waitFor();
      expect(await advisor.page.getByRole('button', { name: /^Resume/ }).count()).toBe(0);
      await advisor.leave();

      await page.getByRole('button', { name: 'Reanudar: canal SMS' }).first().click();
      const dialog = page.getByRole('dialog', { name: 'Reanudar los envíos' });
      await dialog.getByLabel('Motivo').fill('Corregido');
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Reanudar envíos' }).click();
      await page.getByText('Los envíos se reanudan.').waitFor();
      expect((await standing()).map((hold) => hold.reason)).not.toContain(reason);
      await leave();
    },
  );
});
