/**
 * Files of debts of any size, the same for the same seed, with the sums that their import must end in, and the debts that
 * must be there afterwards. Rows of one customer stand together, as offices' files have them.
 */
import { documentOf, type ExpectedSums, randomOf } from './import-files.ts';

export interface DebtsFile {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly sums: ExpectedSums;
  /** A file of what the company owes before: half of it is in the other one, the rest is missing there. */
  readonly before: Buffer<ArrayBuffer>;
  readonly owed: number;
  readonly missing: number;
  /** By document and code, once the missing are settled; balances in minor units. */
  readonly debts: ReadonlyMap<string, { readonly balance: number; readonly state: string }>;
  /** Changes of debts on record in the end: each created once, each changed or settled once. */
  readonly changes: number;
}

const titles = 'RUT;Código de deuda;Saldo;Fecha de vencimiento;Moneda;Estado;Cartera;Cuotas';

/** Rows that are rejected, each for another reason. */
const spoil: readonly ((cells: readonly string[]) => readonly string[])[] = [
  (cells) => cells.with(2, '-100'),
  (cells) => cells.with(2, 'mucho'),
  (cells) => cells.with(3, '31/02/2026'),
  (cells) => cells.with(4, 'PESOS'),
  (cells) => cells.with(0, '12.345.678-9'),
  (cells) => cells.with(7, 'doce'),
];
const states = ['Vigente', 'Vencida', 'En disputa', 'Repactada'] as const;
const stored = { Vigente: 'current', Vencida: 'overdue', 'En disputa': 'disputed', Repactada: 'restructured' } as const;

/**
 * One row in twenty is rejected, one repeats a row above it, and one in twenty changes a debt that was owed before.
 * @param customers that exist, `documentOf(1)` to `documentOf(customers)`
 */
export const createDebtsFile = ({
  seed,
  rows,
  customers,
  allNew = false,
}: {
  readonly seed: number;
  readonly rows: number;
  readonly customers: number;
  /** Every row makes a debt. */
  readonly allNew?: boolean;
}): DebtsFile => {
  const random = randomOf(seed);
  const debts = new Map<string, { readonly balance: number; readonly state: string }>();
  const [lines, before] = [[titles], [titles]];
  const sums = { created: 0, updated: 0, duplicate: 0, rejected: 0 };
  let [missing, changes] = [0, 0];
  const cellsOf = (document: string, code: string, state: keyof typeof stored) => {
    const balance = 1 + Math.floor(random() * 5_000_000);
    const due = `2026-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`;
    const written = random() < 0.5 ? String(balance) : balance.toLocaleString('es-CL');
    const instalments = random() < 0.2 ? `${due} ${balance}` : '';
    return { balance, cells: [document, code, written, due, 'CLP', state, 'Norte', instalments] };
  };
  let last = '';
  for (let index = 0; index < rows; index += 1) {
    const document = documentOf(1 + Math.floor((index * customers) / rows));
    const code = `F-${index}`;
    const place = `${document} ${code}`;
    const state = states[Math.floor(random() * states.length)] ?? 'Vigente';
    const { balance, cells } = cellsOf(document, code, state);
    const kind = allNew ? 0 : index % 20;
    if (kind === 7) {
      const wrong = spoil[Math.floor(index / 20) % spoil.length] ?? ((all) => all);
      lines.push(wrong(cells).join(';'));
      sums.rejected += 1;
    } else if (kind === 12) {
      lines.push(last);
      sums.duplicate += 1;
    } else {
      last = cells.join(';');
      lines.push(last);
      debts.set(place, { balance, state: stored[state] });
      changes += 1;
      if (kind === 3) {
        before.push(
          cells
            .with(2, String(balance + 1))
            .with(7, '')
            .join(';'),
        );
        sums.updated += 1;
        changes += 1;
      } else sums.created += 1;
    }
    if (kind === 15) {
      const old = `V-${index}`;
      before.push(cellsOf(document, old, 'Vencida').cells.join(';'));
      debts.set(`${document} ${old}`, { balance: 0, state: 'paid' });
      missing += 1;
      changes += 2;
    }
  }
  const text = (all: readonly string[]) => Buffer.from(`${all.join('\r\n')}\r\n`);
  return { bytes: text(lines), sums, before: text(before), owed: before.length - 1, missing, debts, changes };
};
