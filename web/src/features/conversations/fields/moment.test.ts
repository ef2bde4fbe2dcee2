import { describe, expect, it } from 'vitest';
import { futureInstantOf, instantOf, noMoment, usefulEndOf } from './moment.ts';

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

  it.each([
    ['2026-12-01', '10:29', { fault: 'tooSoon' }],
    ['2026-12-01', '10:30', { until: '2026-12-01T13:30:00.000Z' }],
    ['2026-12-31', '09:30', { until: '2026-12-31T12:30:00.000Z' }],
    ['2026-12-31', '09:31', { fault: 'tooLate' }],
    ['', '10:00', {}],
  ])('says until when a message is of use: an hour to 30 days after it is to go (%s %s)', (day, time, expected) => {
    expect(usefulEndOf({ day, time }, zone, '2026-12-01T12:30:00.000Z')).toEqual(expected);
  });
});
