/**
 * What becomes of each row of a batch (I11): exactly one of created, updated, duplicate, rejected. What the file tells
 * by itself comes first, then what the table holds; a plan that was written before a crash takes the table's place.
 */
import type { CsvRecord } from './csv-records.ts';
import type { Issue } from './issues.ts';
import type {
  FileDecision,
  Numbered,
  OpenRow,
  PreparedRows,
  RefusedRow,
  RowDecision,
  RowKind,
  RowOutcome,
} from './row-kind.ts';
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
export const openRows = <Row>(rows: readonly Read<Row>[]): readonly OpenRow<Row>[] =>
  rows.flatMap(({ taken }) => {
    if (taken === undefined) return [];
    const { row, line, decision } = taken;
    return decision.kind === 'new' || decision.kind === 'later'
      ? [{ row, line, decision: { kind: decision.kind } }]
      : [];
  });

/** Rows whose writing or deciding needs what the table holds. */
export const lookedUpRows = <Row>(rows: readonly Read<Row>[]): readonly Numbered<Row>[] =>
  rows.flatMap(({ taken }) =>
    taken === undefined || (taken.decision.kind === 'outcome' && !taken.decision.isWritten) ? [] : [taken],
  );

const letters = { created: 'c', updated: 'u', duplicate: 'd' } as const;
const outcomes: Readonly<Record<string, RowOutcome>> = { c: 'created', u: 'updated', d: 'duplicate' };
const rejected = 'x';

/** The decisions of a batch as text; why the table rejected a row is found again by asking it again. */
export const writePlan = (decisions: readonly RowDecision[]): string =>
  decisions.map((decision) => (typeof decision === 'string' ? letters[decision] : rejected)).join('');

/** The decisions that were written before; `now` tells why where one rejected its row. */
export const readPlan = (plan: string, now: readonly RowDecision[]): readonly RowDecision[] =>
  now.map((decision, index) => {
    const outcome = outcomes[plan[index] ?? ''];
    if (outcome !== undefined) return outcome;
    // What stood against it then may be gone; the row was rejected all the same, and can be uploaded again.
    return typeof decision === 'string' ? { code: 'ROW_PASSED_OVER' } : decision;
  });

/** @param decisions of {@link openRows}, in their order */
export const judgeRows = <Row>(
  rows: readonly Read<Row>[],
  decisions: readonly RowDecision[],
): readonly Judged<Row>[] => {
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

/** The rows of a batch after they were written: what a rule refused then is rejected, or told where it is there in part. */
export const withRefused = <Row>(
  judged: readonly Judged<Row>[],
  refused: readonly RefusedRow[],
): readonly Judged<Row>[] => {
  const byLine = new Map(refused.map((each) => [each.line, each]));
  return judged.map((each) => {
    const refusal = byLine.get(each.record.line);
    if (refusal === undefined) return each;
    const { issue, isMade } = refusal;
    return isMade
      ? { ...each, issues: [...each.issues, { code: 'ROW_UNFINISHED' }, issue] }
      : { ...each, outcome: 'rejected', issues: [issue], row: undefined };
  });
};

/** A row that was judged, and the interactions of it that are there. */
export interface Settled<Row> extends Judged<Row> {
  readonly weight: number;
}

/**
 * What became of the rows of a batch whose writing was given up: what is there counts as planned, the rest is rejected,
 * to be uploaded again.
 * @param judged as the plan has it
 */
export const settle = <Row>(
  judged: readonly Judged<Row>[],
  prepared: Pick<PreparedRows<Row>, 'look'>,
): readonly Settled<Row>[] => {
  const planned = judged.flatMap(({ record, row, outcome }) =>
    row === undefined || outcome === 'rejected' ? [] : [{ row, line: record.line, planned: outcome }],
  );
  const standings = new Map(prepared.look(planned).map((standing, index) => [planned[index]?.line, standing]));
  return judged.map((each): Settled<Row> => {
    const standing = each.row === undefined ? undefined : standings.get(each.record.line);
    if (standing === undefined || standing.extent === 'whole') return { ...each, weight: standing?.weight ?? 0 };
    const { weight } = standing;
    const isThere = standing.extent === 'part' && each.outcome === 'created';
    return isThere
      ? { ...each, weight, issues: [...each.issues, { code: 'ROW_UNFINISHED' }] }
      : { ...each, weight: 0, outcome: 'rejected', issues: [{ code: 'ROW_NOT_WRITTEN' }] };
  });
};

/** Looks up what the rows need. */
export const prepareRows = <Row>(kind: RowKind<Row>, rows: readonly Read<Row>[]): Promise<PreparedRows<Row>> =>
  kind.prepare(lookedUpRows(rows));
