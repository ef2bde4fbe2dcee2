/** Answers what a client sends over its connection. Who it is follows from the connection, never from the frame. */
import { ClientFrameSchema, type ServerFrame, type SocketErrorCode, socketErrors } from '#contract/live.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { closeConnection } from './close-connection.ts';
import { hasTokenEnded } from './connection-limits.ts';
import type { ConnectionValue } from './entities.ts';
import { errorFrame } from './frames.ts';
import type { SocketGateway } from './gateway.ts';
import type { FindAdvisors } from './own-events.ts';
import { resumeFeed } from './resume-feed.ts';
import type { LiveStore } from './store.ts';

export interface FrameDeps {
  readonly live: LiveStore;
  readonly gateway: SocketGateway;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly findAdvisors: FindAdvisors;
}

const parse = (body: string | undefined): unknown => {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
};

const faultOf = (frame: unknown): SocketErrorCode => {
  const known = ClientFrameSchema.options.map(({ shape }) => shape.action.value);
  const action = typeof frame === 'object' && frame !== null && 'action' in frame ? frame.action : undefined;
  return typeof action !== 'string' || known.some((one) => one === action) ? 'FRAME_INVALID' : 'ACTION_UNKNOWN';
};

/** @param body text of the frame; undefined for a frame that is no text */
export const receiveFrame = async (deps: FrameDeps, connectionId: string, body: string | undefined): Promise<void> => {
  const { live, gateway, clock } = deps;
  const answer = async (frame: ServerFrame): Promise<void> => {
    // A client that takes no answer has gone or comes back: there is nothing to do for it.
    await gateway.post(connectionId, frame);
  };
  const connection = await live.findConnection(connectionId);
  if (connection === undefined) {
    await answer(errorFrame('CONNECTION_REPLACED'));
    return gateway.close(connectionId);
  }
  if (hasTokenEnded(connection, clock.now())) return closeConnection(deps, connection, 'TOKEN_EXPIRED');
  const frame = parse(body);
  const parsed = ClientFrameSchema.safeParse(frame);
  if (!parsed.success) return answer(errorFrame(faultOf(frame)));
  if (parsed.data.action === 'ping') return answer({ type: 'pong', at: isoTime(clock.now()) });
  return resume(deps, connection, parsed.data.cursor);
};

const resume = async (deps: FrameDeps, connection: ConnectionValue, cursor: string | undefined): Promise<void> => {
  const failure = await resumeFeed(deps, connection, cursor);
  if (failure === undefined) return;
  if (socketErrors[failure].closes) return closeConnection(deps, connection, failure);
  await deps.gateway.post(connection.connectionId, errorFrame(failure));
};
