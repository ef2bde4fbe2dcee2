/** Makes the lists, search words, choices and conversations of a company anew from its base: an operator's repair. */
import type { Cursors } from '#platform/cursor.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Item } from '#platform/table/kernel.ts';
import type { ListingStore } from './listing-store.ts';
import { type ProjectDeps, projectCustomer } from './project-customer.ts';

export interface RebuildDeps extends ProjectDeps {
  readonly listings: ProjectDeps['listings'] & Pick<ListingStore, 'listCustomerIds'>;
  readonly cursors: Cursors;
  readonly log: Log;
  /** What slices to the right keep of a customer, made anew as well. */
  readonly rebuildMore: (tenant: string, customerId: string) => Promise<unknown>;
}

export interface RebuildReport {
  readonly rebuilt: number;
  /** Customers that could not be read or written; the log says why of each. */
  readonly failed: number;
  /** Set when time ran out: call again with it. */
  readonly cursor?: string;
}

const pageSize = 50;

/**
 * Walks all customers in the order of their creation. Rewriting is idempotent and runs beside the stream's own work.
 * @param input.hasTime asked before each page; false leaves the rest to the next call
 */
export const rebuildProjections = async (
  deps: RebuildDeps,
  input: { tenant: string; cursor?: string | undefined; hasTime: () => boolean },
): Promise<RebuildReport> => {
  const { tenant } = input;
  const scope = `${tenant}:rebuild`;
  let after = deps.cursors.open<Item>(scope, input.cursor);
  let rebuilt = 0;
  let failed = 0;
  do {
    if (!input.hasTime()) {
      return { rebuilt, failed, ...(after === undefined ? {} : { cursor: deps.cursors.seal(scope, after) }) };
    }
    const page = await deps.listings.listCustomerIds(tenant, { limit: pageSize, after });
    for (const customerId of page.customerIds) {
      try {
        await projectCustomer(deps, tenant, customerId, { force: true });
        await deps.rebuildMore(tenant, customerId);
        rebuilt += 1;
      } catch (error) {
        // One broken customer must not keep the lists of all others from being repaired.
        failed += 1;
        deps.log.error('customer not projected', { tenant, customerId, reason: reasonOf(error) });
      }
    }
    after = page.last;
  } while (after !== undefined);
  return { rebuilt, failed };
};
