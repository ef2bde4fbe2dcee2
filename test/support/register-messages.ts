/** Messages as the register holds them, for tests that read it. */
import { localDay } from '#platform/local-time.ts';
import type { Table } from '#platform/table/kernel.ts';
import { putAction } from '#platform/table/kernel.ts';
import { ListedRowStore } from '#shared/interactions/listed-row-store.ts';
import { listedRowsOf } from '#shared/interactions/listed-rows.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { newMessage } from '#shared/messaging/ledger/new-message.ts';

export const timeZone = 'America/Santiago';

let made = 0;

/**
 * A message of `demo` accepted by its provider a second after it was accepted by us, unless told otherwise.
 * @param acceptedAt epoch ms
 */
export const registerMessage = (acceptedAt: number, over: Partial<MessageValue> = {}): MessageValue => {
  made += 1;
  const customerId = over.customerId ?? `c${made % 5}`;
  const sentAt = over.sentAt === undefined ? acceptedAt + 1_000 : over.sentAt;
  const message = newMessage({
    customer: {
      tenant: 'demo',
      customerId,
      name: `Cliente ${made}`,
      documentType: 'RUT',
      documentNumber: `${made}-k`,
      advisorId: 'ana',
      portfolios: ['Norte'],
    },
    timeZone,
    messageId: `${customerId}-${String(made).padStart(8, '0')}`,
    addressId: 'a1',
    recipient: 'cliente@correo.example',
    channel: 'email',
    purpose: 'automatic',
    origin: { kind: 'campaign', id: 'k1', name: 'Noviembre' },
    template: { templateId: 't1', name: 'Recordatorio' },
    subject: 'Aviso',
    preview: `Hola ${made}`,
    phase: 'accepted',
    facts: sentAt === null ? [] : [{ kind: 'accepted', at: sentAt, recordedAt: sentAt }],
    acceptedAt,
    sentAt,
    segment: 'Mora 1–30',
  });
  return { ...message, day: localDay(sentAt ?? over.sendAt ?? acceptedAt, timeZone), ...over };
};

/** Stores the messages as they are, and what the table's stream makes of them in the register. */
export const storeMessages = async (table: Table, messages: readonly MessageValue[]): Promise<void> => {
  await table.batchWrite(
    messages.map((message) => {
      const action = putAction(Message, message, 'any');
      if (action.kind !== 'put') throw new TypeError('A put is no put.');
      return action;
    }),
  );
  await new ListedRowStore(table).change(messages.flatMap(listedRowsOf));
};
