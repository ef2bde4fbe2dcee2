/**
 * What can be wrong with a file, a row or a cell of an import (reliability §5.6 G): codes with the words that people
 * read: what stands there, what is accepted, and the option that cures it. `{name}` stands for a detail, or for the words
 * that a column takes (`{status}`). An issue of the file ends the import; one of a row rejects the row; a warning or notice
 * does neither.
 */
import { importColumns, importLimits } from './import-columns.ts';
import { importWords, isWordColumn } from './import-words.ts';
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
  FILE_EMPTY: file(
    'El archivo está vacío; súbelo con su encabezado y al menos una fila.',
    'The file is empty; upload it with its header and at least one row.',
  ),
  FILE_NOT_CSV: file(
    'Es un archivo {format} que no se puede leer; guárdalo como Excel (.xlsx) o como CSV.',
    'This is a {format} file, which cannot be read; save it as Excel (.xlsx) or as CSV.',
  ),
  FILE_OLD_OR_LOCKED: file(
    'Es un libro de Excel antiguo (.xls) o con contraseña, que no se puede leer; ábrelo, quita la contraseña y guárdalo como Excel (.xlsx).',
    'This is an old (.xls) or password-protected Excel workbook, which cannot be read; open it, remove the password and save it as Excel (.xlsx).',
  ),
  WORKBOOK_TOO_LARGE: file(
    'El libro de Excel ocupa más de {limit} GB cuando se abre; divídelo, o guarda su hoja como CSV.',
    'The workbook takes more than {limit} GB once it is opened; split it, or save its sheet as CSV.',
  ),
  FILE_TOO_LARGE: file('El archivo supera los {limit} MB; divídelo.', 'The file is larger than {limit} MB; split it.'),
  FILE_TOO_MANY_ROWS: file(
    'El archivo tiene más de {limit} filas; divídelo.',
    'The file has more than {limit} rows; split it.',
  ),
  FILE_TOO_MANY_COLUMNS: file(
    'El archivo tiene más de {limit} columnas; quita las que no se usan.',
    'The file has more than {limit} columns; remove the unused ones.',
  ),
  FILE_TOO_MANY_INTERACTIONS: file(
    'Los destinatarios suman más de {limit} interacciones; divide el archivo.',
    'The recipients add up to more than {limit} interactions; split the file.',
  ),
  FILE_REPLACED: file(
    'El archivo cambió después de la validación; súbelo como una importación nueva.',
    'The file was replaced after it was validated; upload it as a new import.',
  ),
  IMPORT_STOPPED: file(
    'La importación falló {times} veces seguidas y se detuvo en la línea {line}. Lo que está escrito está en las cuentas; sube el archivo otra vez: lo que ya está no se duplica.',
    'The import failed {times} times in a row and stopped at line {line}. Rows already written are counted; upload the file again: they will not be duplicated.',
  ),
  ENCODING_NOT_UTF8: file(
    'La línea {line} tiene un carácter dañado (byte {byte}); guarda el archivo otra vez como «CSV UTF-8» desde el original.',
    'Line {line} has a damaged character (byte {byte}); save the file again as "CSV UTF-8" from the original.',
  ),
  DATE_ORDER_UNKNOWN: file(
    'Las fechas de «{column}», como {value}, pueden leerse de dos formas; elige en «Formato de fecha» si va primero el día o el mes.',
    'The dates of "{column}", such as {value}, can be read in two ways; choose under "Date format" whether day or month comes first.',
  ),
  COLUMN_MISSING: file(
    'Falta la columna «{column}».{hint} Agrégala; la plantilla trae todas.',
    'The column "{column}" is missing.{hint} Add it; the template has them all.',
  ),
  HEADER_DUPLICATE: file(
    'La columna «{column}» está dos veces; deja una o cambia el título de la otra.',
    'The column "{column}" appears twice; keep one, or rename the other.',
  ),
  HEADER_FORBIDDEN: file(
    'El título «{column}» no está permitido; cámbialo o quita la columna.',
    'The header "{column}" is not allowed; change it or remove the column.',
  ),
  HEADER_UNREADABLE: file(
    'La primera línea no es un encabezado que se pueda leer; pon los títulos de la plantilla.',
    'The first line is not a readable header; use the column titles of the template.',
  ),

  FILE_NO_ROWS: notice('El archivo solo tiene el encabezado.', 'The file has only a header.'),
  FILE_ALREADY_IMPORTED: notice(
    'El mismo archivo ya se importó (proceso {process}).',
    'The same file was already imported (process {process}).',
  ),
  COLUMN_IGNORED: notice('La columna «{column}» no se usa.', 'The column "{column}" is not used.'),
  ROW_DUPLICATE: notice('Repite la línea {of}.', 'Repeats line {of}.'),
  SHEET_NOT_READ: notice(
    'La hoja «{value}» también tiene una tabla y no se importó; súbela en otro archivo.',
    'The sheet "{value}" also contains a table and was not imported; upload it in a file of its own.',
  ),
  ROWS_HIDDEN: notice(
    'El archivo tiene filas ocultas, quizás por un filtro; también se leyeron.',
    'The file has hidden rows, perhaps because of a filter; they were read too.',
  ),
  ROW_TOTALS: notice(
    'No se importó la fila «{value}»: es un total o el pie de un informe.',
    'The row "{value}" was not imported: it is a total or the end of a report.',
  ),
  ADDRESS_LEFT_OUT: notice('No se guardó «{value}». {why}', '"{value}" was left out. {why}'),

  ROWS_UNCOUNTED: notice(
    'Hasta {count} filas desde la línea {line} pueden estar escritas y no están en las cuentas: no se pudieron revisar.',
    'Up to {count} rows from line {line} may have been written without being counted: they could not be checked.',
  ),
  ROW_UNFINISHED: notice(
    'La importación se detuvo con esta fila a medias; súbela otra vez.',
    'The import stopped halfway through this row; upload it again.',
  ),
  ROW_NOT_WRITTEN: row(
    'La importación se detuvo antes de escribir esta fila; súbela otra vez.',
    'The import stopped before writing this row; upload it again.',
  ),

  ROW_WIDTH: row(
    'La fila tiene {found} celdas y el encabezado {wanted}; revisa el separador y las comillas.',
    'The row has {found} cells and the header {wanted}; check the separator and the quotation marks.',
  ),
  ROW_CONFLICT: row(
    'La línea {of} describe la misma comunicación con otros datos; agrega hora o «Id externo», o deja una.',
    'Line {of} describes the same communication with different data; add the time or "External id", or keep one.',
  ),
  QUOTE_MISPLACED: row(
    'Hay una comilla fuera de lugar; escribe "" para una comilla dentro de comillas.',
    'A quotation mark is out of place; write "" for one inside quotes.',
  ),
  QUOTE_UNCLOSED: row(
    'La comilla que se abre aquí no se cierra; ciérrala o quítala.',
    'The quotation mark that opens here is not closed; close it or remove it.',
  ),
  FORMULA_WITHOUT_VALUE: row(
    'La celda tiene la fórmula «{value}» y el archivo no trae su resultado; ábrelo en Excel y guárdalo, o pega el valor.',
    'The cell contains the formula "{value}" and the file does not hold its result; open it in Excel and save it, or paste the value.',
  ),
  FIELD_TOO_LARGE: row(
    `Hay una celda o una fila demasiado larga: una celda admite ${importLimits.cellCharacters} caracteres; acórtala.`,
    `A cell or row is too long: a cell can have ${importLimits.cellCharacters} characters; shorten it.`,
  ),
  INVALID_CHARACTER: row(
    'La celda «{value}» tiene saltos de línea, tabulaciones o caracteres que no se ven (aquí «·»); bórralos.',
    'The cell "{value}" has line breaks, tabs or invisible characters (shown here as "·"); delete them.',
  ),
  VALUE_REQUIRED: row('La celda está vacía y es obligatoria; complétala.', 'This required cell is empty; fill it in.'),
  VALUE_INVALID: row(
    '«{value}» no es un valor permitido. Se acepta: {accepted}.',
    '"{value}" is not an allowed value. Accepted: {accepted}.',
  ),
  TEXT_TOO_LONG: row(
    '«{value}» tiene {found} caracteres y se aceptan {limit}; acórtalo.',
    '"{value}" has {found} characters and the limit is {limit}; shorten it.',
  ),
  ADVISOR_UNKNOWN: row(
    '«{value}» no es un usuario de la empresa; usa su id o su correo.',
    '"{value}" is not a user of the company; use their id or e-mail address.',
  ),
  CHANNEL_UNKNOWN: row(
    'No existe el canal «{value}». Se acepta: {channel}.',
    'There is no channel "{value}". Accepted: {channel}.',
  ),
  STATUS_UNKNOWN: row(
    '«{value}» no es un estado de una comunicación ya hecha. Se acepta: {status}.',
    '"{value}" is not a status of a past communication. Accepted: {status}.',
  ),
  DIRECTION_CONTRADICTION: row(
    'El estado «{value}» contradice la columna «Tipo»: una comunicación entrante está recibida; una saliente tiene cualquier otro estado. Corrige la que esté mal.',
    'The status "{value}" contradicts the column "Type": an inbound communication is received; an outbound one has any other status. Correct the one that is wrong.',
  ),
  DATE_INVALID: row(
    '«{value}» no es una fecha que exista; escríbela como {format}, o elige otro «Formato de fecha».',
    '"{value}" is not an existing date; write it as {format}, or choose another "Date format".',
  ),
  DATE_AMBIGUOUS: row(
    '«{value}» puede leerse de dos formas; elige el «Formato de fecha» al importar, o escríbela como aaaa-mm-dd.',
    '"{value}" can be read in two ways; choose the "Date format" when importing, or write it as yyyy-mm-dd.',
  ),
  DATE_FUTURE: row(
    'La fecha {value} está en el futuro; solo se importa lo que ya ocurrió. Revisa el año y el «Formato de fecha».',
    'The date {value} is in the future; only past communications are imported. Check the year and the "Date format".',
  ),
  TIME_INVALID: row(
    '«{value}» no es una hora; escríbela como 22:30 o 10:30 p. m.',
    '"{value}" is not a time; write it as 22:30 or 10:30 p.m.',
  ),
  TIME_NONEXISTENT: row(
    '{value} no existió en {timeZone}: ese día se adelantó el reloj. Corrige la hora.',
    '{value} did not exist in {timeZone}: clocks were put forward that day. Correct the time.',
  ),
  AMOUNT_AMBIGUOUS: row(
    '«{value}» no es un monto en {currency} con el separador decimal indicado; escríbelo como 1234,50 o elige en «Montos» cómo vienen.',
    '"{value}" is not an amount in {currency} with the chosen decimal separator; write it as 1234.50 or choose under "Amounts" how they are written.',
  ),
  CURRENCY_UNKNOWN: row(
    '«{value}» no es una moneda; escribe sus tres letras, como CLP, MXN o USD.',
    '"{value}" is not a currency; use its three-letter code, such as CLP, MXN or USD.',
  ),
  AMOUNT_NEGATIVE: row(
    '«{value}» es un monto negativo; escribe lo que se debe, o 0 si no se debe nada.',
    '"{value}" is a negative amount; enter what is owed, or 0 if nothing is.',
  ),
  CURRENCY_CHANGED: row(
    'La deuda está en {value} y la fila no dice su moneda; agrega la columna «Moneda».',
    'The debt is in {value} and the row does not name its currency; add the column "Currency".',
  ),
  DEBT_REPEATED: row(
    'La línea {of} trae la misma deuda con otros datos; deja una de las dos.',
    'Line {of} has the same debt with different data; keep one of them.',
  ),
  DEBT_LIMIT: row(
    'Con esta fila el cliente tendría más de {limit} deudas; borra las que están pagadas.',
    'With this row the customer would have more than {limit} debts; delete settled ones.',
  ),
  INSTALMENTS_INVALID: row(
    '«{value}» no es una cuota; escribe fecha y monto de cada una, como 31-01-2026 50000, y «pagada» en las pagadas, separadas por el signo elegido en «Entre varios valores de una celda» (hasta {limit}).',
    '"{value}" is not an instalment; enter date and amount of each, such as 31-01-2026 50000, and "paid" for those paid, separated by the character chosen under "Separator between values in a cell" (up to {limit}).',
  ),
  DEBT_INCOMPLETE: row(
    'Una deuda lleva código, vencimiento, saldo, moneda y estado; completa la celda, o deja vacías las cinco.',
    'A debt needs a code, due date, balance, currency and state; fill in the cell, or leave all five empty.',
  ),
  ID_INVALID: row(
    '«{value}» no es un número de este tipo de documento; ¿perdió ceros en Excel? Escríbelo como {example}.',
    '"{value}" is not a valid number for this document type; did Excel drop zeros? Write it as {example}.',
  ),
  ID_SCIENTIFIC: row(
    'Excel convirtió el número en «{value}» y perdió sus cifras; da formato de texto a la columna y cópialo de nuevo.',
    'Excel turned the number into "{value}" and lost its digits; format the column as text and copy it again.',
  ),
  RUT_CHECK_DIGIT: row(
    'El dígito verificador de «{value}» no corresponde, o falta; escríbelo como 12345678-5.',
    'The check digit of "{value}" is wrong or missing; write it as 12345678-5.',
  ),
  DOCUMENT_PLACEHOLDER: row(
    '«{value}» no identifica a nadie (consumidor final, sin dato o error de Excel). Escribe su documento; al importar clientes también puedes elegir «Crear sin documento».',
    '"{value}" identifies nobody (final consumer, no data, or an Excel error). Enter the document; when importing customers you can also choose "Create without document".',
  ),
  RUT_CONTRADICTION: row(
    'El RUT del perfil no es el del documento ({value}); corrige el que esté mal.',
    'The RUT in the profile does not match the document ({value}); correct whichever is wrong.',
  ),
  ID_ZEROS_RESTORED: notice(
    'A «{value}» le faltaban ceros, como muestran las otras filas; se leyó como {number}.',
    '"{value}" had lost zeros, judging by the other rows; it was read as {number}.',
  ),
  DOCUMENT_CHECK_DIGIT: notice(
    'El dígito verificador de «{value}» no corresponde; se importó así: revísalo.',
    'The check digit of "{value}" is wrong; it was imported as it is: check it.',
  ),
  CUSTOMER_NOT_FOUND: row(
    'No hay un cliente con el documento «{value}»; corrígelo, o importa primero a sus clientes.',
    'No customer has the document "{value}"; correct it, or import the customers first.',
  ),
  TOO_MANY_RECIPIENTS: row(
    'La fila tiene {found} destinatarios y se aceptan {limit}; pasa los demás a otra fila.',
    'The row has {found} recipients and the limit is {limit}; move the others to another row.',
  ),
  ROW_REFUSED: row(
    'La fila no se pudo guardar: {refusal}. Revisa el cliente y sube la fila otra vez.',
    'The row could not be saved: {refusal}. Check the customer and upload the row again.',
  ),
  ROW_PASSED_OVER: row(
    'Al revisarla, algo impedía guardar esta fila, y la importación se interrumpió; ya no lo impide: súbela otra vez.',
    'When this row was checked something prevented saving it, and the import was interrupted; nothing prevents it now: upload it again.',
  ),
  ADDRESS_LIMIT: row(
    'Con esta fila el cliente tendría más de {limit} direcciones; quita de la fila o del cliente las que ya no usa.',
    'With this row the customer would have more than {limit} addresses; remove unused ones from the row or the customer.',
  ),
  EMAIL_INVALID: row(
    '«{value}» no es un correo; escríbelo como ana@correo.example.',
    '"{value}" is not an e-mail address; write it as ana@correo.example.',
  ),
  EMAIL_TOO_LONG: row(
    '«{value}» es demasiado largo para ser un correo; revisa que sea una sola dirección.',
    '"{value}" is too long for an e-mail address; check that it is a single one.',
  ),
  EMAIL_MULTIPLE: row(
    '«{value}» tiene varias direcciones; sepáralas con el signo elegido en «Entre varios valores de una celda».',
    '"{value}" contains several addresses; separate them with the character chosen under "Separator between values in a cell".',
  ),
  EMAIL_ALPHABETS: row(
    '«{value}» mezcla alfabetos o usa letras especiales; escríbelo otra vez con letras comunes.',
    '"{value}" mixes alphabets or uses special letters; type it again with plain ones.',
  ),
  PHONE_DIGITS: row(
    '«{value}» tiene dígitos de ancho completo o de otro alfabeto; escríbelo con los dígitos del 0 al 9.',
    '"{value}" has full-width or foreign digits; write it with the digits 0 to 9.',
  ),
  PHONE_NOT_E164: row(
    '«{value}» no se puede completar con el país; escribe el código de país, como +56912345678.',
    '"{value}" cannot be completed from the country; add the country code, as in +56912345678.',
  ),
  PHONE_INVALID: row(
    '«{value}» no es un número de teléfono; escríbelo como +56912345678.',
    '"{value}" is not a phone number; write it as +56912345678.',
  ),
  PHONE_MULTIPLE: row(
    '«{value}» tiene varios números; sepáralos con el signo elegido en «Entre varios valores de una celda».',
    '"{value}" contains several numbers; separate them with the character chosen under "Separator between values in a cell".',
  ),
  PHONE_EXTENSION: row(
    '«{value}» tiene un anexo o cifras de más detrás del número; deja solo el número.',
    '"{value}" has an extension or extra digits behind the number; leave the number alone in the cell.',
  ),
  PHONE_SCIENTIFIC: row(
    'Excel acortó el número a «{value}»; da formato de texto a la columna y escribe el número otra vez.',
    'Excel has shortened the number to "{value}"; format the column as text and write the number again.',
  ),
  RECIPIENT_IS_SENDER: row(
    '«{value}» es una cuenta de tu propia empresa; escribe la dirección del cliente.',
    '"{value}" is an account of your own company; write the address of the customer.',
  ),
  ADDRESS_PLACEHOLDER: row(
    '«{value}» no es una dirección real; escribe la del cliente o deja la celda vacía.',
    '"{value}" is not a real address; enter the one of the customer, or leave the cell empty.',
  ),
} as const satisfies Record<string, IssueDefinition>;
export type ImportIssueCode = keyof typeof importIssues;

/** Whether it is the code of an issue. */
export const isIssueCode = (code: unknown): code is ImportIssueCode =>
  typeof code === 'string' && Object.hasOwn(importIssues, code);

/** Forms that cells take which are no list of words; `option`: one of the details' `options`. */
const acceptedForms = {
  names: {
    es: 'hasta {limit} nombres de 60 caracteres, separados por el signo elegido en «Entre varios valores de una celda»',
    en: 'up to {limit} names of 60 characters, separated by the character chosen under "Separator between values in a cell"',
  },
  name: { es: 'un nombre de hasta 60 caracteres', en: 'a name of up to 60 characters' },
  option: { es: '{options}', en: '{options}' },
  text: { es: 'texto de hasta 200 caracteres', en: 'text of up to 200 characters' },
  number: { es: 'un número, como 1250 o 12,5, según lo elegido en «Montos»', en: 'a number, such as 1250 or 12.5' },
  boolean: { es: 'sí, no', en: 'yes, no' },
  date: { es: 'una fecha, como 2026-01-31', en: 'a date, such as 2026-01-31' },
  email: { es: 'un correo, como ana@correo.example', en: 'an e-mail address, such as ana@correo.example' },
  phone: { es: 'un teléfono, como +56912345678', en: 'a phone number, such as +56912345678' },
  rut: { es: 'un RUT con su dígito, como 12345678-5', en: 'a RUT with its check digit, such as 12345678-5' },
  address: { es: 'la dirección del cliente', en: 'the address of the customer' },
} as const satisfies Record<string, Label>;
/** What a cell takes where it is refused with VALUE_INVALID: detail `accepted`. */
export type AcceptedForm = keyof typeof acceptedForms | keyof typeof importWords;
const isForm = (form: string): form is keyof typeof acceptedForms => Object.hasOwn(acceptedForms, form);

/** What stood against a row while it was written, by the code of the refusal; detail `code` of ROW_REFUSED. */
const refusals: Readonly<Record<string, Label>> = {
  ADDRESS_EXISTS: { es: 'el cliente ya tiene esa dirección', en: 'the customer already has this address' },
  ADDRESS_LIMIT: {
    es: 'el cliente ya tiene todas las direcciones que admite',
    en: 'the customer has reached the address limit',
  },
  CUSTOMER_MERGED: {
    es: 'el cliente se unió con otro mientras tanto',
    en: 'the customer was merged with another one in the meantime',
  },
  CUSTOMER_NOT_FOUND: { es: 'el cliente ya no existe', en: 'the customer no longer exists' },
  DEBT_LIMIT: {
    es: 'el cliente ya tiene todas las deudas que admite; borra las que están pagadas',
    en: 'the customer has reached the debt limit; delete settled debts',
  },
  DOCUMENT_EXISTS: {
    es: 'otro cliente tomó ese documento mientras tanto',
    en: 'another customer now has the document',
  },
  METADATA_FIELD_UNKNOWN: {
    es: 'un campo del perfil se archivó mientras tanto',
    en: 'a profile field was archived in the meantime',
  },
  METADATA_VALUE_INVALID: {
    es: 'un campo del perfil ya no admite el valor de la fila',
    en: 'a profile field no longer accepts the value of the row',
  },
  RECIPIENT_IS_SENDER: {
    es: 'una dirección es ahora una cuenta de tu propia empresa',
    en: 'one of the addresses is now an account of your own company',
  },
  USER_NOT_FOUND: {
    es: 'el asesor de la fila ya no es usuario de la empresa',
    en: 'the advisor of the row is no longer a user of the company',
  },
};
const otherRefusal: Label = {
  es: 'alguien cambió lo mismo mientras se importaba',
  en: 'somebody changed the same data during the import',
};

/** The words that a column takes, in the order in which people read them. */
const wordsOf = (column: keyof typeof importWords, language: keyof Label): string =>
  importWords[column].map((word) => word[language]).join(', ');

const dateForms: Readonly<Record<string, Label>> = {
  'dd/mm/yyyy': { es: 'dd-mm-aaaa', en: 'dd-mm-yyyy' },
  'mm/dd/yyyy': { es: 'mm/dd/aaaa', en: 'mm/dd/yyyy' },
  'yyyy-mm-dd': { es: 'aaaa-mm-dd', en: 'yyyy-mm-dd' },
  // A spreadsheet's count of days, where it was to be a date.
  serial: {
    es: 'aaaa-mm-dd (Excel la convirtió en un número: da formato de fecha a la columna y guarda el archivo otra vez)',
    en: 'yyyy-mm-dd (Excel has turned it into a number: format the column as a date and save the file again)',
  },
};

const columnLabels: Readonly<Record<string, Label>> = Object.assign({}, ...Object.values(importColumns));

/** A column by its key or as the file calls it. */
export const columnLabel = (column: string): Label => {
  const { es, en } = columnLabels[column] ?? { es: column, en: column };
  return { es, en };
};

/** Characters that one detail takes in a text. */
const detailLength = 200;

/**
 * The text of an issue with its details filled in. `why` names the code of another one, whose text it becomes; `accepted`
 * the {@link AcceptedForm}; `code` the one of a refusal; `column` a column by its key or as the file calls it; `format` an order of dates.
 */
export const issueText = (
  code: ImportIssueCode,
  language: keyof Label,
  details: Readonly<Record<string, string | number>> = {},
): string => {
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_match, name: string): string => {
      const detail = String(details[name] ?? '').slice(0, detailLength);
      if (name === 'why' && isIssueCode(detail)) {
        const { why: _why, ...others } = details;
        return issueText(detail, language, others);
      }
      if (name === 'accepted') {
        if (isWordColumn(detail)) return wordsOf(detail, language);
        return isForm(detail) ? fill(acceptedForms[detail][language]) : detail;
      }
      if (name === 'refusal') return (refusals[String(details.code ?? '')] ?? otherRefusal)[language];
      if (name === 'column') return columnLabel(detail)[language];
      if (name === 'format') return dateForms[detail]?.[language] ?? detail;
      return isWordColumn(name) ? wordsOf(name, language) : detail;
    });
  return fill(importIssues[code][language]);
};
