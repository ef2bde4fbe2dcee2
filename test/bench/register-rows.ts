/** Interactions for benches of reports: about 700 bytes each, with the facts of a message that was delivered and read. */

import type { Table } from '#platform/table/kernel.ts';
import { toItem } from '#platform/table/kernel.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { projectedIndexes } from '../../lib/index-projections.ts';
import { registerMessage, storeMessages } from '../support/register-messages.ts';
import { itemBytes } from './item-size.ts';
import { projected } from './units.ts';

const firstIndex = projectedIndexes[0];
/** Customers of the rows: each has every 5,000th. */
export const people = 5_000;

export interface RowPlace {
  readonly tenant: string;
  /** Number of the row in its register. */
  readonly position: number;
  /** Epoch ms. */
  readonly acceptedAt: number;
}

export const messageIdAt = (position: number): string =>
  `c${String(position % people).padStart(24, '0')}-m${String(position).padStart(24, '0')}`;

/** A message; all of it follows from its place. */
export const rowAt = ({ tenant, position, acceptedAt }: RowPlace): MessageValue => {
  const fact = (kind: 'accepted' | 'delivered' | 'read', after: number) =>
    ({ kind, at: acceptedAt + after, recordedAt: acceptedAt + after + 250 }) as const;
  const person = position % people;
  const customerId = `c${String(person).padStart(24, '0')}`;
  return registerMessage(acceptedAt, {
    tenant,
    customerId,
    messageId: messageIdAt(position),
    customerName: `Carla Andrea Fuentes Rojas ${person}`,
    document: { type: 'RUT', number: `${10_000_000 + person}-k` },
    addressId: `a${String(person).padStart(25, '0')}`,
    recipient: `carla.fuentes.${person}@correo.example`,
    subject: 'Su cuota de noviembre vence el 30',
    preview: 'Estimada Carla: Le recordamos que la cu…',
    origin: { kind: 'campaign', id: 'noviembre-2026', name: 'Recordatorio noviembre' },
    template: { templateId: 't0000000000000000000000001', name: 'Recordatorio de cuota' },
    advisorId: 'ana',
    segment: 'Mora 1–30',
    portfolios: ['Consumo Norte'],
    previousMessageId: position < people ? null : messageIdAt(position - people),
    status: 'read',
    facts: [fact('accepted', 1_000), fact('delivered', 4_000), fact('read', 900_000)],
  });
};

/** Stores rows. @returns mean size of a row in the register's index, bytes */
export const seedRows = async (
  table: Table,
  rows: number,
  rowOf: (position: number) => MessageValue,
): Promise<number> => {
  let bytes = 0;
  const slice = 500;
  for (let done = 0; done < rows; done += slice) {
    const messages = Array.from({ length: Math.min(slice, rows - done) }, (_, each) => rowOf(done + each));
    for (const message of messages) bytes += itemBytes(projected(firstIndex, toItem(Message, message, 1)) ?? {});
    await Promise.all(
      [0, 1, 2, 3].map((lane) =>
        storeMessages(
          table,
          messages.filter((_, each) => each % 4 === lane),
        ),
      ),
    );
  }
  return bytes / rows;
};
