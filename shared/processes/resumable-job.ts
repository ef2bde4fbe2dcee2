/**
 * Work on a process that may be longer than one invocation, in steps that continue each other: one worker at a time
 * holds it, keeps the place that it has reached with the process, counts how often the same place was begun, and calls
 * the next worker before its time is up (decision 52). What dies is taken up by the sweep when its lease has ended.
 */
import type * as z from 'zod';
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { ProcessValue } from './entities.ts';
import { type LeasedProcess, LeaseLost, takeLease } from './lease.ts';
import type { ProcessRecords } from './ports.ts';
import type { ProcessJob, ProcessJobs } from './process-jobs.ts';

/** With less than this to live a worker hands over, ms: one step and the end of the work must fit in. */
const handOverMs = 60_000;
/** Workers in a row that may end at the same place. */
export const mostStarts = 5;
/** Pause before the sweep looks after what nobody has taken, ms. */
const retryAfterMs = 60_000;

/** One call of a worker's function. */
export interface Invocation {
  /** Id of this invocation, no other's. */
  readonly worker: string;
  /** Time that is left to it, ms. */
  remainingMs(): number;
}

/** What every checkpoint holds beside the place that the work has reached. */
interface Counted {
  /** Workers that took it up since the last step. */
  readonly starts: number;
}

export interface JobDeps {
  readonly processes: ProcessRecords;
  readonly jobs: ProcessJobs;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** What tells one kind of work from another. */
export interface JobKind<Checkpoint extends Counted> {
  /** In the log: `report`. */
  readonly name: string;
  readonly checkpoint: z.ZodType<Checkpoint>;
  /** Work that has not begun. */
  readonly first: (process: ProcessValue) => Checkpoint;
  /** Where the next worker begins after a fault; undefined: where this one had come to. */
  readonly restart?: (fault: unknown, job: ResumableJob<Checkpoint>) => Checkpoint | undefined;
}

/** A process in the hands of one worker. What it writes, it writes under its lease. */
export class ResumableJob<Checkpoint extends Counted> {
  readonly #deps: JobDeps;
  readonly #leased: LeasedProcess;
  readonly #invocation: Invocation;
  #checkpoint: Checkpoint;

  constructor(deps: JobDeps, kind: JobKind<Checkpoint>, leased: LeasedProcess, invocation: Invocation) {
    this.#deps = deps;
    this.#leased = leased;
    this.#invocation = invocation;
    const { checkpoint } = leased.process;
    this.#checkpoint = checkpoint === null ? kind.first(leased.process) : kind.checkpoint.parse(JSON.parse(checkpoint));
  }

  get process(): ProcessValue {
    return this.#leased.process;
  }

  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /** Time that is left to this worker, ms. */
  remainingMs(): number {
    return this.#invocation.remainingMs();
  }

  /** True when the rest is for the next worker. */
  get isLate(): boolean {
    return this.remainingMs() < handOverMs;
  }

  /** True when too many workers before this one have ended at the same place, however they ended. */
  get isWornOut(): boolean {
    return this.#checkpoint.starts >= mostStarts;
  }

  /** Keeps the place, and what of the process changes with it. @throws LeaseLost */
  async save(checkpoint: Checkpoint, change: Partial<ProcessValue> = {}): Promise<void> {
    await this.#leased.save({ ...change, checkpoint: JSON.stringify(checkpoint) });
    this.#checkpoint = checkpoint;
  }

  /**
   * Counts this worker in. Nothing is to be stored elsewhere before: the next worker must find the same checkpoint, and
   * see that there was one before it. @throws LeaseLost
   */
  countStart(change: Partial<ProcessValue> = {}): Promise<void> {
    return this.save({ ...this.#checkpoint, starts: this.#checkpoint.starts + 1 }, change);
  }

  /** Ends the process; nobody holds it any more. @throws LeaseLost */
  end(change: Partial<ProcessValue> & Pick<ProcessValue, 'state'>): Promise<void> {
    return this.#leased.save({ finishedAt: this.#deps.clock.now(), ...change, lease: null, dueAt: null });
  }

  /** Frees the process; the sweep looks after it. @throws LeaseLost */
  release(change: Partial<ProcessValue> = {}): Promise<void> {
    return this.#leased.save({ ...change, lease: null, dueAt: this.#deps.clock.now() + retryAfterMs });
  }

  /**
   * Frees the process and calls the next worker; were the call lost, the sweep would make it.
   * @param free what else this worker holds, before the next one is called
   */
  async handOver(free: () => Promise<void> = async () => undefined): Promise<void> {
    const { tenant, processId } = this.process;
    await this.release();
    await free();
    await this.#deps.jobs.enqueue({ tenant, processId });
  }
}

/**
 * Works on a process as the one worker that holds it.
 * @param work ends the process, hands it over or releases it, and answers what it did
 * @returns `held`: another worker has it, or took it meanwhile. `ended`: there was nothing to do
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const workOnJob = async <Checkpoint extends Counted, Outcome>(
  deps: JobDeps,
  kind: JobKind<Checkpoint>,
  { tenant, processId }: ProcessJob,
  invocation: Invocation,
  work: (job: ResumableJob<Checkpoint>) => Promise<Outcome>,
): Promise<Outcome | 'held' | 'ended'> => {
  const { worker } = invocation;
  const taken = await takeLease(deps, { tenant, processId, worker, remainingMs: invocation.remainingMs() });
  if (taken.kind === 'missing') throw new Error(`No process ${processId}: the job names nothing that exists.`);
  if (taken.kind !== 'taken') return taken.kind;
  const job = new ResumableJob(deps, kind, taken.leased, invocation);
  try {
    return await work(job);
  } catch (error) {
    if (error instanceof LeaseLost) return 'held';
    deps.log.error(`${kind.name} interrupted`, { tenant, processId, reason: reasonOf(error) });
    const checkpoint = kind.restart?.(error, job);
    await job.release(checkpoint === undefined ? {} : { checkpoint: JSON.stringify(checkpoint) });
    throw error;
  }
};
