import { describe, expect, it } from 'vitest';
import { Refusal } from './errors.ts';

describe('a refusal of one field', () => {
  it('names it in its words and as a fault, which the answer lists', () => {
    expect(Refusal.at('payments.linkPattern', 'PAYMENT_LINK_INVALID', 'use https.')).toMatchObject({
      code: 'PAYMENT_LINK_INVALID',
      detail: 'payments.linkPattern: use https.',
      faults: [{ path: 'payments.linkPattern', code: 'PAYMENT_LINK_INVALID', detail: 'use https.' }],
    });
  });
});
