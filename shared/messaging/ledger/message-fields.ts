/**
 * The fields of a message, each declared once: entity, codec, register row, index, stream and factory follow from here
 * (ADR 0051). A new field is one line here and the place that fills it.
 *
 * The head of a message is written several times in its life and stands in the register's index as well, so each KB
 * costs (design §5: head ≤ 1,024 bytes): attributes are short, and what is empty is left out. What is `indexed` stands in
 * the register's rows; attempts and phase are not, on purpose, so that a claim costs no index write. An attribute is never
 * used again for something else, and an index that exists takes no further attribute: a field that is to be `indexed`
 * later needs a new index.
 */
import * as z from 'zod';
import { AttachmentSchema } from '#contract/attachments.ts';
import { InteractionSourceSchema } from '#contract/interactions.ts';
import { resultEffectKinds } from '#contract/results.ts';
import { messageChanges, optOutAnswers } from '#contract/vocabulary.ts';
import {
  ChannelSchema,
  DirectionSchema,
  MessageStatusSchema,
  OriginSchema,
  PurposeSchema,
} from '#contract/vocabulary-schemas.ts';
import {
  defaulted,
  indexed,
  indexedNames,
  inKey,
  inside,
  nullable,
  optional,
  required,
} from '#platform/table/named-fields.ts';
import { GatePromiseSchema } from '#shared/customers/gate-promise.ts';
import { FactsSchema } from './facts.ts';
import { phases } from './status.ts';

/** What the sender did to a message of his own, and when (provider time, epoch ms). */
export const SenderChangeSchema = z.object({ kind: z.enum(messageChanges), at: z.number() });
export type SenderChange = z.infer<typeof SenderChangeSchema>;

const AttemptSchema = z.object({
  attemptId: z.string(),
  claimedAt: z.number(),
  /** Epoch ms after which a claim without an outcome is an unknown one, never a queued one (§5.2.4). */
  leaseUntil: z.number(),
  /** Clearings of the address when it was claimed: a failure of an older epoch raises nothing. */
  epoch: z.number(),
  providerId: z.string().nullable(),
  outcome: z.enum(['pending', 'accepted', 'refused', 'unknown', 'not_sent']),
  /** Account that it goes out from; absent on attempts made before it was kept. */
  accountId: z.string().optional(),
});
export type Attempt = z.infer<typeof AttemptSchema>;

/**
 * The result of a contact, on a message of channel `call` (C7, Q10): a call, or a follow-up without one. The label is
 * the one that the catalogue had. `callBackAt` in epoch ms, `promise.amount` in minor units; `by` is a user id.
 */
const MessageResultSchema = z.object({
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
  /**
   * What it changed in the customer's gate, as that was before, for taking it back; absent: nothing. `wrongNumber`: it
   * was the one that flagged the called address.
   */
  gateBefore: z
    .object({
      promise: GatePromiseSchema.nullable().exactOptional(),
      pause: z.object({ from: z.number().nullable(), to: z.number().nullable() }).exactOptional(),
      wrongNumber: z.literal(true).exactOptional(),
    })
    .exactOptional(),
});
export type MessageResult = z.infer<typeof MessageResultSchema>;

/** `values`: of the template's variables in order, where the provider fills it in itself (WhatsApp). */
const UsedTemplateSchema = z.object({
  templateId: z.string(),
  name: z.string(),
  /** Name at Meta, where it is another. */
  providerName: z.string().exactOptional(),
  language: z.string().exactOptional(),
  values: z.array(z.string()).exactOptional(),
});

/** Times in epoch ms. */
export const messageFields = {
  tenant: inKey(z.string()),
  messageId: inKey(z.string()),
  customerId: inKey(z.string()),
  /** Local date in the register, `YYYY-MM-DD`. */
  day: inKey(z.string()),
  customerName: indexed(required('cn', z.string())),
  document: indexed(nullable('dc', z.object({ type: z.string(), number: z.string() }))),
  addressId: indexed(nullable('ad', z.string())),
  /** Normalised address, as it was when the message was accepted. */
  recipient: indexed(required('to', z.string())),
  channel: indexed(required('ch', ChannelSchema)),
  direction: indexed(defaulted('di', DirectionSchema, 'outbound')),
  purpose: indexed(defaulted('pu', PurposeSchema, 'manual')),
  origin: indexed(nullable('or', OriginSchema)),
  /**
   * User who wrote it, recorded it, or had it sent by the API (issue 12, 2); absent: inbound, history, or from before it was
   * kept. It lies in the attribute of the origin, since the register's index takes no further one.
   */
  author: indexed(inside(z.string())),
  template: indexed(nullable('tp', UsedTemplateSchema)),
  subject: indexed(nullable('su', z.string())),
  preview: indexed(required('pv', z.string())),
  /** Body where it is short; null when it is an item of its own. */
  body: nullable('bo', z.string()),
  phase: required('ph', z.enum(phases)),
  /** Shown status, folded from facts and phase when the item is written; a claim does not touch it. */
  status: indexed(required('st', MessageStatusSchema)),
  /** Each lies as a short list (`message-codec.ts`). */
  facts: indexed(required('fa', FactsSchema)),
  /** Each lies in a short form (`message-codec.ts`). */
  attempts: defaulted('at', z.array(AttemptSchema), []),
  /** Refusals by the provider so far that may be tried again. */
  retries: defaulted('re', z.number(), 0),
  acceptedAt: indexed(required('ac', z.number())),
  sendAt: indexed(nullable('sa', z.number())),
  sentAt: indexed(nullable('se', z.number())),
  advisorId: indexed(nullable('av', z.string())),
  segment: indexed(nullable('sg', z.string())),
  portfolios: indexed(defaulted('po', z.array(z.string()), [])),
  source: indexed(defaulted('so', InteractionSourceSchema, 'platform')),
  previousMessageId: indexed(nullable('pm', z.string())),
  /** Null but for calls and other follow-ups. */
  result: indexed(nullable('rs', MessageResultSchema)),
  /** When the sweep looks at it: due time, lost enqueue, retry, expired lease. Null: nothing waits. */
  dueAt: nullable('du', z.number()),
  /**
   * Where it waits, when not for a time: `queue`, or the scope of the hold that it stands under. The due index has it
   * there, so that nobody reads it again while it waits (`waiting-keys.ts`).
   */
  waitsIn: optional('wi', z.string()),
  /** After which it is not sent any more; absent: a day after the later of acceptance and `sendAt`. */
  usefulUntil: optional('uu', z.number()),
  /** Provider's id of the last accepted attempt; inbound: of the message itself. WhatsApp: the wamid once known. */
  providerId: nullable('pi', z.string()),
  /** Written by hand: WhatsApp takes it only within its window. */
  freeText: defaulted('ft', z.boolean(), false),
  attachments: defaulted('fl', z.array(AttachmentSchema), []),
  /** Inbound mail whose sender is not proven: shown as such, and good for nothing else (§5.6 #110). */
  unverified: defaulted('uv', z.boolean(), false),
  /** Of outside history: the import that wrote it, and a digest of its row, by which a repeat is known (F20). */
  imported: optional('im', z.object({ processId: z.string(), digest: z.string() })),
  /** `inboundToken` of the mail that this one answers, in the customer's own thread of mails. */
  repliesTo: optional('rt', z.string()),
  /** An inbound call that nobody took: somebody is to call back (C34, D13). */
  missed: optional('ms', z.boolean()),
  /** Whether the customer refuses further messages by it, where only a person can tell: asked, and what was answered. */
  optOut: optional('oq', z.enum(optOutAnswers)),
  /** The customer edited it or took it back, at this provider time. */
  changed: optional('cg', SenderChangeSchema),
  /** A new number, or user id, that the channel says the customer has: proposed, never taken by itself. */
  newNumber: optional('nn', z.string()),
  /** When its content was deleted with the conversation (Q17); absent: it was not. */
  erasedAt: optional('er', z.number()),
} as const;

/** Fields of a row of the register, as its index carries it: the message without body, attempts and ledger state (B4–B22). */
export const registerNames = indexedNames(messageFields);
