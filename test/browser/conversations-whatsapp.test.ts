/** What customers send by WhatsApp besides plain words, as the thread shows it: content whole, edits and deletions marked, a new number proposed (issue 11, 4). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { threadOf as storedThread } from '../scenario/support/conversations.ts';
import { eventually } from '../scenario/support/eventually.ts';
import { freshMobile, unique } from '../scenario/support/people.ts';
import { whatsAppReply } from '../scenario/support/phone-events.ts';
import { publish } from '../scenario/support/topics.ts';
import { closeBrowser, expectAccessible, expectFits, picture, visit, widths } from './support/console.ts';
import { freshName, live, messageWith, ourPhoneNumberId, threadOf, untilListed } from './support/inbox.ts';

const api = as('demo');
const longAddress = 'Avenida Libertador Bernardo O’Higgins 1449, torre 2, oficina 1804, Santiago, Región Metropolitana';

const contents = {
  card: {
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Mi hijo Tomás', first_name: 'Tomás' },
        org: { company: 'Ferretería El Progreso' },
        phones: [
          { phone: '+56 9 6123 0000', wa_id: '56961230000', type: 'CELL' },
          { phone: '+56 2 2345 6789', type: 'WORK' },
        ],
        emails: [{ email: 'tomas.de.nombre.muy.largo@ferreteria-el-progreso.example' }],
      },
      { name: { formatted_name: 'Mi hija Ana' }, phones: [{ wa_id: '56961230001' }] },
    ],
  },
  place: {
    type: 'location',
    location: { latitude: -33.4569, longitude: -70.6483, name: 'Plaza', address: longAddress },
  },
  list: {
    type: 'interactive',
    interactive: {
      type: 'list_reply',
      list_reply: { id: 'plan-3', title: 'Pagar en 3 cuotas', description: 'Sin interés, la primera el 5' },
    },
  },
  order: {
    type: 'order',
    order: {
      catalog_id: '4711',
      text: 'Lo retiro el viernes',
      product_items: [
        { product_retailer_id: 'REPUESTO-4', quantity: 2, item_price: 15_990, currency: 'CLP' },
        { product_retailer_id: 'FILTRO-1', quantity: 1, item_price: 7_500, currency: 'CLP' },
      ],
    },
  },
  form: {
    type: 'interactive',
    interactive: {
      type: 'nfm_reply',
      nfm_reply: {
        name: 'flow',
        body: 'Enviado',
        response_json: JSON.stringify({
          flow_token: 'token-4711',
          fecha_de_pago: '2026-12-05',
          medios: ['Caja', 'Web'],
        }),
      },
    },
  },
} as const;

/** A customer who has sent each of them, changed one text, taken back another, and has a new number. */
const customerWhoSentAll = async () => {
  const [phone, newNumber, name] = [freshMobile(), freshMobile(), freshName()];
  const { customerId } = await api.createCustomer([{ channel: 'whatsapp', value: phone }], { name });
  const told = (message: Readonly<Record<string, unknown>>, id = `wamid.${unique()}`) =>
    publish('WhatsAppEventsTopicArn', whatsAppReply(phone, ourPhoneNumberId, message, { id }));
  const untilThere = (count: number) =>
    eventually(async () => expect(await storedThread(api, customerId)).toHaveLength(count));
  const [edited, revoked] = [`wamid.${unique()}`, `wamid.${unique()}`];
  await told({ type: 'text', text: { body: 'Pago el lunes' } }, edited);
  await told({ type: 'text', text: { body: 'No voy a pagar' } }, revoked);
  for (const content of Object.values(contents)) await told(content);
  await untilThere(7);
  const message = { context: { id: 'M0' }, type: 'text', text: { body: 'Pago el martes 2' } };
  await told({ type: 'edit', edit: { original_message_id: edited, message } });
  await told({ type: 'revoke', revoke: { original_message_id: revoked } });
  const body = `User changed from ${phone} to ${newNumber}`;
  await told({ type: 'system', system: { body, wa_id: newNumber.slice(1), type: 'user_changed_number' } });
  await untilThere(10);
  await untilListed(name);
  return { customerId, newNumber, name };
};

let customer: Awaited<ReturnType<typeof customerWhoSentAll>>;
beforeAll(async () => {
  customer = await customerWhoSentAll();
});
afterAll(closeBrowser);

const words = {
  es: {
    edited: /^El cliente editó este mensaje a las /,
    deleted: /^El cliente eliminó este mensaje a las /,
    add: (number: string) => `Agregar ${number} al cliente`,
    added: (number: string) => `${number} quedó entre las direcciones del cliente`,
    contact: '[contacto]',
    place: '[ubicación]',
    withdrawal: '[el cliente eliminó un mensaje]',
    notice: '[aviso del canal]',
  },
  en: {
    edited: /^The customer edited this message at /,
    deleted: /^The customer deleted this message at /,
    add: (number: string) => `Add ${number} to the customer`,
    added: (number: string) => `${number} was added to the customer's addresses`,
    contact: '[contact]',
    place: '[location]',
    withdrawal: '[the customer deleted a message]',
    notice: '[notice of the channel]',
  },
} as const;

const looks = (['es', 'en'] as const).flatMap((language) =>
  ([widths.desk, widths.phone] as const).map((width) => ({ language, width })),
);

describe('what WhatsApp brings besides words', () => {
  it.each(looks)('stands whole in the thread, changes marked ($language, $width px)', async ({ language, width }) => {
    const t = words[language];
    const { page, leave } = await visit({ path: threadOf(customer.customerId), language, width });
    /** Lines of the message with these words; they stand one under another. */
    const linesOf = async (text: string) => {
      const shown = messageWith(page, text).locator('.thread-text');
      expect(await shown.evaluate((part) => getComputedStyle(part).whiteSpace)).toBe('pre-wrap');
      return (await shown.textContent(live))?.split('\n') ?? [];
    };
    expect(await linesOf('Mi hijo Tomás')).toEqual([
      `${t.contact} Mi hijo Tomás (Ferretería El Progreso)`,
      '+56 9 6123 0000',
      '+56 2 2345 6789',
      'tomas.de.nombre.muy.largo@ferreteria-el-progreso.example',
      '',
      'Mi hija Ana',
      '+56961230001',
    ]);
    expect(await linesOf('Plaza')).toEqual([`${t.place} Plaza`, longAddress, '-33.4569, -70.6483']);
    expect((await linesOf('Pagar en 3 cuotas')).slice(-1)).toEqual(['Sin interés, la primera el 5']);
    expect((await linesOf('Lo retiro el viernes')).slice(-2)).toEqual([
      '2 × REPUESTO-4 · 15990 CLP',
      '1 × FILTRO-1 · 7500 CLP',
    ]);
    const form = (await linesOf('fecha_de_pago')).join('\n');
    expect(form).toContain('fecha_de_pago: 2026-12-05\nmedios: Caja, Web');
    expect(form).not.toContain('token-4711');

    const changes = [
      ['Pago el lunes', t.edited],
      ['No voy a pagar', t.deleted],
    ] as const;
    for (const [text, mark] of changes) {
      const changed = messageWith(page, text);
      await changed.getByText(mark).waitFor(live);
      const line = await changed.locator('.thread-text').evaluate((part) => getComputedStyle(part).textDecorationLine);
      expect(line, 'what no longer holds is struck through').toBe('line-through');
    }
    await messageWith(page, 'Pago el martes 2').waitFor();
    await messageWith(page, t.withdrawal).waitFor();
    const notice = messageWith(page, t.notice);
    await notice.getByRole('button', { name: t.add(customer.newNumber) }).waitFor();

    await expectAccessible(page);
    await expectFits(page);
    for (const text of ['Mi hijo Tomás', 'Lo retiro el viernes', t.notice]) {
      await messageWith(page, text).scrollIntoViewIfNeeded();
      await picture(page, `whatsapp-${language}-${width}-${text.replaceAll(/\W+/g, '')}`);
    }
    await leave();
  });

  it.each([
    { language: 'es', width: widths.phone },
    { language: 'en', width: widths.desk },
  ] as const)('adds the new number once, by the keyboard ($language, $width px)', async ({ language, width }) => {
    const t = words[language];
    const own = language === 'es' ? customer : await customerWhoSentAll();
    const { page, leave } = await visit({ path: threadOf(own.customerId), language, width });
    const add = page.getByRole('button', { name: t.add(own.newNumber) });
    await add.waitFor(live);
    await add.focus();
    await page.keyboard.press('Enter');
    await page.getByText(t.added(own.newNumber)).first().waitFor(live);
    await expectAccessible(page);
    const values = async () => (await api.customer(own.customerId)).addresses.map(({ value }) => value);
    expect((await values()).filter((value) => value === own.newNumber)).toHaveLength(1);
    await picture(page, `whatsapp-${language}-${width}-added`);
    await leave();

    const viewer = await visit({ role: 'viewer', path: threadOf(own.customerId), language, width });
    await messageWith(viewer.page, t.notice).waitFor(live);
    expect(await viewer.page.getByRole('button', { name: t.add(own.newNumber) }).count()).toBe(0);
    await viewer.leave();
  });
});
