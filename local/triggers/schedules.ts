import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { localAccount } from '../assembly/names.ts';
import type { ResolvedAssembly } from '../assembly/resolver.ts';
import { onClockSet, readClock } from '../clock.ts';
import { RunnerError } from '../errors.ts';
import type { FunctionPool } from '../functions/pool.ts';
import type { EngineClients } from '../resources/clients.ts';
import { numeric, resourcesOf } from '../resources/properties.ts';
import { urlOfQueue } from './mappings.ts';
import { type DueTest, parseSchedule } from './schedule-expression.ts';

/** The schedules of the templates. */
export interface Schedules {
  readonly names: readonly string[];
  /**
   * Fires every minute what is due, from the next full minute on. Nothing fires while the clock stands, and of the
   * minutes that it is set over none is made up for.
   */
  start(): void;
  /** The first full minute after `after` in which the schedule is due, up to `until` (both epoch ms). */
  nextDue(name: string, after: number, until: number): number | undefined;
  /** Runs one schedule as of `at`, and asks its function when there is something to do next. */
  run(name: string, at: number): Promise<ScheduleRun>;
  /**
   * Runs every schedule once, one after the other, as if it were `at` (ms since the epoch), and waits for them.
   *
   * @returns the schedules that failed after all their attempts
   */
  runAll(at: number): Promise<string[]>;
  stop(): Promise<void>;
}

/** How a run ended. */
export interface ScheduleRun {
  readonly succeeded: boolean;
  /** Before this time (epoch ms) its function has nothing to do, if nothing else happens; undefined: it does not say. */
  readonly nextAt: number | undefined;
}

/** What a function answers that was asked with `tellNext`; null: there is nothing to come. Others say nothing of it. */
const NextSchema = z.object({ nextAt: z.iso.datetime().nullable() });

interface Schedule {
  readonly name: string;
  readonly due: DueTest;
  readonly functionArn: string;
  readonly input: string;
  readonly retries: number;
  readonly deadLetterQueueUrl: string | undefined;
}

const scheduleSchema = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.object({ Mode: z.string() }).optional(),
  Target: z.object({
    Arn: z.string().regex(/^arn:aws:lambda:/, 'must be a function'),
    RoleArn: z.unknown().optional(),
    Input: z.string().default('{}'),
    RetryPolicy: z
      .object({ MaximumRetryAttempts: numeric.default(185) })
      .loose()
      .optional(),
    DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  }),
});

const invokeConfigSchema = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: numeric.optional(),
  DestinationConfig: z.looseObject({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
});

/** Retries of an asynchronous invocation unless configured otherwise (AWS Lambda: two), and the most made here. */
const asyncRetries = 2;
/** Pause before a retry, in ms. AWS waits minutes; a person in front of the machine does not. */
const retryMs = 1_000;
const minuteMs = 60_000;

const nextMinute = (after: number): number => (Math.floor(after / minuteMs) + 1) * minuteMs;

/** Reads the schedules. They are idle until `start`. */
export const createSchedules = (
  resolved: ResolvedAssembly,
  pool: FunctionPool,
  clients: EngineClients,
  print: (line: string) => void,
): Schedules => {
  const schedules = readSchedules(resolved);
  const names = schedules.map(({ name }) => name);
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let forgetClock = () => {};

  const fire = async (schedule: Schedule, at: number, asking: object = {}): Promise<ScheduleRun> => {
    const executionId = randomUUID();
    for (let attempt = 1; attempt <= schedule.retries + 1; attempt += 1) {
      const input = scheduledInput(schedule, { at, executionId, attempt });
      const outcome = await pool.invoke(schedule.functionArn, { ...input, ...asking });
      if (outcome.ok) return { succeeded: true, nextAt: toldNext(outcome.payload) };
      if (attempt <= schedule.retries) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    print(`Schedule ${schedule.name} failed ${schedule.retries + 1} time(s)`);
    if (schedule.deadLetterQueueUrl !== undefined) {
      const MessageBody = scheduledText(schedule, { at, executionId, attempt: schedule.retries + 1 });
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: schedule.deadLetterQueueUrl, MessageBody }));
    }
    return { succeeded: false, nextAt: undefined };
  };

  const named = (name: string): Schedule => {
    const schedule = schedules.find((each) => each.name === name);
    if (schedule === undefined)
      throw new RunnerError(`There is no schedule ${name}.`, `There are: ${names.join(', ')}.`);
    return schedule;
  };

  const fireDue = (): void => {
    const minute = Math.floor(Date.now() / minuteMs) * minuteMs;
    for (const schedule of schedules.filter(({ due }) => due(minute))) {
      const run: Promise<void> = fire(schedule, minute)
        .then(() => undefined)
        .catch((error: unknown) => print(`Schedule ${schedule.name}: ${String(error)}`))
        .finally(() => running.delete(run));
      running.add(run);
    }
    wait();
  };

  const wait = (): void => {
    clearTimeout(timer);
    const { now, running } = readClock();
    if (running) timer = setTimeout(fireDue, minuteMs - (now % minuteMs));
  };

  return {
    names,
    start() {
      wait();
      forgetClock = onClockSet(wait);
    },
    nextDue(name, after, until) {
      const { due } = named(name);
      for (let minute = nextMinute(after); minute <= until; minute += minuteMs) if (due(minute)) return minute;
      return undefined;
    },
    run: (name, at) => fire(named(name), at, { tellNext: true }),
    async runAll(at) {
      const failed: string[] = [];
      for (const schedule of schedules) {
        if (!(await fire(schedule, at)).succeeded) failed.push(schedule.name);
      }
      return failed;
    },
    async stop() {
      forgetClock();
      clearTimeout(timer);
      await Promise.race([Promise.allSettled(running), new Promise((resolve) => setTimeout(resolve, 2_000))]);
    },
  };
};

const readSchedules = (resolved: ResolvedAssembly): Schedule[] => {
  const invokeConfigs = resourcesOf(resolved.resources, 'AWS::Lambda::EventInvokeConfig', invokeConfigSchema);
  return resourcesOf(resolved.resources, 'AWS::Scheduler::Schedule', scheduleSchema)
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(({ reference: name, properties: { ScheduleExpression, ScheduleExpressionTimezone, Target } }) => {
      const functionName = Target.Arn.split(':').at(-1) ?? '';
      const config = invokeConfigs.find(({ properties }) => properties.FunctionName.endsWith(functionName))?.properties;
      const deadLetter = config?.DestinationConfig?.OnFailure?.Destination ?? Target.DeadLetterConfig?.Arn;
      const retries = config?.MaximumRetryAttempts ?? Target.RetryPolicy?.MaximumRetryAttempts ?? asyncRetries;
      return {
        name,
        due: parseSchedule(ScheduleExpression, ScheduleExpressionTimezone),
        functionArn: Target.Arn,
        input: Target.Input,
        retries: Math.min(retries, asyncRetries),
        deadLetterQueueUrl: deadLetter === undefined ? undefined : urlOfQueue(deadLetter, resolved),
      };
    });
};

interface Execution {
  readonly at: number;
  readonly executionId: string;
  readonly attempt: number;
}

const scheduledInput = (schedule: Pick<Schedule, 'name' | 'input'>, execution: Execution): object =>
  JSON.parse(scheduledText(schedule, execution));

const toldNext = (payload: unknown): number | undefined => {
  const told = NextSchema.safeParse(payload);
  if (!told.success) return undefined;
  return told.data.nextAt === null ? Number.POSITIVE_INFINITY : Date.parse(told.data.nextAt);
};

/**
 * The target's input with the context attributes filled in.
 * Source: EventBridge Scheduler user guide, "Adding context attributes".
 */
export const scheduledText = (
  { name, input }: Pick<Schedule, 'name' | 'input'>,
  { at, executionId, attempt }: Execution,
): string =>
  input
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(at).toISOString().replace('.000Z', 'Z'))
    .replaceAll('<aws.scheduler.schedule-arn>', `arn:aws:scheduler:us-east-1:${localAccount}:schedule/default/${name}`)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
