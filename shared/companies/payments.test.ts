import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#platform/errors.ts';
import { checkPayments, paymentLink } from './payments.ts';

const values = {
  debtCode: 'D 1&x=/../#"><',
  documentType: 'RUT',
  documentNumber: '12.345.678-5',
  customerId: 'c1',
  amount: '50000',
  currency: 'CLP',
};
const pattern = 'https://pagos.example/{documentNumber}/x?deuda={debtCode}';
const refused = (linkPattern: string): string => {
  try {
    checkPayments({ enabled: true, linkPattern });
    return 'taken';
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};

describe('payment links (C13)', () => {
  it('carry each value percent-encoded', () => {
    expect(paymentLink(pattern, values)).toBe(
      'https://pagos.example/12.345.678-5/x?deuda=D%201%26x%3D%2F..%2F%23%22%3E%3C',
    );
  });

  it('are none where a value is missing, or would be a step in the path', () => {
    expect(paymentLink(pattern, { ...values, documentNumber: null })).toBeNull();
    expect(paymentLink(pattern, { ...values, documentNumber: '..' })).toBeNull();
  });

  it('keep host, path and parameters, whatever the values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ minLength: 1 }), (code, number) => {
        const link = paymentLink(pattern, { ...values, debtCode: code, documentNumber: number });
        if (link === null) return;
        const url = new URL(link);
        expect([url.origin, [...url.searchParams.keys()]]).toEqual(['https://pagos.example', ['deuda']]);
        expect(url.searchParams.get('deuda')).toBe(code);
        expect(url.pathname.split('/')).toHaveLength(3);
      }),
    );
  });

  it.each([
    'javascript:alert({debtCode})',
    'http://pagos.example/{debtCode}',
    'https://{debtCode}.example/',
    'https://pagos.example{debtCode}/',
    'https://user:x@pagos.example/',
    'https://pagos.example/{password}',
    'https://pagos.example/{debtCode',
    'https://pagos.example/a b',
    '//pagos.example/',
    'x',
  ])('refuse the pattern %s', (linkPattern) => {
    expect(refused(linkPattern)).toBe('PAYMENT_LINK_INVALID');
  });

  it('need a pattern while they are on', () => {
    expect(() => checkPayments({ enabled: true, linkPattern: null })).toThrow('PAYMENT_LINK_INVALID');
    checkPayments({ enabled: false, linkPattern: null });
    checkPayments({ enabled: true, linkPattern: pattern });
  });
});
