import { describe, expect, it } from 'vitest';
import * as vocabulary from './vocabulary.ts';

/** Every text below a value of the vocabulary, with the way to it. */
const textsOf = (value: unknown, way: string): readonly (readonly [way: string, text: string])[] => {
  if (typeof value === 'string') return [[way, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => textsOf(below, `${way}.${key}`));
};

describe('words of the console (glossary)', () => {
  const texts = textsOf({ ...vocabulary }, 'vocabulary');
  const ways = new Set(texts.map(([way]) => way));

  it('stand in Spanish and in English, side by side', () => {
    const labels = [...ways].filter((way) => /\.(es|en)$/.test(way));
    expect(labels.length).toBeGreaterThan(100);
    const alone = labels.filter(
      (way) => !ways.has(way.endsWith('.es') ? `${way.slice(0, -2)}en` : `${way.slice(0, -2)}es`),
    );
    expect(alone).toEqual([]);
  });

  it('are never empty, and have no space too many', () => {
    expect(texts.filter(([, text]) => text === '' || text !== text.trim() || text.includes('  '))).toEqual([]);
  });
});
