/**
 * What is kept of a conversation: one item per customer, which is the inbox row at the same time, and copies of it
 * under the views that few conversations stand in (design §5 "inbox"). The messages themselves are the thread
 * (`T#<company>#M#<customer>`, messaging/ledger/entities.ts).
 */
import * as z from 'zod';
import { InteractionStatusSchema } from '#contract/interactions.ts';
import { restrictionKinds } from '#contract/privacy-words.ts';
import { nobody } from '#contract/values-text.ts';
import { ChannelSchema, ContactabilitySchema, DirectionSchema } from '#contract/vocabulary-schemas.ts';
import { timePart } from '#platform/ids.ts';
import { inboxRowAttribute } from '#platform/table/indexes.ts';
import { defineEntity, type Item } from '#platform/table/kernel.ts';
import { dueKey, keyPart, tenantKey } from '#platform/table/keys.ts';
import {
  column,
  lateColumn,
  lateTimeColumn,
  optionalColumn,
  positionalRow,
  rowColumn,
  timeColumn,
} from '#platform/table/positional-row.ts';
import { customerPartition } from '#shared/customers/entities.ts';
import { callWaitsFrom, hasPendingCall, isArchived, isStarred, isUnread } from './rules.ts';

/** The newest message of the thread, as the row shows it. */
const lastMessage = positionalRow({
  /** Own part of the message's id, by which the thread is ordered. */
  id: column(0, z.string()),
  /** When it was accepted, or written by the customer. */
  at: column(1, z.number()),
  channel: column(2, ChannelSchema),
  direction: column(3, DirectionSchema),
  preview: column(4, z.string()),
  /** As it is shown: `replied` stands before read, delivered and sent. */
  status: column(5, InteractionStatusSchema),
  /** User who wrote or recorded it; absent: inbound, automatic, or not known. */
  author: optionalColumn(6, z.string()),
});

const call = {
  since: z.number(),
  /** When it is to be made; null: at once. */
  dueAt: z.number().nullable(),
  /** What asked for it, for example `manual`, `result`, `missed_call` or a flow's name. */
  origin: z.string(),
  note: z.string().nullable(),
};
/** A call that somebody is to make (C2, C34). */
const pendingCall = positionalRow({
  since: column(0, call.since),
  dueAt: column(1, call.dueAt),
  origin: column(2, call.origin),
  note: column(3, call.note),
  /**
   * The result that asked for it, by the id of its message, and the call that was known before, with the result that had
   * asked for that one: for when the result is withdrawn.
   */
  result: lateColumn(
    4,
    z.object({
      messageId: z.string(),
      callBefore: z.object({ ...call, askedBy: z.string().nullable() }).nullable(),
    }),
  ),
});

const time = z.number();

/** A conversation's row: 50 of them are to cost 3 read units. Meaning of the times: rules.ts. */
const row = positionalRow({
  /** Copied from the customer and kept in step: what lists show and filter. Segment and days overdue follow from these. */
  name: column(0, z.string()),
  advisorId: column(1, z.string().nullable()),
  contactability: column(2, ContactabilitySchema),
  alerts: column(3, z.number()),
  dueDate: column(4, z.string().nullable()),
  /** Null: nothing was written yet, or all of it was deleted. */
  last: rowColumn(5, lastMessage),
  pendingCall: rowColumn(6, pendingCall),
  /** Last message or call asked for, by when we learnt of it; 0: history alone. */
  activityAt: timeColumn(7, time),
  lastInboundAt: timeColumn(8, time),
  answeredAt: timeColumn(9, time),
  resultAt: timeColumn(10, time),
  omittedAt: timeColumn(11, time),
  readAt: timeColumn(12, time),
  markedUnreadAt: timeColumn(13, time),
  archivedAt: timeColumn(14, time),
  unarchivedAt: timeColumn(15, time),
  starredAt: timeColumn(16, time),
  unstarredAt: timeColumn(17, time),
  /** Messages that were recorded up to here are deleted (Q17); 0: none. */
  deletedAt: timeColumn(18, time),
  /** Missed calls that were recorded up to here ask for no call back any more: it was withdrawn. */
  callWithdrawnAt: timeColumn(19, time.default(0)),
  /** When we last learnt that an answer did not reach the customer, or that a result was withdrawn. */
  answerLostAt: timeColumn(20, time.default(0)),
  /** Newest communication of outside history, by when it took place. */
  historyAt: lateTimeColumn(21),
  /** The person objects to automatic messages, or is blocked; copied from the customer. */
  restriction: lateColumn(22, z.enum(restrictionKinds)),
});
const HistorySchema = row.schema.omit({
  name: true,
  advisorId: true,
  contactability: true,
  alerts: true,
  dueDate: true,
  historyAt: true,
  restriction: true,
});
/** Everything of a conversation that is not the customer's, but for `historyAt`, which folding anew gives back. */
export type ConversationHistory = z.infer<typeof HistorySchema>;

const links = {
  /** The customer is one with this one, in whose conversation everything is shown: this row stands in no list. */
  mergedInto: z.string().nullable().default(null),
  /** Customers that were merged into this one, with the conversation before and after each was taken in. */
  merges: z
    .array(z.object({ customerId: z.string(), at: z.number(), before: HistorySchema, after: HistorySchema }))
    .default([]),
};
const ConversationSchema = z.object({ tenant: z.string(), customerId: z.string(), ...row.shape, ...links });
export type ConversationValue = z.infer<typeof ConversationSchema>;

/** In place of the author where that is the advisor of the row, as it mostly is: the id would stand there twice. */
const advisorMark = '=';

const packRow = (conversation: z.output<typeof row.schema>): unknown[] => {
  const { last, advisorId } = conversation;
  const isAdvisor = last !== null && last.author !== undefined && last.author === advisorId;
  return row.pack(isAdvisor ? { ...conversation, last: { ...last, author: advisorMark } } : conversation);
};

const PackedLastSchema = z.looseObject({ author: z.literal(advisorMark) });

const unpackRow = (packed: unknown): Record<string, unknown> => {
  const value = row.unpack(packed);
  const last = PackedLastSchema.safeParse(value.last);
  return last.success ? { ...value, last: { ...last.data, author: value.advisorId } } : value;
};

const pack = (conversation: ConversationValue): Item => ({
  [inboxRowAttribute]: packRow(conversation),
  ...(conversation.mergedInto === null ? {} : { mergedInto: conversation.mergedInto }),
  ...(conversation.merges.length === 0 ? {} : { merges: conversation.merges }),
});

/** Lists of which few conversations are members, each with a copy of the row. */
export const views = ['unread', 'calls', 'starred', 'archived'] as const;
export type View = (typeof views)[number];

/** Deleted, or not begun: there is nothing to show but perhaps a call to make. */
export const hasThread = (conversation: ConversationValue): boolean => conversation.last !== null;

/** Not shown as part of another customer's conversation. */
const isApart = ({ mergedInto }: ConversationValue): boolean => mergedInto === null;

/** Whether lists may show anything of it. */
export const isShown = (conversation: ConversationValue): boolean => isApart(conversation) && hasThread(conversation);

const isInbox = (conversation: ConversationValue): boolean => isShown(conversation) && !isArchived(conversation);

/**
 * Views in which the conversation stands. An archived one leaves all but `archived`; a call that is to be made stays
 * among the calls whatever became of the conversation.
 */
export const viewsOf = (conversation: ConversationValue): readonly View[] => {
  const shown = isInbox(conversation);
  const member: Readonly<Record<View, boolean>> = {
    unread: shown && isUnread(conversation),
    calls: isApart(conversation) && hasPendingCall(conversation),
    starred: shown && isStarred(conversation),
    archived: isShown(conversation) && isArchived(conversation),
  };
  return views.filter((view) => member[view]);
};

/** Sort key of every list of conversations: its time, then the customer. */
export const inboxOrder = (at: number, customerId: string): string => `${timePart(at)}#${customerId}`;

/**
 * When a conversation stands in the lists, which is what they show: its last activity. Imported history moves none up; one
 * that consists of it alone stands at its newest communication.
 */
export const listedAt = ({ activityAt, historyAt }: Pick<ConversationValue, 'activityAt' | 'historyAt'>): number =>
  activityAt === 0 ? historyAt : activityAt;

/** Calls stand by when they are to be made, everything else by the last activity (D18). */
export const viewTime = (conversation: ConversationValue, view: View): number =>
  view === 'calls' && conversation.pendingCall !== null
    ? callWaitsFrom(conversation.pendingCall)
    : listedAt(conversation);

/** The inbox of a company; of one advisor, or of nobody (`-`), with an id. */
export const inboxPartition = (tenant: string, advisorId?: string): string =>
  advisorId === undefined ? tenantKey(tenant, 'IN') : tenantKey(tenant, 'IN', keyPart(advisorId));
export const viewPartition = (tenant: string, view: View): string => tenantKey(tenant, 'V', view);

export const Conversation = defineEntity({
  type: 'conversation',
  version: 1,
  schema: ConversationSchema,
  keys: (conversation) => {
    const { tenant, customerId, advisorId } = conversation;
    const order = inboxOrder(listedAt(conversation), customerId);
    const shown = isInbox(conversation);
    return {
      ...conversationKey(tenant, customerId),
      g1: shown ? [inboxPartition(tenant), order] : undefined,
      g2: shown ? [inboxPartition(tenant, advisorId ?? nobody), order] : undefined,
    };
  },
  pack,
  unpack: (item) => {
    const [, tenant, , customerId] = String(item.pk).split('#');
    const { mergedInto, merges } = item;
    return { tenant, customerId, ...unpackRow(item[inboxRowAttribute]), mergedInto, merges };
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
  pack: ({ conversation }) => pack({ ...conversation, merges: [] }),
  unpack: (item) => {
    const [, tenant, , view] = String(item.pk).split('#');
    const [, customerId] = String(item.sk).split('#');
    return { view, conversation: { tenant, customerId, ...unpackRow(item[inboxRowAttribute]) } };
  },
});

/** A deletion of a conversation that is under way: it stands in the due index until nothing is left (Q17). */
export const ConversationDeletion = defineEntity({
  type: 'conversationDeletion',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    /** Messages recorded up to here are deleted, epoch ms. */
    cut: z.number(),
    /** User id. */
    by: z.string(),
    dueAt: z.number(),
  }),
  keys: (deletion) => ({
    ...deletionKey(deletion.tenant, deletion.customerId),
    g3: dueKey(deletion.dueAt, deletion.customerId),
  }),
});
export type DeletionValue = z.infer<typeof ConversationDeletion.schema>;
export const deletionSortKey = 'ERASE';
export const deletionKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: deletionSortKey,
});
