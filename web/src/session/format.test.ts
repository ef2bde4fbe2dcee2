import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';

const chile = createFormat('es', 'America/Santiago');

describe('dates and times', () => {
  it('stand in one form, and a time does not break', () => {
    expect(chile.dateTime('2026-11-28T23:01:00Z')).toBe('28-11-2026, 8:01\u00a0p.\u00a0m.');
    expect(chile.time('2026-11-28T23:01:00Z')).toBe('8:01\u00a0p.\u00a0m.');
    expect(chile.date('2026-11-28T23:01:00Z')).toBe('28-11-2026');
    expect(chile.day('2026-11-28')).toBe('28-11-2026');
    expect(createFormat('en', 'America/New_York').dateTime('2026-11-28T23:01:00Z')).toBe('Nov 28, 2026, 6:01\u00a0PM');
  });

  it('of a history show no hour that nobody gave', () => {
    const midnight = '2026-11-28T03:00:00Z';
    expect(chile.told(midnight, 'outside')).toBe('28-11-2026');
    expect(chile.toldTime(midnight, 'outside')).toBeUndefined();
    expect(chile.told(midnight, 'platform')).toBe('28-11-2026, 12:00\u00a0a.\u00a0m.');
    expect(chile.toldTime('2026-11-28T03:00:01Z', 'outside')).toBe('12:00\u00a0a.\u00a0m.');
  });
});
