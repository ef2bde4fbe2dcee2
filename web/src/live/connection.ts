import type { ClientFrame, LiveEvent, ServerFrame } from '#contract/live.ts';

/** API Gateway ends a connection after 10 idle minutes. */
const PING_MS = 5 * 60_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

interface LiveConnectionOptions {
  readonly url: string;
  /** The access token of the moment: a connection that begins anew takes a fresh one. */
  token(): string;
  onEvents(events: readonly LiveEvent[]): void;
  /** Too much was missed: everything that is shown must be read again. */
  onReset(): void;
}

/**
 * Keeps a WebSocket open and goes on after a break from the last cursor, so that nothing is missed.
 *
 * @returns ends the connection for good
 */
export const connectLive = ({ url, token, onEvents, onReset }: LiveConnectionOptions): (() => void) => {
  let cursor: string | undefined;
  let wait = FIRST_WAIT_MS;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const send = (frame: ClientFrame) => socket?.send(JSON.stringify(frame));
  const ping = setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN) send({ action: 'ping' });
  }, PING_MS);

  const take = (frame: ServerFrame) => {
    if (frame.type === 'pong') return;
    if (frame.type === 'error') {
      // The cursor is of no use any more: begin anew.
      if (frame.code === 'CURSOR_INVALID') cursor = undefined;
      return;
    }
    // The first connection has nothing to make up; one after a break that lost its cursor has.
    if (frame.type === 'reset') onReset();
    cursor = frame.cursor;
    wait = FIRST_WAIT_MS;
    if (frame.type === 'events') onEvents(frame.events);
  };

  const open = () => {
    socket = new WebSocket(`${url}?access_token=${encodeURIComponent(token())}`);
    socket.onopen = () => send(cursor === undefined ? { action: 'resume' } : { action: 'resume', cursor });
    socket.onmessage = ({ data }) => take(JSON.parse(String(data)));
    socket.onclose = () => {
      if (ended) return;
      // Spread, so that a restart of the service does not bring everybody back in the same second.
      timer = setTimeout(open, wait * (0.5 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };
  open();

  return () => {
    ended = true;
    clearInterval(ping);
    clearTimeout(timer);
    socket?.close();
  };
};
