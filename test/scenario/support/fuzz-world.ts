/** One of everything that an operation's path or body names, made anew so that no earlier request has bent it. */
import { freshEmail, freshMobile, unique } from './people.ts';

/** Sends a request that must be accepted, with a key of its own; gives the answer. */
export type Ask = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;

interface Named {
  readonly customerId: string;
  readonly addresses: readonly { readonly addressId: string }[];
}

export interface FuzzWorld {
  readonly own: { readonly customerId: string; readonly addressId: string };
  /** By the name of the path parameter that takes them. */
  readonly ids: Readonly<Record<string, string | undefined>>;
}

/** @param future instant of tomorrow, ISO-8601 */
export const createFuzzWorld = async (ask: Ask, future: string): Promise<FuzzWorld> => {
  const phone = freshMobile();
  const addresses = [
    { channel: 'email', value: freshEmail() },
    ...['sms', 'whatsapp', 'call'].map((channel) => ({ channel, value: phone })),
  ];
  const customer = await ask<Named>('POST', '/v1/customers', { name: 'Ana Rojas', addresses });
  const { customerId } = customer;
  const addressId = customer.addresses[0]?.addressId ?? '';
  const at = `/v1/customers/${customerId}`;
  const name = unique();
  const id = async (field: string, method: string, path: string, body: unknown): Promise<Record<string, string>> => ({
    [field]: (await ask<Readonly<Record<string, string>>>(method, path, body))[field] ?? '',
  });
  const debt = { code: 'OP-1', dueDate: '2026-01-01', balance: 1_000, currency: 'CLP', state: 'overdue' };
  const template = { channel: 'email', name, subject: 'Aviso', body: 'Hola {{customerName}}' };
  const message = { customerId, addressId, subject: 'Aviso', body: 'Hola', sendAt: future };
  const file = { fileName: 'x.pdf', size: 1, contentType: 'application/pdf' };
  const ids: Readonly<Record<string, string>> = {
    // One after another: several change the same customer.
    ...(await id('noteId', 'POST', `${at}/notes`, { text: 'Uno' })),
    ...(await id('debtId', 'PUT', `${at}/debts`, debt)),
    ...(await id('ticketId', 'PUT', `${at}/tickets`, { number: name, network: 'facebook', state: 'open' })),
    ...(await id('viewId', 'POST', '/v1/views/customers', { name, filters: {} })),
    ...(await id('templateId', 'POST', '/v1/templates', template)),
    ...(await id('messageId', 'POST', '/v1/messages', message)),
    ...(await id('attachmentId', 'POST', '/v1/attachments', file)),
    ...(await id('unmatchedId', 'POST', '/v1/inbound/calls', { from: freshMobile(), answered: true })),
    ...(await id('processId', 'POST', '/v1/exports', { tray: 'customers' })),
    ...(await id('reportId', 'POST', '/v1/standing-reports', { name })),
  };
  const accounts = await ask<{ readonly items: readonly { readonly accountId: string }[] }>('GET', '/v1/accounts');
  return {
    own: { customerId, addressId },
    ids: {
      ...ids,
      customerId,
      addressId,
      id: ids.unmatchedId,
      accountId: accounts.items[0]?.accountId,
      name: 'interactions.csv',
    },
  };
};

/** Deletes what a company may have few of, whoever made it. */
export const tidyFuzzWorld = async (ask: Ask): Promise<void> => {
  const lists = [
    ['/v1/standing-reports', 'reportId'],
    ['/v1/views/customers', 'viewId'],
  ] as const;
  for (const [path, id] of lists) {
    const { items } = await ask<{ readonly items: readonly Readonly<Record<string, string>>[] }>('GET', path);
    for (const item of items) await ask('DELETE', `${path}/${item[id]}`);
  }
};
