/** Access patterns of messages that wait (`waiting-keys.ts`): by keys alone, oldest first. */
import type { SendingChannel } from '#contract/vocabulary.ts';
import type { Key, Table } from '#platform/table/kernel.ts';
import { timeKey } from '#platform/table/keys.ts';
import { duePartition, heldPartition, queuedPartition, usefulUntilInLine } from '../ledger/waiting-keys.ts';

/** One page of a line; `last` is given back for the next one. */
export interface LinePage {
  readonly keys: readonly Key[];
  readonly last?: Parameters<Table['query']>[0]['after'];
}

const beginning = timeKey(0);
/** Behind everything. */
const end = '~';

export class WaitingLines {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Messages of the company whose time is `until` or before (epoch ms). */
  dueUntil(tenant: string, until: number, page: PageOf): Promise<LinePage> {
    return this.#page(duePartition(tenant), `${timeKey(until)}#${end}`, page);
  }

  /** Messages that a queue took whose first look is at `until` or before. */
  queuedUntil(tenant: string, channel: SendingChannel, until: number, page: PageOf): Promise<LinePage> {
    return this.#page(queuedPartition(tenant, channel), `${timeKey(until)}#${end}`, page);
  }

  /** Messages under a hold whose last useful time is `until` or before; undefined: all of them. */
  heldUntil(tenant: string, scope: string, until: number | undefined, page: PageOf): Promise<LinePage> {
    return this.#page(heldPartition(tenant, scope), until === undefined ? end : `${timeKey(until)}#${end}`, page);
  }

  /** How many wait under a hold, counted up to `most`. */
  async countHeld(tenant: string, scope: string, most: number): Promise<number> {
    return (await this.heldUntil(tenant, scope, undefined, { limit: most })).keys.length;
  }

  /** Messages in a queue that are of no use any more at `now`: 150 bytes read for each one in it. */
  async *uselessInQueue(tenant: string, channel: SendingChannel, now: number): AsyncGenerator<Key> {
    for await (const item of this.#table.queryAll({ index: 'GSI3', pk: queuedPartition(tenant, channel) })) {
      if (usefulUntilInLine(String(item.g3sk)) <= now) yield { pk: String(item.pk), sk: String(item.sk) };
    }
  }

  async #page(pk: string, to: string, { limit, after }: PageOf): Promise<LinePage> {
    const { items, last } = await this.#table.query({ index: 'GSI3', pk, sk: { from: beginning, to }, limit, after });
    const keys = items.map((item) => ({ pk: String(item.pk), sk: String(item.sk) }));
    return last === undefined ? { keys } : { keys, last };
  }
}

export interface PageOf {
  readonly limit: number;
  readonly after?: LinePage['last'];
}
