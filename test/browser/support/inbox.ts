/** Customers with a conversation, and the clicks of Conversaciones that several tests need. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type AddressInput, type Api, as } from '../../scenario/support/api.ts';
import { listConversations } from '../../scenario/support/conversations.ts';
import { eventually, patienceMs } from '../../scenario/support/eventually.ts';
import { freshEmail, freshMobile, unique } from '../../scenario/support/people.ts';

/** Numbers of `demo` that customers write to (local/demo/companies.json). */
export const ourNumber = '+56900000001';
export const ourPhoneNumberId = 'phone-number-id-900800700600501';

/** A new customer's name: found by it, and by nothing else. */
export const freshName = (): string => `Rosa Bandeja ${unique()}`;

/** Waits until the tray has the conversation: it follows the table by a moment. */
export const untilListed = (name: string, api: Api = as('demo'), tray: 'received' | 'calls' = 'received') =>
  eventually(async () => {
    expect((await listConversations(api, { q: name, tray })).length).toBe(1);
  });

/** A customer with an e-mail address, an SMS number and a phone. */
export const someone = async (email = freshEmail(), more: readonly AddressInput[] = []) => {
  const name = freshName();
  const mobile = freshMobile();
  const addresses = [
    { channel: 'sms', value: mobile },
    { channel: 'email', value: email },
    { channel: 'call', value: mobile },
    ...more,
  ];
  const customer = await as('demo').createCustomer(addresses, { name });
  return { ...customer, name, mobile, email };
};

/** `someone` who has been written to by SMS, with a conversation that the list shows. */
export const conversation = async (email?: string) => {
  const customer = await someone(email);
  await as('demo').send(customer, 0);
  await untilListed(customer.name);
  return customer;
};

/** Address of the tray that shows this customer alone. */
export const listOf = (name: string, tray: 'received' | 'calls' = 'received'): string =>
  `/conversations/${tray}?q=${encodeURIComponent(name)}`;

/** Address of a conversation, whether or not it has a message. */
export const threadOf = (customerId: string): string => `/conversations/received?customer=${customerId}`;

export const rowOf = (page: Page, customerId: string): Locator => page.locator(`[data-customer="${customerId}"]`);

/** Messages of the open conversation with these words. */
export const messageWith = (page: Page, words: string): Locator => page.locator('.thread-message', { hasText: words });

/** How long a change may take from a provider's event to the screen, in ms. */
export const live = { timeout: patienceMs } as const;

/** Waits until the row is bold, or is not: the weight of its name. */
export const expectBold = (row: Locator, bold: boolean) =>
  expect
    .poll(
      () => row.locator('.inbox-row-name').evaluate((node) => Number(getComputedStyle(node).fontWeight) >= 600),
      live,
    )
    .toBe(bold);

/** Opens the form of a channel: a row of buttons, on a phone a list to choose from. */
export const onChannel = async (page: Page, channel: 'Correo' | 'SMS' | 'WhatsApp' | 'Llamada') => {
  const form = page.getByRole('region', { name: /^(Escribir un mensaje|Write a message)$/ });
  const button = form.getByRole('button', { name: channel, exact: true });
  const list = form.getByRole('button', { name: /^(Canal|Channel)\b/ });
  await button.or(list).first().waitFor();
  if (await list.isVisible()) {
    await list.click();
    await page.getByRole('option', { name: channel, exact: true }).click();
  } else await button.click();
};

export const write = (page: Page, words: string) => page.getByLabel('Mensaje', { exact: true }).fill(words);

export const send = (page: Page) => page.getByRole('button', { name: 'Enviar', exact: true }).click();

/** Chooses from the menu of the conversation. */
export const act = async (page: Page, action: string) => {
  await page.getByRole('button', { name: 'Acciones de la conversación' }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
};
