/** What an import has found so far: counts, and which issues most (I11, F19). Pure. */
import type { ImportRecord } from '#shared/processes/entities.ts';
import type { Issue } from './issues.ts';

export type Tally = Pick<ImportRecord, 'counts' | 'interactions' | 'warnings' | 'issues'>;

/** Kinds of issues that are told; there are not many more. */
const mostIssues = 30;

export const emptyTally = (): Tally => ({
  counts: { created: 0, updated: 0, duplicate: 0, rejected: 0 },
  interactions: 0,
  warnings: 0,
  issues: [],
});

/** Notes an issue; the first place at which it was found stays. */
export const withIssue = (issues: Tally['issues'], issue: Issue, line: number | null): Tally['issues'] => {
  const known = issues.find(({ code }) => code === issue.code);
  if (known !== undefined) return issues.map((each) => (each === known ? { ...each, count: each.count + 1 } : each));
  return issues.length >= mostIssues
    ? issues
    : [...issues, { code: issue.code, count: 1, line, details: { ...issue.details } }];
};

/** True for a row that is taken, and of which people should know all the same. */
export const isWarning = (issue: Issue): boolean => issue.code === 'ADDRESS_LEFT_OUT';

export interface Counted {
  readonly outcome: keyof Tally['counts'];
  readonly line: number;
  readonly issues: readonly Issue[];
  /** Interactions that it makes. */
  readonly weight: number;
}

export const counted = (tally: Tally, rows: readonly Counted[]): Tally => {
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
