/** Access patterns of what companies use of their limits. */
import { fromItem, type Table } from '#platform/table/kernel.ts';
import {
  CompanyDeletion,
  CompanyLimitsItem,
  type CompanyLimitsValue,
  companyDeletionKey,
  isClosedBy,
  limitsKey,
  Usage,
  User,
  type UserValue,
  usageKey,
  userKey,
} from './entities.ts';

/** A counter in one of its windows; `start` in epoch ms. */
export interface UsageWindow {
  readonly tenant: string;
  readonly counter: string;
  readonly start: number;
  readonly seconds: number;
}

export class UsageStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Adds to what all containers have counted together. @returns the sum */
  async add(window: UsageWindow, amount: number): Promise<number> {
    return (await this.#table.add(Usage, { ...window, total: amount }, ['total'])).value.total;
  }

  /** What has been counted so far, by counter; those without a row have counted nothing. */
  async findMany(windows: readonly UsageWindow[]): Promise<ReadonlyMap<string, number>> {
    const items = await this.#table.batchGet(
      windows.map(({ tenant, counter, start }) => usageKey(tenant, counter, start)),
    );
    return new Map(items.map((item) => fromItem(Usage, item).value).map(({ counter, total }) => [counter, total]));
  }

  /** Who is asking, what the operator has set for the company, and whether it is being deleted: one call for all. */
  async findStanding(
    tenant: string,
    userId: string,
  ): Promise<{
    readonly user: UserValue | undefined;
    readonly limits: CompanyLimitsValue | undefined;
    readonly closed: boolean;
  }> {
    const items = await this.#table.batchGet([userKey(tenant, userId), limitsKey(tenant), companyDeletionKey(tenant)]);
    const find = (type: string) => items.find((item) => item.type === type);
    const [user, limits] = [find(User.type), find(CompanyLimitsItem.type)];
    const deletion = find(CompanyDeletion.type);
    return {
      user: user && fromItem(User, user).value,
      limits: limits && fromItem(CompanyLimitsItem, limits).value,
      closed: isClosedBy(deletion && fromItem(CompanyDeletion, deletion).value),
    };
  }
}
