import type { Label } from './vocabulary.ts';

/** What a payment link may carry, each percent-encoded. `amount` in minor units. */
export const paymentPlaceholders = {
  debtCode: { es: 'Código de la deuda', en: 'Debt code' },
  documentType: { es: 'Tipo de documento', en: 'Document type' },
  documentNumber: { es: 'Número de documento', en: 'Document number' },
  customerId: { es: 'Id del cliente', en: 'Customer id' },
  amount: { es: 'Saldo', en: 'Balance' },
  currency: { es: 'Moneda', en: 'Currency' },
} as const satisfies Record<string, Label>;
export type PaymentPlaceholder = keyof typeof paymentPlaceholders;
