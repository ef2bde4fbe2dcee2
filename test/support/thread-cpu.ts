/**
 * CPU time of this thread for the work, in ms: unlike time by the clock it does not grow when the machine has other things
 * to do. For telling work in proportion to its input from work that explodes, by a limit far above the first; what work
 * costs is measured by the bench.
 */
export const threadCpuMs = (work: () => void): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};
