/** The days as which the suites are run are what their names say, and a test file begins on the one that was asked for. */
import { describe, expect, it } from 'vitest';
import { localDay } from '#platform/local-time.ts';
import { daysAfter, parts, turnOf } from '../test/days/days.ts';

const zone = 'America/Santiago';
const minute = 60_000;
const day = 24 * 60 * minute;
const wallClock = (ms: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(ms);

/** A day of each kind stands before, between and after the days of its year. */
describe.each(['2026-11-29T12:00:00Z', '2027-04-04T03:00:00Z', '2028-02-29T12:00:00Z'])('after %s', (text) => {
  const now = Date.parse(text);
  const days = daysAfter(now);
  const at = (name: string): number => days[name] ?? Number.NaN;

  it('none is past', () => {
    expect(Object.values(days).filter((moment) => !(moment > now))).toEqual([]);
  });

  it('the clocks of Santiago change within the first minute', () => {
    expect(wallClock(at('clocks-back')).slice(11)).toBe('23:59:30');
    expect(wallClock(at('clocks-back') + minute).slice(11)).toBe('23:00:30');
    expect(wallClock(at('clocks-forward')).slice(11)).toBe('23:59:30');
    expect(wallClock(at('clocks-forward') + minute).slice(11)).toBe('01:00:30');
  });

  it('the year ends within the first minute, in UTC and in Santiago; and there is a 29 February', () => {
    expect(new Date(at('end-of-year') + minute).toISOString().slice(4)).toBe('-01-01T00:00:30.000Z');
    expect(localDay(at('end-of-year-in-santiago'), zone).slice(4)).toBe('-12-31');
    expect(localDay(at('end-of-year-in-santiago') + minute, zone).slice(4)).toBe('-01-01');
    expect(new Date(at('leap-day')).toISOString().slice(4, 10)).toBe('-02-29');
  });
});

it('every day comes round with every part of the files', () => {
  const names = Object.keys(daysAfter(0));
  const turns = Array.from({ length: names.length * parts }, (_, date) => turnOf(Date.UTC(2026, 0, 1) + date * day));
  expect(new Set(turns.map(({ name, part }) => `${name} ${part}`)).size).toBe(names.length * parts);
  expect(new Set(turns.map(({ part }) => part))).toEqual(new Set([1, 2, 3, 4]));
});
