/** Access patterns of retention: what a company has chosen, and what it has kept for long enough. */
import { timePart } from '#platform/ids.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { deleteAction, fromItem, type Item, type Key, type Stored, type Table } from '#platform/table/kernel.ts';
import { timeKey } from '#platform/table/keys.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { auditPartition } from '#shared/audit/entities.ts';
import { Retention, type RetentionValue, retentionKey } from '#shared/companies/entities.ts';
import { ListedRow, rowListPartitions } from '#shared/interactions/entities.ts';
import { dayOfPlace, wholeRegister } from '#shared/interactions/listed-rows.ts';
import {
  UnmatchedInbound,
  type UnmatchedInboundValue,
  unmatchedKey,
  unmatchedPartition,
} from '#shared/messaging/inbound/entities.ts';
import {
  Message,
  type MessageValue,
  messageBodyKey,
  messageKey,
  movedPartition,
  registerPartition,
} from '#shared/messaging/ledger/entities.ts';
import { contentKey, ReceivedContent } from '#shared/messaging/ledger/received-content.ts';
import { Process, processKey, processPartition } from '#shared/processes/entities.ts';
import { hasEnded } from '#shared/processes/rules.ts';

const consistent = { consistent: true } as const;

/** The lowest sort key of what begins with a time. */
const earliest = '0';

export class RetentionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  find(tenant: string): Promise<Stored<RetentionValue> | undefined> {
    return this.#table.get(Retention, retentionKey(tenant), { consistent: true });
  }

  /** @throws ConditionFailed when somebody else changed it meanwhile */
  async change(
    before: Stored<RetentionValue> | undefined,
    after: RetentionValue,
    signature: Signature,
  ): Promise<RetentionValue> {
    const audit = auditActions(signature, {
      tenant: after.tenant,
      kind: 'retention',
      subjectId: null,
      subjectName: null,
      before: before?.value.periods,
      after: after.periods,
    });
    await this.#table.putWith(Retention, after, before?.revision ?? 'absent', audit);
    return after;
  }

  /**
   * What a run has done. Dates that it has passed count only if the periods are still those that it applied.
   * @param run.doneTo first date that was not looked at, by kind
   */
  noteRun(
    tenant: string,
    version: number,
    run: Pick<RetentionValue, 'doneTo' | 'lastRun'> & { readonly wholeAt: number | undefined },
  ): Promise<void> {
    return changeItem({
      item: `retention of ${tenant}`,
      read: () => this.find(tenant),
      decide: (stored) => {
        if (stored === undefined) return { result: undefined };
        const { value, revision } = stored;
        const isSame = value.version === version;
        const done = isSame ? { doneTo: run.doneTo, wholeAt: run.wholeAt ?? value.wholeAt } : {};
        const after = { ...value, ...done, lastRun: run.lastRun };
        return { write: () => this.#table.put(Retention, after, revision).then(() => undefined) };
      },
    });
  }

  /** First date of the register that has anything, by its lists (ADR 57), which follow the stream; undefined: it has nothing. */
  async firstDay(tenant: string): Promise<string | undefined> {
    const first = await Promise.all(
      wholeRegister
        .flatMap((list) => rowListPartitions(tenant, list))
        .map(async (pk) => (await this.#table.query({ pk, limit: 1 })).items[0]),
    );
    const days = first.flatMap((item) => (item === undefined ? [] : [dayOfPlace(fromItem(ListedRow, item).value.at)]));
    return days.toSorted()[0];
  }

  /** Whether a date of the register has anything. */
  async hasRows(tenant: string, day: string): Promise<boolean> {
    const { items } = await this.#table.query({ index: 'GSI1', pk: registerPartition(tenant, day), limit: 1 });
    return items.length > 0;
  }

  /** A page of one date of the register; `after`: key of the last row of the page before. */
  async listDay(
    tenant: string,
    day: string,
    after: Readonly<Record<string, string>> | null,
    limit: number,
  ): Promise<{ readonly messageIds: readonly string[]; readonly last?: Record<string, string> }> {
    const page = await this.#table.query({
      index: 'GSI1',
      pk: registerPartition(tenant, day),
      limit,
      after: after ?? undefined,
    });
    const keys = page.items.map(({ pk, sk }) => `${String(pk).split('#').at(-1)}-${sk}`);
    if (page.last === undefined) return { messageIds: keys };
    const last = Object.fromEntries(Object.entries(page.last).map(([name, value]) => [name, String(value)]));
    return { messageIds: keys, last };
  }

  async findMessages(tenant: string, messageIds: readonly string[]): Promise<readonly MessageValue[]> {
    const keys = messageIds.map((messageId) => messageKey(tenant, messageId));
    return (await this.#table.batchGet(keys, consistent)).map((item) => fromItem(Message, item).value);
  }

  /** Its row in the register goes with it. */
  deleteMessage({ tenant, messageId }: MessageValue): Promise<void> {
    const key = messageKey(tenant, messageId);
    return changeItem({
      item: `message ${messageId}`,
      read: () => this.#table.get(Message, key, consistent),
      decide: (stored) => {
        if (stored === undefined) return { result: undefined };
        const actions = [deleteAction(key, stored.revision), deleteAction(messageBodyKey(tenant, messageId), 'any')];
        return { write: () => this.#table.transact(actions) };
      },
    });
  }

  /** Where messages stood on a date before they moved to another. */
  async deleteMoved(tenant: string, day: string): Promise<void> {
    await this.#deleteAll(await this.#upTo(movedPartition(tenant, day)));
  }

  /** Of what came with a message, all but who sent it and which files came along. @returns false: there was nothing else */
  stripContent(tenant: string, token: string): Promise<boolean> {
    return changeItem({
      item: `content ${token}`,
      read: () => this.#table.get(ReceivedContent, contentKey(tenant, token), consistent),
      decide: (stored) => {
        if (stored === undefined) return { result: false };
        const { value, revision } = stored;
        if (!value.hasHtml && value.quoted === null) return { result: false };
        const after = { ...value, hasHtml: false, quoted: null };
        return { write: () => this.#table.put(ReceivedContent, after, revision).then(() => true) };
      },
    });
  }

  /** What came from unknown senders before a moment (epoch ms), oldest first. */
  async listUnmatched(tenant: string, before: number, limit: number): Promise<readonly UnmatchedInboundValue[]> {
    const items = await this.#upTo(unmatchedPartition(tenant), timePart(before), limit);
    return items.map((item) => fromItem(UnmatchedInbound, item).value);
  }

  async deleteUnmatched({ tenant, id }: UnmatchedInboundValue): Promise<void> {
    await this.#table.delete(unmatchedKey(tenant, id));
  }

  /** A process whose files are gone before their time. */
  expireFiles(tenant: string, processId: string): Promise<void> {
    return changeItem({
      item: `process ${processId}`,
      read: () => this.#table.get(Process, processKey(tenant, processId), consistent),
      decide: (stored) => {
        if (stored === undefined) return { result: undefined };
        const { value, revision } = stored;
        const state = value.state === 'success' && value.files.length > 0 ? ('expired' as const) : value.state;
        if (value.files.length === 0) return { result: undefined };
        return {
          write: () => this.#table.put(Process, { ...value, state, files: [] }, revision).then(() => undefined),
        };
      },
    });
  }

  /** Deletes a page of what is older (epoch ms): entries of the audit trail, or processes that have ended. @returns how many */
  async deleteRecords(tenant: string, kind: 'audit' | 'processes', before: number, limit: number): Promise<number> {
    const items =
      kind === 'audit'
        ? await this.#upTo(auditPartition(tenant), timeKey(before), limit)
        : await this.#upTo(processPartition(tenant), timePart(before), limit);
    const over = items.filter((item) => kind === 'audit' || hasEnded(fromItem(Process, item).value));
    await this.#deleteAll(over);
    return over.length;
  }

  async #upTo(pk: string, to?: string, limit?: number): Promise<readonly Item[]> {
    const sk = to === undefined ? {} : { sk: { from: earliest, to } };
    if (limit !== undefined) return (await this.#table.query({ pk, ...sk, limit, ...consistent })).items;
    const items: Item[] = [];
    for await (const item of this.#table.queryAll({ pk, ...sk, ...consistent })) items.push(item);
    return items;
  }

  async #deleteAll(items: readonly Item[]): Promise<void> {
    for (let start = 0; start < items.length; start += 100) {
      const keys = items.slice(start, start + 100).map(({ pk, sk }): Key => ({ pk: String(pk), sk: String(sk) }));
      await this.#table.transact(keys.map((key) => deleteAction(key, 'any')));
    }
  }
}
