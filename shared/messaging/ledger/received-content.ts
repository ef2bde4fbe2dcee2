/** What came with an inbound message beside its words, and how it is found from the ids of the message. */
import * as z from 'zod';
import { AttachmentSchema } from '#contract/attachments.ts';
import { RefusedFileSchema } from '#contract/received.ts';
import { receivedNotices } from '#contract/received-words.ts';
import { keyedHash, timePart } from '#platform/ids.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';

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
    /** Of mails since it is kept: see `ReadMail`. */
    date: z.string().exactOptional(),
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
export const unmatchedToken = (unmatchedId: string): string => unmatchedId.slice(timePart(0).length);
