import { describe, expect, it } from 'vitest';
import { carriedLine } from './carried-record.ts';

const at = Date.UTC(2026, 10, 23, 15);
const lineOf = (value: unknown): unknown => JSON.parse(carriedLine('gate', value, ['c1', 'c2'])).data;

describe('a record of a person', () => {
  it('tells times as people read them, and keeps amounts and the values of the company', () => {
    expect(
      lineOf({
        createdAt: at,
        lastInboundAt: { a1: at },
        pause: { from: null, to: at },
        balance: 2_000_000_000_000,
        metadata: { visitAt: at },
        facts: [{ kind: 'failed', at }],
      }),
    ).toEqual({
      createdAt: '2026-11-23T15:00:00.000Z',
      lastInboundAt: { a1: '2026-11-23T15:00:00.000Z' },
      pause: { from: null, to: '2026-11-23T15:00:00.000Z' },
      balance: 2_000_000_000_000,
      metadata: { visitAt: at },
      facts: [{ kind: 'failed', at: '2026-11-23T15:00:00.000Z' }],
    });
  });

  it('has no keys of ours and no message of anybody else', () => {
    expect(
      lineOf({ tenant: 'demo', hash: 'abc', facts: [{ messageId: 'c1-1' }, { messageId: 'other-1' }], name: 'Rosa' }),
    ).toEqual({ facts: [{ messageId: 'c1-1' }, { messageId: null }], name: 'Rosa' });
  });
});
