/** Mail that cannot be taken as it came: too large to be read, or an answer from an address that the customer does not have (issue 10, A1; D28). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from '../scenario/support/api.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { companyMailbox, receiveMail } from '../scenario/support/mail.ts';
import { untilStatus } from '../scenario/support/messages.ts';
import { freshEmail } from '../scenario/support/people.ts';
import { interactionSchema, pageOf } from '../scenario/support/shapes.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';
import { live, someone, threadOf } from './support/inbox.ts';

const api = as('demo');
const attemptsSchema = z.looseObject({ attempts: z.array(z.looseObject({ providerId: z.string().nullable() })) });
let customerId = '';

const inboundOf = async () => {
  const query = { customerId, direction: 'inbound', limit: '10' };
  return (await api.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query })).items;
};

/** A customer who was written to, who sends a mail of 2 MB of blank lines, and is answered for by a stranger. */
beforeAll(async () => {
  const customer = await someone();
  customerId = customer.customerId;
  const { messageId } = await api.send(customer, 1, { subject: 'Aviso' });
  await untilStatus(api, messageId, 'delivered');
  const { attempts } = await api.take(attemptsSchema, 200, 'GET', `/v1/messages/${messageId}`);
  const to = companyMailbox('demo');
  await receiveMail({ from: customer.email, to, subject: 'BAJA por favor', body: ['', '\r\n'.repeat(1_048_576)] });
  await receiveMail({
    from: freshEmail(),
    to,
    subject: 'Re: Aviso',
    headers: [`In-Reply-To: <${attempts[0]?.providerId}@email.amazonses.com>`],
    body: ['', 'Soy su hija, ya pagamos'],
  });
  await eventually(async () => expect(await inboundOf()).toHaveLength(2));
});
afterAll(closeBrowser);

const words = {
  es: {
    menu: /^Acciones del mensaje/,
    detail: 'Ver detalle',
    tooLarge: 'El correo es demasiado grande: solo se muestra su encabezado, y el original se puede descargar.',
    unknown: 'Responde a un correo que se le envió a este cliente, desde una dirección que el cliente no tiene.',
  },
  en: {
    menu: /^Actions for the message/,
    detail: 'See details',
    tooLarge: 'The mail is too large: only its header is shown, and the original can be downloaded.',
    unknown: 'It answers an e-mail sent to this customer, but from an address that the customer does not have.',
  },
} as const;

describe.each(['es', 'en'] as const)('in %s', (language) => {
  describe.each(Object.values(widths))('at %i px', (width) => {
    it('a mail that is too large says so, is there to be downloaded, and its words bind nobody', async () => {
      const { page, leave } = await visit({ path: threadOf(customerId), width, language });
      const mail = page.locator('.thread-message', { hasText: 'BAJA por favor' });
      await mail.waitFor(live);
      // In the reader's language, whatever the company's is.
      await mail.getByText(`[${words[language].tooLarge}]`).waitFor();
      await expectFits(page);
      await expectAccessible(page);
      const download = page.waitForEvent('download');
      await mail.getByRole('button', { name: /correo-original\.eml/ }).click();
      expect((await download).suggestedFilename()).toBe('correo-original.eml');
      await mail.getByRole('button', { name: words[language].menu }).click();
      await page.getByRole('menuitem', { name: words[language].detail }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(words[language].tooLarge).waitFor(live);
      // Once, and not in the other language as well.
      expect(await dialog.getByText(/demasiado grande|too large/).count()).toBe(1);
      await expectFits(page);
      await expectAccessible(page);
      expect((await api.customer(customerId)).dnd).toEqual([]);
      await leave();
    });

    it('an answer from an unknown address says so', async () => {
      const { page, leave } = await visit({ path: threadOf(customerId), width, language });
      const answer = page.locator('.thread-message', { hasText: 'Soy su hija, ya pagamos' });
      await answer.getByRole('button', { name: words[language].menu }).click();
      await page.getByRole('menuitem', { name: words[language].detail }).click();
      await page.getByText(words[language].unknown).waitFor(live);
      await expectFits(page);
      await expectAccessible(page);
      await leave();
    });
  });
});
