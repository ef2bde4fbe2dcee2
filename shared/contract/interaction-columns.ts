/** Columns of the register, one definition for list, view and report (B4–B22), and how far back they reach. */
import type { Label } from './vocabulary.ts';

export const interactionColumns = {
  messageId: { es: 'Id', en: 'Id' },
  customerName: { es: 'Cliente', en: 'Customer' },
  documentType: { es: 'Tipo de documento', en: 'Document type' },
  documentNumber: { es: 'Número identificador único', en: 'Identifier' },
  direction: { es: 'Tipo', en: 'Type' },
  channel: { es: 'Canal', en: 'Channel' },
  recipient: { es: 'Destinatario', en: 'Recipient' },
  status: { es: 'Estado', en: 'Status' },
  subject: { es: 'Asunto', en: 'Subject' },
  preview: { es: 'Comunicación', en: 'Communication' },
  originKind: { es: 'Origen', en: 'Origin' },
  originName: { es: 'Flujo, evento o campaña', en: 'Flow, event or campaign' },
  templateName: { es: 'Plantilla utilizada', en: 'Template used' },
  scheduledAt: { es: 'Fecha de envío', en: 'Send date' },
  sentAt: { es: 'Fecha de envío real', en: 'Actual send date' },
  portfolios: { es: 'Nombres de cartera', en: 'Portfolio names' },
  segment: { es: 'Segmento', en: 'Segment' },
  advisorId: { es: 'Asesor asignado', en: 'Assigned advisor' },
  author: { es: 'Enviado por', en: 'Sent by' },
  previousMessageId: { es: 'Última comunicación asociada', en: 'Last associated communication' },
  errorCode: { es: 'Código de error', en: 'Error code' },
  errorMessage: { es: 'Mensaje de error', en: 'Error message' },
  source: { es: 'Fuente', en: 'Source' },
  result: { es: 'Resultado', en: 'Result' },
} as const satisfies Record<string, Label>;
export type InteractionColumn = keyof typeof interactionColumns;

/** Columns of the night report, in order. */
export const nightReportColumns = Object.keys(interactionColumns) as readonly InteractionColumn[];

/** Longest range of the register and of exports: 45 calendar dates, both ends counted (B36, Q4). */
export const registerRangeDays = 45;
