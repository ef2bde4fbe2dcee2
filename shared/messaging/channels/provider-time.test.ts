import { describe, expect, it } from 'vitest';
import { epochMsToMs, epochSecondsToMs, isoToMs } from './provider-time.ts';

describe('times of providers', () => {
  it.each([
    ['2026-05-03T14:02:11.482Z', Date.UTC(2026, 4, 3, 14, 2, 11, 482)],
    ['2026-05-03T14:02:11Z', Date.UTC(2026, 4, 3, 14, 2, 11)],
    ['2026-05-03T14:02:11.482913057Z', Date.UTC(2026, 4, 3, 14, 2, 11, 482)],
    ['2018-10-08T14:05:45 +0000', Date.UTC(2018, 9, 8, 14, 5, 45)],
    ['2026-05-02T22:10:00-05:00', Date.UTC(2026, 4, 3, 3, 10)],
    ['2026-05-02T22:10:00+0530', Date.UTC(2026, 4, 2, 16, 40)],
  ])('%s', (text, ms) => {
    expect(isoToMs(text)).toBe(ms);
  });

  it.each([
    '2026-05-03',
    '2026-05-03T14:02:11',
    '2026-02-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-03T24:00:00Z',
    'Mon, 03 May 2026 14:02:11 GMT',
    '46000',
    '0001-01-01T00:00:00Z',
    '',
    null,
    undefined,
    12,
    {},
  ])('%j is not a time', (value) => {
    expect(isoToMs(value)).toBeNull();
  });

  it('tells seconds from milliseconds, and refuses the wrong unit', () => {
    expect(epochMsToMs(1_777_817_000_123)).toBe(1_777_817_000_123);
    expect(epochSecondsToMs('1777816991')).toBe(1_777_816_991_000);
    expect(epochMsToMs(1_777_817_000)).toBeNull();
    expect(epochSecondsToMs('1777816991000')).toBeNull();
    expect(epochSecondsToMs('0x10')).toBeNull();
    expect(epochSecondsToMs('')).toBeNull();
  });
});
