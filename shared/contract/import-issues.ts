/**
 * What can be wrong with a file, a row or a cell of an import (reliability §5.6 G): codes with the words that people
 * read. `{name}` stands for a detail. An issue of the file ends the import; one of a row rejects the row; a warning or
 * notice does neither.
 */
import type { Label } from './vocabulary.ts';

/** `file`: the import fails with it. `row`: the row is rejected. `notice`: told, nothing is rejected. */
export type IssueLevel = 'file' | 'row' | 'notice';

interface IssueDefinition extends Label {
  readonly level: IssueLevel;
}

const file = (es: string, en: string): IssueDefinition => ({ level: 'file', es, en });
const row = (es: string, en: string): IssueDefinition => ({ level: 'row', es, en });
const notice = (es: string, en: string): IssueDefinition => ({ level: 'notice', es, en });

export const importIssues = {
  FILE_EMPTY: file('El archivo está vacío.', 'The file is empty.'),
  FILE_NOT_CSV: file(
    'Es un archivo {format}; guárdalo como «CSV UTF-8».',
    'This is a file of type {format}; save it as "CSV UTF-8".',
  ),
  FILE_TOO_LARGE: file('El archivo supera los {limit} MB.', 'The file is larger than {limit} MB.'),
  FILE_TOO_MANY_ROWS: file(
    'El archivo tiene más de {limit} filas; divídelo.',
    'The file has more than {limit} rows; split it.',
  ),
  FILE_TOO_MANY_COLUMNS: file('El archivo tiene más de {limit} columnas.', 'The file has more than {limit} columns.'),
  FILE_TOO_MANY_INTERACTIONS: file(
    'Los destinatarios suman más de {limit} interacciones; divide el archivo.',
    'The recipients add up to more than {limit} interactions; split the file.',
  ),
  FILE_REPLACED: file(
    'El archivo cambió después de la validación; súbelo como una importación nueva.',
    'The file was replaced after it was validated; upload it as a new import.',
  ),
  ENCODING_UTF16: file(
    'El archivo está en UTF-16; guárdalo como «CSV UTF-8».',
    'The file is UTF-16; save it as "CSV UTF-8".',
  ),
  ENCODING_NOT_UTF8: file(
    'La línea {line} tiene un carácter que no es UTF-8 (byte {byte}); guarda el archivo como «CSV UTF-8».',
    'Line {line} has a character that is not UTF-8 (byte {byte}); save the file as "CSV UTF-8".',
  ),
  COLUMN_MISSING: file('Falta la columna «{column}».{hint}', 'The column "{column}" is missing.{hint}'),
  HEADER_DUPLICATE: file('La columna «{column}» está dos veces.', 'The column "{column}" is there twice.'),
  HEADER_EMPTY: file('La columna {position} no tiene título.', 'Column {position} has no header.'),
  HEADER_FORBIDDEN: file('El título «{column}» no está permitido.', 'The header "{column}" is not allowed.'),
  HEADER_UNREADABLE: file(
    'La primera línea no es un encabezado que se pueda leer.',
    'The first line is not a header that can be read.',
  ),

  FILE_NO_ROWS: notice('El archivo solo tiene el encabezado.', 'The file has a header only.'),
  FILE_ALREADY_IMPORTED: notice(
    'El mismo archivo ya se importó (proceso {process}).',
    'The very same file was imported before (process {process}).',
  ),
  COLUMN_IGNORED: notice('La columna «{column}» no se usa.', 'The column "{column}" is not used.'),
  ROW_DUPLICATE: notice('Repite la línea {of}.', 'Repeats line {of}.'),
  ADDRESS_LEFT_OUT: notice('No se guardó «{value}»: {why}', '"{value}" was left out: {why}'),

  ROW_WIDTH: row('{found} de {wanted} celdas.', '{found} of {wanted} cells.'),
  ROW_CONFLICT: row(
    'La línea {of} describe la misma comunicación con otros datos; agrega hora o «Id externo», o deja una.',
    'Line {of} tells the same communication with other data; add the time or "External id", or keep one.',
  ),
  QUOTE_MISPLACED: row(
    'Hay una comilla fuera de lugar; escribe "" para una comilla dentro de comillas.',
    'A quote mark is out of place; write "" for one inside quotes.',
  ),
  QUOTE_UNCLOSED: row('La comilla que se abre aquí no se cierra.', 'The quote that opens here is not closed.'),
  FIELD_TOO_LARGE: row('La celda o la fila es demasiado larga.', 'The cell or row is too long.'),
  INVALID_CHARACTER: row('Tiene caracteres de control.', 'It has control characters.'),
  VALUE_REQUIRED: row('La celda está vacía.', 'The cell is empty.'),
  VALUE_INVALID: row('«{value}» no es un valor permitido.', '"{value}" is not an allowed value.'),
  TEXT_TOO_LONG: row('Como máximo {limit} caracteres.', 'At most {limit} characters.'),
  ADVISOR_UNKNOWN: row(
    '«{value}» no es un usuario de la empresa; usa su id o su correo.',
    '"{value}" is no user of the company; use their id or e-mail address.',
  ),
  CHANNEL_UNKNOWN: row('No existe el canal «{value}».', 'There is no channel "{value}".'),
  STATUS_UNKNOWN: row(
    '«{value}» no es un estado de una comunicación ya hecha.',
    '"{value}" is not a status of a communication that was made.',
  ),
  DATE_INVALID: row(
    '«{value}» no es una fecha; escríbela como {format}.',
    '"{value}" is not a date; write it as {format}.',
  ),
  DATE_AMBIGUOUS: row(
    '«{value}» puede leerse de dos formas; indica el formato de fecha al importar.',
    '"{value}" can be read in two ways; name the date format of the import.',
  ),
  DATE_FUTURE: row('La fecha {value} está en el futuro.', 'The date {value} is in the future.'),
  DATE_OUT_OF_RANGE: row('La fecha {value} es demasiado antigua.', 'The date {value} is too long ago.'),
  TIME_INVALID: row('«{value}» no es una hora; escríbela como 10:30.', '"{value}" is not a time; write it as 10:30.'),
  AMOUNT_AMBIGUOUS: row(
    '«{value}» no es un monto con el separador decimal indicado.',
    '"{value}" is not an amount with the declared decimal mark.',
  ),
  CURRENCY_UNKNOWN: row('«{value}» no es una moneda ISO 4217.', '"{value}" is not an ISO 4217 currency.'),
  DEBT_INCOMPLETE: row(
    'Una deuda lleva código, vencimiento, saldo, moneda y estado.',
    'A debt has code, due date, balance, currency and state.',
  ),
  ID_INVALID: row(
    '«{value}» no es un número de este tipo de documento; ¿perdió ceros en Excel?',
    '"{value}" is not a number of this type of document; did Excel drop zeros?',
  ),
  RUT_CHECK_DIGIT: row('El dígito verificador no corresponde.', 'The check digit does not fit.'),
  CUSTOMER_NOT_FOUND: row('No hay un cliente con este documento.', 'No customer has this document.'),
  TOO_MANY_RECIPIENTS: row('Como máximo {limit} destinatarios por fila.', 'At most {limit} recipients a row.'),
  ADDRESS_LIMIT: row('Un cliente tiene como máximo {limit} direcciones.', 'A customer has at most {limit} addresses.'),
  EMAIL_INVALID: row('«{value}» no es un correo.', '"{value}" is not an e-mail address.'),
  EMAIL_TOO_LONG: row('El correo es demasiado largo.', 'The e-mail address is too long.'),
  EMAIL_MULTIPLE: row(
    '«{value}» tiene varias direcciones; sepáralas con el separador indicado.',
    '"{value}" holds several addresses; separate them with the declared mark.',
  ),
  PHONE_NOT_E164: row(
    '«{value}»: escribe el código de país, como +56912345678.',
    '"{value}": write the country code, as in +56912345678.',
  ),
  PHONE_INVALID: row('«{value}» no es un número de teléfono.', '"{value}" is not a phone number.'),
  ADDRESS_PLACEHOLDER: row('«{value}» no es una dirección real.', '"{value}" is not a real address.'),
} as const satisfies Record<string, IssueDefinition>;
export type ImportIssueCode = keyof typeof importIssues;

/** The text of an issue with its details filled in. */
export const issueText = (
  code: ImportIssueCode,
  language: keyof Label,
  details: Readonly<Record<string, string | number>> = {},
): string =>
  importIssues[code][language].replace(/\{(\w+)\}/g, (_match, name: string) =>
    String(details[name] ?? '').slice(0, 200),
  );
