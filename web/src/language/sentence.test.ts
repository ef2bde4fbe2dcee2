import { describe, expect, it } from 'vitest';
import { sentenceOf } from './sentence.ts';

describe('a sentence with a time', () => {
  it('ends with one stop', () => {
    expect(sentenceOf('Hasta el 28-11-2026, 8:01\u00a0p.\u00a0m..')).toBe('Hasta el 28-11-2026, 8:01\u00a0p.\u00a0m.');
    expect(sentenceOf('Hasta el 28-11-2026.')).toBe('Hasta el 28-11-2026.');
  });

  it('says "a la 1"', () => {
    expect(sentenceOf('El cliente editó este mensaje a las 1:05 p. m.')).toBe(
      'El cliente editó este mensaje a la 1:05 p. m.',
    );
    expect(sentenceOf('a las 11:05')).toBe('a las 11:05');
  });
});
