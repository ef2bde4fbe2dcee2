/** Access patterns of the lists of the register (ADR 57). */
import { fromItem, putAction, type Table } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import { queryUnits } from '#platform/table/read-units.ts';
import { customerIdOfThread, Message, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { registerRow } from '#shared/messaging/ledger/register-row.ts';
import {
  ListedDay,
  type ListedDayValue,
  ListedRow,
  type ListedRowValue,
  listedDaysPartition,
  rowListPartitions,
} from './entities.ts';
import { dayOfPlace, hasDays, listedRowsOf, partsOf, placeInDay, unknownParts } from './listed-rows.ts';

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

/** A date of a list, and what stood there together with its value. */
export type DayOfList = Pick<ListedDayValue, 'day' | 'parts'>;

type BatchAction = Parameters<Table['batchWrite']>[0][number];

/** 25 is the most that one call takes; several calls at once, since each waits for the network. */
const [batchSize, lanes] = [25, 8];
/** Parts that one update adds: an expression is 4 KB at most. */
const partsAtOnce = 60;
/** Updates at once. */
const updateLanes = 32;

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

  /** Dates of a list that have or had rows, in the order of the register. */
  async listDays(
    tenant: string,
    list: string,
    { from, to, limit, reverse }: EntryRequest,
  ): Promise<{ readonly days: readonly DayOfList[]; readonly units: number; readonly more: boolean }> {
    const pk = listedDaysPartition(tenant, list);
    const { items, last } = await this.#table.query({ pk, sk: { from, to }, limit, reverse });
    const days = items.map((item) => fromItem(ListedDay, item).value);
    return { days, units: queryUnits(items), more: last !== undefined };
  }

  /** What these rows' dates do not know yet of what stands there together. */
  async #unknownDays(rows: readonly ListedRowValue[]): Promise<readonly ListedDayValue[]> {
    const wanted = new Map<string, Omit<ListedDayValue, 'parts'> & { readonly parts: Set<string> }>();
    for (const { tenant, list, at, marks } of rows) {
      if (!hasDays(list)) continue;
      const day = dayOfPlace(at);
      const name = JSON.stringify([tenant, list, day]);
      const { parts } = wanted.get(name) ?? wanted.set(name, { tenant, list, day, parts: new Set() }).get(name) ?? {};
      for (const part of partsOf(marks)) parts?.add(part);
    }
    const days = [...wanted.values()];
    const keysOf = ({ tenant, list, day }: (typeof days)[number]) => ({
      pk: listedDaysPartition(tenant, list),
      sk: day,
    });
    const items = await this.#table.batchGet(days.map(keysOf));
    const known = new Map(items.map((item) => [`${item.pk} ${item.sk}`, fromItem(ListedDay, item).value.parts]));
    return days.flatMap((each) => {
      const { pk, sk } = keysOf(each);
      const missing = unknownParts(known.get(`${pk} ${sk}`) ?? [], each.parts);
      return missing.length === 0 ? [] : [{ ...each, parts: [...missing] }];
    });
  }

  /** Notes what stands together on the dates of these rows; what is known costs the reading of it. */
  async #noteDays(rows: readonly ListedRowValue[]): Promise<void> {
    const updates = (await this.#unknownDays(rows)).flatMap((day) =>
      Array.from({ length: Math.ceil(day.parts.length / partsAtOnce) }, (_, each) => ({
        ...day,
        parts: day.parts.slice(each * partsAtOnce, (each + 1) * partsAtOnce),
      })),
    );
    for (let start = 0; start < updates.length; start += updateLanes) {
      await Promise.all(updates.slice(start, start + updateLanes).map((day) => this.#table.add(ListedDay, day, [])));
    }
  }

  /** Writes and deletes entries; each may be repeated, in any number. Their dates know of them before they stand there. */
  async change(added: readonly ListedRowValue[], removed: readonly ListedRowValue[] = []): Promise<void> {
    await this.#noteDays(added);
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

  /** Those of these entries that are not there as they are, or that their date does not know. */
  async missingAmong(rows: readonly ListedRowValue[]): Promise<readonly ListedRowValue[]> {
    const [items, days] = await Promise.all([this.#table.batchGet(rows.map(keyOf)), this.#unknownDays(rows)]);
    const found = new Set(items.map((item) => nameOf(fromItem(ListedRow, item).value)));
    const unknown = new Map(days.map(({ list, day, parts }) => [`${list} ${day}`, new Set(parts)]));
    return rows.filter((row) => {
      const parts = unknown.get(`${row.list} ${dayOfPlace(row.at)}`);
      return !found.has(nameOf(row)) || (parts !== undefined && partsOf(row.marks).some((part) => parts.has(part)));
    });
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

const nameOf = ({ list, at, marks }: ListedRowValue): string => JSON.stringify([list, at, marks]);
