/** Frames of the socket, read by hand: the schemas of the contract would bring zod into the console. Pure. */
import type { LiveEvent, ServerFrame } from '#contract/live.ts';

type EventOf<Type extends LiveEvent['type']> = Extract<LiveEvent, { type: Type }>;
type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

/** What the console uses of an event. */
export type FeedEvent =
  | Pick<EventOf<'message'>, 'type' | 'eventId' | 'customerId' | 'messageId'>
  | Pick<EventOf<'conversation' | 'contactability'>, 'type' | 'eventId' | 'customerId'>
  | Pick<EventOf<'process'>, 'type' | 'eventId'>;

/** What the console uses of a frame. */
export type FeedFrame =
  | FrameOf<'ready' | 'reset'>
  | (Pick<FrameOf<'events'>, 'type' | 'cursor'> & { readonly events: readonly FeedEvent[] })
  | Pick<FrameOf<'pong'>, 'type'>
  | { readonly type: 'error'; readonly code: string };

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const readEvent = (value: unknown): FeedEvent | undefined => {
  const { type, eventId, customerId, messageId } = fieldsOf(value);
  if (typeof eventId !== 'string') return undefined;
  if (type === 'process') return { type, eventId };
  if (typeof customerId !== 'string') return undefined;
  if (type === 'conversation' || type === 'contactability') return { type, eventId, customerId };
  return type === 'message' && typeof messageId === 'string' ? { type, eventId, customerId, messageId } : undefined;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** @returns undefined for what is no frame, or none that this console knows: a newer service may send one */
export const readFrame = (text: string): FeedFrame | undefined => {
  const { type, cursor, expiresAt, events, code } = fieldsOf(parse(text));
  if (type === 'pong') return { type };
  if (type === 'error') return typeof code === 'string' ? { type, code } : undefined;
  if (typeof cursor !== 'string') return undefined;
  if (type === 'ready' || type === 'reset') {
    return typeof expiresAt === 'string' ? { type, cursor, expiresAt } : undefined;
  }
  if (type !== 'events' || !Array.isArray(events)) return undefined;
  const read = events.flatMap((event) => readEvent(event) ?? []);
  return read.length === events.length ? { type, cursor, events: read } : undefined;
};
