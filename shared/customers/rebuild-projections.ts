/** Makes the lists, search words, choices and conversations of a company anew from its base: an operator's repair. */
import type { Cursors } from '#platform/cursor.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Item } from '#platform/table/kernel.ts';
import { type CountListedDeps, countListed } from './count-listed.ts';
import type { ListCountStore } from './list-count-store.ts';
import type { ListingStore } from './listing-store.ts';
import { type ProjectDeps, projectCustomer } from './project-customer.ts';

export interface RebuildDeps extends ProjectDeps, CountListedDeps {
  readonly listings: ProjectDeps['listings'] & Pick<ListingStore, 'listCustomerIds'>;
  readonly cursors: Cursors;
  readonly log: Log;
  /** What slices to the right keep of a customer, rebuilt as well. */
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

interface WalkInput {
  readonly tenant: string;
  readonly cursor?: string | undefined;
  /** Asked before each page; false leaves the rest to the next call. */
  readonly hasTime: () => boolean;
}

/**
 * Walks all customers of a company in the order of their creation.
 * @param visit what is done with each; one that throws is counted and logged, and keeps no other from it
 * @param visitPage what is done with all of a page afterwards, those that failed as well
 */
export const walkCustomers = async (
  deps: Pick<RebuildDeps, 'cursors' | 'log'> & { readonly listings: Pick<ListingStore, 'listCustomerIds'> },
  input: WalkInput,
  visit: (customerId: string) => Promise<unknown>,
  visitPage?: (customerIds: readonly string[]) => Promise<unknown>,
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
        await visit(customerId);
        rebuilt += 1;
      } catch (error) {
        failed += 1;
        deps.log.error('customer not projected', { tenant, customerId, reason: reasonOf(error) });
      }
    }
    await visitPage?.(page.customerIds);
    after = page.last;
  } while (after !== undefined);
  return { rebuilt, failed };
};

/** Rewriting is idempotent and runs beside the stream's own work. */
export const rebuildProjections = (deps: RebuildDeps, input: WalkInput): Promise<RebuildReport> =>
  walkCustomers(
    deps,
    input,
    async (customerId) => {
      await projectCustomer(deps, input.tenant, customerId, { force: true });
      await deps.rebuildMore(input.tenant, customerId);
    },
    (customerIds) => countListed(deps, input.tenant, customerIds),
  );

/** Counts customers whose lists are right; once all are, the company's lists tell how many they hold. */
export const countCustomers = async (
  deps: Parameters<typeof walkCustomers>[0] & {
    readonly counts: RebuildDeps['counts'] & Pick<ListCountStore, 'complete'>;
  },
  input: WalkInput,
): Promise<RebuildReport> => {
  const report = await walkCustomers(
    deps,
    input,
    async () => undefined,
    (customerIds) => countListed(deps, input.tenant, customerIds),
  );
  if (report.cursor === undefined) await deps.counts.complete(input.tenant);
  return report;
};
