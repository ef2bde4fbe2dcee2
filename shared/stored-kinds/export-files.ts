/** Files of records in the export of a company (ADR 69), and what each holds, for people. */
import type { Label } from '#contract/vocabulary.ts';

/** By the name of the file, which programs read: it never changes. In the order in which they stand. */
export const exportFiles = {
  settings: { es: 'Configuración de la empresa', en: 'Settings of the company' },
  users: { es: 'Usuarios', en: 'Users' },
  limits: { es: 'Límites de la empresa', en: 'Limits of the company' },
  retention: { es: 'Plazos de conservación', en: 'Retention periods' },
  holds: { es: 'Detenciones de envíos', en: 'Sending holds' },
  choices: { es: 'Valores que ofrecen los filtros', en: 'Values that filters offer' },
  templates: { es: 'Plantillas', en: 'Templates' },
  'shared-views': { es: 'Vistas compartidas', en: 'Shared views' },
  views: { es: 'Vistas de cada usuario', en: 'Views of each user' },
  preferences: { es: 'Preferencias de cada usuario', en: 'Preferences of each user' },
  favorites: { es: 'Clientes favoritos de cada usuario', en: 'Favourite customers of each user' },
  customers: { es: 'Clientes', en: 'Customers' },
  'contact-rules': {
    es: 'Pausas, no molestar y lo demás que decide un envío',
    en: 'Pauses, do-not-disturb and whatever decides a sending',
  },
  addresses: { es: 'Direcciones de los clientes', en: 'Addresses of customers' },
  merges: { es: 'Fichas fusionadas', en: 'Merged customers' },
  debts: { es: 'Deudas', en: 'Debts' },
  'debt-changes': { es: 'Historial de las deudas', en: 'History of debts' },
  balances: { es: 'Saldos de cada día', en: 'Balances of each day' },
  tickets: { es: 'Tickets', en: 'Tickets' },
  notes: { es: 'Notas', en: 'Notes' },
  'customer-history': { es: 'Historial de los clientes', en: 'History of customers' },
  alerts: {
    es: 'Estado de cada dirección: fallas, alertas y negativas',
    en: 'State of each address: failures, alerts and refusals',
  },
  'alert-history': { es: 'Historial de alertas', en: 'History of alerts' },
  'refusal-history': { es: 'Historial de negativas', en: 'History of refusals' },
  conversations: { es: 'Conversaciones', en: 'Conversations' },
  messages: { es: 'Mensajes y llamadas, con su autor y sus eventos', en: 'Messages and calls, with author and events' },
  'message-bodies': { es: 'Textos largos de los mensajes', en: 'Long texts of messages' },
  'received-contents': { es: 'Lo que vino con los mensajes recibidos', en: 'What came with received messages' },
  'unmatched-messages': { es: 'Mensajes recibidos sin asignar', en: 'Received messages that nobody was given' },
  'whatsapp-numbers': {
    es: 'Números vistos de quienes ocultan el suyo en WhatsApp',
    en: 'Numbers seen of people who hide theirs in WhatsApp',
  },
  attachments: { es: 'Descripción de los archivos', en: 'Descriptions of files' },
  processes: { es: 'Log de procesos', en: 'Process log' },
  'standing-reports': { es: 'Informes permanentes', en: 'Standing reports' },
  'import-columns': { es: 'Columnas recordadas de las importaciones', en: 'Remembered columns of imports' },
  'audit-trail': { es: 'Auditoría', en: 'Audit trail' },
} as const satisfies Record<string, Label>;
export type ExportFile = keyof typeof exportFiles;
