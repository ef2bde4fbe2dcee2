/** The header of a file: which separator it uses, and which of our columns stand where (§5.6 #120, #122, #123). Pure. */
import { errorFileColumns, type ImportKind, importColumns, importLimits } from '#contract/import-columns.ts';
import { RecordReader } from './csv-records.ts';
import { FileFault, type Issue } from './issues.ts';
import { distance, folded, unguarded } from './text.ts';

const separators = [',', ';', '\t'] as const;

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
  /** Headers as they stand in the file. */
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

const keyOf = (kind: ImportKind, title: string): string | undefined => {
  const known = namesOf(kind).get(folded(title));
  if (known !== undefined || kind !== 'customers') return known;
  const field = metadataPrefix.exec(title.trim())?.[1];
  return field === undefined ? undefined : `meta.${field}`;
};

const titlesWith = (separator: string, line: string): readonly string[] => {
  const reader = new RecordReader(separator, { offset: 0, line: 1 });
  const [first] = [...reader.push(Buffer.from(line)), ...reader.end()];
  return first?.fault === undefined ? (first?.cells ?? []).map((title) => unguarded(title).trim()) : [];
};

/** A column that is missing, with the title that may be meant. */
const missing = (kind: ImportKind, key: string, unused: readonly string[]): FileFault => {
  const column = importColumns[kind][key];
  const wanted = [...namesOf(kind)].filter(([, owner]) => owner === key).map(([name]) => name);
  const meant = unused.find((title) => wanted.some((name) => distance(folded(title), name) <= 2));
  const hint = meant === undefined ? '' : ` ¿«${meant}»?`;
  return new FileFault('COLUMN_MISSING', { column: column?.es ?? key, hint });
};

/**
 * @param line the first record as it stands in the file
 * @throws FileFault
 */
export const readHeader = (kind: ImportKind, line: string): Header => {
  const candidates = separators.map((separator) => {
    const titles = titlesWith(separator, line);
    return { separator, titles, known: titles.filter((title) => keyOf(kind, title) !== undefined).length };
  });
  const best = candidates.toSorted((a, b) => b.known - a.known || b.titles.length - a.titles.length)[0];
  if (best === undefined || best.titles.length === 0) throw new FileFault('HEADER_UNREADABLE');
  const { separator, titles } = best;
  if (titles.length > importLimits.columns)
    throw new FileFault('FILE_TOO_MANY_COLUMNS', { limit: importLimits.columns });
  const keys = titles.map((title) => keyOf(kind, title));
  const seen = new Set<string>();
  for (const [position, title] of titles.entries()) {
    if (title === '') throw new FileFault('HEADER_EMPTY', { position: position + 1 });
    if (forbidden.has(folded(title))) throw new FileFault('HEADER_FORBIDDEN', { column: title });
    const name = keys[position] ?? folded(title);
    if (seen.has(name)) throw new FileFault('HEADER_DUPLICATE', { column: title });
    seen.add(name);
  }
  const unused = titles.filter((title, position) => keys[position] === undefined && !ofErrorFile.has(folded(title)));
  for (const [key, column] of Object.entries(importColumns[kind])) {
    if (column.required === true && !keys.includes(key)) throw missing(kind, key, unused);
  }
  const notices = unused.map((title): Issue => ({ code: 'COLUMN_IGNORED', details: { column: title } }));
  return { separator, titles, keys, notices };
};
