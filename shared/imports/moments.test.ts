/** Dates and times as offices and programs write them (F19; §5.6 #130, #131). */
import { describe, expect, it } from 'vitest';
import { CellFault } from './issues.ts';
import { createInstants, dateOf, sentAtOf } from './moments.ts';

const timeZone = 'America/Santiago';
const context = {
  format: 'dd/mm/yyyy',
  timeZone,
  instants: createInstants(timeZone),
  now: Date.UTC(2027, 0, 1),
} as const;
const read = (date: string, time = ''): string => {
  try {
    return new Date(sentAtOf({ date, time }, context)).toISOString();
  } catch (error) {
    if (error instanceof CellFault) return error.code;
    throw error;
  }
};
const evening = '2026-11-25T01:30:00.000Z';

describe('clocks of twelve hours', () => {
  it.each([
    '10:30 p. m.',
    '10:30 p.m.',
    '10:30 PM',
    '10:30pm',
    '10:30 P M',
    '10:30\u00a0p.\u00a0m.',
    '10:30:00 p. m.',
    '10.30 pm',
    '22:30 p. m.',
    '22:30',
    '22:30 hrs.',
    '22:30 h',
    '22h30',
    '22:30:00.000',
  ])('%j is half past ten in the evening, behind the date and in its own column', (time) => {
    expect(read(`24/11/2026 ${time}`)).toBe(evening);
    expect(read('24/11/2026', time)).toBe(evening);
  });

  it.each([
    ['12:15 a. m.', '2026-11-24T03:15:00.000Z'],
    ['12:15 AM', '2026-11-24T03:15:00.000Z'],
    ['0:15 a. m.', '2026-11-24T03:15:00.000Z'],
    ['12:15 p. m.', '2026-11-24T15:15:00.000Z'],
    ['10 pm', '2026-11-25T01:00:00.000Z'],
    ['1:05 a.m.', '2026-11-24T04:05:00.000Z'],
  ])('%s is %s', (time, at) => {
    expect(read(`24/11/2026 ${time}`)).toBe(at);
  });

  it.each(['13:30 a. m.', '0:15 p. m.', '10:30 de la noche', '10:30 CLT', '25:00', '10:60', '10', '10:30 p. m. aprox'])(
    '%s is refused, never cut off',
    (time) => {
      expect(read(`24/11/2026 ${time}`)).toBe('TIME_INVALID');
    },
  );
});

describe('zones', () => {
  it.each([
    '2026-11-24T22:30:00-03:00',
    '2026-11-25T01:30:00Z',
    '2026-11-25 01:30:00 UTC',
    '24/11/2026 22:30 -0300',
    '24/11/2026 22:30 GMT-3',
    '24/11/2026 22:30 (GMT-03:00)',
    '24/11/2026 21:30 UTC−04:00',
    '24/11/2026 9:30 p. m. -04:00',
    '25/11/2026 02:30 +01',
  ])('%s', (date) => {
    expect(read(date)).toBe(evening);
  });
});

describe('days on which the clock changes', () => {
  it('a time that did not exist is refused', () => {
    expect(read('06/09/2026 00:30')).toBe('TIME_NONEXISTENT');
    expect(read('06/09/2026', '0:00')).toBe('TIME_NONEXISTENT');
    expect(read('06/09/2026 01:00')).toBe('2026-09-06T04:00:00.000Z');
  });
  it('a day without midnight begins at one, and of an hour that came twice the first is meant', () => {
    expect(read('06/09/2026')).toBe('2026-09-06T04:00:00.000Z');
    expect(read('04/04/2026 23:30')).toBe('2026-04-05T02:30:00.000Z');
  });
});

describe('dates in words and with two digits for the year', () => {
  const day = '2026-09-24T03:00:00.000Z';
  it.each([
    '24/09/26',
    '24-9-26',
    '24.09.2026',
    '24 09 2026',
    '24 set 2026',
    '24-sept-26',
    '24-SEP.-2026',
    '24/sep/2026',
    '24 de septiembre de 2026',
    '24 de setembro de 2026',
    '24 setiembre del 2026',
    'Sep 24, 2026',
    'September 24th, 2026',
    'septiembre 24 de 2026',
    'jueves, 24 de septiembre de 2026',
    'jue 24/09/2026',
    'quinta-feira, 24/09/2026',
    'Thu, 24 Sep 2026',
    '20260924',
    '2026.09.24',
    "'24/09/2026",
  ])('%s is the 24th of September', (date) => {
    expect(read(date)).toBe(day);
    expect(dateOf(date, 'dd/mm/yyyy')).toBe('2026-09-24');
  });
  it.each([
    ['24-ene-26 10:30 p. m.', '2026-01-25T01:30:00.000Z'],
    ['1º de fevereiro de 2026 às 22:30', '2026-02-02T01:30:00.000Z'],
    ['mar 24, 2026', '2026-03-24T03:00:00.000Z'],
    ['mar 24/11/2026', '2026-11-24T03:00:00.000Z'],
    ['Tue, 24 Nov 2026 22:30:00 -0300', evening],
    ['24/11/2026 - 22:30', evening],
    ['24/11/2026 a las 22:30 hrs', evening],
    ['20261124 22:30', evening],
  ])('%s', (date, at) => expect(read(date)).toBe(at));
  it.each(['24 xyz 2026', '31 feb 2026', '24 nov', '24112026', '20261324', '1732488600', 'noviembre 2026'])(
    '%s is none',
    (date) => expect(read(date)).toBe('DATE_INVALID'),
  );
  it('a due date may have the time of a database, and none with a zone', () => {
    for (const text of ['2026-11-30 00:00:00', '2026-11-30T00:00:00.000', '30/11/2026 0:00', '30/11/26 12:00 a. m.']) {
      expect(dateOf(text, 'dd/mm/yyyy'), text).toBe('2026-11-30');
    }
    expect(() => dateOf('2026-11-30T23:00:00Z', 'dd/mm/yyyy')).toThrow(CellFault);
    expect(() => dateOf('30/11/2026 aprox', 'dd/mm/yyyy')).toThrow(CellFault);
  });
});

it('a date is as it was declared', () => {
  expect(read('2026-11-24')).toBe('2026-11-24T03:00:00.000Z');
  expect(read('11/24/2026')).toBe('DATE_INVALID');
  expect(read('31/02/2026')).toBe('DATE_INVALID');
  expect(read('46350')).toBe('DATE_INVALID');
  expect(read('24/11/2028')).toBe('DATE_FUTURE');
});
