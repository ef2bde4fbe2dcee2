import { describe, expect, it } from 'vitest';
import { smsParts } from './sms-parts.ts';

describe('parts of an SMS', () => {
  it('counts characters of GSM 03.38 to 160, of several parts to 153', () => {
    expect(smsParts('')).toEqual({ characters: 0, parts: 0 });
    expect(smsParts('a'.repeat(160))).toEqual({ characters: 160, parts: 1 });
    expect(smsParts('a'.repeat(161))).toEqual({ characters: 161, parts: 2 });
    expect(smsParts('ñ'.repeat(306))).toEqual({ characters: 306, parts: 2 });
  });

  it('counts characters of the extension twice', () => {
    expect(smsParts('€'.repeat(80))).toEqual({ characters: 160, parts: 1 });
    expect(smsParts('€'.repeat(81))).toEqual({ characters: 162, parts: 2 });
  });

  it('counts to 70 as soon as one character is none of GSM, an accented vowel of Spanish among them', () => {
    expect(smsParts(`á${'a'.repeat(69)}`)).toEqual({ characters: 70, parts: 1 });
    expect(smsParts(`á${'a'.repeat(70)}`)).toEqual({ characters: 71, parts: 2 });
  });
});
