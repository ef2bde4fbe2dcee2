/** Events that wait for their message, and those that are kept for a person to look at (I15, I16). */
import { fromItem, type Stored, type Table } from '#platform/table/kernel.ts';
import type { RawFiles } from '../attachments/raw-files.ts';
import { KeptEvent, type KeptEventValue, ParkedEvent, type ParkedEventValue, parkedPartition } from './entities.ts';

/** Raw text up to this size stands in the table, longer text in the files bucket; bytes. */
const inlineRawBytes = 100_000;

export class EventStore {
  readonly #table: Table;
  readonly #files: RawFiles | undefined;

  /** @param files where raw text goes that is too long for an item; without it long text is cut, and says so */
  constructor(table: Table, files?: RawFiles) {
    this.#table = table;
    this.#files = files;
  }

  async park(event: ParkedEventValue): Promise<void> {
    await this.#table.put(ParkedEvent, event, 'any');
  }

  async findParked(key: { pk: string; sk: string }): Promise<Stored<ParkedEventValue> | undefined> {
    return this.#table.get(ParkedEvent, key, { consistent: true });
  }

  /** Events that wait for a message with this provider id. */
  async listParked(channel: string, providerId: string): Promise<readonly ParkedEventValue[]> {
    const { items } = await this.#table.query({ pk: parkedPartition(channel, providerId) });
    return items.map((item) => fromItem(ParkedEvent, item).value);
  }

  async unpark(event: ParkedEventValue): Promise<void> {
    const { pk, sk } = ParkedEvent.keys(event);
    await this.#table.delete({ pk, sk });
  }

  /** Keeps what was not applied, raw. The same event again overwrites itself. */
  async keep(event: Omit<KeptEventValue, 'raw' | 'rawKey'>, raw: string): Promise<void> {
    if (Buffer.byteLength(raw) <= inlineRawBytes) {
      await this.#table.put(KeptEvent, { ...event, raw, rawKey: null }, 'any');
      return;
    }
    if (this.#files === undefined) {
      await this.#table.put(KeptEvent, { ...event, raw: `${raw.slice(0, 30_000)}… (cut)`, rawKey: null }, 'any');
      return;
    }
    const rawKey = `events/${new Date(event.receivedAt).toISOString().slice(0, 10)}/${event.eventId}.json`;
    await this.#files.put(rawKey, raw);
    await this.#table.put(KeptEvent, { ...event, raw: null, rawKey }, 'any');
  }
}
