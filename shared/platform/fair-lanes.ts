/**
 * Works through many lines of work at once, a page of each in turn, so that nobody waits behind a long one: a company
 * with 200,000 entries costs another with ten no more than a page.
 */

/** What came of one page of a lane. Failed entries stay and come again with the next run. */
export interface LanePage {
  readonly done: number;
  readonly failed: number;
  /** Another page may follow. */
  readonly more: boolean;
}

/** Works on the next page of a line. */
export type Lane = () => Promise<LanePage>;

export const emptyPage: LanePage = { done: 0, failed: 0, more: false };

/**
 * @param width lanes that are worked on at the same time
 * @param hasTime asked before every page; what is left over comes with the next run
 */
export const workFairly = async (
  lanes: readonly Lane[],
  width: number,
  hasTime: () => boolean,
): Promise<{ readonly done: number; readonly failed: number }> => {
  const turns = [...lanes];
  let [done, failed] = [0, 0];
  const worker = async () => {
    for (let lane = turns.shift(); lane !== undefined && hasTime(); lane = turns.shift()) {
      const page = await lane();
      done += page.done;
      failed += page.failed;
      if (page.more) turns.push(lane);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, lanes.length) }, worker));
  return { done, failed };
};
