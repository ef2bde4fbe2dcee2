import { expect } from 'vitest';
import type { Api } from './api.ts';
import { eventually } from './eventually.ts';
import type { Customer, Message } from './shapes.ts';

/**
 * Waits until the provider has taken the message; gives what its events need. WhatsApp's later events carry Meta's id,
 * which takes the place of AWS's with the event `accepted`.
 */
export const untilSent = (api: Api, messageId: string): Promise<Message & { providerId: string; to: string }> =>
  eventually(async () => {
    const message = await api.message(messageId);
    const providerId = message.attempts.at(-1)?.providerId;
    expect(providerId, `${message.channel} message is ${message.status}`).toBeTruthy();
    if (message.channel === 'whatsapp') expect(providerId).toMatch(/^wamid\./);
    return { ...message, providerId: providerId ?? '', to: message.recipient ?? '' };
  });

/** Waits until the message has the status. */
export const untilStatus = (api: Api, messageId: string, status: string): Promise<Message> =>
  eventually(async () => {
    const message = await api.message(messageId);
    expect(message.status).toBe(status);
    return message;
  });

/** Waits until the customer is as `check` wants it. */
export const untilCustomer = (api: Api, customerId: string, check: (customer: Customer) => void): Promise<Customer> =>
  eventually(async () => {
    const customer = await api.customer(customerId);
    check(customer);
    return customer;
  });

/** Waits until the address at `index` has an alert. */
export const untilAlert = (api: Api, customerId: string, index = 0) =>
  eventually(async () => {
    const alert = (await api.customer(customerId)).addresses[index]?.alert;
    expect(alert, `alert of address ${index}`).toBeTruthy();
    if (!alert) throw new Error('unreachable: the line above has thrown');
    return alert;
  });
