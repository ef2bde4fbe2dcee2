/** Does something for each, at most `width` at a time, so that a large company does not open hundreds of calls at once. */
export const inParallel = async <Value>(
  values: readonly Value[],
  width: number,
  work: (value: Value) => Promise<void>,
): Promise<void> => {
  const rest = values.values();
  const worker = async () => {
    for (const value of rest) await work(value);
  };
  await Promise.all(Array.from({ length: Math.min(width, values.length) }, worker));
};
