/** What is wrong with a row, and the fault of a whole file. Pure. */
import type { ImportIssueCode } from '#contract/import-issues.ts';

export type IssueDetails = Readonly<Record<string, string | number>>;

/** `column`: key of the column, where the issue is about one. */
export interface Issue {
  readonly code: ImportIssueCode;
  readonly column?: string;
  readonly details?: IssueDetails;
}

/** The file cannot be imported as it is. */
export class FileFault extends Error {
  readonly issue: Issue;

  constructor(code: ImportIssueCode, details?: IssueDetails) {
    super(code);
    this.name = 'FileFault';
    this.issue = details === undefined ? { code } : { code, details };
  }
}

/** One cell is wrong; thrown by the readers of cells, caught per column. */
export class CellFault extends Error {
  readonly code: ImportIssueCode;
  readonly details: IssueDetails;

  constructor(code: ImportIssueCode, details: IssueDetails = {}) {
    super(code);
    this.name = 'CellFault';
    this.code = code;
    this.details = details;
  }
}
