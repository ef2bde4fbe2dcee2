import { describe, expect, it } from 'vitest';
import type { ServerFrame } from '#contract/live.ts';
import { readFrame } from './read-frame.ts';

const every = { eventId: 'e-1', at: '2026-11-27T12:00:00.000Z', revision: 1 };
const cursor = 'c-1';
const expiresAt = '2026-11-27T13:00:00.000Z';
const process = {
  ...every,
  type: 'process',
  processId: 'p-1',
  kind: 'import',
  state: 'processing',
  progress: { done: 1, total: null },
} as const;
const contactability = {
  ...every,
  type: 'contactability',
  customerId: 'k-1',
  contactability: 'ok',
  alerts: 0,
  callOnly: false,
} as const;
const message = {
  ...every,
  type: 'message',
  messageId: 'k-1-m',
  customerId: 'k-1',
  channel: 'sms',
  direction: 'outbound',
  status: 'sent',
  attempts: 1,
} as const;

describe('a frame of the socket', () => {
  it.each<[ServerFrame, object]>([
    [
      { type: 'ready', cursor, expiresAt },
      { type: 'ready', cursor, expiresAt },
    ],
    [
      { type: 'reset', cursor, expiresAt },
      { type: 'reset', cursor, expiresAt },
    ],
    [{ type: 'pong', at: expiresAt }, { type: 'pong' }],
    [
      { type: 'error', code: 'USER_DISABLED', detail: 'Ask.' },
      { type: 'error', code: 'USER_DISABLED' },
    ],
    [
      { type: 'events', cursor, events: [message, contactability, process] },
      {
        type: 'events',
        cursor,
        events: [
          { type: 'message', eventId: 'e-1', customerId: 'k-1', messageId: 'k-1-m' },
          { type: 'contactability', eventId: 'e-1', customerId: 'k-1' },
          { type: 'process', eventId: 'e-1' },
        ],
      },
    ],
  ])('%j is read', (frame, expected) => {
    expect(readFrame(JSON.stringify(frame))).toEqual(expected);
  });

  it.each([
    'no JSON',
    'null',
    '[]',
    '{}',
    '{"type":"ready","cursor":"c"}',
    '{"type":"ready","cursor":1,"expiresAt":"x"}',
    '{"type":"error"}',
    '{"type":"events","cursor":"c","events":{}}',
    '{"type":"events","cursor":"c","events":[{"type":"weather","eventId":"e","customerId":"k"}]}',
    '{"type":"events","cursor":"c","events":[{"type":"message","eventId":"e","customerId":"k"}]}',
    '{"type":"later","cursor":"c"}',
  ])('%s is none', (text) => {
    expect(readFrame(text)).toBeUndefined();
  });
});
