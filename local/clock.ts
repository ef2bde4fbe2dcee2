/**
 * The runner's clock may run ahead (`--clock-ahead`): what was left by a run that was killed is then taken up at once,
 * as if the machine had been down until its leases and timeouts had passed.
 */
let aheadMs = 0;

/** By how much the clock of this process or thread runs ahead, ms. */
export const clockAhead = (): number => aheadMs;

/** Moves `Date` of this process or thread ahead for good. Timers run as before. */
export function setClockAhead(ms: number): void {
  if (ms === 0) return;
  aheadMs = ms;
  const machineNow = Date.now.bind(Date);
  Date.now = () => machineNow() + ms;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
  });
}
