/** Conversaciones › Plantillas by its clicks: what Meta says of WhatsApp templates, in words (C12, D4, E23). */
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { theOperator } from '../scenario/support/operator.ts';
import { unique } from '../scenario/support/people.ts';
import { createTemplate, untilTemplate } from '../scenario/support/templates.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const path = '/conversations/templates?channel=whatsapp';

describe('WhatsApp templates (E23)', () => {
  it.each(Object.entries(widths))('show state, reason and badge in words, on a %s (%i px)', async (_name, width) => {
    const [paused, rejected] = [`pausada_${unique()}`, `rechazada_${unique()}`];
    const made = await createTemplate('whatsapp', 'Hola, tu cuota vence.', { name: paused });
    await theOperator().decide(made.providerName ?? '', 'PAUSED');
    await untilTemplate(made.templateId, 'paused');
    const refused = await createTemplate('whatsapp', 'Hola, es gratis.', { name: rejected, state: 'pending' });
    await untilTemplate(refused.templateId, 'rejected');
    const { page, leave } = await visit({ role: 'supervisor', language: 'es', path, width });
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row(paused).getByText('Pausada por WhatsApp').waitFor();
    await row(paused).getByText('No se puede enviar').waitFor();
    await row(rejected).getByText('Rechazada', { exact: true }).waitFor();
    await row(rejected).getByText('Contenido promocional.').waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await leave();
  });

  it('a supervisor asks Meta with a button; an advisor has none, nor a company that records its answers', async () => {
    const name = `silenciosa_${unique()}`;
    const made = await createTemplate('whatsapp', 'Hola, tu cuota vence.', { name });
    await theOperator().decide(made.providerName ?? '', 'DISABLED', { publish: false });
    const { page, leave } = await visit({ role: 'supervisor', language: 'en', path });
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByText('Approved').waitFor();
    await page.getByRole('button', { name: 'Synchronise' }).click();
    await page.getByText(/WhatsApp has answered: \d+ templates/).waitFor();
    await row.getByText('Disabled by WhatsApp').waitFor();
    await row.getByText('Cannot be sent').waitFor();
    await leave();
    for (const other of [{ role: 'advisor' }, { role: 'supervisor', company: 'acme' }] as const) {
      const theirs = await visit({ ...other, language: 'es', path });
      await theirs.page.getByRole('heading', { name: 'Plantillas', level: 2 }).waitFor();
      await theirs.page.waitForLoadState('networkidle');
      await theirs.page.getByRole('button', { name: 'Sincronizar' }).waitFor({ state: 'detached' });
      await theirs.leave();
    }
  });

  it('F18: says for how many hours its messages are of use, with its fault at the field', async () => {
    for (const [language, width] of [
      ['es', widths.desk],
      ['en', widths.phone],
    ] as const) {
      const [create, named, text, subject, useful, fault, save] = {
        es: [
          'Crear plantilla',
          'Nombre',
          'Texto',
          'Asunto',
          'Sirve durante (horas, opcional)',
          'Usa un número entero entre 1 y 720.',
          'Guardar',
        ],
        en: [
          'Create template',
          'Name',
          'Text',
          'Subject',
          'Valid for (hours, optional)',
          'Use a whole number between 1 and 720.',
          'Save',
        ],
      }[language] as [string, string, string, string, string, string, string];
      const name = `util_${unique()}`;
      const { page, leave } = await visit({ role: 'supervisor', language, width, path: '/conversations/templates' });
      await page.getByRole('button', { name: create }).click();
      const dialog = page.getByRole('dialog', { name: create });
      await dialog.getByLabel(named, { exact: true }).fill(name);
      await dialog.getByLabel(subject, { exact: true }).fill('Aviso');
      await dialog.getByLabel(text, { exact: true }).fill('Tu cuota vence hoy.');
      for (const wrong of ['0', '721', '1.5', 'tres']) {
        await dialog.getByLabel(useful).fill(wrong);
        await dialog.getByRole('button', { name: save }).click();
        await dialog.getByText(fault).waitFor();
        await expect
          .poll(() => dialog.getByLabel(useful).evaluate((field) => field === document.activeElement), {
            message: wrong,
          })
          .toBe(true);
      }
      await expectAccessible(page);
      await picture(page, `template-hours-${language}`);
      await dialog.getByLabel(useful).fill('3');
      await dialog.getByText(fault).waitFor({ state: 'detached' });
      await dialog.getByRole('button', { name: save }).click();
      await dialog.waitFor({ state: 'detached' });
      const schema = z.looseObject({
        items: z.array(z.looseObject({ name: z.string(), usefulHours: z.number().nullable() })),
      });
      const { items } = await as('demo').take(schema, 200, 'GET', '/v1/templates', { query: { limit: '100' } });
      expect(items.find((item) => item.name === name)).toMatchObject({ usefulHours: 3 });
      await leave();
    }
  });

  it.each([
    [
      'es',
      'Crear plantilla',
      ['Nombre', 'Texto', 'Asunto'],
      'Guardar',
      'Completa este campo.',
      /Escribe cada etiqueta entre llaves/,
    ],
    [
      'en',
      'Create template',
      ['Name', 'Text', 'Subject'],
      'Save',
      'Fill in this field.',
      /Write each tag in double braces/,
    ],
  ] as const)(
    '12.9: %s: what the service refuses stands at its field',
    async (language, create, names, save, empty, fault) => {
      const [named, text, subject] = names;
      const { page, leave } = await visit({ role: 'supervisor', language, path: '/conversations/templates' });
      await page.getByRole('button', { name: create }).click();
      const dialog = page.getByRole('dialog', { name: create });
      await dialog.getByRole('button', { name: save }).click();
      await expect.poll(() => dialog.getByText(empty).count()).toBe(3);
      expect(
        await dialog.getByLabel(named, { exact: true }).evaluate((field) => field === document.activeElement),
      ).toBe(true);
      await dialog.getByLabel(named, { exact: true }).fill(`rota_${unique()}`);
      await dialog.getByLabel(subject, { exact: true }).fill('Aviso');
      await dialog.getByLabel(text, { exact: true }).fill('Hola {{customerName, tu cuota vence.');
      await dialog.getByRole('button', { name: save }).click();
      await dialog.getByText(fault).waitFor();
      expect(await dialog.getByLabel(text, { exact: true }).evaluate((field) => field === document.activeElement)).toBe(
        true,
      );
      // Nothing is left to say above the form.
      expect(await dialog.getByRole('group', { name: /No se pudo|could not/ }).count()).toBe(0);
      await expectAccessible(page);
      await picture(page, `template-fault-${language}`);
      await leave();
    },
  );

  it('a new one is a draft or under review: only Meta says approved', async () => {
    const name = `nueva_${unique()}`;
    const { page, leave } = await visit({ role: 'supervisor', language: 'es', path });
    await page.getByRole('button', { name: 'Crear plantilla' }).click();
    const dialog = page.getByRole('dialog', { name: 'Crear plantilla' });
    await dialog.getByRole('button', { name: /Canal/ }).click();
    await page.getByRole('option', { name: 'WhatsApp' }).click();
    await dialog.getByText('WhatsApp revisa cada texto').waitFor();
    await dialog.getByRole('button', { name: /Estado/ }).click();
    await page.getByRole('option', { name: 'Borrador' }).waitFor();
    await page.getByRole('option', { name: 'Aprobada' }).waitFor({ state: 'detached' });
    await page.getByRole('option', { name: 'En revisión' }).click();
    await dialog.getByLabel('Nombre').fill(name);
    await dialog.getByLabel('Texto').fill('Hola {{customerFirstName}}, tu cuota vence.');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByText(/En revisión|Aprobada/).waitFor();
    await page.reload();
    await row.getByText('Aprobada').waitFor();
    await leave();
  });
});
