/** Messages, their bodies, templates, and events that wait for their message or that nobody understands. */
import * as z from 'zod';
import { AttachmentSchema } from '#contract/attachments.ts';
import { unmatchedReasons } from '#contract/inbound.ts';
import { resultEffectKinds } from '#contract/results.ts';
import type { MessageStatus } from '#contract/vocabulary.ts';
import {
  ChannelSchema,
  DirectionSchema,
  MessageStatusSchema,
  OriginSchema,
  PurposeSchema,
  SendingChannelSchema,
  TemplateStateSchema,
} from '#contract/vocabulary-schemas.ts';
import { timePart } from '#platform/ids.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { dueKey, keyPart, tenantKey } from '#platform/table/keys.ts';
import { ContentPartSchema } from './content-parts.ts';
import { FactsSchema } from './facts.ts';
import { packMessage, unpackMessage } from './message-codec.ts';

/** Phases of the send ledger (reliability §5.2). `ended`: nothing more will be tried by itself. */
export const phases = ['scheduled', 'queued', 'deferred', 'sending', 'accepted', 'unknown', 'ended'] as const;
export const PhaseSchema = z.enum(phases);

export const AttemptSchema = z.object({
  attemptId: z.string(),
  claimedAt: z.number(),
  /** Epoch ms after which a claim without an outcome is an unknown one, never a queued one (§5.2.4). */
  leaseUntil: z.number(),
  /** Clearings of the address when it was claimed: a failure of an older epoch raises nothing. */
  epoch: z.number(),
  providerId: z.string().nullable(),
  outcome: z.enum(['pending', 'accepted', 'refused', 'unknown', 'not_sent']),
});
export type Attempt = z.infer<typeof AttemptSchema>;

/** Bodies up to this many bytes stand in the head; longer ones are an item of their own (design §5). */
export const inlineBodyBytes = 400;

/**
 * The result of a contact, on a message of channel `call` (C7, Q10): a call, or a management without one. The label is
 * the one that the catalogue had. `callBackAt` in epoch ms, `promise.amount` in minor units; `by` is a user id.
 */
export const MessageResultSchema = z.object({
  code: z.string(),
  label: z.string(),
  withContact: z.boolean(),
  withCall: z.boolean(),
  durationSeconds: z.number().nullable(),
  promise: z.object({ date: z.string(), amount: z.number(), currency: z.string() }).nullable(),
  callBackAt: z.number().nullable(),
  recordingId: z.string().nullable(),
  effects: z.array(z.enum(resultEffectKinds)),
  by: z.string(),
});
export type MessageResult = z.infer<typeof MessageResultSchema>;

export const threadPartition = (tenant: string, customerId: string) => tenantKey(tenant, 'M', customerId);
export const registerPartition = (tenant: string, day: string, shard = 0) => tenantKey(tenant, 'R', day, String(shard));

/**
 * One interaction (B1). Its id holds the customer's (`<customerId>-<time and random>`), so that the id alone finds it.
 * `day` is the local date of the real send, else of the scheduled time (Q4); it moves with the send.
 */
export const Message = defineEntity({
  type: 'message',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    messageId: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    document: z.object({ type: z.string(), number: z.string() }).nullable(),
    addressId: z.string().nullable(),
    /** Normalised address, as it was when the message was accepted. */
    recipient: z.string(),
    channel: ChannelSchema,
    direction: DirectionSchema,
    purpose: PurposeSchema,
    origin: OriginSchema.nullable(),
    /** `values`: of the template's variables in order, where the provider fills it in itself (WhatsApp). */
    template: z
      .object({
        templateId: z.string(),
        name: z.string(),
        /** Name at Meta, where it is another. */
        providerName: z.string().exactOptional(),
        language: z.string().exactOptional(),
        values: z.array(z.string()).exactOptional(),
      })
      .nullable(),
    /** Written by hand: WhatsApp takes it only within its window. */
    freeText: z.boolean(),
    subject: z.string().nullable(),
    preview: z.string(),
    /** Body where it is short; null when it is an item of its own. */
    body: z.string().nullable(),
    attachments: z.array(AttachmentSchema),
    phase: PhaseSchema,
    /** Shown status, folded from facts and phase when the item is written; a claim does not touch it. */
    status: MessageStatusSchema,
    facts: FactsSchema,
    attempts: z.array(AttemptSchema),
    /** Refusals by the provider so far that may be tried again. */
    retries: z.number(),
    acceptedAt: z.number(),
    sendAt: z.number().nullable(),
    sentAt: z.number().nullable(),
    /** Local date in the register, `YYYY-MM-DD`. */
    day: z.string(),
    advisorId: z.string().nullable(),
    segment: z.string().nullable(),
    portfolios: z.array(z.string()),
    source: z.enum(['platform', 'outside']),
    previousMessageId: z.string().nullable(),
    /** Of outside history: the import that wrote it, and a digest of its row, by which a repeat is known (F20). */
    imported: z.object({ processId: z.string(), digest: z.string() }).exactOptional(),
    /** Epoch ms at which the sweep looks at it: due time, lost enqueue, retry, expired lease. Null: nothing waits. */
    dueAt: z.number().nullable(),
    /** Provider's id of the last accepted attempt; inbound: of the message itself. WhatsApp: the wamid once known. */
    providerId: z.string().nullable(),
    /** Inbound mail whose sender is not proven: shown as such, and good for nothing else (§5.6 #110). */
    unverified: z.boolean(),
    /** Null but for calls and other managements. */
    result: MessageResultSchema.nullable(),
    /** `inboundToken` of the mail that this one answers, in the customer's own thread of mails. */
    repliesTo: z.string().optional(),
    /** An inbound call that nobody took: somebody is to call back (C34, D13). */
    missed: z.boolean().optional(),
    /** Epoch ms at which its content was deleted with the conversation (Q17); absent: it was not. */
    erasedAt: z.number().optional(),
  }),
  keys: (message) => ({
    ...messageKey(message.tenant, message.messageId),
    g1: [registerPartition(message.tenant, message.day), registerOrder(message)],
    g2: isFailureListed(message.status)
      ? [tenantKey(message.tenant, 'RF', message.day), registerOrder(message)]
      : undefined,
    g3: message.dueAt === null ? undefined : dueKey(message.dueAt, message.messageId),
    g4: message.providerId === null ? undefined : providerKey(message.channel, message.providerId),
  }),
  pack: packMessage,
  unpack: unpackMessage,
});
export type MessageValue = z.infer<typeof Message.schema>;

/** Order within a day of the register: scheduled or accepted time, then the message's own part of its id. */
const registerOrder = (message: { messageId: string; sendAt: number | null; acceptedAt: number }): string =>
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

export const Template = defineEntity({
  type: 'template',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    templateId: z.string(),
    channel: SendingChannelSchema,
    name: z.string(),
    language: z.string(),
    subject: z.string().nullable(),
    body: z.string(),
    variables: z.array(z.string()),
    state: TemplateStateSchema,
    stateReason: z.string().nullable(),
    /** WhatsApp's, of a company whose business account is connected: where it stands with Meta. Times in epoch ms. */
    atMeta: z
      .object({
        name: z.string(),
        /** Meta's id; null until it is known. */
        id: z.string().nullable(),
        /** Text that Meta was last asked to review, with numbered variables, and what it said: `open` until an answer came. */
        asked: z.object({ text: z.string(), at: z.number(), answer: z.enum(['open', 'taken', 'refused']) }).nullable(),
        /** When the present state was told; null: Meta has told none yet. */
        toldAt: z.number().nullable(),
      })
      .exactOptional(),
    createdAt: z.number(),
    updatedAt: z.number(),
    version: z.number(),
  }),
  keys: (template) => ({
    ...templateKey(template.tenant, template.templateId),
    g4: template.atMeta === undefined ? undefined : providerTemplateKey(template.atMeta.name),
  }),
});
export type TemplateValue = z.infer<typeof Template.schema>;
/** Key by which Meta's news of a template find it; without tenant, since none is known yet. */
export const providerTemplateKey = (name: string): readonly [string, string] => [
  `P#whatsapp-template#${keyPart(name)}`,
  'TEMPLATE',
];
export const templatePartition = (tenant: string) => tenantKey(tenant, 'TPL');
export const templateKey = (tenant: string, templateId: string) => ({
  pk: templatePartition(tenant),
  sk: templateId,
});

/** A provider event whose message is not known yet: tried again until `giveUpAt`, then quarantined (§5.6 #104). */
export const ParkedEvent = defineEntity({
  type: 'parkedEvent',
  version: 1,
  schema: z.object({
    eventId: z.string(),
    channel: ChannelSchema,
    providerId: z.string(),
    /** The signal as it was parsed, JSON. */
    signal: z.string(),
    receivedAt: z.number(),
    giveUpAt: z.number(),
    dueAt: z.number(),
  }),
  keys: (parked) => ({
    pk: parkedPartition(parked.channel, parked.providerId),
    sk: parked.eventId,
    g3: dueKey(parked.dueAt, parked.eventId),
  }),
});
export type ParkedEventValue = z.infer<typeof ParkedEvent.schema>;
export const parkedPartition = (channel: string, providerId: string) => `P#${channel}#${keyPart(providerId)}`;

/** Something that arrived and was not applied: kept with its raw text so that a person can look (I15, I16). */
export const KeptEvent = defineEntity({
  type: 'keptEvent',
  version: 1,
  schema: z.object({
    eventId: z.string(),
    kind: z.enum(['UNRECOGNISED', 'QUARANTINED', 'NOTICE']),
    reason: z.string(),
    source: z.string(),
    /** Raw text up to 100 KB; longer ones stand in the files bucket under `rawKey`. */
    raw: z.string().nullable(),
    rawKey: z.string().nullable(),
    receivedAt: z.number(),
  }),
  keys: (kept) => ({
    pk: `SYS#EVENTS#${new Date(kept.receivedAt).toISOString().slice(0, 10)}`,
    sk: `${kept.kind}#${kept.eventId}`,
    expiresAt: Math.floor(kept.receivedAt / 1000) + 400 * 86_400,
  }),
});
export type KeptEventValue = z.infer<typeof KeptEvent.schema>;

/** Inbound text or call of an unknown or ambiguous sender, waiting for a person (D13). */
export const UnmatchedInbound = defineEntity({
  type: 'unmatchedInbound',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    id: z.string(),
    channel: ChannelSchema,
    from: z.string(),
    /** `senderHash`; empty on messages of before it was kept. */
    sender: z.string().default(''),
    to: z.string(),
    text: z.string(),
    /** As the channel names it; of a call `callKind`. */
    kind: z.string(),
    providerId: z.string(),
    receivedAt: z.number(),
    reason: z.enum(unmatchedReasons),
    candidates: z.array(z.string()),
    subject: z.string().nullable().default(null),
    /** Written by a program. */
    automatic: z.boolean().default(false),
    unverified: z.boolean().default(false),
    attachments: z.array(AttachmentSchema).default([]),
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
