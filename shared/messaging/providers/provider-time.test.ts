/** Times of providers: every spelling of delivery-events.md, and how far they are believed (issue 10, A.2). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { believedTime, readProviderTime } from './provider-time.ts';

describe('times of providers', () => {
  it.each([
    ['2026-05-03T14:02:11.482Z', Date.UTC(2026, 4, 3, 14, 2, 11, 482)],
    ['2026-05-03T14:02:11Z', Date.UTC(2026, 4, 3, 14, 2, 11)],
    ['2026-05-03T14:02:11.482913057Z', Date.UTC(2026, 4, 3, 14, 2, 11, 482)],
    ['2026-05-03T14:02:11.57Z', Date.UTC(2026, 4, 3, 14, 2, 11, 570)],
    ['2026-05-03t14:02:11z', Date.UTC(2026, 4, 3, 14, 2, 11)],
    ['2018-10-08T14:05:45 +0000', Date.UTC(2018, 9, 8, 14, 5, 45)],
    ['2026-05-02T22:10:00-05:00', Date.UTC(2026, 4, 3, 3, 10)],
    ['2026-05-02T22:10:00+0530', Date.UTC(2026, 4, 2, 16, 40)],
    ['2099-01-01T00:00:00Z', Date.UTC(2099, 0, 1)],
    ['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    [1_777_817_000_123, 1_777_817_000_123],
    ['1777817000123', 1_777_817_000_123],
    [1_777_816_991, 1_777_816_991_000],
    ['1777816991', 1_777_816_991_000],
    ['1777816991.5', 1_777_816_991_500],
    [1_777_816_991.482, 1_777_816_991_482],
    ['0', 0],
  ])('%j', (value, ms) => {
    expect(readProviderTime(value)).toBe(ms);
  });

  it.each([
    '2026-05-03',
    '2026-05-03T14:02:11',
    '2026-02-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-03T24:00:00Z',
    '2026-05-03T23:59:60Z',
    '2026-05-03T14:02:11+15:00',
    '2026-05-03T14:02:11-00:99',
    'Mon, 03 May 2026 14:02:11 GMT',
    '0x10',
    '9999999999999999',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    null,
    undefined,
    {},
  ])('%j is not a time', (value) => {
    expect(readProviderTime(value)).toBeNull();
  });
});

describe('how far a time is believed', () => {
  const receivedAt = Date.UTC(2026, 4, 3, 14);
  const day = 86_400_000;

  it.each([
    ['the time itself', 0, undefined],
    ['30 days ago', -30 * day, undefined],
    ['more than 30 days ago', -30 * day - 1, -30 * day],
    ['5 minutes ahead', 300_000, undefined],
    ['more than 5 minutes ahead', 300_001, 300_000],
    ['in 2099', Date.UTC(2099, 0, 1) - receivedAt, 300_000],
  ])('%s', (_name, offset, counted) => {
    const stated = receivedAt + offset;
    const expected = counted === undefined ? { at: stated } : { at: receivedAt + counted, statedAt: stated };
    expect(believedTime(stated, receivedAt)).toEqual(expected);
  });

  it('always gives an instant that can be kept and shown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.string(), fc.integer()), (value) => {
        const stated = readProviderTime(value);
        if (stated === null) return;
        const { at, statedAt = at } = believedTime(stated, receivedAt);
        expect(Math.abs(at - receivedAt)).toBeLessThanOrEqual(30 * day);
        expect(Number.isNaN(new Date(statedAt).getTime())).toBe(false);
      }),
    );
  });
});
