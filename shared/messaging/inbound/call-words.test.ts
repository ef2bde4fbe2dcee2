import { expect, it } from 'vitest';
import { callKind, callWords, isMissedCall } from './call-words.ts';

it('D13: a call is told in the language of the company, with its length and what was noted', () => {
  expect(callWords({ answered: false }, 'es')).toBe('Llamada perdida');
  expect(callWords({ answered: true, durationSeconds: 7 }, 'es')).toBe('Llamada recibida (0:07)');
  expect(callWords({ answered: true, durationSeconds: 725, note: 'Pide plazo' }, 'es')).toBe(
    'Llamada recibida (12:05): Pide plazo',
  );
  expect(callWords({ answered: true, durationSeconds: 3_785 }, 'en')).toBe('Call received (1:03:05)');
});

it('C34: only a call that nobody took is a missed one', () => {
  expect([callKind(true), callKind(false), 'text'].map(isMissedCall)).toEqual([false, true, false]);
});
