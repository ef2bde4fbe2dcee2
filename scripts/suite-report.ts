/** What vitest's JSON report says of a file, as far as it is read here. */
export interface FileReport {
  /** Path of the test file. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** More files than these that fail together say that something is broken, not that a machine was slow for a moment. */
const mostFilesAgain = 3;

/** @param text a report by vitest's JSON reporter */
export const parseReport = (text: string): readonly FileReport[] => {
  const { testResults }: { testResults: readonly FileReport[] } = JSON.parse(text);
  return testResults;
};

/** Whether a test of the file failed, or the file could not be loaded, set up or torn down. */
const hasFailed = ({ status, assertionResults }: FileReport): boolean =>
  status === 'failed' || assertionResults.some((test) => test.status === 'failed');

/**
 * The files to run a second time: those that failed, if they are few. None when nothing failed, and none when so much
 * failed that a second run would tell nothing new.
 */
export const filesToRunAgain = (files: readonly FileReport[]): readonly string[] => {
  const failed = files.filter(hasFailed).map(({ name }) => name);
  return failed.length <= mostFilesAgain ? failed : [];
};

/**
 * Takes the second run of some files into the report of the first: a file that was run again counts as its second run
 * does. A file that the second run does not name stays as it was.
 *
 * @returns the files, and the names of what failed and then passed
 */
export const withSecondRun = (
  first: readonly FileReport[],
  second: readonly FileReport[],
): { readonly files: readonly FileReport[]; readonly unsettled: readonly string[] } => {
  const again = new Map(second.map((file) => [file.name, file]));
  const unsettled = first.filter(hasFailed).flatMap((file) => {
    const later = again.get(file.name);
    if (later === undefined) return [];
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    const passed = new Set(later.assertionResults.filter(({ status }) => status === 'passed').map(nameOf));
    if (failed.length === 0) return hasFailed(later) ? [] : [file.name];
    return failed.filter((test) => passed.has(nameOf(test))).map((test) => `${file.name}: ${nameOf(test)}`);
  });
  return { files: first.map((file) => again.get(file.name) ?? file), unsettled };
};

const nameOf = ({ fullName }: { readonly fullName: string }): string => fullName;

/**
 * Counts the tests of a report. A file that failed outside of its tests counts as one failure, and so does a run that
 * failed for a reason of no test's (an error outside of any, no test at all, no report).
 *
 * @param succeeded whether the last run of the suite ended without a fault
 */
export const countTests = (files: readonly FileReport[], succeeded: boolean): Count => {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, status, assertionResults } of files) {
    for (const test of assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') count.failed += 1;
      else count.skipped += 1;
    }
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
      console.error(`${name} failed outside of its tests.`);
      count.failed += 1;
    }
  }
  if (count.failed === 0 && (!succeeded || count.passed === 0)) count.failed += 1;
  return count;
};
