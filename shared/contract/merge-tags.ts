/** Merge tags that the system fills in from the customer; every other variable is given by the caller (C10). */
import type { Label } from './vocabulary.ts';

export const mergeTags = {
  customerName: { es: 'Nombre del cliente', en: 'Customer name' },
  customerFirstName: { es: 'Primer nombre del cliente', en: "Customer's first name" },
  documentNumber: { es: 'Número de documento', en: 'Document number' },
  companyName: { es: 'Nombre de la empresa', en: 'Company name' },
} as const satisfies Record<string, Label>;
export type MergeTag = keyof typeof mergeTags;
