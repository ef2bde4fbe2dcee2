import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { RunnerError } from '../errors.ts';
import type { FunctionDefinition } from './definitions.ts';
import { ExecutionEnvironment, type InvocationOutcome } from './environment.ts';
import type { FunctionLog } from './logs.ts';

/** Runs functions by name or ARN. */
export interface FunctionPool {
  readonly functions: readonly FunctionDefinition[];
  /** Invocations that run or wait for a worker now. */
  readonly active: number;
  /** Invocations since the start. */
  readonly started: number;
  /**
   * Invokes a function and waits for its answer. A function that throws, times out or runs out of memory gives an
   * outcome with `error`, never a rejection.
   *
   * @param nameOrArn name or ARN of the function
   * @throws RunnerError when there is no such function
   */
  invoke(nameOrArn: string, event: unknown): Promise<InvocationOutcome>;
  /** The function whose name, logical id or end of the name this is, when only one fits. */
  find(name: string): FunctionDefinition | undefined;
  stop(): Promise<void>;
}

interface Waiting {
  readonly definition: FunctionDefinition;
  readonly start: (environment: ExecutionEnvironment) => void;
}

/**
 * Most environments of one function: more threads than cores only cost the loading of the bundle once more, but a few
 * must be left where some wait for a slow provider.
 */
const perFunction = Math.max(4, availableParallelism());

/**
 * A pool of execution environments (worker threads): one invocation at a time each, kept warm for the next one. At
 * most `limit` exist, and `perFunction` of one function; when all are taken, the longest idle one of another function
 * gives way, and otherwise callers wait in order.
 */
export const createFunctionPool = (
  functions: readonly FunctionDefinition[],
  options: { readonly limit: number; readonly log: FunctionLog },
): FunctionPool => {
  const byName = new Map(
    functions.flatMap((definition) => [
      [definition.name, definition],
      [definition.arn, definition],
    ]),
  );
  const idle: ExecutionEnvironment[] = [];
  const all = new Set<ExecutionEnvironment>();
  const waiting: Waiting[] = [];
  let active = 0;
  let started = 0;
  let stopped = false;

  const open = (definition: FunctionDefinition): ExecutionEnvironment => {
    const environment = new ExecutionEnvironment(definition, options.log);
    all.add(environment);
    return environment;
  };

  const take = (definition: FunctionDefinition): ExecutionEnvironment | undefined => {
    for (const ended of idle.filter((environment) => environment.broken)) {
      idle.splice(idle.indexOf(ended), 1);
      discard(ended);
    }
    const warm = idle.findLastIndex((environment) => environment.definition === definition);
    if (warm >= 0) return idle.splice(warm, 1)[0];
    if ([...all].filter((environment) => environment.definition === definition).length >= perFunction) return undefined;
    if (all.size >= options.limit) {
      const evicted = idle.shift();
      if (evicted === undefined) return undefined;
      discard(evicted);
    }
    return open(definition);
  };

  const discard = (environment: ExecutionEnvironment): void => {
    all.delete(environment);
    void environment.stop();
  };

  const release = (environment: ExecutionEnvironment): void => {
    if (environment.broken || stopped) discard(environment);
    else idle.push(environment);
    for (const [place, next] of waiting.entries()) {
      const free = take(next.definition);
      if (free === undefined) continue;
      waiting.splice(place, 1);
      next.start(free);
      return;
    }
  };

  const acquire = async (definition: FunctionDefinition): Promise<ExecutionEnvironment> => {
    // Nobody overtakes those who wait for the same function.
    const isTaken = waiting.some((other) => other.definition === definition);
    const free = isTaken ? undefined : take(definition);
    return free ?? new Promise((start) => waiting.push({ definition, start }));
  };

  return {
    functions,
    get active() {
      return active;
    },
    get started() {
      return started;
    },
    async invoke(nameOrArn, event) {
      const definition = byName.get(nameOrArn);
      if (definition === undefined) throw new RunnerError(`There is no function ${nameOrArn}.`, 'Check its name.');
      if (stopped) throw new RunnerError(`${definition.name} was not run: the runner is stopping.`, 'Start it again.');
      active += 1;
      started += 1;
      try {
        const environment = await acquire(definition);
        try {
          return await environment.invoke(randomUUID(), JSON.stringify(event ?? null));
        } finally {
          release(environment);
        }
      } finally {
        active -= 1;
      }
    },
    find(name) {
      const exact = functions.find((definition) => definition.name === name || definition.logicalId === name);
      if (exact !== undefined) return exact;
      const ending = functions.filter((definition) => definition.name.endsWith(name));
      return ending.length === 1 ? ending[0] : undefined;
    },
    async stop() {
      stopped = true;
      await Promise.all([...all].map((environment) => environment.stop()));
      all.clear();
      idle.length = 0;
    },
  };
};
