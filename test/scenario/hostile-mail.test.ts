/**
 * Issue 10, A1: mails that are made to exhaust whoever reads them delay nobody. `npm run measure:hostile -- --flood` plays
 * it with 1,000 innocent messages beside 200 such mails.
 */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { companyMailbox, type InboundMail, receiveMail } from './support/mail.ts';
import { freshEmail, freshMobile, unique } from './support/people.ts';
import { interactionSchema, pageOf, settingsSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';

const innocent = Number(process.env.HOSTILE_INNOCENT ?? 60);
const flood = Number(process.env.HOSTILE_FLOOD ?? 12);
/** Longest wait for all of them, ms. */
const patience = 60_000 + innocent * 400;

const api = as('demo');

/** Each beyond a bound of its own. */
const hostile: readonly Pick<InboundMail, 'headers' | 'body'>[] = [
  { body: ['', '\r\n'.repeat(1_048_576)] },
  { headers: ['Content-Type: multipart/mixed; boundary=b'], body: ['', ...Array(2_000).fill('--b\r\n\r\nx'), '--b--'] },
  { headers: [`Cc: ${'cliente.numero@correo.example,\r\n '.repeat(100_000)}`] },
  { headers: ['Content-Type: text/html'], body: ['', '<div>'.repeat(200_000)] },
];

const inboundOf = async (customerId: string) => {
  const found: z.infer<typeof interactionSchema>[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { customerId, direction: 'inbound', limit: '100', ...(cursor === undefined ? {} : { cursor }) };
    const page = await api.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query });
    found.push(...page.items);
    if (page.nextCursor === undefined) return found;
    cursor = page.nextCursor;
  }
};

describe('beside a flood of mails that are made to hurt', () => {
  it(
    'every innocent text message and mail arrives, and each of the flood is shown as too large, to be downloaded',
    async () => {
      const phone = freshMobile();
      const email = freshEmail();
      const customer = await api.createCustomer([
        { channel: 'sms', value: phone },
        { channel: 'email', value: email },
      ]);
      const attacker = freshEmail();
      const attacked = await api.createCustomer([{ channel: 'email', value: attacker }]);
      const { senders } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
      const ours = senders.sms?.originationIdentity ?? '';
      const to = companyMailbox('demo');
      const attacks = Array.from({ length: flood }, (_, number) =>
        receiveMail({ from: attacker, to, subject: `BAJA ${number}`, ...hostile[number % hostile.length] }),
      );
      const words: Promise<unknown>[] = [];
      for (let number = 0; number < innocent; number += 1) {
        const message =
          number % 4 === 0
            ? receiveMail({ from: email, to, subject: `Pago ${number}` })
            : publish('InboundTopicArn', {
                originationNumber: phone,
                destinationNumber: ours,
                messageKeyword: 'KEYWORD_1',
                messageBody: `Ya pagué ${number}`,
                inboundMessageId: unique(),
              });
        words.push(message);
        if (number % 20 === 19) await Promise.all(words);
      }
      await Promise.all([...attacks, ...words]);
      await eventually(async () => expect(await inboundOf(customer.customerId)).toHaveLength(innocent), patience);
      const shown = await eventually(async () => {
        const all = await inboundOf(attacked.customerId);
        expect(all).toHaveLength(flood);
        return Promise.all(all.map(({ messageId }) => api.message(messageId)));
      }, patience);
      for (const message of shown) {
        expect(message.received?.notices).toContain('MAIL_TOO_LARGE');
        expect(message.attachments).toMatchObject([{ fileName: 'correo-original.eml' }]);
      }
      expect((await api.customer(attacked.customerId)).dnd).toEqual([]);
      const [first] = shown;
      const path = `/v1/messages/${first?.messageId}/attachments/${first?.attachments[0]?.attachmentId}`;
      const { url } = await api.take(z.object({ url: z.string(), expiresAt: z.string() }), 200, 'GET', path);
      expect(await (await fetch(url)).text()).toContain(`From: ${attacker}`);
    },
    2 * patience,
  );
});
