/**
 * The interactions of one local date as they were known at a cut, in the order of the register: a pure function of
 * company, date and cut, however often and whenever it is read (I12, I13).
 */
import type { Interaction } from '#contract/interactions.ts';
import { localDay } from '#platform/local-time.ts';
import { fromItem, type Item, type Table } from '#platform/table/kernel.ts';
import { interactionAsOf, sendKnownAt } from '#shared/interactions/interaction.ts';
import {
  Message,
  MovedMessage,
  messageKey,
  movedPartition,
  registerPartition,
} from '#shared/messaging/ledger/entities.ts';
import { type RegisterRow, registerRow } from '#shared/messaging/ledger/register-row.ts';

export interface ReportScope {
  readonly tenant: string;
  /** Local date. */
  readonly date: string;
  /** Epoch ms. */
  readonly cut: number;
  readonly timeZone: string;
  /** Which of the rows are wanted; all of them without it. */
  readonly keep?: (row: RegisterRow) => boolean;
}

export interface SourcePage {
  readonly interactions: readonly Interaction[];
  /** Key of the last row read; null on the last page. */
  readonly after: Record<string, string> | null;
}

/** Known at the cut: accepted by then and, where the customer wrote it, received by then. */
const knownAt = (row: RegisterRow, cut: number): boolean =>
  row.acceptedAt <= cut &&
  (row.direction === 'outbound' || row.facts.some((fact) => fact.kind === 'received' && fact.recordedAt <= cut));

/** Local date under which the row stood at the cut: before its real send was known, that of its scheduled time (Q4). */
const dayAt = (row: RegisterRow, { cut, timeZone }: ReportScope): string =>
  row.direction === 'inbound' || row.sentAt === null || sendKnownAt(row, cut)
    ? row.day
    : localDay(row.sendAt ?? row.acceptedAt, timeZone);

/** True when the report of the scope holds the row. */
export const belongsTo = (row: RegisterRow, scope: ReportScope): boolean =>
  knownAt(row, scope.cut) && dayAt(row, scope) === scope.date;

interface Placed {
  readonly row: RegisterRow;
  /** Its place within a day of the register; does not change when it moves to another. */
  readonly order: string;
}

const compareOrder = (a: Placed, b: Placed): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : a.row.messageId < b.row.messageId ? -1 : 1;

export class ReportSource {
  readonly #table: Table;
  readonly #pageSize: number;

  /** @param pageSize rows read at once: what bounds the memory of a report, whatever its size */
  constructor(table: Table, pageSize = 500) {
    this.#table = table;
    this.#pageSize = pageSize;
  }

  /**
   * Page by page.
   *
   * A message that moves to another date leaves a trace. The traces are read after each page: a message that moved
   * before the page was read is in the traces, one that moved after it is on the page, and one that is on both (the
   * index lags) is taken once.
   * @param after key of the last row of the page before
   */
  async *pages(scope: ReportScope, after: Record<string, string> | null): AsyncGenerator<SourcePage> {
    const pk = registerPartition(scope.tenant, scope.date);
    let position: Item | undefined = after ?? undefined;
    do {
      const page = await this.#table.query({
        index: 'GSI1',
        pk,
        after: position,
        limit: this.#pageSize,
      });
      const from = position === undefined ? '' : String(position.g1sk);
      const to = page.last === undefined ? undefined : String(page.last.g1sk);
      const moved = (await this.#movedAway(scope)).filter(
        ({ order }) => order > from && (to === undefined || order <= to),
      );
      const movedIds = new Set(moved.map(({ row }) => row.messageId));
      const stayed = page.items
        .map((item) => ({ row: registerRow(item), order: String(item.g1sk) }))
        .filter(({ row }) => !movedIds.has(row.messageId));
      const rows = (moved.length === 0 ? stayed : [...stayed, ...moved].toSorted(compareOrder)).filter(
        ({ row }) => belongsTo(row, scope) && (scope.keep?.(row) ?? true),
      );
      position = page.last;
      yield {
        interactions: rows.map(({ row }) => interactionAsOf(row, scope.cut)),
        after: position === undefined ? null : keyOf(position),
      };
    } while (position !== undefined);
  }

  /** Messages by id as they were known at the cut. */
  async findKnown(
    tenant: string,
    messageIds: readonly string[],
    cut: number,
  ): Promise<ReadonlyMap<string, Interaction>> {
    if (messageIds.length === 0) return new Map();
    const items = await this.#table.batchGet(messageIds.map((id) => messageKey(tenant, id)));
    return new Map(
      items.map((item) => {
        const message = fromItem(Message, item).value;
        return [message.messageId, interactionAsOf(message, cut)];
      }),
    );
  }

  /** Messages that stood under the date at the cut and stand under another one now. */
  async #movedAway(scope: ReportScope): Promise<readonly Placed[]> {
    const keys = [];
    for await (const item of this.#table.queryAll({ pk: movedPartition(scope.tenant, scope.date), consistent: true })) {
      const trace = fromItem(MovedMessage, item).value;
      if (trace.movedAt > scope.cut) keys.push(messageKey(scope.tenant, trace.messageId));
    }
    const items = keys.length === 0 ? [] : await this.#table.batchGet(keys, { consistent: true });
    return items
      .map((item) => fromItem(Message, item).value)
      .filter((message) => message.day !== scope.date)
      .map((message) => ({ row: message, order: Message.keys(message).g1?.[1] ?? '' }));
  }
}

const keyOf = (item: Item): Record<string, string> =>
  Object.fromEntries(['pk', 'sk', 'g1pk', 'g1sk'].map((name) => [name, String(item[name])]));
