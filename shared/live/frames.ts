/** Frames as they go over the wire. Pure. */
import {
  type LiveEvent,
  maximumFrameBytes,
  type ServerFrame,
  type SocketErrorCode,
  socketErrors,
} from '#contract/live.ts';

const textOf = (frame: ServerFrame): string => JSON.stringify(frame);

/** An error frame in the contract's words. */
export const errorFrame = (code: SocketErrorCode): ServerFrame => ({
  type: 'error',
  code,
  detail: socketErrors[code].detail,
});

/**
 * Events in as few frames as fit under the largest size. Only the last frame moves the client to `place`; whoever got
 * a part asks again from `before`.
 */
export const eventFrames = (
  events: readonly LiveEvent[],
  cursors: { readonly before: string; readonly place: string },
): readonly ServerFrame[] => {
  const bytesOf = (frame: ServerFrame) => Buffer.byteLength(textOf(frame));
  const empty = Math.max(...Object.values(cursors).map((cursor) => bytesOf({ type: 'events', cursor, events: [] })));
  const groups: LiveEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event)) + 1;
    const group = groups.at(-1);
    if (group === undefined || bytes > room) {
      groups.push([event]);
      room = maximumFrameBytes - empty - bytes;
    } else {
      group.push(event);
      room -= bytes;
    }
  }
  return groups.map((group, position) => ({
    type: 'events',
    cursor: position === groups.length - 1 ? cursors.place : cursors.before,
    events: group,
  }));
};
