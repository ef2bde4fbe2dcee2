import { describe, expect, it } from 'vitest';
import { senderVariants } from './sender-variants.ts';

describe("WhatsApp's spellings of a number", () => {
  it.each([
    ['+5215512345678', '+525512345678'],
    ['+525512345678', '+5215512345678'],
    ['+5491123456789', '+541123456789'],
    ['+541123456789', '+5491123456789'],
    ['+5511987654321', '+551187654321'],
    ['+551187654321', '+5511987654321'],
  ])('%s is also %s', (from, other) => {
    expect(senderVariants('whatsapp', from)).toEqual([from, other]);
  });

  it('leaves other countries, landlines and other channels alone', () => {
    expect(senderVariants('whatsapp', '+56912345678')).toEqual(['+56912345678']);
    expect(senderVariants('whatsapp', '+551123456789')).toEqual(['+551123456789']);
    expect(senderVariants('sms', '+5215512345678')).toEqual(['+5215512345678']);
  });
});
