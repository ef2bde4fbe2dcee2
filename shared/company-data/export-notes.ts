/** What stands in front of a company's export, for people (ADR 69). Pure. */
import { type ExportFile, exportFiles } from '#shared/stored-kinds/export-files.ts';

type Language = 'es' | 'en';

/** Names within the zips. */
export const exportNames = {
  es: {
    notes: 'LEEME.txt',
    records: 'datos',
    files: 'archivos',
    manifest: 'MANIFIESTO.jsonl',
    zip: 'datos-de-la-empresa',
  },
  en: { notes: 'README.txt', records: 'data', files: 'files', manifest: 'MANIFEST.jsonl', zip: 'company-data' },
} as const satisfies Record<Language, unknown>;

const words = {
  es: {
    title: 'Todos los datos de {company} en Contacta',
    asOf: 'Pedido el {at} (UTC), proceso {process}.',
    form: [
      'datos/ tiene un archivo por tipo de registro, con un registro JSON por línea. Las horas están en UTC (ISO 8601)',
      'y los montos en la unidad menor de la moneda. hash es la marca de una dirección: la misma en todos los archivos.',
      'Un archivo muy largo sigue en otro: messages.jsonl, messages-2.jsonl.',
      'archivos/ tiene los adjuntos y grabaciones (attachments), los correos con formato (html), los archivos importados',
      '(imports) y los informes y descargas que siguen vigentes (reports).',
      'MANIFIESTO.jsonl, en el último zip, dice de cada archivo en qué zip está, su tamaño, sus registros y su SHA-256.',
      'Lo que cambió mientras se preparaba la exportación puede faltar o estar como quedó después del cambio.',
    ],
    without: [
      'No están: contraseñas, claves y credenciales, que no se guardan con los datos; copias y contadores que se',
      'calculan de lo que sí está; correos originales sin procesar, que se borran a los 30 días; exportaciones anteriores',
      'de la empresa.',
    ],
    records: 'Registros:',
    unreadable: '{count} registros no se pudieron leer y no están. Pide ayuda al operador con el número del proceso.',
  },
  en: {
    title: 'All data of {company} in Contacta',
    asOf: 'Requested {at} (UTC), process {process}.',
    form: [
      'data/ has a file for each kind of record, one JSON record a line. Times are UTC (ISO 8601), amounts in the minor',
      'unit of the currency. hash is the mark of an address: the same in all files.',
      'A file that is very long goes on in another: messages.jsonl, messages-2.jsonl.',
      'files/ has attachments and recordings (attachments), formatted e-mails (html), imported files (imports), and',
      'reports and exports that have not expired (reports).',
      'MANIFEST.jsonl, in the last zip, says of each file in which zip it is, its size, its records and its SHA-256.',
      'What changed while the export was made may be missing, or be as it was after the change.',
    ],
    without: [
      'Not in it: passwords, keys and credentials, which are not kept with the data; copies and counters that are',
      'computed from what is in it; raw e-mails, which are deleted after 30 days; earlier exports of the company.',
    ],
    records: 'Records:',
    unreadable:
      '{count} records could not be read and are not in it. Ask the operator, with the number of the process.',
  },
} as const satisfies Record<Language, unknown>;

export interface ExportNotes {
  readonly language: Language;
  /** Its name. */
  readonly company: string;
  readonly processId: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly records: ReadonlyMap<ExportFile, number>;
  readonly unreadable: number;
}

/** The text of `LEEME.txt`; lines end as every editor reads them. */
export const exportNotes = (notes: ExportNotes): string => {
  const { language, company, processId, requestedAt, records, unreadable } = notes;
  const { title, asOf, form, without, records: heading, unreadable: lost } = words[language];
  const lines = [
    title.replace('{company}', () => company),
    asOf.replace('{at}', requestedAt).replace('{process}', processId),
    '',
    ...form,
    '',
    ...without,
    '',
    heading,
    ...[...records].map(([file, count]) => `  ${file}.jsonl  ${count}  ${exportFiles[file][language]}`),
    ...(unreadable === 0 ? [] : ['', lost.replace('{count}', String(unreadable))]),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
};
