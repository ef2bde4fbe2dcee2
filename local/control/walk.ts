import { type ClockReading, readClock, realNow, setClock } from '../clock.ts';
import type { MessagingEngine } from '../engines/messaging.ts';
import type { Schedules } from '../triggers/schedules.ts';
import { countInFlight, type Observed, type Unrest, waitUntilQuiet } from './quiet.ts';

/** What is walked. */
export interface Walked extends Observed {
  readonly schedules: Schedules;
  readonly messaging: Pick<MessagingEngine, 'countMessages' | 'nextVisibleAt'>;
}

/** How far it came. */
export interface Walk {
  readonly clock: ClockReading;
  /** Whether `until` was reached; otherwise another walk goes on from here. */
  readonly done: boolean;
  /** Moments at which something ran or came due. */
  readonly moments: number;
  /** Schedules that failed after all their attempts, each as often as it did. */
  readonly failedSchedules: readonly string[];
  /** What was still going on when the wait for it was given up; the clock then stands. */
  readonly unrest: Unrest | undefined;
}

/** Longest wait for quiet at one moment, in ms. */
const momentMs = 60_000;

/**
 * Walks the clock to `until` through every moment at which something comes due by then: runs of the schedules, and
 * messages in queues that become visible, because they were delayed or because what worked on them failed. At each of
 * them the clock stands until everything that follows has ended; so what would happen between now and then happens, in
 * its order. A schedule whose function says when it has something to do next is not run before, unless something else
 * happens. Tokens, links and leases end without being run.
 *
 * @param options.until epoch ms
 * @param options.realMs after this time it leaves the rest to another walk; the clock then stands
 * @throws RunnerError when `until` is past
 */
export const walkClock = async (
  walked: Walked,
  options: { readonly until: number; readonly realMs: number },
): Promise<Walk> => {
  const { schedules, messaging, mappings } = walked;
  const begun = readClock();
  // Refuses what is past, and lets nothing come due beside the walk.
  if (options.until < begun.now) setClock({ now: options.until, running: begun.running });
  setClock({ running: false });
  const until = Math.max(options.until, readClock().now);
  const giveUpAt = realNow() + options.realMs;
  const failedSchedules: string[] = [];
  const idleUntil = new Map<string, number>();
  let moments = 0;
  const ended = (done: boolean, unrest?: Unrest): Walk => ({
    clock: readClock(),
    done,
    moments,
    failedSchedules,
    unrest,
  });

  const settle = async (calmFrom?: number): Promise<Unrest | undefined> => {
    const { unrest, wasBusy } = await waitUntilQuiet(walked, {
      timeoutMs: momentMs,
      ...(calmFrom === undefined ? {} : { calmFrom }),
    });
    if (wasBusy) idleUntil.clear();
    return unrest;
  };
  const nextRuns = (): { readonly at: number; readonly names: readonly string[] } => {
    const { now } = readClock();
    const runs = schedules.names.map((name) => {
      const after = Math.max(now, (idleUntil.get(name) ?? 0) - 1);
      return { name, at: schedules.nextDue(name, after, until) ?? Number.POSITIVE_INFINITY };
    });
    const at = Math.min(...runs.map((run) => run.at));
    return { at, names: runs.filter((run) => run.at === at).map(({ name }) => name) };
  };
  const nextMessage = (): number =>
    Math.min(...mappings.consumedQueues.map((name) => messaging.nextVisibleAt(name) ?? Number.POSITIVE_INFINITY));

  let unrest = await settle();
  while (unrest === undefined) {
    const runs = nextRuns();
    const messageAt = nextMessage();
    const at = Math.max(readClock().now, Math.min(runs.at, messageAt));
    if (at > until) {
      setClock({ now: until, running: begun.running });
      return ended(true);
    }
    if (realNow() > giveUpAt) return ended(false);
    const inFlight = countInFlight(walked);
    setClock({ now: at, running: false });
    moments += 1;
    if (messageAt <= at) unrest = await settle();
    if (runs.at > at || unrest !== undefined) continue;
    for (const name of runs.names) {
      const { succeeded, nextAt } = await schedules.run(name, at);
      if (!succeeded) failedSchedules.push(name);
      if (nextAt !== undefined) idleUntil.set(name, nextAt);
    }
    unrest = await settle(inFlight);
  }
  return ended(false, unrest);
};
