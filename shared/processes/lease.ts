/** One worker at a time on a process: who holds it, until when, and what it may write (§5.4 Report, run lock). */
import type { Clock } from '#platform/clock.ts';
import type { ProcessValue } from './entities.ts';
import type { ProcessRecords } from './ports.ts';
import { hasEnded, noticeDueAt } from './rules.ts';

/** How long beyond its own end a worker's lease lasts, ms: its last write may be on its way. */
const graceMs = 30_000;

/** Somebody else holds the process now, or it was ended from outside: this worker must write nothing more. */
export class LeaseLost extends Error {
  constructor(processId: string) {
    super(`The lease on process ${processId} is lost.`);
    this.name = 'LeaseLost';
  }
}

/** A process in the hands of one worker. */
export class LeasedProcess {
  readonly #records: ProcessRecords;
  readonly #worker: string;
  #process: ProcessValue;

  constructor(records: ProcessRecords, worker: string, process: ProcessValue) {
    this.#records = records;
    this.#worker = worker;
    this.#process = process;
  }

  get process(): ProcessValue {
    return this.#process;
  }

  /** Writes a change under the lease. @throws LeaseLost */
  async save(change: Partial<ProcessValue>): Promise<void> {
    const { tenant, processId } = this.#process;
    const saved = await this.#records.change(tenant, processId, (process) => {
      if (process.lease?.worker !== this.#worker || hasEnded(process)) return undefined;
      const next = { ...process, ...change };
      return hasEnded(next) ? { ...next, dueAt: noticeDueAt(next) } : next;
    });
    if (saved === undefined) throw new LeaseLost(processId);
    this.#process = saved;
  }
}

export type Taken =
  | { readonly kind: 'taken'; readonly leased: LeasedProcess }
  | { readonly kind: 'missing' | 'ended' | 'held' };

/**
 * Takes the process for as long as this worker can live.
 * @param input.worker id of this invocation
 * @param input.remainingMs life of this invocation, ms
 */
export const takeLease = async (
  deps: { readonly processes: ProcessRecords; readonly clock: Clock },
  input: { readonly tenant: string; readonly processId: string; readonly worker: string; readonly remainingMs: number },
): Promise<Taken> => {
  const { tenant, processId, worker } = input;
  const now = deps.clock.now();
  const until = now + input.remainingMs + graceMs;
  let refusal: 'missing' | 'ended' | 'held' = 'missing';
  const taken = await deps.processes.change(tenant, processId, (process) => {
    if (hasEnded(process)) {
      refusal = 'ended';
      return undefined;
    }
    if (process.lease !== null && process.lease.until > now && process.lease.worker !== worker) {
      refusal = 'held';
      return undefined;
    }
    return {
      ...process,
      state: 'processing',
      startedAt: process.startedAt ?? now,
      lease: { worker, until },
      dueAt: until,
    };
  });
  return taken === undefined
    ? { kind: refusal }
    : { kind: 'taken', leased: new LeasedProcess(deps.processes, worker, taken) };
};
