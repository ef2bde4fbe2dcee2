/** What is wrong with a row, and the fault of a whole file. Pure. */
import type { ImportIssueCode } from '#contract/import-issues.ts';
import type { ImportQuestion } from '#contract/import-questions.ts';

export type IssueDetails = Readonly<Record<string, string | number>>;

/** `column`: key of the column, where the issue is about one. */
export interface Issue {
  readonly code: ImportIssueCode;
  readonly column?: string;
  readonly details?: IssueDetails;
}

/** The file cannot be imported as it is, or not before somebody has answered. */
export class FileFault extends Error {
  readonly issue: Issue;
  readonly question: ImportQuestion | undefined;

  constructor(code: ImportIssueCode, details?: IssueDetails, question?: ImportQuestion) {
    super(code);
    this.name = 'FileFault';
    this.issue = details === undefined ? { code } : { code, details };
    this.question = question;
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
