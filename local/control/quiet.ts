import { readClock, realNow } from '../clock.ts';
import type { MessagingEngine } from '../engines/messaging.ts';
import type { FunctionPool } from '../functions/pool.ts';
import type { Mappings } from '../triggers/mappings.ts';

/** What still goes on. */
export interface Unrest {
  readonly runningInvocations: number;
  /** Queues with a consumer that hold messages, with how many of them wait or are being worked on. */
  readonly queues: Readonly<Record<string, number>>;
  readonly busyTriggers: readonly string[];
}

/** What is looked at. */
export interface Observed {
  readonly pool: FunctionPool;
  readonly mappings: Mappings;
  readonly messaging: Pick<MessagingEngine, 'countMessages'>;
}

/** How long nothing must happen, in ms: longer than the pauses of the providers' doubles between two events. */
const calmMs = 300;
const lookMs = 25;

/** Messages that are neither visible nor deleted, of all queues with a consumer. */
export const countInFlight = ({ mappings, messaging }: Observed): number =>
  mappings.consumedQueues.reduce((sum, name) => sum + messaging.countMessages(name).inFlight, 0);

/**
 * Waits until nothing goes on any more: no invocation, no message in a queue that a function empties (dead-letter
 * queues keep theirs; delayed messages wait for a time and do not count), streams read to their end. While the clock
 * stands, a message that failed waits for a time too.
 *
 * @param options.timeoutMs longest wait
 * @param options.calmFrom messages in flight beside those that wait for a time, where nothing was going on: then it need
 *   not stay calm for a while, if nothing began since
 * @returns what still went on at the end, if anything, and whether anything did at all
 */
export const waitUntilQuiet = async (
  observed: Observed,
  options: { readonly timeoutMs: number; readonly calmFrom?: number },
): Promise<{ readonly unrest?: Unrest; readonly wasBusy: boolean }> => {
  const { pool, mappings } = observed;
  const deadline = realNow() + options.timeoutMs;
  let calmSince = realNow();
  let invocations = pool.started;
  let wasBusy = options.calmFrom === undefined || countInFlight(observed) > options.calmFrom;
  for (;;) {
    const unrest = look(observed);
    if (unrest !== undefined || pool.started !== invocations) {
      wasBusy = true;
      calmSince = realNow();
      invocations = pool.started;
    } else if (realNow() - calmSince >= (wasBusy ? calmMs : 0) && streamsReadSince(mappings, calmSince)) {
      return { wasBusy };
    }
    if (realNow() > deadline) {
      return {
        unrest: unrest ?? { runningInvocations: 0, queues: {}, busyTriggers: ['streams are being read'] },
        wasBusy,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
};

const look = ({ pool, mappings: { triggers, consumedQueues }, messaging }: Observed): Unrest | undefined => {
  const { running } = readClock();
  const counts = consumedQueues.map((name) => {
    const { visible, inFlight } = messaging.countMessages(name);
    return [name, visible + (running ? inFlight : 0)] as const;
  });
  const queues = Object.fromEntries(counts.filter(([, count]) => count > 0));
  const busyTriggers = triggers.filter(({ busy }) => busy).map(({ description }) => description);
  if (pool.active === 0 && busyTriggers.length === 0 && Object.keys(queues).length === 0) return undefined;
  return { runningInvocations: pool.active, queues, busyTriggers };
};

/** Whether every stream was found empty by a look that began after `since` (real time). */
const streamsReadSince = ({ triggers }: Mappings, since: number): boolean =>
  triggers.every(({ idleSince }) => idleSince === undefined || idleSince >= since);
