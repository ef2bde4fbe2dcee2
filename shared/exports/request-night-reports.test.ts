/** Which dates are due, in every zone and around changes of clocks (B38, Q4, reliability §5.8 Scheduler). */
import { describe, expect, it } from 'vitest';
import { localHour } from '#platform/local-time.ts';
import { dueDates } from './request-night-reports.ts';

const at = Date.parse;
const longAgo = at('2020-01-01T00:00:00Z');
const quarter = 15 * 60_000;

describe('dates of the night run', () => {
  it('Q4: yesterday is due from 03:00 local time, not before', () => {
    // Santiago is at -03:00 in November.
    expect(dueDates(at('2026-11-23T05:59:00Z'), 'America/Santiago', longAgo).at(-1)).toBe('2026-11-21');
    expect(dueDates(at('2026-11-23T06:00:00Z'), 'America/Santiago', longAgo).at(-1)).toBe('2026-11-22');
  });

  it('B38: makes up the missed dates of a week, oldest first', () => {
    const dates = dueDates(at('2026-11-23T12:00:00Z'), 'America/Santiago', longAgo);
    expect(dates).toEqual([
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
    ]);
  });

  it('makes nothing up from before the company was there, yesterday apart', () => {
    const created = at('2026-11-23T11:00:00Z');
    expect(dueDates(at('2026-11-23T12:00:00Z'), 'America/Santiago', created)).toEqual(['2026-11-22']);
    expect(dueDates(at('2026-11-25T12:00:00Z'), 'America/Santiago', created)).toEqual(['2026-11-23', '2026-11-24']);
  });

  it.each(['America/Santiago', 'America/Tijuana', 'Pacific/Kiritimati', 'Asia/Kathmandu', 'UTC', 'America/Havana'])(
    '§0.9: in %s every date of a year becomes due exactly once, always in the night hours',
    (zone) => {
      let last: string | undefined;
      const seen: string[] = [];
      for (let now = at('2026-01-02T00:00:00Z'); now < at('2027-01-02T00:00:00Z'); now += quarter) {
        const latest = dueDates(now, zone, longAgo).at(-1) ?? '';
        if (latest === last) continue;
        if (last !== undefined) {
          expect(localHour(now, zone)).toBe(3);
          seen.push(latest);
        }
        last = latest;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe(365);
    },
    60_000,
  );
});
