/**
 * Files to import, of any size and the same for the same seed, with the sums that their import must end in (issue 4,
 * point 5). Good and bad rows are mixed; every row of a file is of exactly one kind, so that the sums are known.
 */
import { writeXlsx } from 'hucre/xlsx';

/** Customers whose rows are good: `RUT` numbers with their check digit, from 1. */
export const documentOf = (index: number): string => {
  const digits = String(5_000_000 + index);
  let sum = 0;
  for (let i = digits.length - 1, factor = 2; i >= 0; i -= 1, factor = factor === 7 ? 2 : factor + 1) {
    sum += Number(digits[i]) * factor;
  }
  const rest = 11 - (sum % 11);
  return `${digits}-${rest === 11 ? '0' : rest === 10 ? 'K' : rest}`;
};

/** Mulberry32: small, fast, and the same everywhere. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export interface ExpectedSums {
  readonly created: number;
  readonly updated: number;
  readonly duplicate: number;
  readonly rejected: number;
}

export const historyTitles =
  'Tipo de documento;Número identificador único;Canal;Fecha de envío;Destinatarios;Estado;Hora de envío;Asunto;Contenido;Campaña;Código de error';

const channels = ['Correo', 'SMS', 'WhatsApp'] as const;
const states = ['Enviada', 'Entregada', 'Leída', 'No leída', 'Respondida', 'Fallida'] as const;
const two = (value: number): string => String(value).padStart(2, '0');

export interface HistoryFileOptions {
  readonly seed: number;
  readonly rows: number;
  /** Customers that exist, `documentOf(1)` to `documentOf(customers)`. */
  readonly customers: number;
  /** Part of the rows that is rejected; as many again are duplicates. Default 0.05. */
  readonly badShare?: number;
}

type Spoil = (cells: readonly string[]) => readonly string[];

/** Rows that are rejected, each for another reason. */
const spoilCells: readonly Spoil[] = [
  (cells) => cells.with(2, 'Paloma'),
  (cells) => cells.with(3, '31/02/2026'),
  (cells) => cells.with(3, '46000'),
  (cells) => cells.with(5, 'Perdida'),
  (cells) => cells.with(4, '1'),
  (cells) => cells.with(1, '12345678-9'),
  (cells) => cells.with(1, documentOf(9_000_000)),
];
/** What only a text can have wrong: its width, its quotes. */
const spoilText: readonly Spoil[] = [...spoilCells, (cells) => cells.slice(0, 7), (cells) => cells.with(7, 'a"b')];

interface HistoryRow {
  readonly index: number;
  readonly outcome: 'created' | 'duplicate' | 'rejected';
  /** As they stand in a text. Of a duplicate those of the good row above it. */
  readonly cells: readonly string[];
}

function* historyRows(options: HistoryFileOptions, spoil: readonly Spoil[]): Generator<HistoryRow> {
  const { rows, customers, badShare = 0.05 } = options;
  const random = randomOf(options.seed);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  let last: readonly string[] | undefined;
  for (let index = 0; index < rows; index += 1) {
    const channel = pick(channels);
    const number = index % 40_000_000;
    const recipient = channel === 'Correo' ? `cliente${number}@correo.example` : `+569${String(50_000_000 + number)}`;
    const state = pick(states);
    const cells = [
      'RUT',
      documentOf(1 + Math.floor(random() * customers)),
      channel,
      `2026-${two(1 + Math.floor(random() * 5))}-${two(1 + Math.floor(random() * 28))}`,
      recipient,
      state,
      `${two(Math.floor(random() * 24))}:${two(Math.floor(random() * 60))}`,
      `"Aviso; número ${index}"`,
      'Señora Ñuñez, su cuota está vencida.',
      'Otoño',
      state === 'Fallida' ? '5.1.1' : '',
    ];
    const chance = random();
    if (chance < badShare) {
      yield { index, outcome: 'rejected', cells: pick(spoil)(cells) };
    } else if (chance < 2 * badShare && last !== undefined) {
      yield { index, outcome: 'duplicate', cells: last };
    } else {
      last = cells;
      yield { index, outcome: 'created', cells };
    }
  }
}

const noSums = () => ({ created: 0, updated: 0, duplicate: 0, rejected: 0 });

/** The file piece by piece; `sums` is right once all pieces were taken. */
export const createHistoryFile = (options: HistoryFileOptions) => {
  const sums = noSums();
  function* lines(): Generator<string> {
    Object.assign(sums, noSums());
    yield `\ufeff${historyTitles}\r\n`;
    let last = '';
    for (const { index, outcome, cells } of historyRows(options, spoilText)) {
      sums[outcome] += 1;
      // Of several writers: some end their rows otherwise.
      const line = `${cells.join(';')}${outcome === 'created' && index % 7 === 0 ? '\n' : '\r\n'}`;
      if (outcome === 'created') last = line;
      yield outcome === 'duplicate' ? last : line;
    }
  }
  function* pieces(): Generator<Buffer> {
    let text = '';
    for (const line of lines()) {
      text += line;
      if (text.length > 200_000) {
        yield Buffer.from(text);
        text = '';
      }
    }
    if (text !== '') yield Buffer.from(text);
  }
  return {
    pieces,
    /** The whole file; for sizes that fit. */
    bytes: (): Buffer<ArrayBuffer> => Buffer.concat([...pieces()]),
    sums: sums as ExpectedSums,
  };
};

/** Cells without the quotes of CSV. */
const plainCells = (cells: readonly string[]): string[] => cells.map((cell) => cell.replace(/^"(.*)"$/, '$1'));

/** Cells as a workbook holds them: days typed. */
const typedCells = (cells: readonly string[]): (string | Date)[] =>
  cells.map((cell) => (/^\d{4}-\d{2}-\d{2}$/.test(cell) ? new Date(`${cell}T00:00:00Z`) : cell));

/** The same kind of rows as a workbook that another program has written, with a title above its header. */
export const createHistoryWorkbook = async (
  options: HistoryFileOptions,
): Promise<{
  readonly bytes: Buffer<ArrayBuffer>;
  readonly sums: ExpectedSums;
  /** Cells of each row as people read them. */
  readonly records: readonly (readonly string[])[];
}> => {
  const sums = noSums();
  const records: string[][] = [];
  for (const { outcome, cells } of historyRows(options, spoilCells)) {
    sums[outcome] += 1;
    records.push(plainCells(cells));
  }
  const rows = [['Gestiones de otoño'], historyTitles.split(';'), ...records.map(typedCells)];
  return { bytes: Buffer.from(await writeXlsx({ sheets: [{ name: 'Gestiones', rows }] })), sums, records };
};
