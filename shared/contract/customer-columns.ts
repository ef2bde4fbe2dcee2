/** Columns of the customers' list, one definition for list, view and export (E3, E13, E15, Q16). */
import type { Label } from './vocabulary.ts';

export const customerColumns = {
  customerId: { es: 'Id', en: 'Id' },
  name: { es: 'Nombre de usuario', en: 'User name' },
  documentType: { es: 'Tipo de documento', en: 'Document type' },
  documentNumber: { es: 'Número identificador único', en: 'Identifier' },
  contactability: { es: 'Contactabilidad', en: 'Contactability' },
  alerts: { es: 'Alertas de contactabilidad', en: 'Contactability alerts' },
  segment: { es: 'Segmento', en: 'Segment' },
  dueDate: { es: 'Fecha de vencimiento', en: 'Due date' },
  daysOverdue: { es: 'Días de atraso', en: 'Days overdue' },
  debtState: { es: 'Estado de la deuda', en: 'Debt state' },
  balance: { es: 'Saldo pendiente', en: 'Outstanding balance' },
  advisorId: { es: 'Asesor asignado', en: 'Assigned advisor' },
  portfolios: { es: 'Nombres de cartera', en: 'Portfolio names' },
  tags: { es: 'Etiquetas', en: 'Tags' },
  channels: { es: 'Canal', en: 'Channel' },
  influencer: { es: 'Influenciador', en: 'Influencer' },
  createdAt: { es: 'Fecha de creación', en: 'Created' },
} as const satisfies Record<string, Label>;
export type CustomerColumn = keyof typeof customerColumns;

/** What a file can hold beside the list's columns: the addresses themselves, and the alerts on them (issue 12, 3). */
const contactColumns = {
  emails: { es: 'Correos', en: 'E-mails' },
  phones: { es: 'Teléfonos', en: 'Phones' },
  alertReason: { es: 'Motivo de la alerta', en: 'Reason of the alert' },
  alertedAt: { es: 'Fecha de la alerta', en: 'Date of the alert' },
} as const satisfies Record<string, Label>;
export type ContactColumn = keyof typeof contactColumns;

/** Columns of a file of customers; one for other systems holds those of the list unless it asks for more. */
export const customerFileColumns = { ...customerColumns, ...contactColumns } as const;
export type CustomerFileColumn = keyof typeof customerFileColumns;
export const isContactColumn = (name: string): name is ContactColumn => Object.hasOwn(contactColumns, name);
