/** Access patterns of the process log. */
import { ConditionFailed } from '#platform/table/faults.ts';
import { fromItem, type Item, type Table } from '#platform/table/kernel.ts';
import { Process, type ProcessValue, processKey, processPartition, unreadPartition } from './entities.ts';

export interface ProcessPage {
  readonly processes: readonly ProcessValue[];
  /** Key after which the next page begins. */
  readonly last?: Item;
}

export class ProcessStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(tenant: string, processId: string): Promise<ProcessValue | undefined> {
    const stored = await this.#table.get(Process, processKey(tenant, processId), { consistent: true });
    return stored?.value;
  }

  /** Several processes at once, in no order; those that do not exist are left out. The answer may be a moment old. */
  async findAll(tenant: string, processIds: readonly string[]): Promise<readonly ProcessValue[]> {
    const items = await this.#table.batchGet(processIds.map((processId) => processKey(tenant, processId)));
    return items.map((item) => fromItem(Process, item).value);
  }

  /** @returns false when a process with this id exists already; it is left as it is */
  async create(process: ProcessValue): Promise<boolean> {
    try {
      await this.#table.put(Process, process, 'absent');
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  /**
   * Reads, changes and writes; when somebody else was quicker, reads again and asks `change` anew.
   * @param change gives the new value, or undefined to leave the process alone
   * @returns what is stored now; undefined when nothing was written
   */
  async change(
    tenant: string,
    processId: string,
    change: (process: ProcessValue) => ProcessValue | undefined,
  ): Promise<ProcessValue | undefined> {
    const key = processKey(tenant, processId);
    for (let attempt = 1; ; attempt += 1) {
      const stored = await this.#table.get(Process, key, { consistent: true });
      const next = stored === undefined ? undefined : change(stored.value);
      if (stored === undefined || next === undefined) return undefined;
      try {
        return (await this.#table.put(Process, next, stored.revision)).value;
      } catch (error) {
        if (!(error instanceof ConditionFailed) || attempt >= 5) throw error;
      }
    }
  }

  /** Newest first. */
  async listNewest(tenant: string, limit: number, after: Item | undefined): Promise<ProcessPage> {
    const page = await this.#table.query({ pk: processPartition(tenant), reverse: true, limit, after });
    const processes = page.items.map((item) => fromItem(Process, item).value);
    return page.last === undefined ? { processes } : { processes, last: page.last };
  }

  /** How many of the user's processes have ended unseen; counted up to `most`. The index may lag. */
  async countUnread(tenant: string, userId: string, most: number): Promise<number> {
    const { items } = await this.#table.query({ index: 'GSI2', pk: unreadPartition(tenant, userId), limit: most });
    return items.length;
  }
}
