/**
 * Files to import, of any size and the same for the same seed, with the sums that their import must end in (issue 4,
 * point 5). Good and bad rows are mixed; every row of a file is of exactly one kind, so that the sums are known.
 */

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

/** Rows that are rejected, each for another reason. */
const spoil: readonly ((cells: string[]) => string)[] = [
  (cells) => cells.with(2, 'Paloma').join(';'),
  (cells) => cells.with(3, '31/02/2026').join(';'),
  (cells) => cells.with(3, '46000').join(';'),
  (cells) => cells.with(5, 'Perdida').join(';'),
  (cells) => cells.with(4, '1').join(';'),
  (cells) => cells.with(1, '12345678-9').join(';'),
  (cells) => cells.with(1, documentOf(9_000_000)).join(';'),
  (cells) => cells.slice(0, 7).join(';'),
  (cells) => cells.with(7, 'a"b').join(';'),
];

/** The file piece by piece; `sums` is right once all pieces were taken. */
export const createHistoryFile = (options: HistoryFileOptions) => {
  const { rows, customers, badShare = 0.05 } = options;
  const sums = { created: 0, updated: 0, duplicate: 0, rejected: 0 };
  function* lines(): Generator<string> {
    Object.assign(sums, { created: 0, updated: 0, duplicate: 0, rejected: 0 });
    const random = randomOf(options.seed);
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
    yield `\ufeff${historyTitles}\r\n`;
    let last: string | undefined;
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
        sums.rejected += 1;
        yield `${pick(spoil)(cells)}\r\n`;
      } else if (chance < 2 * badShare && last !== undefined) {
        sums.duplicate += 1;
        yield last;
      } else {
        sums.created += 1;
        last = `${cells.join(';')}${index % 7 === 0 ? '\n' : '\r\n'}`;
        yield last;
      }
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
    bytes: (): Buffer => Buffer.concat([...pieces()]),
    sums: sums as ExpectedSums,
  };
};
