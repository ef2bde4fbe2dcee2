import type { ClientFrame } from '#contract/live.ts';
import { type FeedEvent, type FeedFrame, readFrame } from './read-frame.ts';

/** API Gateway ends a connection after 10 minutes without a frame: a ping every 4, in ms. */
const pingMs = 4 * 60_000;
/** How long before its end a connection is replaced, in ms. */
const beforeEndMs = 30_000;
/** Waits between attempts to connect, in ms: the first and the longest; each is drawn anew, so that a crowd spreads. */
const waitMs = { first: 1_000, longest: 30_000 } as const;
/** Event ids that are remembered to know repeats by. */
const remembered = 2_000;

export interface FeedParts {
  readonly url: string;
  /** The access token of the moment. */
  token(): string | undefined;
  /** New events, without repeats. */
  onEvents(events: readonly FeedEvent[]): void;
  /** What is shown may have missed something: read it anew. */
  onReset(): void;
  /** The user has been disabled: there is no connection any more. */
  onDisabled(): void;
}

/**
 * Follows the company's changes over the WebSocket (docs/api.md, "Live"): connects again after every break with the
 * newest cursor, shortly before its time ends, and when the browser is back on the network.
 *
 * @returns ends it
 */
export const followFeed = ({ url, token, onEvents, onReset, onDisabled }: FeedParts): (() => void) => {
  let cursor: string | undefined;
  let socket: WebSocket | undefined;
  let ended = false;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const seen = new Set<string>();

  const isNew = ({ eventId }: FeedEvent): boolean => {
    if (seen.has(eventId)) return false;
    seen.add(eventId);
    const [oldest] = seen;
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
    return true;
  };

  const connect = () => {
    clearTimeout(retry);
    const access = token();
    if (ended || access === undefined) return;
    const current = new WebSocket(`${url}?${new URLSearchParams({ access_token: access })}`);
    socket = current;
    let ready = false;
    const timers: ReturnType<typeof setTimeout>[] = [];
    const send = (frame: ClientFrame) => {
      if (current.readyState === WebSocket.OPEN) current.send(JSON.stringify(frame));
    };
    const closed = () => {
      for (const timer of timers) clearTimeout(timer);
      if (ended || socket !== current) return;
      const longest = Math.min(waitMs.longest, waitMs.first * 2 ** failures);
      failures += 1;
      retry = setTimeout(connect, longest * (0.5 + Math.random() / 2));
    };
    const begin = (frame: Extract<FeedFrame, { expiresAt: string }>) => {
      ready = true;
      failures = 0;
      // The first time, what was read while the connection came about may be older than its beginning.
      if (frame.type === 'reset' || cursor === undefined) onReset();
      cursor = frame.cursor;
      const remaining = Date.parse(frame.expiresAt) - Date.now() - beforeEndMs;
      timers.push(setTimeout(() => current.close(), Math.max(remaining, waitMs.first)));
    };
    current.onopen = () => {
      send({ action: 'resume', ...(cursor === undefined ? {} : { cursor }) });
      timers.push(setInterval(() => send({ action: 'ping' }), pingMs));
    };
    current.onmessage = ({ data }) => {
      const frame = readFrame(String(data));
      if (frame === undefined) {
        // It may have told of a change.
        onReset();
        return;
      }
      if (frame.type === 'ready' || frame.type === 'reset') begin(frame);
      if (frame.type === 'error' && frame.code === 'CURSOR_INVALID') {
        cursor = undefined;
        send({ action: 'resume' });
      }
      if (frame.type === 'error' && frame.code === 'USER_DISABLED') {
        ended = true;
        onDisabled();
      }
      if (frame.type !== 'events') return;
      const news = frame.events.filter(isNew);
      if (news.length > 0) onEvents(news);
      // Cursors of frames before `ready` may stand before what is still to come.
      if (ready) cursor = frame.cursor;
    };
    current.onclose = closed;
  };

  const online = () => {
    failures = 0;
    if (socket === undefined || socket.readyState >= WebSocket.CLOSING) connect();
  };
  window.addEventListener('online', online);
  connect();
  return () => {
    ended = true;
    window.removeEventListener('online', online);
    clearTimeout(retry);
    socket?.close();
  };
};
