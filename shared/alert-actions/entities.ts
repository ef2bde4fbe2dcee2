/** What an action on many alerts goes through, and what it changed, so that it can be undone (F9, ADR 61). */
import * as z from 'zod';
import { ChannelSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import { AlertStateSchema } from '#shared/contactability/alert.ts';

/** Days for which it is kept: an undo begins within one day of the end, and may wait for its queue. */
const keptDays = 30;
const expiryOf = (at: number): number => Math.floor(at / 1000) + keptDays * 86_400;

export const actionPartition = (tenant: string, processId: string) => tenantKey(tenant, 'ALERTACT', processId);

/** Addresses of one item. */
export const targetsPerItem = 100;
export const targetsPrefix = 'TARGETS#';
export const targetsSortKey = (number: number): string => `${targetsPrefix}${String(number).padStart(5, '0')}`;

/** Addresses that the action goes through, as they were counted when it was asked for. */
export const AlertTargets = defineEntity({
  type: 'alertTargets',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    processId: z.string(),
    number: z.int(),
    addresses: z.array(z.object({ channel: ChannelSchema, hash: z.string() })).max(targetsPerItem),
    /** Epoch ms. */
    at: z.number(),
  }),
  keys: ({ tenant, processId, number, at }) => ({
    pk: actionPartition(tenant, processId),
    sk: targetsSortKey(number),
    expiresAt: expiryOf(at),
  }),
});
export type AlertTargetsValue = z.infer<typeof AlertTargets.schema>;

export const changePrefix = 'CHANGE#';
export const changeKey = (tenant: string, processId: string, channel: string, hash: string) => ({
  pk: actionPartition(tenant, processId),
  sk: `${changePrefix}${channel}#${hash}`,
});

/**
 * One address that the action changed, written in the transaction that changed it: what says that it is done, and what an
 * undo puts back. The provider's words are not kept a second time: they stand in the address' history.
 */
export const AlertChange = defineEntity({
  type: 'alertChange',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    processId: z.string(),
    channel: ChannelSchema,
    hash: z.string(),
    /** Of a clearing: what stood before it. */
    was: AlertStateSchema.pick({ facts: true, clearedAt: true }).exactOptional(),
    /** Epoch of the address after the change. */
    epoch: z.int(),
    at: z.number(),
    /** What an undo did with it; absent before. */
    undo: z.enum(['undone', 'kept']).exactOptional(),
  }),
  keys: ({ tenant, processId, channel, hash, at }) => ({
    ...changeKey(tenant, processId, channel, hash),
    expiresAt: expiryOf(at),
  }),
});
export type AlertChangeValue = z.infer<typeof AlertChange.schema>;
