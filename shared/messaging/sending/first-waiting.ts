/** When the messages of a company that wait (`waiting-keys.ts`) ask for work next. */
import { sendingChannels } from '#contract/vocabulary.ts';
import { firstDue } from '#platform/table/due.ts';
import type { Table } from '#platform/table/kernel.ts';
import type { Hold } from '../holds/hold.ts';
import { duePartition, heldPartition, queuedPartition } from '../ledger/waiting-keys.ts';

/** A hold that is being lifted lets go a little each run; one that stands ends what is of no use any more. */
const firstOfHold = async (table: Pick<Table, 'query'>, tenant: string, hold: Hold, now: number): Promise<number> => {
  if (hold.liftedAt !== null || hold.source === 'system') return now;
  return Math.min(hold.until ?? Number.POSITIVE_INFINITY, await firstDue(table, heldPartition(tenant, hold.scope)));
};

/**
 * Before this time there is nothing to do (`waitingLanes`) unless something else happens.
 *
 * @param holds the company's and the operator's, lifted ones included
 * @param now epoch ms
 * @returns epoch ms; infinite where nothing waits
 */
export const firstWaiting = async (
  table: Pick<Table, 'query'>,
  tenant: string,
  holds: readonly Hold[],
  now: number,
): Promise<number> => {
  const partitions = [duePartition(tenant), ...sendingChannels.map((channel) => queuedPartition(tenant, channel))];
  const times = await Promise.all([
    ...partitions.map((partition) => firstDue(table, partition)),
    ...holds.map((hold) => firstOfHold(table, tenant, hold, now)),
  ]);
  return Math.min(...times);
};
