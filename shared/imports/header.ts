/** The header of a file: which of our columns stand where (§5.6 #122, #123). Pure. */
import { errorFileColumns, type ImportKind, importColumns, importLimits } from '#contract/import-columns.ts';
import { knownType } from '#shared/customers/document-names.ts';
import { unguarded } from '#shared/processes/csv.ts';
import { RecordReader } from './csv-records.ts';
import { FileFault, type Issue } from './issues.ts';
import { distance, folded } from './text.ts';

/** What stands between the cells of files that people upload. */
export const separatorsOfFiles = [',', ';', '\t', '|'] as const;

/** Metadata of a customer's profile: `meta.<field>`. */
const metadataPrefix = /^meta(?:dato)?[.:]([a-z][A-Za-z0-9_]{0,39})$/;
const forbidden = new Set([
  'proto',
  'constructor',
  'prototype',
  'tenantid',
  'tenant id',
  'tenant',
  'tostring',
  'hasownproperty',
]);

export interface Header {
  readonly separator: string;
  /** Headers as they stand in the file; empty where a column has none. */
  readonly titles: readonly string[];
  /** Key of the column at each position; undefined where it is not used. */
  readonly keys: readonly (string | undefined)[];
  readonly notices: readonly Issue[];
}

const names = new Map<ImportKind, ReadonlyMap<string, string>>();
/** Folded name → key, of every name that a column goes by. */
const namesOf = (kind: ImportKind): ReadonlyMap<string, string> => {
  const known = names.get(kind);
  if (known !== undefined) return known;
  const made = new Map<string, string>();
  for (const [key, column] of Object.entries(importColumns[kind])) {
    for (const name of [key, column.es, column.en, ...(column.aliases ?? [])]) made.set(folded(name), key);
  }
  names.set(kind, made);
  return made;
};
const ofErrorFile = new Set(Object.values(errorFileColumns).flatMap(({ es, en }) => [folded(es), folded(en)]));

/** Which of our columns a title means. */
export interface ColumnNames {
  readonly kind: ImportKind;
  /** Key of the column; undefined for a title that means none. */
  keyOf(title: string): string | undefined;
}

/** Titles that people gave a meaning to, folded; null where a column is not to be used. */
export type ColumnMapping = Readonly<Record<string, string | null>>;

/** A mapping as it was asked for, by titles as they are compared. */
export const foldedTitles = (columns: ColumnMapping): ColumnMapping =>
  Object.fromEntries(Object.entries(columns).map(([title, key]) => [folded(title), key]));

/** @param mapping goes before the names that we know: somebody said so */
export const columnNames = (kind: ImportKind, mapping: ColumnMapping = {}): ColumnNames => ({
  kind,
  keyOf(title) {
    const name = folded(title);
    if (Object.hasOwn(mapping, name)) return mapping[name] ?? undefined;
    const known = namesOf(kind).get(name);
    if (known !== undefined || kind !== 'customers') return known;
    const field = metadataPrefix.exec(title.trim())?.[1];
    return field === undefined ? undefined : `meta.${field}`;
  },
});

/** Words around the name of a document in a title: `N° RUT del cliente`. */
const titleWords = /\b(?:n|no|nro|num|numero|del?|la|el|cliente|deudor|deudora|titular|socio|persona|id)\b/g;
/** The type of document that a title names, such as `RUT` or `N° de cédula`. */
const documentTypeOf = (title: string): string | undefined => {
  const name = folded(title);
  return knownType(name.replaceAll(' ', '')) ?? knownType(name.replace(titleWords, '').replaceAll(' ', ''));
};

/** The type of all documents of a file that has no column for it, where the title of the number names it. */
export const typeOfDocuments = ({ keys, titles }: Pick<Header, 'keys' | 'titles'>): string | undefined =>
  keys.includes('documentType') ? undefined : documentTypeOf(titles[keys.indexOf('documentNumber')] ?? '');

/** Keys with the number of the document, where the only title that names a type of documents holds it. */
const withDocumentNumber = (
  keys: readonly (string | undefined)[],
  titles: readonly string[],
): readonly (string | undefined)[] => {
  if (keys.includes('documentNumber')) return keys;
  const named = titles.flatMap((title, at) =>
    keys[at] === undefined && documentTypeOf(title) !== undefined ? [at] : [],
  );
  return named.length === 1 ? keys.map((key, at) => (at === named[0] ? 'documentNumber' : key)) : keys;
};

/** Cells of one line; none where it cannot be read. */
export const titlesIn = (separator: string, line: string): readonly string[] => {
  const reader = new RecordReader(separator, { offset: 0, line: 1 });
  const [first] = [...reader.push(Buffer.from(line)), ...reader.end()];
  return first?.fault === undefined ? (first?.cells ?? []) : [];
};

/** A column that is missing, with the title that may be meant; a person can say which of the others it is. */
const missing = (kind: ImportKind, keys: readonly string[], unused: readonly string[]): FileFault => {
  const [key = ''] = keys;
  const wanted = [...namesOf(kind)].filter(([, owner]) => owner === key).map(([name]) => name);
  const meant = unused.find((title) => wanted.some((name) => distance(folded(title), name) <= 2));
  const hint = meant === undefined ? '' : ` ¿«${meant}»?`;
  const question =
    unused.length < keys.length ? undefined : { kind: 'columns' as const, missing: [...keys], titles: [...unused] };
  return new FileFault('COLUMN_MISSING', { column: key, hint }, question);
};

/**
 * @param cells of the header's row
 * @throws FileFault HEADER_UNREADABLE, FILE_TOO_MANY_COLUMNS, HEADER_FORBIDDEN, HEADER_DUPLICATE, COLUMN_MISSING
 */
export const readHeader = (names: ColumnNames, cells: readonly string[], separator: string): Header => {
  const titles = cells.map((title) => unguarded(title).replace(/\s+/g, ' ').trim());
  if (titles.every((title) => title === '')) throw new FileFault('HEADER_UNREADABLE');
  if (titles.length > importLimits.columns)
    throw new FileFault('FILE_TOO_MANY_COLUMNS', { limit: importLimits.columns });
  const keys = withDocumentNumber(
    titles.map((title) => (title === '' ? undefined : names.keyOf(title))),
    titles,
  );
  const seen = new Set<string>();
  for (const [position, title] of titles.entries()) {
    if (title === '') continue;
    if (forbidden.has(folded(title))) throw new FileFault('HEADER_FORBIDDEN', { column: title });
    const name = keys[position] ?? folded(title);
    if (seen.has(name)) throw new FileFault('HEADER_DUPLICATE', { column: title });
    seen.add(name);
  }
  const unused = titles.filter(
    (title, position) => title !== '' && keys[position] === undefined && !ofErrorFile.has(folded(title)),
  );
  const required = Object.entries(importColumns[names.kind]).filter(([, column]) => column.required === true);
  const isTyped = typeOfDocuments({ keys, titles }) !== undefined;
  const absent = required
    .map(([key]) => key)
    .filter((key) => !(keys.includes(key) || (key === 'documentType' && isTyped)));
  // A file of which nothing is known is another file, and no question.
  if (absent.length > 0) throw missing(names.kind, absent, keys.some((key) => key !== undefined) ? unused : []);
  const notices = unused.map((title): Issue => ({ code: 'COLUMN_IGNORED', details: { column: title } }));
  return { separator, titles, keys, notices };
};
