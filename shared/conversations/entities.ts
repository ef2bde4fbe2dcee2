/**
 * What is kept of a conversation: one item per customer, which is the inbox row at the same time, and copies of it
 * under the views that few conversations stand in (design §5 "inbox"). The messages themselves are the thread
 * (`T#<company>#M#<customer>`, messaging/entities.ts).
 */
import * as z from 'zod';
import { InteractionStatusSchema } from '#contract/interactions.ts';
import { ChannelSchema, ContactabilitySchema, DirectionSchema } from '#contract/vocabulary-schemas.ts';
import { timePart } from '#platform/ids.ts';
import { inboxRowAttribute } from '#platform/table/indexes.ts';
import { defineEntity, type Item } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';
import { customerPartition } from '#shared/customers/entities.ts';
import { callWaitsFrom, hasPendingCall, isArchived, isStarred, isUnread } from './rules.ts';

/** The newest message of the thread, as the row shows it. */
const LastMessageSchema = z.object({
  /** Own part of the message's id, by which the thread is ordered. */
  id: z.string(),
  /** When it was accepted, or written by the customer. */
  at: z.number(),
  channel: ChannelSchema,
  direction: DirectionSchema,
  preview: z.string(),
  /** As it is shown: `replied` stands before read, delivered and sent. */
  status: InteractionStatusSchema,
});

/** A call that somebody is to make (C2, C34). */
const PendingCallSchema = z.object({
  since: z.number(),
  /** When it is to be made; null: at once. */
  dueAt: z.number().nullable(),
  /** What asked for it, for example `manual`, `result`, `missed_call` or a flow's name. */
  origin: z.string(),
  note: z.string().nullable(),
});

const time = z.number();

/**
 * A conversation. Field order is the order in which they lie in the table: a new field goes to the end and has a
 * default. Meaning of the times: rules.ts.
 */
const fields = {
  /** Copied from the customer and kept in step: what lists show and filter. Segment and days overdue follow from these. */
  name: z.string(),
  advisorId: z.string().nullable(),
  contactability: ContactabilitySchema,
  alerts: z.number(),
  dueDate: z.string().nullable(),
  /** Null: nothing was written yet, or all of it was deleted. */
  last: LastMessageSchema.nullable(),
  pendingCall: PendingCallSchema.nullable(),
  /** Last message or call asked for, by when we learnt of it: the order of the inbox. */
  activityAt: time,
  lastInboundAt: time,
  answeredAt: time,
  resultAt: time,
  omittedAt: time,
  readAt: time,
  markedUnreadAt: time,
  archivedAt: time,
  unarchivedAt: time,
  starredAt: time,
  unstarredAt: time,
  /** Messages that were recorded up to here are deleted (Q17); 0: none. */
  deletedAt: time,
  /** Missed calls that were recorded up to here ask for no call back any more: it was taken back. */
  callWithdrawnAt: time.default(0),
};
const ConversationSchema = z.object({ tenant: z.string(), customerId: z.string(), ...fields });
export type ConversationValue = z.infer<typeof ConversationSchema>;

const names = Object.keys(fields) as readonly (keyof typeof fields)[];
/**
 * Everything lies as lists in a fixed order, and a time that never was as null: names would be half of a row, and 50
 * rows are to cost 3 read units.
 */
const packField = (conversation: ConversationValue, name: keyof typeof fields): unknown => {
  if (name === 'last' && conversation.last !== null) {
    const { id, at, channel, direction, preview, status } = conversation.last;
    return [id, at, channel, direction, preview, status];
  }
  if (name === 'pendingCall' && conversation.pendingCall !== null) {
    const { since, dueAt, origin, note } = conversation.pendingCall;
    return [since, dueAt, origin, note];
  }
  return isTime(name) && conversation[name] === 0 ? null : conversation[name];
};
const isTime = (name: string): boolean => name.endsWith('At');
const pack = (conversation: ConversationValue): Item => ({
  [inboxRowAttribute]: names.map((name) => packField(conversation, name)),
});

const nested: Readonly<Record<string, readonly string[]>> = {
  last: Object.keys(LastMessageSchema.shape),
  pendingCall: Object.keys(PendingCallSchema.shape),
};
const unpackField = (name: string, packed: unknown): unknown => {
  const inner = nested[name];
  if (inner !== undefined && Array.isArray(packed)) {
    return Object.fromEntries(inner.map((key, position) => [key, packed[position]]));
  }
  return packed === null && isTime(name) ? 0 : packed;
};
const unpackRow = (row: unknown): Item =>
  Object.fromEntries(
    names.map((name, position) => [name, unpackField(name, Array.isArray(row) ? row[position] : undefined)]),
  );

/** Lists of which few conversations are members, each with a copy of the row. */
export const views = ['unread', 'calls', 'starred', 'archived'] as const;
export type View = (typeof views)[number];

/** Deleted, or not begun: there is nothing to show but perhaps a call to make. */
export const hasThread = (conversation: ConversationValue): boolean => conversation.last !== null;

const isInbox = (conversation: ConversationValue): boolean => hasThread(conversation) && !isArchived(conversation);

/**
 * Views in which the conversation stands. An archived one leaves all but `archived`; a call that is to be made stays
 * among the calls whatever became of the conversation.
 */
export const viewsOf = (conversation: ConversationValue): readonly View[] => {
  const shown = isInbox(conversation);
  const member: Readonly<Record<View, boolean>> = {
    unread: shown && isUnread(conversation),
    calls: hasPendingCall(conversation),
    starred: shown && isStarred(conversation),
    archived: hasThread(conversation) && isArchived(conversation),
  };
  return views.filter((view) => member[view]);
};

/** Sort key of every list of conversations: its time, then the customer. */
export const inboxOrder = (at: number, customerId: string): string => `${timePart(at)}#${customerId}`;

/** Calls stand by when they are to be made, everything else by the last activity (D18). */
export const viewTime = (conversation: ConversationValue, view: View): number =>
  view === 'calls' && conversation.pendingCall !== null
    ? callWaitsFrom(conversation.pendingCall)
    : conversation.activityAt;

export const inboxPartition = (tenant: string, advisorId?: string): string =>
  advisorId === undefined ? tenantKey(tenant, 'IN') : tenantKey(tenant, 'IN', keyPart(advisorId));
export const viewPartition = (tenant: string, view: View): string => tenantKey(tenant, 'V', view);

export const Conversation = defineEntity({
  type: 'conversation',
  version: 1,
  schema: ConversationSchema,
  keys: (conversation) => {
    const { tenant, customerId, advisorId, activityAt } = conversation;
    const order = inboxOrder(activityAt, customerId);
    const shown = isInbox(conversation);
    return {
      ...conversationKey(tenant, customerId),
      g1: shown ? [inboxPartition(tenant), order] : undefined,
      g2: shown && advisorId !== null ? [inboxPartition(tenant, advisorId), order] : undefined,
    };
  },
  pack,
  unpack: (item) => {
    const [, tenant, , customerId] = String(item.pk).split('#');
    return { tenant, customerId, ...unpackRow(item[inboxRowAttribute]) };
  },
});
export const conversationKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'INBOX',
});

/** A conversation in one of its views. Written and removed in one transaction with the conversation. */
export const ConversationView = defineEntity({
  type: 'conversationView',
  version: 1,
  schema: z.object({ view: z.enum(views), conversation: ConversationSchema }),
  keys: ({ view, conversation }) => ({
    pk: viewPartition(conversation.tenant, view),
    sk: inboxOrder(viewTime(conversation, view), conversation.customerId),
  }),
  pack: ({ conversation }) => pack(conversation),
  unpack: (item) => {
    const [, tenant, , view] = String(item.pk).split('#');
    const [, customerId] = String(item.sk).split('#');
    return { view, conversation: { tenant, customerId, ...unpackRow(item[inboxRowAttribute]) } };
  },
});
