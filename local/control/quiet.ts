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

/** How long nothing must happen, in ms: longer than the pauses of the providers' doubles between two events. */
const CALM_MS = 300;
const LOOK_MS = 25;

/**
 * Waits until nothing goes on any more: no invocation, no message in a queue that a function empties (dead-letter
 * queues keep theirs; delayed messages wait for a time and do not count), streams read to their end.
 *
 * @param timeoutMs longest wait
 * @returns undefined when quiet, otherwise what still went on at the end
 */
export async function waitUntilQuiet(
  pool: FunctionPool,
  mappings: Mappings,
  messaging: Pick<MessagingEngine, 'countMessages'>,
  timeoutMs: number,
): Promise<Unrest | undefined> {
  const deadline = Date.now() + timeoutMs;
  let calmSince = Date.now();
  let invocations = pool.started;
  for (;;) {
    const unrest = look(pool, mappings, messaging);
    if (unrest !== undefined || pool.started !== invocations) {
      calmSince = Date.now();
      invocations = pool.started;
    } else if (Date.now() - calmSince >= CALM_MS && streamsReadSince(mappings, calmSince)) {
      return undefined;
    }
    if (Date.now() > deadline) {
      return unrest ?? { runningInvocations: 0, queues: {}, busyTriggers: ['streams are being read'] };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function look(
  pool: FunctionPool,
  { triggers, consumedQueues }: Mappings,
  messaging: Pick<MessagingEngine, 'countMessages'>,
): Unrest | undefined {
  const counts = consumedQueues.map((name) => {
    const { visible, inFlight } = messaging.countMessages(name);
    return [name, visible + inFlight] as const;
  });
  const queues = Object.fromEntries(counts.filter(([, count]) => count > 0));
  const busyTriggers = triggers.filter(({ busy }) => busy).map(({ description }) => description);
  if (pool.active === 0 && busyTriggers.length === 0 && Object.keys(queues).length === 0) return undefined;
  return { runningInvocations: pool.active, queues, busyTriggers };
}

/** Whether every stream was found empty by a look that began after `since`. */
function streamsReadSince({ triggers }: Mappings, since: number): boolean {
  return triggers.every(({ idleSince }) => idleSince === undefined || idleSince >= since);
}
