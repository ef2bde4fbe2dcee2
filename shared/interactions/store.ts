/** Access patterns of the register. Each read tells what it cost, so that a page can be bounded (design §5 Lists). */
import type { Item, Page, Table } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import { type Family, familyOf } from '#shared/customers/entities.ts';
import { Message, registerPartition, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { type RegisterRow, registerRow } from '#shared/messaging/ledger/register-row.ts';

export interface RowPosition {
  readonly row: RegisterRow;
  /** Key after which a read goes on behind this row. */
  readonly position: Item;
}

export interface RegisterPage {
  readonly rows: readonly RowPosition[];
  /** Read units that it took, as DynamoDB bills eventually consistent reads: half a unit per 4 KB begun. */
  readonly units: number;
  readonly last?: Item;
}

export interface PageRequest {
  readonly limit: number;
  readonly reverse: boolean;
  readonly after: Item | undefined;
}

/** Size of an item as it is billed, about: attribute names and values as UTF-8. */
const bytesOf = (item: Item): number => Buffer.byteLength(JSON.stringify(item));

const queryUnits = (items: readonly Item[]): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + bytesOf(item), 0) / 4096)) / 2;

const position = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.map((name) => [name, item[name]]));

const tableKey = ['pk', 'sk'];
const failureKey = ['pk', 'sk', 'g2pk', 'g2sk'];
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

  /**
   * Failures and unknown outcomes of one local date (F16). The index holds keys only, so each row is read from the
   * table; one that has changed since is left to the caller's filters.
   */
  async listFailures(tenant: string, day: string, request: PageRequest): Promise<RegisterPage> {
    const page = await this.#table.query({ index: 'GSI2', pk: tenantKey(tenant, 'RF', day), ...request });
    const keys = page.items.map((item) => ({ pk: String(item.pk), sk: String(item.sk) }));
    const heads = await this.#table.batchGet(keys);
    const byKey = new Map(heads.map((head) => [`${head.pk} ${head.sk}`, head]));
    const rows = page.items.flatMap((item) => {
      const head = byKey.get(`${item.pk} ${item.sk}`);
      return head === undefined ? [] : [{ row: registerRow(head), position: position(item, failureKey) }];
    });
    const gets = heads.reduce((sum, head) => sum + queryUnits([head]), 0);
    return registerPageOf(page, rows, queryUnits(page.items) + gets);
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
