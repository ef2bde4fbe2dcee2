/** Merge tags that the system fills in from the customer; every other variable is given by the caller (C10, C11, C13). */
import type { Label } from './vocabulary.ts';

export const mergeTags = {
  customerName: { es: 'Nombre del cliente', en: 'Customer name' },
  customerFirstName: { es: 'Primer nombre del cliente', en: "Customer's first name" },
  documentNumber: { es: 'Número de documento', en: 'Document number' },
  companyName: { es: 'Nombre de la empresa', en: 'Company name' },
  // Of the debt that the message names, else of the one that is due longest.
  debtCode: { es: 'Código de la deuda', en: 'Debt code' },
  debtBalance: { es: 'Saldo de la deuda', en: 'Debt balance' },
  debtDueDate: { es: 'Vencimiento de la deuda', en: 'Debt due date' },
  debtDaysOverdue: { es: 'Días de atraso', en: 'Days overdue' },
  /** Of all open debts, per currency. */
  totalBalance: { es: 'Saldo total', en: 'Total balance' },
  paymentLink: { es: 'Enlace de pago', en: 'Payment link' },
  /** A button in an e-mail, the words and the link elsewhere. */
  payButton: { es: 'Botón Paga aquí', en: 'Pay here button' },
  /** A table in the HTML part of an e-mail and lines in its text part; e-mail only. */
  accountStatement: { es: 'Estado de cuenta', en: 'Account statement' },
} as const satisfies Record<string, Label>;
export type MergeTag = keyof typeof mergeTags;
