/** Access patterns of the file of all that is known of one customer: what of each kind the registry says belongs to it. */
import type { Item, Key, Table } from '#platform/table/kernel.ts';
import { addressStateKey } from '#shared/contactability/entities.ts';
import { customerPartition } from '#shared/customers/entities.ts';
import { attachmentKey } from '#shared/messaging/attachments/entities.ts';
import { type MessageValue, messageBodyKey } from '#shared/messaging/ledger/entities.ts';
import { contentKey, tokenOfMessage } from '#shared/messaging/ledger/received-content.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';

/** A record of the file: its kind and what is kept. */
export interface CarriedRecord {
  readonly kind: string;
  readonly value: unknown;
}

const forms = new Map(storedKinds.filter(({ carried }) => carried).map(({ form }) => [form.type, form]));

/** Of items, those that belong to the person's file. @throws ZodError when one cannot be read */
const carriedOf = (items: readonly Item[]): readonly CarriedRecord[] =>
  items.flatMap((item) => {
    const form = forms.get(String(item.type));
    return form === undefined ? [] : [{ kind: form.type, value: form.read(item) }];
  });

const consistent = { consistent: true } as const;

export class CarriedStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** A page of what lies under the customer's id itself; `after`: sort key of the last item of the page before. */
  async listOfCustomer(
    tenant: string,
    customerId: string,
    after: string | null,
    limit: number,
  ): Promise<{ readonly records: readonly CarriedRecord[]; readonly last?: string }> {
    const pk = customerPartition(tenant, customerId);
    const page = await this.#table.query({
      pk,
      limit,
      after: after === null ? undefined : { pk, sk: after },
      ...consistent,
    });
    const records = carriedOf(page.items);
    return page.last === undefined ? { records } : { records, last: String(page.last.sk) };
  }

  /** State and history of an address. */
  async listOfAddress(tenant: string, channel: string, hash: string): Promise<readonly CarriedRecord[]> {
    const items: Item[] = [];
    const { pk } = addressStateKey(tenant, channel, hash);
    for await (const item of this.#table.queryAll({ pk, ...consistent })) items.push(item);
    return carriedOf(items);
  }

  /** What belongs to messages and lies elsewhere: long bodies, what came with them, descriptions of their files. */
  async listOfMessages(tenant: string, messages: readonly MessageValue[]): Promise<readonly CarriedRecord[]> {
    const keys = messages.flatMap(({ messageId, body, direction, attachments }): Key[] => {
      const token = direction === 'inbound' ? tokenOfMessage(messageId) : undefined;
      return [
        ...(body === null ? [messageBodyKey(tenant, messageId)] : []),
        ...(token === undefined ? [] : [contentKey(tenant, token)]),
        ...attachments.map(({ attachmentId }) => attachmentKey(tenant, attachmentId)),
      ];
    });
    const different = new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key]));
    return carriedOf(await this.#table.batchGet([...different.values()], consistent));
  }
}
