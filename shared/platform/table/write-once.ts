/** One write under a condition, for what is not decided again when somebody else was faster (ADR 50). */
import { ConditionFailed } from './faults.ts';

/**
 * @param lost the condition did not hold: what the caller gets instead (what a repeat finds made already, nothing where
 *   it is now somebody else's business), or what it throws (the version that people saw is not the present one)
 */
export const writeOnce = async <Result, Instead>(
  write: () => Promise<Result>,
  lost: (failed: ConditionFailed) => Instead | Promise<Instead>,
): Promise<Result | Instead> => {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return await lost(error);
  }
};
