/**
 * The one way to change what lies in the table: read, decide, write under the revision that was read, and all of it again
 * when somebody else was faster (ADR 50).
 */
import { backOff, type Pause } from './contention.ts';
import { ChangeGivenUp, type ConditionFailed } from './faults.ts';
import { writeOnce } from './write-once.ts';

/** How often a change is tried, and how long it waits in between. */
export interface ChangeLimits {
  readonly tries: number;
  readonly pause: Pause;
  /** Also tries again after other faults of reading, deciding and writing: where giving up costs more than a repeat. */
  readonly afterFaults?: boolean;
}

export const changeLimits = {
  /** Up to 5 s of pauses, half of that on average: items that people, workers and events write at once. */
  usual: { tries: 10, pause: backOff },
  /** Up to 0.3 s of pauses: whoever waits has little time, or each try asks somebody else, or asks for much again. */
  brief: { tries: 5, pause: backOff },
} as const satisfies Record<string, ChangeLimits>;

/** What is to be done about what was read: nothing, which has its result already, or a write. */
export type Decision<Result> =
  | { readonly result: Result }
  | {
      /**
       * Writes under the revisions that were read, and nothing else: what follows a change comes after `changeItem`. Of
       * several writes each may be repeated.
       */
      readonly write: () => Promise<Result>;
      /** Looks at a write whose condition did not hold; throws what ends the change instead of another try. */
      readonly lost?: (failed: ConditionFailed) => void;
    };

/** The condition of a decision's write did not hold. */
class Lost extends Error {}

const written = <Result>({ write, lost }: Extract<Decision<Result>, { write: unknown }>): Promise<Result> =>
  writeOnce(write, (failed) => {
    lost?.(failed);
    throw new Lost();
  });

/**
 * @param change.item what is changed and where, for the error: kind and ids, nothing personal
 * @param change.read reads everything that the decision and the conditions of its write need, consistently; the first try
 *   is 1, and may begin with what was read before
 * @param change.decide from what was read alone where it can; called again in each try. What it throws (a `Refusal`) ends
 *   the change
 * @returns the result of the decision, or of the write
 * @throws ChangeGivenUp when others were faster in every try
 */
export const changeItem = async <Read, Result>(
  change: {
    readonly item: string;
    readonly read: (attempt: number) => Promise<Read>;
    readonly decide: (read: Read, attempt: number) => Decision<Result> | Promise<Decision<Result>>;
  },
  limits: ChangeLimits = changeLimits.usual,
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const decision = await change.decide(await change.read(attempt), attempt);
      return 'result' in decision ? decision.result : await written(decision);
    } catch (error) {
      const isLost = error instanceof Lost;
      if (!isLost && limits.afterFaults !== true) throw error;
      if (attempt >= limits.tries) throw isLost ? new ChangeGivenUp(change.item, attempt) : error;
    }
    await limits.pause(attempt);
  }
};
