import { describe, expect, it } from 'vitest';
import type { CustomerRow } from '#shared/customers/list-customers.ts';
import type { AddressView } from '#shared/customers/view.ts';
import { createCustomerRecords } from './customer-content.ts';

const format = { timeZone: 'America/Santiago', language: 'es' } as const;
const address = (channel: AddressView['channel'], value: string, more: Partial<AddressView> = {}): AddressView => ({
  addressId: value,
  channel,
  value,
  label: null,
  softFailures: 0,
  softFailureThreshold: 3,
  alert: null,
  createdAt: '2026-11-01T00:00:00Z',
  wrongNumber: false,
  warnings: [],
  ...more,
});
const alerted = (reason: NonNullable<AddressView['alert']>['reason'], raisedAt: string): Partial<AddressView> => ({
  alert: {
    class: 'HARD',
    reason,
    code: '5.1.1',
    diagnostic: null,
    raisedAt,
    messageId: null,
    providerSuppressed: false,
  },
});

describe('addresses of a customer in a file', () => {
  const { values } = createCustomerRecords(format, ['emails', 'phones', 'alertReason', 'alertedAt']);
  const row = {} as CustomerRow;

  it('stand each once, with why and since when one has an alert', () => {
    expect(
      values(row, [
        address('email', 'ana@demo.example', alerted('HARD_BOUNCE', '2026-11-05T15:00:00Z')),
        address('email', 'torres@demo.example', alerted('HARD_BOUNCE', '2026-11-07T15:00:00Z')),
        address('sms', '+56912345678'),
        address('whatsapp', '+56912345678', { wrongNumber: true }),
      ]),
    ).toEqual([
      'ana@demo.example; torres@demo.example',
      '+56912345678',
      'Rebote permanente; Número equivocado',
      '2026-11-07T12:00:00-03:00',
    ]);
  });

  it('are empty where there are none', () => {
    expect(values(row, [])).toEqual(['', '', '', null]);
  });
});
