import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDay } from './local-time.ts';

describe('local dates', () => {
  it('are those of the calendar in every time zone, at any instant since 1900', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const instants = fc.integer({ min: Date.UTC(1900, 0, 2), max: Date.UTC(2100, 0, 1) });

    fc.assert(
      fc.property(zones, instants, (timeZone, ms) => {
        const written = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(ms);
        expect(localDay(ms, timeZone)).toBe(written);
      }),
    );
  });

  it('end at the first and the last that can be written', () => {
    expect(localDay(Date.UTC(9999, 11, 31, 23), 'Pacific/Auckland')).toBe('9999-12-31');
    expect(localDay(Date.parse('0001-01-01T00:00:00Z'), 'America/Santiago')).toBe('0001-01-01');
  });
});
