/** The state of one address of a company, whoever owns it, and the history of its alerts and refusals (Q3, F4, F5). */
import * as z from 'zod';
import { HistoryKindSchema } from '#contract/contactability.ts';
import { AlertReasonSchema, ChannelSchema, FailureClassSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { dueKey, tenantKey, timeKey } from '#platform/table/keys.ts';
import { ownerPrefix } from '#shared/customers/entities.ts';
import { AlertStateSchema } from './alert.ts';
import { RefusalStateSchema } from './refusal.ts';

export const addressStateKey = (tenant: string, channel: string, hash: string) => ({
  pk: tenantKey(tenant, 'A', channel, hash),
  sk: 'STATE',
});

/** What the alert is folded from, what its owner refuses, and whether its owners still have to be brought in step. */
export const AddressState = defineEntity({
  type: 'addressState',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    channel: ChannelSchema,
    hash: z.string(),
    ...AlertStateSchema.shape,
    ...RefusalStateSchema.shape,
    /** SOFT failures that raise an alert, as the company had it when the last failure came (Q1). */
    softFailureThreshold: z.number(),
    /** Set while the provider's own list could not be cleared; the address stays blocked and says so (Q9). */
    providerPending: z.boolean(),
    /** Epoch ms from which owners wait to be recomputed; null when all are up to date. Drives the due entry. */
    ownersDueAt: z.number().nullable(),
    /** Sort key of the last owner that was recomputed, where the work was left to be continued. */
    ownersAfter: z.string().nullable(),
  }),
  keys: (state) => ({
    ...addressStateKey(state.tenant, state.channel, state.hash),
    g3: state.ownersDueAt === null ? undefined : dueKey(state.ownersDueAt, `${state.tenant}.${state.hash}`),
  }),
});
export type AddressStateValue = z.infer<typeof AddressState.schema>;

/** An alert that has ended: what raised it, who ended it, when, why. The active one stands in the state. */
export const AlertHistory = defineEntity({
  type: 'alertHistory',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    channel: ChannelSchema,
    hash: z.string(),
    entryId: z.string(),
    raisedAt: z.number(),
    reason: AlertReasonSchema,
    class: FailureClassSchema,
    code: z.string(),
    diagnostic: z.string().nullable(),
    messageId: z.string().nullable(),
    endedAt: z.number(),
    /** User id, or `system` where a delivery or an inbound message ended it (F7). */
    endedBy: z.string(),
    endReason: z.string(),
  }),
  keys: (entry) => ({
    pk: tenantKey(entry.tenant, 'A', entry.channel, entry.hash),
    sk: `HIST#${timeKey(entry.endedAt)}#${entry.entryId}`,
  }),
});
export type AlertHistoryValue = z.infer<typeof AlertHistory.schema>;

/** A refusal of an address, or its lifting (F5): told once, and shown in the history of every owner. */
export const RefusalHistory = defineEntity({
  type: 'refusalHistory',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    channel: ChannelSchema,
    hash: z.string(),
    entryId: z.string(),
    kind: HistoryKindSchema.extract(['dnd_set', 'dnd_lifted']),
    /** Of a refusal the provider's time of the event, of a lifting ours. */
    at: z.number(),
    /** User id, or `customer`. */
    by: z.string(),
    reason: z.string().nullable(),
    messageId: z.string().nullable(),
    detail: z.string().nullable(),
  }),
  keys: (entry) => ({
    pk: tenantKey(entry.tenant, 'A', entry.channel, entry.hash),
    sk: `${refusalPrefix}${timeKey(entry.at)}#${entry.entryId}`,
  }),
});
export type RefusalHistoryValue = z.infer<typeof RefusalHistory.schema>;
export const refusalPrefix = 'WISH#';

/** The address whose state or owner has this key; undefined for every other item. */
export const addressOfKey = ({ pk, sk }: { pk: string; sk: string }) => {
  if (sk !== 'STATE' && !sk.startsWith(ownerPrefix)) return undefined;
  const match = /^T#([a-z0-9-]{3,40})#A#([a-z]+)#([^#]+)$/.exec(pk);
  const channel = ChannelSchema.safeParse(match?.[2]);
  if (match?.[1] === undefined || match[3] === undefined || !channel.success) return undefined;
  return { tenant: match[1], channel: channel.data, hash: match[3], isState: sk === 'STATE' };
};
