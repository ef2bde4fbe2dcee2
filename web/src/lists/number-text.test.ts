import { describe, expect, it } from 'vitest';
import { AmountTextSchema, CountTextSchema } from '#contract/filter-values.ts';
import { readAmount, readCount } from './number-text.ts';

describe('numbers as people write them', () => {
  it.each([
    ['30', '30'],
    [' 0 ', '0'],
    ['1.200', '1200'],
    ['1,200', '1200'],
    ['12 384', '12384'],
  ])('reads the count %s', (text, read) => {
    expect(readCount(text)).toBe(read);
    expect(CountTextSchema.safeParse(read).success).toBe(true);
  });

  it.each(['', '-1', '1.5', 'diez', '1.2000', '12345678901234'])('takes %j for no count', (text) => {
    expect(readCount(text)).toBeUndefined();
  });

  it.each([
    ['1500', '1500'],
    ['150.000', '150000'],
    ['$ 1.500,50', '1500.50'],
    ['1,500.5', '1500.5'],
    ['99,9', '99.9'],
    ['1.234.567', '1234567'],
  ])('reads the amount %s', (text, read) => {
    expect(readAmount(text)).toBe(read);
    expect(AmountTextSchema.safeParse(read).success).toBe(true);
  });

  it.each(['', '-5', '1.5.3', 'mil', '1500 CLP', ',50'])('takes %j for no amount', (text) => {
    expect(readAmount(text)).toBeUndefined();
  });
});
