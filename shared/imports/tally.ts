/** What an import has found so far: counts, and which issues most (I11, F19). Pure. */
import type { ImportRecord } from '#shared/processes/entities.ts';
import type { Issue } from './issues.ts';

export type Tally = Pick<ImportRecord, 'counts' | 'interactions' | 'warnings' | 'issues'>;

/** Kinds of issues that are told, each once a column. */
const mostIssues = 60;

export const emptyTally = (): Tally => ({
  counts: { created: 0, updated: 0, duplicate: 0, rejected: 0 },
  interactions: 0,
  warnings: 0,
  issues: [],
});

/** Notes an issue by its column, addresses that were left out by their reason; the first place and value stay. */
export const withIssue = (issues: Tally['issues'], issue: Issue, line: number | null): Tally['issues'] => {
  const known = issues.find(
    ({ code, column, details }) => code === issue.code && column === issue.column && details.why === issue.details?.why,
  );
  if (known !== undefined) return issues.map((each) => (each === known ? { ...each, count: each.count + 1 } : each));
  return issues.length >= mostIssues
    ? issues
    : [...issues, { ...issue, count: 1, line, details: { ...issue.details } }];
};

const warnings = new Set<Issue['code']>([
  'ADDRESS_LEFT_OUT',
  'ROW_UNFINISHED',
  'DOCUMENT_CHECK_DIGIT',
  'ID_ZEROS_RESTORED',
]);

/** True for a row that is taken, and of which people should know all the same. */
export const isWarning = ({ code }: Issue): boolean => warnings.has(code);

export interface CountedRow {
  readonly outcome: keyof Tally['counts'];
  readonly line: number;
  readonly issues: readonly Issue[];
  /** Interactions that it makes. */
  readonly weight: number;
}

export const counted = (tally: Tally, rows: readonly CountedRow[]): Tally => {
  const counts = { ...tally.counts };
  let { interactions, warnings, issues } = tally;
  for (const row of rows) {
    counts[row.outcome] += 1;
    if (row.outcome === 'created' || row.outcome === 'updated') interactions += row.weight;
    if (row.outcome !== 'rejected' && row.issues.some(isWarning)) warnings += 1;
    for (const issue of row.issues) issues = withIssue(issues, issue, row.line);
  }
  return {
    counts,
    interactions,
    warnings,
    issues: issues.toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  };
};
