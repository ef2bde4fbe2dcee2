/** Messages as the register holds them, for tests that read it. */
import { localDay } from '#platform/local-time.ts';
import type { Table } from '#platform/table/kernel.ts';
import { putAction } from '#platform/table/kernel.ts';
import { Message, type MessageValue } from '#shared/messaging/entities.ts';

export const timeZone = 'America/Santiago';

let made = 0;

/**
 * A message of `demo` accepted by its provider a second after it was accepted by us, unless told otherwise.
 * @param acceptedAt epoch ms
 */
export const newMessage = (acceptedAt: number, over: Partial<MessageValue> = {}): MessageValue => {
  made += 1;
  const customerId = over.customerId ?? `c${made % 5}`;
  const sentAt = over.sentAt === undefined ? acceptedAt + 1_000 : over.sentAt;
  return {
    tenant: 'demo',
    messageId: `${customerId}-${String(made).padStart(8, '0')}`,
    customerId,
    customerName: `Cliente ${made}`,
    document: { type: 'RUT', number: `${made}-k` },
    addressId: 'a1',
    recipient: 'cliente@correo.example',
    channel: 'email',
    direction: 'outbound',
    purpose: 'automatic',
    origin: { kind: 'campaign', id: 'k1', name: 'Noviembre' },
    template: { templateId: 't1', name: 'Recordatorio' },
    freeText: false,
    subject: 'Aviso',
    preview: `Hola ${made}`,
    body: null,
    attachments: [],
    phase: 'accepted',
    status: 'sent',
    facts: sentAt === null ? [] : [{ kind: 'accepted', at: sentAt, recordedAt: sentAt }],
    attempts: [],
    retries: 0,
    acceptedAt,
    sendAt: null,
    sentAt,
    day: localDay(sentAt ?? over.sendAt ?? acceptedAt, timeZone),
    advisorId: 'ana',
    segment: 'Mora 1–30',
    portfolios: ['Norte'],
    source: 'platform',
    previousMessageId: null,
    dueAt: null,
    providerId: null,
    unverified: false,
    result: null,
    ...over,
  };
};

/** Stores the messages as they are. */
export const storeMessages = (table: Table, messages: readonly MessageValue[]): Promise<void> =>
  table.batchWrite(
    messages.map((message) => {
      const action = putAction(Message, message, 'any');
      if (action.kind !== 'put') throw new TypeError('A put is no put.');
      return action;
    }),
  );
