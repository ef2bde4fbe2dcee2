/**
 * What goes over the WebSocket (issue 3, 2): events that say what changed, and the few frames around them. They carry
 * ids, kinds and states, no personal data: whoever wants more asks the HTTP API.
 *
 * A client opens `SocketUrl` with its access token, sends `resume` and gets `ready`; then it loads what it shows and
 * follows the events. After a break it sends `resume` with the last cursor that it has seen. Events come at least once
 * and nearly in order: `eventId` tells repeats, `revision` which of two about the same thing is newer.
 */
import * as z from 'zod';
import { TimestampSchema } from './fields.ts';
import { RestrictionKindSchema } from './privacy.ts';
import {
  ChannelSchema,
  ContactabilitySchema,
  DirectionSchema,
  MessageStatusSchema,
  ProcessKindSchema,
  ProcessStateSchema,
} from './vocabulary-schemas.ts';

const everyEvent = {
  /** The same for every repeat of the event. */
  eventId: z.string(),
  /** When the change was written, to the second. */
  at: TimestampSchema,
  /** Grows with every change of the same thing: an event that comes late has a lower one than what is shown. */
  revision: z.int(),
};

/** A message is new, or what is shown of it has changed. */
export const MessageEventSchema = z.strictObject({
  ...everyEvent,
  type: z.literal('message'),
  messageId: z.string(),
  customerId: z.string(),
  channel: ChannelSchema,
  direction: DirectionSchema,
  status: MessageStatusSchema,
  /** Attempts to send it so far. */
  attempts: z.int(),
});

/** What an inbox shows of a conversation has changed (C18, C20, C33-C37). */
export const ConversationEventSchema = z.strictObject({
  ...everyEvent,
  type: z.literal('conversation'),
  customerId: z.string(),
  /** User to whom it is assigned. */
  advisorId: z.string().nullable(),
  /** By which inboxes are ordered. */
  activityAt: TimestampSchema,
  unread: z.boolean(),
  bold: z.boolean(),
  pendingCall: z.boolean(),
  managed: z.boolean(),
  archived: z.boolean(),
  starred: z.boolean(),
  /** Nothing of its thread is left, or nothing was written yet: it stands in no list but perhaps the calls. */
  empty: z.boolean(),
});

/** Whether a customer can be reached has changed: an alert came or went, an address was added or replaced. */
export const ContactabilityEventSchema = z.strictObject({
  ...everyEvent,
  type: z.literal('contactability'),
  customerId: z.string(),
  contactability: ContactabilitySchema,
  /** Addresses with an alert. */
  alerts: z.int(),
  callOnly: z.boolean(),
  /** The person objects to automatic messages, or is blocked; absent: neither. */
  restriction: RestrictionKindSchema.exactOptional(),
});

/** A process began, went on or ended. */
export const ProcessEventSchema = z.strictObject({
  ...everyEvent,
  type: z.literal('process'),
  processId: z.string(),
  kind: ProcessKindSchema,
  state: ProcessStateSchema,
  progress: z.strictObject({ done: z.int(), total: z.int().nullable() }),
});

export const LiveEventSchema = z.discriminatedUnion('type', [
  MessageEventSchema,
  ConversationEventSchema,
  ContactabilityEventSchema,
  ProcessEventSchema,
]);
export type LiveEvent = z.infer<typeof LiveEventSchema>;

/** Codes of error frames, with what to do. After those marked `closes` the server closes the connection. */
export const socketErrors = {
  FRAME_INVALID: { closes: false, detail: 'Send one JSON object with an action and its fields, and nothing else.' },
  ACTION_UNKNOWN: { closes: false, detail: 'Send the action resume or ping.' },
  CURSOR_INVALID: { closes: false, detail: 'Send the last cursor received for this company, unchanged, or none.' },
  TOKEN_EXPIRED: { closes: true, detail: 'Connect again with a fresh access token and resume with the last cursor.' },
  USER_DISABLED: { closes: true, detail: 'Your user is disabled. Ask an administrator of your company.' },
  CONNECTION_REPLACED: {
    closes: true,
    detail: 'Newer connections have taken its place: connect again and resume with the last cursor.',
  },
  INTERNAL: { closes: true, detail: 'Connect again and resume with the last cursor.' },
} as const satisfies Record<string, { readonly closes: boolean; readonly detail: string }>;
export type SocketErrorCode = keyof typeof socketErrors;

/** Opaque place in the company's feed. Keep the newest one. */
const CursorSchema = z.string().max(200);

/** What the server sends, one JSON object a frame. */
export const ServerFrameSchema = z.discriminatedUnion('type', [
  /** The connection takes part from here on; after a `resume` with a cursor, all that was missed came before it. */
  z.strictObject({ type: z.literal('ready'), cursor: CursorSchema, expiresAt: TimestampSchema }),
  /** Too much was missed, or too long ago: load anew what is shown; events go on from this cursor. */
  z.strictObject({ type: z.literal('reset'), cursor: CursorSchema, expiresAt: TimestampSchema }),
  z.strictObject({ type: z.literal('events'), cursor: CursorSchema, events: z.array(LiveEventSchema).min(1) }),
  z.strictObject({ type: z.literal('pong'), at: TimestampSchema }),
  z.strictObject({
    type: z.literal('error'),
    code: z.enum(Object.keys(socketErrors) as [SocketErrorCode, ...SocketErrorCode[]]),
    detail: z.string(),
  }),
]);
export type ServerFrame = z.infer<typeof ServerFrameSchema>;

/** What a client may send. `ping` at least every 9 minutes: API Gateway ends a connection after 10 idle ones. */
export const ClientFrameSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('resume'), cursor: CursorSchema.optional() }),
  z.strictObject({ action: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof ClientFrameSchema>;

/** Query parameters that carry the access token where a client cannot set headers, as browsers cannot. */
export const tokenParameters = ['access_token', 'token'] as const;

/** Largest frame that the server sends, in bytes: API Gateway meters a message per 32 KB and cuts frames there. */
export const maximumFrameBytes = 32_000;
