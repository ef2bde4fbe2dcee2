import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LiveEvent,
  maximumFrameBytes,
  ServerFrameSchema,
  type SocketErrorCode,
  socketErrors,
} from '#contract/live.ts';
import { errorFrame, eventFrames } from './frames.ts';

const event = (i: number, id = `m${i}`): LiveEvent => ({
  type: 'message',
  eventId: `e${i}`,
  at: '2026-11-24T12:00:00.000Z',
  revision: 1,
  messageId: id,
  customerId: 'c1',
  channel: 'sms',
  direction: 'outbound',
  status: 'sent',
  attempts: 1,
});
const cursors = { before: 'b'.repeat(43), place: 'p'.repeat(43) };

describe('frames', () => {
  it('hold every event once, in order, and no frame is larger than the gateway meters (32 KB)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { maxLength: 400 }), (lengths) => {
        const events = lengths.map((length, i) => event(i, 'ñ'.repeat(length)));
        const frames = eventFrames(events, cursors).map((frame) => ServerFrameSchema.parse(frame));
        const told = frames.flatMap((frame) => (frame.type === 'events' ? frame.events : []));
        expect(told.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
        for (const frame of frames) {
          expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThanOrEqual(maximumFrameBytes);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('move the client on with the last one only: a part is no whole', () => {
    const frames = eventFrames(
      Array.from({ length: 500 }, (_, i) => event(i)),
      cursors,
    );
    expect(frames.length).toBeGreaterThan(2);
    const moved = frames.map((frame) => frame.type === 'events' && frame.cursor);
    expect(moved).toEqual([...moved.slice(1).map(() => cursors.before), cursors.place]);
  });

  it('say what to do about an error', () => {
    for (const code of Object.keys(socketErrors) as SocketErrorCode[]) {
      expect(ServerFrameSchema.parse(errorFrame(code))).toMatchObject({ code, detail: expect.stringMatching(/\.$/) });
    }
  });
});
