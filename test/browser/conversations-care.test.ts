/** Beside the conversation: DND and its lifting, pause, tags, advisor, debts; mail from outside (C25–C32, C38, C39, D6, D10, D13, D28, Q7–Q9). */
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { companyMailbox, receiveMail } from '../scenario/support/mail.ts';
import { operator, theOperator } from '../scenario/support/operator.ts';
import { freshEmail, freshMobile, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, visit } from './support/console.ts';
import {
  conversation,
  freshName,
  live,
  messageWith,
  onChannel,
  ourNumber,
  someone,
  threadOf,
  untilListed,
} from './support/inbox.ts';

afterAll(closeBrowser);

const advisor = as('demo');
const stateSchema = z.looseObject({
  dnd: z.array(z.looseObject({ channel: z.string(), scope: z.string(), source: z.string() })),
  pausedUntil: z.string().nullable(),
  tags: z.array(z.string()),
});
const stateOf = (customerId: string) => advisor.take(stateSchema, 200, 'GET', `/v1/customers/${customerId}`);
const panelOf = (customerId: string) => `${threadOf(customerId)}&panel=contact`;

describe('the customer beside the conversation', () => {
  it('D10 D28 Q7: DND is set on a channel, with its reach, and lifted', async () => {
    const { customerId } = await someone();
    const { page, leave } = await visit({ path: panelOf(customerId) });
    const panel = page.getByRole('complementary', { name: 'Información del cliente' });
    await onChannel(page, 'SMS');
    const sms = panel.getByRole('checkbox', { name: 'SMS' });
    // A click, and a look: the box turns when the change is on its way, not within the click.
    await sms.click();
    await expect.poll(() => sms.isChecked(), live).toBe(true);
    await panel.getByRole('button', { name: /^Alcance de «No molestar» en SMS/ }).click();
    await page.getByRole('option', { name: 'Todo, también lo manual' }).click();
    await expect
      .poll(async () => (await stateOf(customerId)).dnd, live)
      .toMatchObject([{ channel: 'sms', scope: 'all', source: 'manual' }]);
    await page.getByText('Por ahora no puedes contactar al cliente por aquí').waitFor(live);
    await expectAccessible(page);
    await sms.click();
    await expect.poll(async () => (await stateOf(customerId)).dnd, live).toEqual([]);
    await leave();
  });

  it.runIf(operator)('11.5: a text near a refusal asks "¿Se da de baja?" once; yes refuses', async () => {
    const { customerId, mobile } = await conversation();
    await theOperator().writes('sms', { from: mobile, to: ourNumber, body: 'Ya pagué, no me escriban más' });
    const { page, leave } = await visit({ path: threadOf(customerId) });
    const question = page.getByRole('group', { name: '¿Se da de baja?' });
    await question.waitFor(live);
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Sí, no enviar más' }).click();
    await page.getByText('Se dio de baja con este mensaje').waitFor(live);
    await expect.poll(async () => (await stateOf(customerId)).dnd, live).toMatchObject([{ source: 'opt_out' }]);
    await leave();
  });

  it.runIf(operator)(
    'Q9: what the customer asked for is lifted by a supervisor, with the consent on record',
    async () => {
      const { customerId, mobile } = await conversation();
      await theOperator().writes('sms', { from: mobile, to: ourNumber, body: 'BAJA' });
      await expect.poll(async () => (await stateOf(customerId)).dnd.length, live).toBeGreaterThan(0);
      const low = await visit({ path: panelOf(customerId) });
      await low.page.getByText('Lo quita un supervisor, con el consentimiento del cliente.').first().waitFor(live);
      expect(await low.page.getByRole('button', { name: 'Quitar con consentimiento' }).count()).toBe(0);
      await low.leave();

      const { page, leave } = await visit({ role: 'supervisor', path: panelOf(customerId) });
      while ((await stateOf(customerId)).dnd.length > 0) {
        await page.getByRole('button', { name: 'Quitar con consentimiento' }).first().click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Quitar con consentimiento' }).click();
        await dialog.getByText('Completa este campo.').waitFor();
        await dialog.getByLabel('Consentimiento').fill('Lo pidió por teléfono el martes');
        await dialog.getByRole('button', { name: 'Quitar con consentimiento' }).click();
        await dialog.waitFor({ state: 'detached' });
      }
      await leave();
    },
  );

  it('C38 Q8: communications are paused until a date, and the pause is lifted', async () => {
    const { customerId, name } = await someone();
    const { page, leave } = await visit({ path: panelOf(customerId) });
    const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Pausar hasta el').fill(day.replaceAll('-', '/'));
    await page.getByRole('button', { name: 'Pausar', exact: true }).click();
    await page
      .getByRole('region', { name: `Mensajes con ${name}` })
      .getByText(/^Comunicaciones en pausa hasta el/)
      .waitFor(live);
    expect(Date.parse((await stateOf(customerId)).pausedUntil ?? '')).toBeGreaterThan(Date.now() + 9 * 86_400_000);
    await page.getByRole('button', { name: 'Quitar la pausa' }).click();
    await page.getByRole('button', { name: 'Pausar', exact: true }).waitFor(live);
    await expect.poll(async () => (await stateOf(customerId)).pausedUntil, live).toBeNull();
    await leave();
  });

  it('D10: a tag that the service refuses is taken back; one that it takes stays', async () => {
    const { customerId } = await someone();
    const { page, leave } = await visit({ path: panelOf(customerId) });
    const field = page.getByPlaceholder('Nueva etiqueta');
    await page.route('**/tags', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 });
    await field.fill('vip');
    await page.getByRole('button', { name: 'Agregar', exact: true }).click();
    await page.getByText('El servicio está muy ocupado').waitFor();
    expect(await page.getByRole('button', { name: 'Quitar la etiqueta vip' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Agregar', exact: true }).click();
    await page.getByRole('button', { name: 'Quitar la etiqueta vip' }).waitFor();
    await expect.poll(async () => (await stateOf(customerId)).tags, live).toEqual(['vip']);
    await leave();
  });

  it('C21–C32: head and panel tell the debt; Ver todo opens the payment order', async () => {
    const { customerId } = await someone();
    const debt = { code: 'OP-2026-1', dueDate: '2026-11-01', balance: 150_000, currency: 'CLP', state: 'overdue' };
    await advisor.take(z.looseObject({}), 200, 'PUT', `/v1/customers/${customerId}/debts`, { body: debt });
    const { page, leave } = await visit({ path: panelOf(customerId) });
    const panel = page.getByRole('complementary', { name: 'Información del cliente' });
    await panel.getByText('OP-2026-1').waitFor();
    await panel.getByText('$150.000').waitFor();
    await panel.getByText('Vencida').waitFor();
    await page.getByText('Días de atraso').first().waitFor();
    await panel.getByRole('link', { name: 'Ver todo' }).click();
    await page.getByRole('heading', { name: /^Orden de pago/ }).waitFor();
    await leave();
  });

  it('C39: the glossary of statuses opens beside the trays', async () => {
    const { page, leave } = await visit({ path: '/conversations/received' });
    await page.getByRole('button', { name: 'Glosario de estados' }).click();
    await page.getByText('Resultado desconocido', { exact: true }).waitFor();
    await expectAccessible(page);
    await leave();
  });
});

describe('who is not known yet', () => {
  it('D6: a new conversation begins with the customer’s name', async () => {
    const { name, customerId } = await someone();
    const { page, leave } = await visit({ path: '/conversations/received' });
    await page.getByRole('button', { name: 'Nueva conversación' }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.type(name);
    await dialog.getByRole('button', { name }).click(live);
    await page.getByRole('heading', { name }).waitFor();
    expect(new URL(page.url()).searchParams.get('customer')).toBe(customerId);
    await leave();
  });

  it.runIf(operator)('D13: a message from an unknown number becomes a customer with that number', async () => {
    const from = freshMobile();
    const body = `Soy nueva ${unique()}`;
    await theOperator().writes('sms', { from, to: ourNumber, body });
    const { page, leave } = await visit({ path: '/conversations/received' });
    await page.getByRole('button', { name: 'Remitentes desconocidos' }).click();
    const message = page.getByRole('article').filter({ hasText: body });
    await message.getByText(from).waitFor(live);
    await expectAccessible(page);
    await message.getByRole('button', { name: 'Crear cliente' }).click();
    const name = freshName();
    await page.getByLabel('Nombre', { exact: true }).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Crear cliente' }).click();
    await page.getByRole('heading', { name }).waitFor(live);
    await messageWith(page, body).waitFor(live);
    await leave();
  });
});

describe('mail from outside', () => {
  it('issue 5, 9: its HTML runs no script, loads nothing, and sees nothing of the console', async () => {
    const name = freshName();
    const email = freshEmail();
    const { customerId } = await advisor.createCustomer([{ channel: 'email', value: email }], { name });
    const html = [
      '<p>Hola <b>mundo</b></p>',
      '<script>parent.postMessage("ran", "*"); document.body.id = "ran"</script>',
      '<img src="https://rastreo.example/pixel.png" onerror="document.body.id=\'ran\'">',
      '<div style="background:url(https://rastreo.example/fondo.png)">fondo</div>',
      '<a href="javascript:alert(1)">mal</a> <a href="https://bien.example/">bien</a>',
      '<form action="https://rastreo.example/"><input name="clave"></form>',
    ].join('');
    await receiveMail({
      from: email,
      to: companyMailbox('demo'),
      headers: ['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8'],
      body: ['', html],
    });
    await untilListed(name);
    const { page, leave } = await visit({ path: threadOf(customerId) });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await messageWith(page, 'Hola mundo')
      .getByRole('button', { name: /^Acciones del mensaje/ })
      .click();
    await page.getByRole('menuitem', { name: 'Ver detalle' }).click();
    await page.getByRole('button', { name: 'Versión con formato' }).click();
    const frame = page.frameLocator('iframe[title="Versión con formato"]');
    await frame.getByText('mundo').waitFor();
    expect(await frame.locator('body').getAttribute('id'), 'no script ran').toBeNull();
    expect(await frame.locator('script, img, form, input').count()).toBe(0);
    expect(await frame.getByText('mal').getAttribute('href')).toBeNull();
    const link = frame.getByRole('link', { name: 'bien' });
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await link.getAttribute('target')).toBe('_blank');
    const sandbox = await page.locator('iframe[title="Versión con formato"]').getAttribute('sandbox');
    expect(sandbox).not.toMatch(/allow-(scripts|same-origin)/);
    expect(asked.filter((url) => url.includes('rastreo.example'))).toEqual([]);
    await expectAccessible(page);
    await leave();
  });
});
