/** Words of a file as they are compared, and cells as they were meant. Pure. */

/** Without case, accents and punctuation: `Fecha de envío`, `fecha_de_envio` and `FECHA DE ENVÍO` are one. */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const guarded = /^'+[=+\-@\t\r\n\0＝＋－＠]/;

/**
 * Takes back the `'` that our files put before what a spreadsheet would calculate (shared/processes/csv.ts), so that
 * export and import are each other's inverse (I20).
 */
export const unguarded = (cell: string): string =>
  cell.charCodeAt(0) === 0x27 && guarded.test(cell) ? cell.slice(1) : cell;

/** Edits that turn one text into the other, counted up to 3. */
export const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(3, row[b.length] ?? 3);
};
