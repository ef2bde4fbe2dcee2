/** Access patterns of the lists of the register (ADR 57). */
import { fromItem, putAction, type Table } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import { queryUnits } from '#platform/table/read-units.ts';
import { customerIdOfThread, Message, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { registerRow } from '#shared/messaging/ledger/register-row.ts';
import { ListedRow, type ListedRowValue, rowListPartitions } from './entities.ts';
import { dayOfPlace, listedRowsOf, placeInDay } from './listed-rows.ts';

/** A row's place in the register, and what a list says of it beside. */
export interface Entry {
  readonly at: string;
  readonly marks: string;
}

export interface EntryPage {
  readonly entries: readonly Entry[];
  readonly units: number;
  /** Whether more may follow. */
  readonly more: boolean;
}

export interface EntryRequest {
  /** Bounds, both included. */
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly reverse: boolean;
}

type BatchAction = Parameters<Table['batchWrite']>[0][number];

/** 25 is the most that one call takes; several calls at once, since each waits for the network. */
const [batchSize, lanes] = [25, 8];

export class ListedRowStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Entries of one partition of a list, in the order of the register. */
  async listEntries(pk: string, { from, to, limit, reverse }: EntryRequest): Promise<EntryPage> {
    const { items, last } = await this.#table.query({ pk, sk: { from, to }, limit, reverse });
    const entries = items.map((item) => {
      const { at, marks } = fromItem(ListedRow, item).value;
      return { at, marks };
    });
    return { entries, units: queryUnits(items), more: last !== undefined };
  }

  /** Partitions that together hold a list. */
  partitionsOf(tenant: string, list: string): readonly string[] {
    return rowListPartitions(tenant, list);
  }

  /** Failures and unknown outcomes of one local date (F16); the index holds keys only, so their marks say nothing. */
  async listFailures(tenant: string, day: string, { from, to, limit, reverse }: EntryRequest): Promise<EntryPage> {
    // The index knows no customer, who is the last part of a place.
    const order = (place: string): string => place.split('#').slice(1, 3).join('#');
    const sk = {
      from: (dayOfPlace(from) === day && order(from)) || '!',
      to: dayOfPlace(to) === day ? `${order(to)}~` : '~',
    };
    const { items, last } = await this.#table.query({
      index: 'GSI2',
      pk: tenantKey(tenant, 'RF', day),
      sk,
      limit,
      reverse,
    });
    const entries = items.map((item) => {
      return { at: placeInDay(day, String(item.g2sk), customerIdOfThread(String(item.pk))), marks: '' };
    });
    return { entries, units: queryUnits(items), more: last !== undefined };
  }

  /** Writes and deletes entries; each may be repeated, in any number. */
  async change(added: readonly ListedRowValue[], removed: readonly ListedRowValue[] = []): Promise<void> {
    const actions: readonly BatchAction[] = [
      ...removed.map((row): BatchAction => ({ kind: 'delete', key: keyOf(row), expected: 'any' })),
      ...added.map((row) => putAction(ListedRow, row, 'any')).filter((action) => action.kind === 'put'),
    ];
    for (let start = 0; start < actions.length; start += batchSize * lanes) {
      const slice = actions.slice(start, start + batchSize * lanes);
      await Promise.all(
        Array.from({ length: Math.ceil(slice.length / batchSize) }, (_, lane) =>
          this.#table.batchWrite(slice.slice(lane * batchSize, (lane + 1) * batchSize)),
        ),
      );
    }
  }

  /** Those of these entries that are there, as they are. */
  async findAmong(rows: readonly ListedRowValue[]): Promise<readonly ListedRowValue[]> {
    const items = await this.#table.batchGet(rows.map(keyOf));
    return items.map((item) => fromItem(ListedRow, item).value);
  }

  /** Lists all messages of a customer: what is there already is written once more. */
  async relist(tenant: string, customerId: string): Promise<void> {
    for await (const item of this.#table.queryAll({ pk: threadPartition(tenant, customerId) })) {
      if (item.type === Message.type) await this.change(listedRowsOf(registerRow(item)));
    }
  }
}

const keyOf = (row: ListedRowValue): { pk: string; sk: string } => {
  const { pk, sk } = ListedRow.keys(row);
  return { pk, sk };
};
