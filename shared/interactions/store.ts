/** Access patterns of the register. Each read tells what it cost, so that a page can be bounded (design §5 Lists). */
import type { Item, Page, Table } from '#platform/table/kernel.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import { itemUnits, queryUnits } from '#platform/table/read-units.ts';
import { type Family, familyOf } from '#shared/customers/entities.ts';
import { Message, registerPartition, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { type RegisterRow, registerRow } from '#shared/messaging/ledger/register-row.ts';
import { messageKeyAt } from './listed-rows.ts';

export interface RowPosition {
  readonly row: RegisterRow;
  /** Key after which a read goes on behind this row. */
  readonly position: Item;
}

/** A row and the place at which it was looked for: it may have moved since. */
export interface PlacedRow {
  readonly row: RegisterRow;
  readonly place: string;
}

export interface RegisterPage {
  readonly rows: readonly RowPosition[];
  /** Read units that it took, as DynamoDB bills eventually consistent reads: half a unit per 4 KB begun. */
  readonly units: number;
  readonly last?: Item;
}

interface PageRequest {
  readonly limit: number;
  readonly reverse: boolean;
  readonly after: Item | undefined;
}

const position = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.map((name) => [name, item[name]]));

const tableKey = ['pk', 'sk'];
const dayKey = ['pk', 'sk', 'g1pk', 'g1sk'];

const registerPageOf = (page: Page, items: readonly RowPosition[], units: number): RegisterPage =>
  page.last === undefined ? { rows: items, units } : { rows: items, units, last: page.last };

export class RegisterStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Interactions of one local date, in the order of their scheduled time. */
  async listDay(tenant: string, day: string, request: PageRequest): Promise<RegisterPage> {
    const page = await this.#table.query({ index: 'GSI1', pk: registerPartition(tenant, day), ...request });
    const rows = page.items.map((item) => ({ row: registerRow(item), position: position(item, dayKey) }));
    return registerPageOf(page, rows, queryUnits(page.items));
  }

  /** Rows at these places, in their order; where nothing stands any more, none. */
  async findRows(
    tenant: string,
    places: readonly string[],
  ): Promise<{ readonly rows: readonly PlacedRow[]; readonly units: number }> {
    const keys = places.map((place) => ({ place, ...messageKeyAt(tenant, place) }));
    const items = await this.#table.batchGet(keys);
    const byKey = new Map(items.map((item) => [`${item.pk} ${item.sk}`, item]));
    const rows = keys.flatMap(({ place, pk, sk }) => {
      const item = byKey.get(`${pk} ${sk}`);
      return item === undefined ? [] : [{ row: registerRow(item), place }];
    });
    return { rows, units: itemUnits(items) };
  }

  /** Interactions of one customer and of those merged into it, in the order in which they were accepted. */
  async listThread(family: Family, { after, ...request }: PageRequest): Promise<RegisterPage> {
    const pks = familyOf(family).map((customerId) => threadPartition(family.tenant, customerId));
    const from = after === undefined ? undefined : String(after.sk);
    const { items, more } = await queryMerged(this.#table, { pks, ...request, after: from });
    const messages = items.filter((item) => item.type === Message.type);
    const rows = messages.map((item) => ({ row: registerRow(item), position: position(item, tableKey) }));
    const last = items.at(-1);
    const units = queryUnits(items) * pks.length;
    return more && last !== undefined ? { rows, units, last: position(last, tableKey) } : { rows, units };
  }
}
