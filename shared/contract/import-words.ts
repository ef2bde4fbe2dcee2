/**
 * Words that cells of an import may hold, by column: once. The reader, the refusals, the template and the page that lists
 * what is accepted follow from it (F19).
 */
import type { ImportKind } from './import-columns.ts';
import {
  type Channel,
  channelLabels,
  channels,
  type DebtState,
  type Direction,
  debtStateLabels,
  debtStates,
  type Label,
  statusGlossary,
} from './vocabulary.ts';
import type { Origin } from './vocabulary-schemas.ts';

type OriginKind = Origin['kind'];

/** A word with what it stands for; `aliases` are read, and not shown. */
interface AcceptedWord<Value extends string> extends Label {
  readonly value: Value;
  readonly aliases?: readonly string[];
}

const words = <Value extends string>(
  entries: readonly (readonly [value: Value, label: Label, aliases?: readonly string[]])[],
): readonly AcceptedWord<Value>[] =>
  entries.map(([value, { es, en }, aliases = []]) => ({ value, es, en, aliases: [value, ...aliases] }));

/** What may have become of a communication that was made elsewhere; nothing that is still to come. */
const importedStatuses = [
  'sent',
  'delivered',
  'not_read',
  'read',
  'replied',
  'failed',
  'blocked',
  'skipped',
  'cancelled',
  'expired',
  'received',
] as const;
export type ImportedStatus = (typeof importedStatuses)[number];

const channelAliases: Readonly<Record<Channel, readonly string[]>> = {
  email: ['correo electrónico', 'mail', 'e-mail', 'email'],
  sms: [],
  whatsapp: ['wsp', 'wa', 'whats app'],
  call: ['teléfono', 'llamada telefónica', 'phone', 'voz'],
};
const debtAliases: Readonly<Record<DebtState, readonly string[]>> = {
  current: ['al dia'],
  overdue: ['vencido', 'en mora'],
  paid: ['pagado'],
  disputed: ['disputada'],
  restructured: ['reestructurada'],
  written_off: [],
};

const statusWords = importedStatuses.map((status) => {
  const found = statusGlossary.find((entry) => entry.status === status);
  if (found === undefined) throw new Error(`The glossary has no status ${status}.`);
  return [status, found.communication, [found.message.es]] as const;
});

export const importWords = {
  channel: words<Channel>(channels.map((channel) => [channel, channelLabels[channel], channelAliases[channel]])),
  status: words<ImportedStatus>(statusWords),
  direction: words<Direction>([
    ['outbound', { es: 'saliente', en: 'outbound' }],
    ['inbound', { es: 'entrante', en: 'inbound' }],
  ]),
  originKind: words<OriginKind>([
    ['flow', { es: 'flujo', en: 'flow' }],
    ['event', { es: 'evento', en: 'event' }],
    ['campaign', { es: 'campaña', en: 'campaign' }],
  ]),
  debtState: words<DebtState>(debtStates.map((state) => [state, debtStateLabels[state], debtAliases[state]])),
} as const;
export type WordColumn = keyof typeof importWords;
export const isWordColumn = (column: string): column is WordColumn => Object.hasOwn(importWords, column);

/** Types of documents with a number as it is written; a type that is not here is taken as it stands. */
export const documentExamples = {
  RUT: '12345678-5',
  DNI: '07654321',
  RUC: '20100070970',
  CC: '1032456789',
  TI: '1098765432',
  CE: '001234567',
  NIT: '900373115-3',
  RFC: 'GODE561231GR8',
  CURP: 'BOXW310820HNERXN09',
  CPF: '12345678909',
  CNPJ: '11222333000181',
  CUIT: '20123456786',
  CI: '1710034065',
  PASAPORTE: 'P1234567',
} as const;
export type KnownDocumentType = keyof typeof documentExamples;

/** Countries whose people are known by one of these types; others' by their passport in our examples. */
export const documentTypeOfCountry: Readonly<Record<string, KnownDocumentType>> = {
  CL: 'RUT',
  AR: 'DNI',
  CO: 'CC',
  PE: 'DNI',
  MX: 'RFC',
  BR: 'CPF',
  EC: 'CI',
  UY: 'CI',
};

/** Money of a country (ISO 4217): that of a debt whose row names none. */
export const currencyOfCountry: Readonly<Record<string, string>> = {
  CL: 'CLP',
  AR: 'ARS',
  CO: 'COP',
  PE: 'PEN',
  BR: 'BRL',
  MX: 'MXN',
  GT: 'GTQ',
  HN: 'HNL',
  NI: 'NIO',
  SV: 'USD',
  DO: 'DOP',
  PA: 'USD',
  EC: 'USD',
  UY: 'UYU',
  PY: 'PYG',
  BO: 'BOB',
  CR: 'CRC',
  PR: 'USD',
  US: 'USD',
  ES: 'EUR',
  PT: 'EUR',
};

/** What cells of a kind of column may hold, as the template and the page of imports list it. */
export interface AcceptedList {
  readonly label: Label;
  readonly values: readonly Label[];
  /** Columns that take nothing but these values, or as good as nothing: they are offered in the template. */
  readonly column?: string;
}

const same = (text: string): Label => ({ es: text, en: text });
const listOfWords = (column: WordColumn, label: Label): AcceptedList => ({
  label,
  column,
  values: importWords[column],
});

const documentLists: readonly AcceptedList[] = [
  {
    label: { es: 'Tipos de documento', en: 'Document types' },
    column: 'documentType',
    values: Object.keys(documentExamples).map(same),
  },
  {
    label: { es: 'Número, como se escribe', en: 'Number, as written' },
    values: Object.values(documentExamples).map(same),
  },
];
const dateList: AcceptedList = {
  label: { es: 'Formas de fecha', en: 'Date formats' },
  values: [
    { es: '31-01-2026 o 31/01/2026 (día, mes, año)', en: '31-01-2026 or 31/01/2026 (day, month, year)' },
    { es: '2026-01-31 (año, mes, día)', en: '2026-01-31 (year, month, day)' },
    { es: '01/31/2026 (mes, día, año), si todas son así', en: '01/31/2026 (month, day, year), if all dates use it' },
    { es: 'Celdas de Excel con formato de fecha', en: 'Excel cells with a date format' },
  ],
};
const phoneList: AcceptedList = {
  label: { es: 'Formas de teléfono', en: 'Phone number formats' },
  values: [
    { es: '+56912345678 (con el código de país)', en: '+56912345678 (with the country code)' },
    { es: '912345678 (se completa con el país)', en: '912345678 (completed from the country)' },
    { es: '9 1234 5678, (9) 1234-5678', en: '9 1234 5678, (9) 1234-5678' },
  ],
};

const amountList: AcceptedList = {
  label: { es: 'Formas de monto', en: 'Amount formats' },
  values: [same('1250'), same('1250,50'), same('1.250,50'), same('1250.50'), same('1,250.50')],
};

/** By kind of file, in the order in which they are shown. */
export const acceptedLists: Readonly<Record<ImportKind, readonly AcceptedList[]>> = {
  interactions: [
    listOfWords('status', { es: 'Estados', en: 'Statuses' }),
    listOfWords('channel', { es: 'Canales', en: 'Channels' }),
    listOfWords('direction', { es: 'Tipos de comunicación', en: 'Communication types' }),
    listOfWords('originKind', { es: 'Orígenes', en: 'Origins' }),
    ...documentLists,
    dateList,
    {
      label: { es: 'Formas de hora', en: 'Time formats' },
      values: [
        same('22:30'),
        { es: '10:30 p. m.', en: '10:30 p.m.' },
        { es: '22:30 -03:00 (con su zona)', en: '22:30 -03:00 (with its offset)' },
      ],
    },
    phoneList,
  ],
  customers: [
    ...documentLists,
    listOfWords('debtState', { es: 'Estados de la deuda', en: 'Debt states' }),
    dateList,
    amountList,
    phoneList,
  ],
  debts: [
    ...documentLists,
    listOfWords('debtState', { es: 'Estados de la deuda', en: 'Debt states' }),
    dateList,
    amountList,
    {
      label: { es: 'Cuotas, como se escriben', en: 'Instalments, as written' },
      values: [
        same('31-01-2026 50000; 28-02-2026 50000'),
        { es: '31-01-2026 50000 pagada; 28-02-2026 50000', en: '31-01-2026 50000 paid; 28-02-2026 50000' },
      ],
    },
  ],
};
