/**
 * Where a message that waits stands in the due index, so that nobody reads it before there is something to do:
 *
 * | It waits                       | Partition                          | Sorted by                          |
 * |--------------------------------|------------------------------------|------------------------------------|
 * | for a time                     | `DUE#<company>`                    | that time                          |
 * | in a send queue                | `QUEUED#<company>#<channel>`       | when it is looked at first         |
 * | under a hold                   | `HELD#<company>#<scope of the hold>` | its last useful time             |
 *
 * A company's backlog is thus nobody else's, and of a long one only the end is read that something may have happened to.
 */
import { tenantPattern } from '#contract/fields.ts';
import type { Channel } from '#contract/vocabulary.ts';
import { timeKey } from '#platform/table/keys.ts';
import { usefulUntil } from './useful-time.ts';

interface Waiting {
  readonly tenant: string;
  readonly messageId: string;
  readonly channel: Channel;
  readonly dueAt: number | null;
  readonly waitsIn?: string | undefined;
  readonly acceptedAt: number;
  readonly sendAt: number | null;
  readonly usefulUntil?: number | undefined;
}

/** @throws TypeError when the tenant id is not one: lines of two companies must never meet */
const line = (kind: string, tenant: string, ...parts: readonly string[]): string => {
  if (!tenantPattern.test(tenant)) throw new TypeError('Not a tenant id.');
  return [kind, tenant, ...parts].join('#');
};

export const duePartition = (tenant: string): string => line('DUE', tenant);
export const queuedPartition = (tenant: string, channel: Channel): string => line('QUEUED', tenant, channel);
export const heldPartition = (tenant: string, scope: string): string => line('HELD', tenant, scope);

/** Keys of a waiting message in the due index; undefined where nothing of it waits. */
export const waitingKey = (message: Waiting): readonly [string, string] | undefined => {
  const { tenant, messageId, channel, dueAt, waitsIn } = message;
  if (dueAt === null) return undefined;
  const order = `${timeKey(dueAt)}#${messageId}`;
  if (waitsIn === undefined) return [duePartition(tenant), order];
  if (waitsIn !== 'queue') return [heldPartition(tenant, waitsIn), order];
  return [queuedPartition(tenant, channel), `${order}#${timeKey(usefulUntil(message))}`];
};

/** Last useful time of a message in a queue, from its place in the line (epoch ms). */
export const usefulUntilInLine = (sortKey: string): number => Number(sortKey.slice(sortKey.lastIndexOf('#') + 1));
