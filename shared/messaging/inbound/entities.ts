/** Receipts of inbound messages, those whose sender nobody knows, and the numbers of WhatsApp's user ids. */
import * as z from 'zod';
import { AttachmentSchema } from '#contract/attachments.ts';
import { unmatchedReasons } from '#contract/inbound.ts';
import { ChannelSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import { SenderChangeSchema } from '../ledger/message-fields.ts';

/** Days that a receipt is kept: longer than any provider repeats an event, a redrive of the dead-letter queue included. */
const receiptDays = 400;

/**
 * That an inbound message was taken in: one item a message of the provider, whatever became of it (I14). Written in the
 * same transaction as the message or the unmatched entry, so that of two deliveries at once one is
 * refused; what follows (proof of life, window, opt-out) is done again from it by a repeat.
 */
export const InboundReceipt = defineEntity({
  type: 'inboundReceipt',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    channel: ChannelSchema,
    /** Hash of channel and provider id. */
    token: z.string(),
    /** Account of ours that was written to, as the event named it; empty on receipts from before it was kept. */
    to: z.string().default(''),
    /** Provider time, epoch ms, of the first telling. */
    at: z.number(),
    /** Epoch ms at which it was taken in; missing on receipts from before it was kept. */
    recordedAt: z.number().exactOptional(),
    /** Hashes of the sender's addresses that customers own; none for an unknown sender. */
    hashes: z.array(z.string()),
    messageId: z.string().nullable(),
    customerId: z.string().nullable(),
    addressId: z.string().nullable(),
    /** Outbound message that this one answers, if any. */
    answeredId: z.string().nullable(),
    /** Bound by the message that it says to answer, from an unknown address; none of it is proven. */
    claimed: z.boolean().default(false),
    /** Who gave an unmatched message its customer (D13), and when. */
    assignedBy: z.string().nullable(),
    assignedAt: z.number().nullable(),
  }),
  keys: (receipt) => ({
    ...receiptKey(receipt.tenant, receipt.token),
    // Not from `at`: a call of long ago may be reported today, and told again tomorrow.
    expiresAt: Math.floor((receipt.recordedAt ?? receipt.at) / 1000) + receiptDays * 86_400,
  }),
});
export type InboundReceiptValue = z.infer<typeof InboundReceipt.schema>;

export const receiptKey = (tenant: string, token: string) => ({ pk: tenantKey(tenant, 'INB', token), sk: 'RECEIPT' });

/** The number of a person who may be told by WhatsApp's user id alone, from a time when both were told (ADR 42). */
export const UserNumber = defineEntity({
  type: 'userNumber',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    /** `addressHash` of the user id. */
    hash: z.string(),
    /** Digits with `+`, as it was first told. */
    number: z.string(),
    /** `senderHash` of the number, by which it is found when the person is erased; absent on those from before. */
    sender: z.string().exactOptional(),
    /** Provider time, epoch ms. */
    seenAt: z.number(),
    /** What waited and was refused under one of the two holds for both. */
    settled: z.boolean(),
  }),
  keys: ({ tenant, hash, sender }) => ({
    ...userNumberKey(tenant, hash),
    g2: sender === undefined ? undefined : [numbersPartition(tenant, sender), hash],
  }),
});
/** User ids of one number, in GSI2. */
export const numbersPartition = (tenant: string, sender: string) => tenantKey(tenant, 'WAN', sender);
export type UserNumberValue = z.infer<typeof UserNumber.schema>;
export const userNumberKey = (tenant: string, hash: string) => ({ pk: tenantKey(tenant, 'WAU', hash), sk: 'NUMBER' });

/**
 * An edit or a deletion, beside the receipt of the message that it changes, which may come after it (ADR 42). Whose it is
 * stands in its own receipt.
 */
export const WaitingChange = defineEntity({
  type: 'waitingChange',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    /** Token of the message that is changed. */
    original: z.string(),
    /** Token of the change itself. */
    token: z.string(),
    changed: SenderChangeSchema,
    /** `senderHash` of every name that the sender was known by. */
    senders: z.array(z.string()),
    /** Epoch ms. */
    recordedAt: z.number(),
  }),
  keys: ({ tenant, original, token, recordedAt }) => ({
    pk: receiptKey(tenant, original).pk,
    sk: `${waitingChangePrefix}${token}`,
    expiresAt: Math.floor(recordedAt / 1000) + receiptDays * 86_400,
  }),
});
export type WaitingChangeValue = z.infer<typeof WaitingChange.schema>;
export const waitingChangePrefix = 'CHANGE#';

/** Inbound text or call of an unknown or ambiguous sender, waiting for a person (D13). */
export const UnmatchedInbound = defineEntity({
  type: 'unmatchedInbound',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    id: z.string(),
    channel: ChannelSchema,
    from: z.string(),
    /** `senderHash`; empty on messages from before it was kept. */
    sender: z.string().default(''),
    to: z.string(),
    text: z.string(),
    /** As the channel names it; of a call `callKind`. */
    kind: z.string(),
    providerId: z.string(),
    receivedAt: z.number(),
    /** The provider's own time where it is not believed (`believedTime`). */
    statedAt: z.number().nullable().default(null),
    reason: z.enum(unmatchedReasons),
    candidates: z.array(z.string()),
    subject: z.string().nullable().default(null),
    /** Written by a program. */
    automatic: z.boolean().default(false),
    unverified: z.boolean().default(false),
    attachments: z.array(AttachmentSchema).default([]),
    /** Its sender edited it, or took it back. */
    changed: SenderChangeSchema.exactOptional(),
  }),
  keys: ({ tenant, sender, id }) => ({
    ...unmatchedKey(tenant, id),
    g2: sender === '' ? undefined : [senderPartition(tenant, sender), id],
  }),
});
export type UnmatchedInboundValue = z.infer<typeof UnmatchedInbound.schema>;
export const unmatchedPartition = (tenant: string) => tenantKey(tenant, 'UN');
/** Of one sender, in GSI2. */
export const senderPartition = (tenant: string, sender: string) => tenantKey(tenant, 'UN', sender);
export const unmatchedKey = (tenant: string, id: string) => ({ pk: unmatchedPartition(tenant), sk: id });
