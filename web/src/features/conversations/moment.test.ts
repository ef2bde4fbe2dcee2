import { describe, expect, it } from 'vitest';
import { futureInstantOf, instantOf, noMoment } from './moment.ts';

const zone = 'America/Santiago';

describe('a moment of the company', () => {
  it('is read in the company’s zone, summer and winter', () => {
    expect(instantOf({ day: '2026-12-01', time: '09:30' }, zone)).toBe('2026-12-01T12:30:00.000Z');
    expect(instantOf({ day: '2026-07-01', time: '09:30' }, zone)).toBe('2026-07-01T13:30:00.000Z');
  });

  it('is none while a part is missing', () => {
    expect(instantOf(noMoment, zone)).toBeUndefined();
    expect(instantOf({ day: '2026-12-01', time: '9' }, zone)).toBeUndefined();
    expect(instantOf({ day: '2026-12', time: '09:30' }, zone)).toBeUndefined();
  });

  it('is of the future or not taken', () => {
    const moment = { day: '2026-12-01', time: '09:30' };
    const at = Date.parse('2026-12-01T12:30:00.000Z');
    expect(futureInstantOf(moment, zone, at)).toBeUndefined();
    expect(futureInstantOf(moment, zone, at - 1)).toBe('2026-12-01T12:30:00.000Z');
  });
});
