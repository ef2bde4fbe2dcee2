/** That an inbound message was taken in: one item a message of the provider, whatever became of it (I14). */
import * as z from 'zod';
import { AttachmentSchema } from '#contract/attachments.ts';
import { RefusedFileSchema } from '#contract/received.ts';
import { receivedNotices } from '#contract/received-words.ts';
import { ChannelSchema } from '#contract/vocabulary-schemas.ts';
import { keyedHash, timePart } from '#platform/ids.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';

/** Days that a receipt is kept: longer than any provider repeats an event, a redrive of the dead-letter queue included. */
const receiptDays = 400;

/**
 * Written in the same transaction as the message or the unmatched entry, so that of two deliveries at once one is
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
    /** Account of ours that was written to, as the event named it; empty on receipts of before it was kept. */
    to: z.string().default(''),
    /** Provider time, epoch ms, of the first telling. */
    at: z.number(),
    /** Hashes of the sender's addresses that customers own; none for an unknown sender. */
    hashes: z.array(z.string()),
    messageId: z.string().nullable(),
    customerId: z.string().nullable(),
    addressId: z.string().nullable(),
    /** Outbound message that this one answers, if any. */
    answeredId: z.string().nullable(),
    /** Who gave an unmatched message its customer (D13), and when. */
    assignedBy: z.string().nullable(),
    assignedAt: z.number().nullable(),
  }),
  keys: (receipt) => ({
    ...receiptKey(receipt.tenant, receipt.token),
    expiresAt: Math.floor(receipt.at / 1000) + receiptDays * 86_400,
  }),
});
export type InboundReceiptValue = z.infer<typeof InboundReceipt.schema>;

export const receiptKey = (tenant: string, token: string) => ({ pk: tenantKey(tenant, 'INB', token), sk: 'RECEIPT' });

const codeOf = <Code extends string>(labels: Readonly<Record<Code, unknown>>) =>
  z.enum(Object.keys(labels) as [Code, ...Code[]]);

/**
 * What came with a message beside its words: for e-mail, and for media once they are there. Stands beside the receipt,
 * so that an unmatched message has it before it has a customer; written once.
 */
export const ReceivedContent = defineEntity({
  type: 'receivedContent',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    token: z.string(),
    sender: z.object({ address: z.string(), name: z.string() }).nullable(),
    quoted: z.string().nullable(),
    hasHtml: z.boolean(),
    attachments: z.array(AttachmentSchema),
    refused: z.array(RefusedFileSchema),
    notices: z.array(codeOf(receivedNotices)),
    /** How the mail is named, and what it answers, nearest last: for the headers of our answer to it (RFC 5322 §3.6.4). */
    mail: z.object({ id: z.string(), references: z.array(z.string()) }).exactOptional(),
  }),
  keys: (content) => contentKey(content.tenant, content.token),
});
export type ReceivedContentValue = z.infer<typeof ReceivedContent.schema>;
export const contentKey = (tenant: string, token: string) => ({ pk: tenantKey(tenant, 'INB', token), sk: 'CONTENT' });

/** Largest version with formatting that is kept, bytes: the API answers it as one text. */
export const htmlLimit = 1_048_576;

/** Where the formatted version of a mail lies in the bucket. */
export const htmlKey = (tenant: string, token: string): string => `html/${tenant}/${token}.html`;

/** Token of an inbound message of ours, from its id; undefined for ids of another form. */
export const tokenOfMessage = (messageId: string): string | undefined =>
  /-[0-9a-z]{10}([0-9a-z]{16})$/.exec(messageId)?.[1];

/** Stands for one message of a provider: the same for every telling of it, 16 characters. */
export const inboundToken = (channel: string, providerId: string): string =>
  keyedHash('inbound', `${channel}\n${providerId}`, 80);

/** Own part of an inbound message's id: sorts by provider time, then by provider id (I14). */
export const inboundIdPart = (at: number, token: string): string => timePart(at) + token;

/** Token inside the id of an unmatched message. */
export const tokenOf = (unmatchedId: string): string => unmatchedId.slice(timePart(0).length);
