/**
 * Columns of the files that may be imported: once, with labels, other names, whether they must be there, and an example
 * (B26–B32). The template, the reader, the error file and docs/api.md follow from it. Headers are compared without case,
 * accents and punctuation, so that a label, the key and the aliases need no variants of spelling.
 */
import type { Label } from './vocabulary.ts';

export const importKinds = ['interactions', 'customers', 'debts'] as const;
export type ImportKind = (typeof importKinds)[number];

export interface ImportColumn extends Label {
  readonly required?: true;
  readonly aliases?: readonly string[];
  /**
   * Cell of the template's example row: a day as `YYYY-MM-DD`, of a column of words the value of one, empty where the
   * country decides.
   */
  readonly example: string;
  /** What the column holds where it is no text: how its cells look in a workbook. */
  readonly holds?: 'date' | 'amount';
}

const documentColumns = {
  documentType: {
    es: 'Tipo de documento',
    en: 'Document type',
    required: true,
    aliases: ['tipo documento', 'tipo doc', 'tipo de documento del cliente'],
    example: '',
  },
  documentNumber: {
    es: 'Número identificador único',
    en: 'Identifier',
    required: true,
    aliases: [
      'numero de documento',
      'numero documento',
      'numero identificador',
      'rut',
      'document number',
      'unique identifier',
    ],
    example: '',
  },
} as const satisfies Record<string, ImportColumn>;

const ownerColumns = {
  portfolios: {
    es: 'Nombres de cartera',
    en: 'Portfolio names',
    aliases: ['cartera', 'carteras', 'portfolio'],
    example: 'Norte',
  },
  advisorId: { es: 'Asesor asignado', en: 'Assigned advisor', aliases: ['asesor', 'advisor'], example: '' },
} as const satisfies Record<string, ImportColumn>;

/** History of communications made outside the platform (B24): one row a communication, six columns mandatory. */
export const interactionImportColumns = {
  ...documentColumns,
  channel: { es: 'Canal', en: 'Channel', required: true, aliases: ['canal de envio'], example: 'email' },
  sentOn: {
    es: 'Fecha de envío',
    en: 'Send date',
    required: true,
    aliases: ['fecha', 'date', 'sent at'],
    example: '2026-01-31',
    holds: 'date',
  },
  recipients: {
    es: 'Destinatarios',
    en: 'Recipients',
    required: true,
    aliases: ['destinatario', 'recipient', 'to'],
    example: 'ana@correo.example',
  },
  status: {
    es: 'Estado',
    en: 'Status',
    required: true,
    aliases: ['estado de la comunicacion', 'estado de la comunicacion enviada'],
    example: 'delivered',
  },
  time: { es: 'Hora de envío', en: 'Send time', aliases: ['hora', 'time'], example: '10:30' },
  externalId: { es: 'Id externo', en: 'External id', aliases: ['id', 'identificador externo'], example: '' },
  direction: { es: 'Tipo', en: 'Type', aliases: ['tipo de comunicacion', 'direction'], example: 'outbound' },
  subject: { es: 'Asunto', en: 'Subject', example: 'Recordatorio' },
  content: {
    es: 'Contenido',
    en: 'Content',
    aliases: ['comunicacion', 'communication', 'mensaje', 'texto', 'body'],
    example: 'Su cuota vence mañana.',
  },
  templateName: { es: 'Plantilla utilizada', en: 'Template used', aliases: ['plantilla', 'template'], example: '' },
  originKind: { es: 'Origen', en: 'Origin', example: '' },
  originName: {
    es: 'Flujo, evento o campaña',
    en: 'Flow, event or campaign',
    aliases: ['campana', 'campaign', 'flujo', 'evento'],
    example: 'Enero',
  },
  ...ownerColumns,
  errorCode: { es: 'Código de error', en: 'Error code', example: '' },
  errorMessage: { es: 'Mensaje de error', en: 'Error message', example: '' },
} as const satisfies Record<string, ImportColumn>;
export type InteractionImportColumn = keyof typeof interactionImportColumns;

/** A debt; in a file of customers these five are given together or not at all. */
const debtColumns = {
  debtCode: { es: 'Código de deuda', en: 'Debt code', aliases: ['codigo de la deuda', 'deuda'], example: 'F-1001' },
  debtDueDate: {
    es: 'Fecha de vencimiento',
    en: 'Due date',
    aliases: ['vencimiento'],
    example: '2026-02-28',
    holds: 'date',
  },
  debtBalance: {
    es: 'Saldo',
    en: 'Balance',
    aliases: ['monto', 'saldo pendiente', 'amount'],
    example: '',
    holds: 'amount',
  },
  debtCurrency: { es: 'Moneda', en: 'Currency', example: '' },
  debtState: { es: 'Estado de la deuda', en: 'Debt state', aliases: ['estado deuda'], example: 'current' },
} as const satisfies Record<string, ImportColumn>;

/**
 * Customers, found by their document: made where there is none, else changed where a cell says something; an empty cell
 * leaves what is there. Any other header that begins with `meta.` is a field of the profile's metadata (E17).
 */
export const customerImportColumns = {
  ...documentColumns,
  name: { es: 'Nombre', en: 'Name', required: true, aliases: ['cliente', 'customer'], example: 'Ana Pérez' },
  email: {
    es: 'Correo',
    en: 'E-mail',
    aliases: ['correos', 'correo electronico', 'email', 'mail'],
    example: 'ana@correo.example',
  },
  mobile: {
    es: 'Celular',
    en: 'Mobile',
    aliases: ['movil', 'celulares', 'cell phone'],
    example: '',
  },
  sms: { es: 'SMS', en: 'SMS', example: '' },
  whatsapp: { es: 'WhatsApp', en: 'WhatsApp', example: '' },
  call: { es: 'Teléfono', en: 'Phone', aliases: ['llamada', 'fono', 'telefonos'], example: '' },
  ...ownerColumns,
  tags: { es: 'Etiquetas', en: 'Tags', aliases: ['etiqueta', 'tag'], example: '' },
  ...debtColumns,
} as const satisfies Record<string, ImportColumn>;
export type CustomerImportColumn = keyof typeof customerImportColumns;

/**
 * Debts of known customers, a row each, found by customer and code: made where there is none, else changed where a cell says
 * something; an empty cell leaves what is there (C27–C30).
 */
export const debtImportColumns = {
  ...documentColumns,
  debtCode: {
    ...debtColumns.debtCode,
    required: true,
    aliases: [
      'codigo de la deuda',
      'codigo',
      'numero de deuda',
      'n deuda',
      'nº deuda',
      'id deuda',
      'operacion',
      'numero de operacion',
      'n operacion',
      'nº operación',
      'credito',
      'numero de credito',
      'contrato',
      'numero de contrato',
      'code',
    ],
  },
  debtBalance: {
    ...debtColumns.debtBalance,
    required: true,
    aliases: ['monto', 'monto adeudado', 'monto deuda', 'saldo pendiente', 'saldo deuda', 'saldo insoluto', 'amount'],
  },
  debtDueDate: {
    ...debtColumns.debtDueDate,
    required: true,
    aliases: ['vencimiento', 'fecha vencimiento', 'vence', 'fecha vcto', 'fec vcto', 'fec vencimiento'],
  },
  debtCurrency: { ...debtColumns.debtCurrency, aliases: ['divisa', 'tipo de moneda'] },
  debtState: { ...debtColumns.debtState, aliases: ['estado deuda', 'estado', 'situacion', 'state', 'status'] },
  debtPortfolio: {
    es: 'Cartera',
    en: 'Portfolio',
    aliases: ['cartera de la deuda', 'nombre de cartera', 'portafolio'],
    example: 'Norte',
  },
  debtInstalments: {
    es: 'Cuotas',
    en: 'Instalments',
    aliases: ['detalle de cuotas', 'plan de cuotas', 'installments'],
    example: '',
  },
} as const satisfies Record<string, ImportColumn>;
export type DebtImportColumn = keyof typeof debtImportColumns;

export const importColumns: Readonly<Record<ImportKind, Readonly<Record<string, ImportColumn>>>> = {
  interactions: interactionImportColumns,
  customers: customerImportColumns,
  debts: debtImportColumns,
};

/** Columns that an error file has before those of the original: ignored when it is uploaded again (F19, F20). */
export const errorFileColumns = {
  line: { es: 'Línea', en: 'Line' },
  column: { es: 'Columna', en: 'Column' },
  code: { es: 'Código', en: 'Code' },
  text: { es: 'Qué corregir', en: 'What to correct' },
} as const satisfies Record<string, Label>;

/** Limits of a file (reliability §4.2 "Upload bombs", §5.6 #116, #127). */
export const importLimits = {
  /** Bytes. */
  fileBytes: 200_000_000,
  /** Rows without the header. */
  rows: 1_000_000,
  columns: 200,
  /** Bytes of one row, line breaks inside quotes included. */
  recordBytes: 262_144,
  /** Characters of one cell. */
  cellCharacters: 32_768,
  /** Recipients of one row; each is an interaction of its own. */
  recipients: 20,
  /** Interactions of one file. */
  interactions: 2_000_000,
} as const;
