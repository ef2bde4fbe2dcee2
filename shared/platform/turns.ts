/** One at a time: for work that needs so much memory that two of it at once would not fit. */
export type InTurn = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/** @returns a runner that starts a piece of work when the one before it has ended, well or not */
export const createTurns = (): InTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
};
