/** Work on a process in steps that continue each other, against the real table (decision 52). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import { type JobKind, mostStarts, type ResumableJob, workOnJob } from '#shared/processes/resumable-job.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const minute = 60_000;
const StepsSchema = z.object({ done: z.number(), starts: z.number() });
type Steps = z.infer<typeof StepsSchema>;
class FileGone extends Error {}

const steps: JobKind<Steps> = {
  name: 'steps',
  checkpoint: StepsSchema,
  first: () => ({ done: 0, starts: 0 }),
  restart: (fault, { checkpoint }) => (fault instanceof FileGone ? { done: 0, starts: checkpoint.starts } : undefined),
};

let engine: TestTable;
let now = Date.parse('2026-11-23T15:00:00Z');
let called: ProcessJob[] = [];
let processes = 0;
beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());

const store = () => new ProcessStore(engine.table);
const newProcess = async (): Promise<ProcessJob> => {
  processes += 1;
  const process: ProcessValue = {
    tenant: 'demo',
    processId: `process-${processes}`,
    kind: 'export',
    state: 'pending',
    date: null,
    format: null,
    cut: now,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
    requestedBy: 'system',
    rowsDone: 0,
    rowsTotal: null,
    files: [],
    error: null,
    lease: null,
    checkpoint: null,
    dueAt: now,
  };
  await store().create(process);
  return { tenant: process.tenant, processId: process.processId };
};
const stored = async (job: ProcessJob) => {
  const process = await store().find(job.tenant, job.processId);
  if (process === undefined) throw new Error('The process is not there.');
  return { ...process, place: process.checkpoint === null ? null : JSON.parse(process.checkpoint) };
};

const worker = (
  job: ProcessJob,
  name: string,
  work: (held: ResumableJob<Steps>) => Promise<string>,
  remainingMs = 15 * minute,
) => {
  const deps = {
    processes: store(),
    jobs: { enqueue: async (next: ProcessJob) => void called.push(next) },
    clock: { now: () => now },
    log: { error: () => undefined },
  };
  return workOnJob(deps, steps, job, { worker: name, remainingMs: () => remainingMs }, work);
};
/** One step, kept; then the next worker is called, or the process ends. */
const step = async (held: ResumableJob<Steps>): Promise<string> => {
  await held.countStart();
  await held.save({ done: held.checkpoint.done + 1, starts: 0 }, { rowsDone: held.checkpoint.done + 1 });
  if (held.isLate) {
    await held.handOver();
    return 'continued';
  }
  await held.end({ state: 'success', checkpoint: null });
  return 'done';
};

it('goes on where the worker before has come to, and calls the next before its time is up', async () => {
  const job = await newProcess();
  called = [];
  expect(await worker(job, 'one', step, minute - 1)).toBe('continued');
  expect(called).toEqual([job]);
  expect(await stored(job)).toMatchObject({ lease: null, dueAt: now + minute, place: { done: 1, starts: 0 } });
  expect(await worker(job, 'two', step, minute)).toBe('done');
  expect(await stored(job)).toMatchObject({ state: 'success', rowsDone: 2, finishedAt: now, lease: null, dueAt: null });
  expect(called).toHaveLength(1);
  expect(await worker(job, 'three', step)).toBe('ended');
});

it('is held by one worker at a time; one that was taken over writes nothing more', async () => {
  const job = await newProcess();
  const answer = await worker(job, 'slow', async (held) => {
    await held.countStart();
    expect(await worker(job, 'second', step)).toBe('held');
    // Longer than an invocation lives: the next may take over.
    now += 16 * minute;
    expect(await worker(job, 'third', step)).toBe('done');
    return step(held);
  });
  expect(answer).toBe('held');
  expect(await stored(job)).toMatchObject({ state: 'success', rowsDone: 1 });
});

it('is free after a fault, at the place that was kept, and the fault goes to the queue', async () => {
  const job = await newProcess();
  const fail = (fault: Error) => async (held: ResumableJob<Steps>) => {
    await held.countStart();
    await held.save({ ...held.checkpoint, done: held.checkpoint.done + 1 });
    throw fault;
  };
  await expect(worker(job, 'one', fail(new Error('no answer')))).rejects.toThrow('no answer');
  expect(await stored(job)).toMatchObject({ lease: null, dueAt: now + minute, place: { done: 1, starts: 1 } });
  await expect(worker(job, 'two', fail(new FileGone('gone')))).rejects.toThrow('gone');
  expect(await stored(job)).toMatchObject({ place: { done: 0, starts: 2 } });
});

it('counts the workers that end at the same place, those that die too', async () => {
  const job = await newProcess();
  const seen: boolean[] = [];
  for (let attempt = 0; attempt <= mostStarts; attempt += 1) {
    // A worker that dies frees nothing: the next takes over when the lease has ended.
    const dies = worker(job, `worker-${attempt}`, async (held) => {
      seen.push(held.isWornOut);
      await held.countStart();
      return 'died';
    });
    expect(await dies).toBe('died');
    expect(await worker(job, 'early', step)).toBe('held');
    now += 16 * minute;
  }
  expect(seen).toEqual([...Array<boolean>(mostStarts).fill(false), true]);
});

it('names nothing that exists: the job fails', async () => {
  await expect(worker({ tenant: 'demo', processId: 'nobody' }, 'one', step)).rejects.toThrow(/No process nobody/);
});
