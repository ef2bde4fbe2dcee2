/**
 * Cells of a workbook whose program has written a formula and no value. They are never calculated: on their way through
 * the copy of the file they carry a mark that no text of a cell may hold, so that their row is refused with the formula.
 */
const mark = '\u0001=';
/** The beginning is enough to find it. */
const shown = 60;

export const uncalculated = (formula: string): string => `${mark}${formula.slice(0, shown)}`;

/** The formula as people know it, of a cell that was marked. */
export const formulaIn = (cell: string): string | undefined =>
  cell.startsWith(mark) ? cell.slice(mark.length - 1) : undefined;
