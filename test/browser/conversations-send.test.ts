/** The composer of Conversaciones: every channel, and its statuses without reload (C9–C14, C19, D1, D20–D23, E23, F16). */
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { threadOf as readThread } from '../scenario/support/conversations.ts';
import { open } from '../scenario/support/email-events.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { untilAlert, untilSent } from '../scenario/support/messages.ts';
import { operator, theOperator } from '../scenario/support/operator.ts';
import { freshMobile, invalidMobile, missingEmail, unique } from '../scenario/support/people.ts';
import { whatsAppStatus } from '../scenario/support/phone-events.ts';
import { createTemplate } from '../scenario/support/templates.ts';
import { publish } from '../scenario/support/topics.ts';
import { closeBrowser, expectAccessible, picture, visit } from './support/console.ts';
import {
  freshName,
  live,
  messageWith,
  onChannel,
  ourNumber,
  ourPhoneNumberId,
  send,
  someone,
  threadOf,
  write,
} from './support/inbox.ts';

afterAll(closeBrowser);

const advisor = as('demo');

/** The message with these words, as the API has it once its provider has taken it. */
const sentMessage = async (customerId: string, words: string) => {
  const messageId = await eventually(async () => {
    const found = (await readThread(advisor, customerId)).find(({ body }) => body?.includes(words));
    if (found === undefined) throw new Error(`No message says "${words}".`);
    return found.messageId;
  });
  const { providerId, to } = await untilSent(advisor, messageId);
  return { messageId, providerId, recipient: to };
};

describe('a message by hand', () => {
  it('C9 C10 C14 C19 D12 D22: an e-mail with merge tags becomes delivered, then read, without reload', async () => {
    const { customerId } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await onChannel(page, 'Correo');
    await page.getByLabel('Asunto').fill('Tu cuota');
    await write(page, ', tu cuota vence mañana.');
    await page.getByLabel('Mensaje', { exact: true }).press('Control+Home');
    await page.getByRole('button', { name: 'Etiquetas', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Primer nombre del cliente' }).click();
    await page.getByRole('button', { name: 'Emojis' }).click();
    await page.getByRole('button', { name: '🙏' }).click();
    await send(page);
    const sent = messageWith(page, 'Rosa🙏, tu cuota vence mañana.');
    await sent.getByText('entregado').waitFor(live);
    await publish('EmailEventsTopicArn', open(await sentMessage(customerId, 'tu cuota vence')));
    await sent.getByText('leído').waitFor(live);
    await sent.getByRole('button', { name: /Acciones del mensaje/ }).click();
    await page.getByRole('menuitem', { name: 'Ver detalle' }).click();
    await page.getByRole('heading', { name: 'Eventos del proveedor' }).waitFor();
    await expectAccessible(page);
    await leave();
  });

  it.runIf(operator)('C19 D20: an SMS becomes delivered, then replied', async () => {
    const { customerId, mobile } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await onChannel(page, 'SMS');
    await write(page, 'Tu cuota vence el 30');
    await page.getByText('20 caracteres · 1 SMS').waitFor();
    await send(page);
    const sent = messageWith(page, 'Tu cuota vence el 30');
    await sent.getByText('entregado').waitFor(live);
    await theOperator().writes('sms', { from: mobile, to: ourNumber, body: 'Recibido' });
    await messageWith(page, 'Recibido').waitFor(live);
    await sent.getByText('respondido').waitFor(live);
    await leave();
  });

  it('A1 C19 F16: what could not be delivered says so and why, and the address takes nothing more', async () => {
    const mobile = invalidMobile();
    const customer = await advisor.createCustomer(
      [
        { channel: 'sms', value: mobile },
        { channel: 'email', value: missingEmail() },
      ],
      { name: freshName() },
    );
    const { customerId } = customer;
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await onChannel(page, 'SMS');
    await write(page, 'Hola por SMS');
    await send(page);
    await messageWith(page, 'Hola por SMS').getByText('fallido').waitFor(live);
    await page.getByText('La dirección tiene una alerta de contactabilidad.').waitFor(live);
    expect(await page.getByRole('button', { name: 'Enviar', exact: true }).isDisabled()).toBe(true);
    await messageWith(page, 'Hola por SMS').getByText('La dirección no existe o no recibe mensajes.').waitFor();
    // F16: the same words by another channel.
    await messageWith(page, 'Hola por SMS')
      .getByRole('button', { name: /Acciones del mensaje/ })
      .click();
    await page.getByRole('menuitem', { name: 'Escribir otra vez' }).click();
    await onChannel(page, 'Correo');
    expect(await page.getByLabel('Mensaje', { exact: true }).inputValue()).toBe('Hola por SMS');
    await page.getByLabel('Asunto').fill('Aviso');
    await write(page, 'Hola por correo');
    await send(page);
    await messageWith(page, 'Hola por correo').getByText('fallido').waitFor(live);
    await untilAlert(advisor, customerId, 1);
    await leave();
  });

  it.runIf(operator)(
    'C12 E23: WhatsApp takes an approved template outside of the window, and words once the customer has written',
    async () => {
      const templateName = `plan_${unique()}`;
      await createTemplate('whatsapp', 'Hola {{customerFirstName}}, tu plan es {{plan}}.', { name: templateName });
      const mobile = freshMobile();
      const { customerId } = await advisor.createCustomer([{ channel: 'whatsapp', value: mobile }], {
        name: freshName(),
      });
      const { page, leave } = await visit({ path: threadOf(customerId) });
      await onChannel(page, 'WhatsApp');
      await page.getByText('Por ahora no puedes contactar al cliente por aquí').waitFor();
      await write(page, 'Palabras sueltas');
      expect(await page.getByRole('button', { name: 'Enviar', exact: true }).isDisabled()).toBe(true);

      await page
        .getByRole('button', { name: /^Plantillas/ })
        .last()
        .click();
      await page.getByRole('option', { name: templateName }).click();
      await page.getByLabel('plan', { exact: true }).fill('Anual');
      await page.getByText('Hola Rosa, tu plan es Anual.').waitFor();
      await send(page);
      const sent = messageWith(page, 'Hola Rosa, tu plan es Anual.');
      await sent.getByText('entregado').waitFor(live);
      await publish(
        'WhatsAppEventsTopicArn',
        whatsAppStatus(await sentMessage(customerId, 'tu plan es Anual'), 'read'),
      );
      await sent.getByText('leído').waitFor(live);

      await theOperator().writes('whatsapp', {
        from: mobile,
        phoneNumberId: ourPhoneNumberId,
        text: 'Hola, ¿cuánto es?',
      });
      await messageWith(page, '¿cuánto es?').waitFor(live);
      await page.getByText('Por ahora no puedes contactar al cliente por aquí').waitFor({ state: 'detached', ...live });
      await write(page, 'Son $1.500');
      await send(page);
      await messageWith(page, 'Son $1.500').getByText('entregado').waitFor(live);
      await leave();
    },
  );

  it('D12: Responder goes back on the channel and the address of what is answered', async () => {
    const customer = await someone();
    await advisor.send(customer, 1, { subject: 'Tu plan' });
    await advisor.send(customer, 0);
    const { page, leave } = await visit({ path: threadOf(customer.customerId) });
    await page
      .locator('.thread-message', { hasText: 'Tu plan' })
      .getByRole('button', { name: /Acciones del mensaje/ })
      .click();
    await page.getByRole('menuitem', { name: 'Responder' }).click();
    expect(await page.getByLabel('Asunto').inputValue()).toBe('Re: Tu plan');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await leave();
  });

  it('B9 C9: a message leaves at a time, says so, and can be cancelled before', async () => {
    const { customerId } = await someone();
    const { page, leave } = await visit({ path: threadOf(customerId) });
    await onChannel(page, 'SMS');
    await write(page, 'Mañana te llamo');
    await page.getByRole('button', { name: 'Programar el envío' }).click();
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/');
    await page.getByLabel('Fecha de envío').fill(tomorrow);
    await page.getByLabel('Hora', { exact: true }).fill('09:30');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Programar', exact: true }).click();
    const waiting = messageWith(page, 'Mañana te llamo');
    await waiting.getByText('programado').waitFor(live);
    await waiting.getByText(/para el .*9:30/).waitFor();
    await waiting.getByRole('button', { name: /Acciones del mensaje/ }).click();
    await page.getByRole('menuitem', { name: 'Cancelar el envío' }).click();
    await waiting.getByText('cancelado').waitFor(live);
    await leave();
  });

  it('F18: a message that leaves later says until when it is of use, with its fault at the field', async () => {
    const dayAfter = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/');
    const words = {
      es: {
        plan: 'Programar el envío',
        day: 'Fecha de envío',
        time: 'Hora',
        useful: 'Sirve hasta (opcional)',
        soon: 'Elige al menos una hora después del envío.',
        send: 'Programar',
      },
      en: {
        plan: 'Schedule the message',
        day: 'Send date',
        time: 'Time',
        useful: 'Valid until (optional)',
        soon: 'Choose a time at least one hour after the send time.',
        send: 'Schedule',
      },
    } as const;
    for (const [language, width] of [
      ['es', 1440],
      ['en', 360],
    ] as const) {
      const w = words[language];
      const { customerId } = await someone();
      const { page, leave } = await visit({ path: threadOf(customerId), language, width });
      await onChannel(page, 'SMS');
      await page.locator('.inbox-thread textarea').fill('Sirve poco tiempo');
      await page.getByRole('button', { name: w.plan }).click();
      await page.getByLabel(w.day).fill(dayAfter(2));
      await page.getByLabel(w.time, { exact: true }).fill('09:30');
      await page.getByLabel(w.useful).fill(dayAfter(1));
      await page.getByText(w.soon).waitFor();
      const plan = page.getByRole('button', { name: w.send, exact: true });
      expect(await plan.isDisabled()).toBe(true);
      await expectAccessible(page);
      await picture(page, `useful-fault-${language}`);
      await page.getByLabel(w.useful).fill(dayAfter(4));
      await page.getByText(w.soon).waitFor({ state: 'detached' });
      await picture(page, `useful-${language}`);
      await plan.click();
      await messageWith(page, 'Sirve poco tiempo').waitFor(live);
      const schema = z.looseObject({ items: z.array(z.looseObject({ messageId: z.string() })) });
      const path = `/v1/conversations/${customerId}/messages`;
      const { items } = await as('demo').take(schema, 200, 'GET', path);
      const { usefulUntil, sendAt } = z
        .looseObject({ usefulUntil: z.string(), sendAt: z.string() })
        .parse(await as('demo').message(items[0]?.messageId ?? ''));
      // From 09:30 of one day to 10:00 two days later, as no summer time begins or ends between them.
      expect((Date.parse(usefulUntil) - Date.parse(sendAt)) / 3_600_000).toBe(48.5);
      await as('demo').call('POST', `/v1/messages/${items[0]?.messageId}/cancel`, { body: {} });
      await leave();
    }
  });

  it('keeps what was written while another channel and another conversation are looked at', async () => {
    const first = await someone();
    const second = await someone();
    const { page, leave } = await visit({ path: threadOf(first.customerId) });
    await onChannel(page, 'SMS');
    await write(page, 'A medio escribir');
    await onChannel(page, 'Correo');
    expect(await page.getByLabel('Mensaje', { exact: true }).inputValue()).toBe('A medio escribir');
    await page.evaluate((path) => {
      window.history.pushState(null, '', path);
      window.dispatchEvent(new PopStateEvent('popstate'));
    }, threadOf(second.customerId));
    await page.getByRole('heading', { name: second.name }).waitFor();
    expect(await page.getByLabel('Mensaje', { exact: true }).inputValue()).toBe('');
    await page.goBack();
    await page.getByRole('heading', { name: first.name }).waitFor();
    expect(await page.getByLabel('Mensaje', { exact: true }).inputValue()).toBe('A medio escribir');
    await leave();
  });
});
