import { describe, expect, it } from 'vitest';
import { addressSpellings } from './phone-spellings.ts';

describe('spellings of a phone', () => {
  it.each([
    ['+5215512345678', '+525512345678'],
    ['+525512345678', '+5215512345678'],
    ['+5491123456789', '+541123456789'],
    ['+541123456789', '+5491123456789'],
    ['+5511987654321', '+551187654321'],
    ['+551187654321', '+5511987654321'],
  ])('%s is also %s', (from, other) => {
    expect(addressSpellings('whatsapp', from)).toEqual([from, other]);
  });

  it('leaves other countries, landlines and mail alone, and holds on every channel of phones', () => {
    expect(addressSpellings('whatsapp', '+56912345678')).toEqual(['+56912345678']);
    expect(addressSpellings('whatsapp', '+551123456789')).toEqual(['+551123456789']);
    expect(addressSpellings('email', '+525512345678')).toEqual(['+525512345678']);
    for (const channel of ['sms', 'call'] as const) {
      expect(addressSpellings(channel, '+5215512345678')).toEqual(['+5215512345678', '+525512345678']);
    }
  });
});
