/**
 * What becomes of each row of a batch (I11): exactly one of created, updated, duplicate, rejected. What the file tells
 * by itself comes first, then what the table holds; a plan that was written before a crash takes the table's place.
 */
import type { CsvRecord } from './csv-records.ts';
import type { Issue } from './issues.ts';
import type { Decision, FileDecision, Numbered, Prepared, RowKind, RowOutcome } from './row-kind.ts';
import type { SeenRows } from './seen-rows.ts';

interface Read<Row> {
  readonly record: CsvRecord;
  readonly taken: (Numbered<Row> & { readonly decision: FileDecision; readonly notices: readonly Issue[] }) | undefined;
  readonly issues: readonly Issue[];
}

export interface Judged<Row> {
  readonly record: CsvRecord;
  readonly outcome: RowOutcome | 'rejected';
  /** Why it was rejected, or what is told of a row that was taken. */
  readonly issues: readonly Issue[];
  /** What is to be written of it. */
  readonly row: Row | undefined;
}

/** Reads the rows, and compares them with those above them. Pure but for `seen`. */
export const readRows = <Row>(
  kind: RowKind<Row>,
  records: readonly CsvRecord[],
  seen: SeenRows,
): readonly Read<Row>[] =>
  records.map((record) => {
    if (record.fault !== undefined) return { record, taken: undefined, issues: [{ code: record.fault }] };
    const parsed = kind.parse(record.cells);
    if ('issues' in parsed) return { record, taken: undefined, issues: parsed.issues };
    const decision = kind.compare(parsed.row, record.line, seen);
    if (decision.kind === 'rejected') return { record, taken: undefined, issues: [decision.issue] };
    return { record, taken: { row: parsed.row, line: record.line, decision, notices: parsed.notices }, issues: [] };
  });

/** Rows that the table has to decide. */
export const openRows = <Row>(rows: readonly Read<Row>[]): readonly Numbered<Row>[] =>
  rows.flatMap(({ taken }) => (taken?.decision.kind === 'new' ? [taken] : []));

/** Rows whose writing or deciding needs what the table holds. */
export const lookedUpRows = <Row>(rows: readonly Read<Row>[]): readonly Numbered<Row>[] =>
  rows.flatMap(({ taken }) =>
    taken === undefined || (taken.decision.kind === 'outcome' && !taken.decision.isWritten) ? [] : [taken],
  );

const letters = { created: 'c', updated: 'u', duplicate: 'd' } as const;
const outcomes: Readonly<Record<string, RowOutcome>> = { c: 'created', u: 'updated', d: 'duplicate' };
const rejected = 'x';

/** The decisions of a batch as text; why the table rejected a row is found again by asking it again. */
export const writePlan = (decisions: readonly Decision[]): string =>
  decisions.map((decision) => (typeof decision === 'string' ? letters[decision] : rejected)).join('');

/** The decisions that were written before; `now` tells why where one rejected its row. */
export const readPlan = (plan: string, now: readonly Decision[]): readonly Decision[] =>
  now.map((decision, index) => {
    const outcome = outcomes[plan[index] ?? ''];
    if (outcome !== undefined) return outcome;
    // What stood against it then may be gone; the row was rejected all the same, and can be uploaded again.
    return typeof decision === 'string' ? { code: 'CUSTOMER_NOT_FOUND' } : decision;
  });

/** @param decisions of {@link openRows}, in their order */
export const judge = <Row>(rows: readonly Read<Row>[], decisions: readonly Decision[]): readonly Judged<Row>[] => {
  let next = 0;
  return rows.map(({ record, taken, issues }): Judged<Row> => {
    if (taken === undefined) return { record, outcome: 'rejected', issues, row: undefined };
    const { row, decision, notices } = taken;
    if (decision.kind === 'outcome') {
      const told = decision.notice === undefined ? notices : [...notices, decision.notice];
      return { record, outcome: decision.outcome, issues: told, row: decision.isWritten ? row : undefined };
    }
    const decided = decisions[next] ?? 'duplicate';
    next += 1;
    if (typeof decided !== 'string') return { record, outcome: 'rejected', issues: [decided], row: undefined };
    return { record, outcome: decided, issues: notices, row: decided === 'duplicate' ? undefined : row };
  });
};

/** Looks up what the rows need. */
export const prepareRows = <Row>(kind: RowKind<Row>, rows: readonly Read<Row>[]): Promise<Prepared<Row>> =>
  kind.prepare(lookedUpRows(rows));
