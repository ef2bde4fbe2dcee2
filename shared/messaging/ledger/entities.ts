/** Messages, their bodies, and where a message stood in the register before it moved. */
import * as z from 'zod';
import type { MessageStatus } from '#contract/vocabulary.ts';
import { timePart } from '#platform/ids.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';
import { schemaOf } from '#platform/table/named-fields.ts';
import { ContentPartSchema, textOfParts } from '../content/content-parts.ts';
import { packMessage, unpackMessage } from './message-codec.ts';
import { messageFields } from './message-fields.ts';
import { waitingKey } from './waiting-keys.ts';

export const threadPartition = (tenant: string, customerId: string) => tenantKey(tenant, 'M', customerId);
export const registerPartition = (tenant: string, day: string, shard = 0) => tenantKey(tenant, 'R', day, String(shard));

/**
 * One interaction (B1). Its id holds the customer's (`<customerId>-<time and random>`), so that the id alone finds it.
 * `day` is the local date of the real send, else of the scheduled time (Q4); it moves with the send.
 */
export const Message = defineEntity({
  type: 'message',
  version: 1,
  schema: schemaOf(messageFields),
  keys: (message) => ({
    ...messageKey(message.tenant, message.messageId),
    g1: [registerPartition(message.tenant, message.day), registerOrder(message)],
    g2: isFailureListed(message.status)
      ? [tenantKey(message.tenant, 'RF', message.day), registerOrder(message)]
      : undefined,
    g3: waitingKey(message),
    g4: message.providerId === null ? undefined : providerKey(message.channel, message.providerId),
  }),
  pack: packMessage,
  unpack: unpackMessage,
});
export type MessageValue = z.infer<typeof Message.schema>;

/** Order within a day of the register: scheduled or accepted time, then the message's own part of its id. */
export const registerOrder = (message: { messageId: string; sendAt: number | null; acceptedAt: number }): string =>
  `${timePart(message.sendAt ?? message.acceptedAt)}#${message.messageId.slice(message.messageId.indexOf('-') + 1)}`;

/** Statuses of the work-queue of failures and unknown outcomes (F16). */
export const isFailureListed = (status: MessageStatus): boolean => status === 'failed' || status === 'outcome_unknown';

/** @throws TypeError when the id is not one of ours */
export const customerIdOf = (messageId: string): string => {
  const [customerId, rest, more] = messageId.split('-');
  if (!customerId || !rest || more !== undefined) throw new TypeError('Not a message id.');
  return customerId;
};

export const messageKey = (tenant: string, messageId: string) => ({
  pk: threadPartition(tenant, customerIdOf(messageId)),
  sk: messageId.slice(messageId.indexOf('-') + 1),
});

/** The customer whose messages lie in this partition. */
export const customerIdOfThread = (pk: string): string => pk.slice(pk.lastIndexOf('#') + 1);

/** The message whose item has this key; undefined for every other item. */
export const messageOfKey = ({ pk, sk }: { pk: string; sk: string }) => {
  const match = /^T#([a-z0-9-]{3,40})#M#([^#]+)$/.exec(pk);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { tenant: match[1], customerId: match[2], messageId: `${match[2]}-${sk}` };
};

/** Keys by which provider events find the message; without tenant, since none is known yet (design §5). */
export const providerKey = (channel: string, providerId: string): readonly [string, string] => [
  `P#${channel}#${keyPart(providerId)}`,
  'MESSAGE',
];

/** Body of a message that is too long for its head, or more than text; written once. */
export const MessageBody = defineEntity({
  type: 'messageBody',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    messageId: z.string(),
    body: z.string(),
    parts: z.array(ContentPartSchema).readonly().exactOptional(),
  }),
  keys: (body) => messageBodyKey(body.tenant, body.messageId),
  // Parts say all that the text says: both would be too much for an item when the text is at its longest.
  pack: ({ body, ...rest }) => (rest.parts === undefined ? { body, ...rest } : rest),
  unpack: (item) => {
    const parts = item.body === undefined ? z.array(ContentPartSchema).parse(item.parts) : [];
    return parts.length === 0 ? item : { ...item, body: textOfParts(parts) };
  },
});
export const messageBodyKey = (tenant: string, messageId: string) => ({
  pk: tenantKey(tenant, 'MB', messageId),
  sk: 'BODY',
});

/** The message stood in the register of `day` until its real send fell on another date: reports of `day` still find it. */
export const MovedMessage = defineEntity({
  type: 'movedMessage',
  version: 1,
  schema: z.object({ tenant: z.string(), day: z.string(), messageId: z.string(), movedAt: z.number() }),
  keys: (moved) => ({ pk: tenantKey(moved.tenant, 'RM', moved.day), sk: moved.messageId }),
});
export const movedPartition = (tenant: string, day: string) => tenantKey(tenant, 'RM', day);
