import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { LOCAL_ACCOUNT } from '../assembly/names.ts';
import type { ResolvedAssembly } from '../assembly/resolver.ts';
import type { FunctionPool } from '../functions/pool.ts';
import type { EngineClients } from '../resources/clients.ts';
import { numeric, resourcesOf } from '../resources/properties.ts';
import { urlOfQueue } from './mappings.ts';
import { type DueTest, parseSchedule } from './schedule-expression.ts';

/** The schedules of the templates. */
export interface Schedules {
  readonly names: readonly string[];
  /** Fires every minute what is due, from the next full minute on. */
  start(): void;
  /**
   * Runs every schedule once, one after the other, as if it were `at` (ms since the epoch), and waits for them.
   *
   * @returns the schedules that failed after all their attempts
   */
  runAll(at: number): Promise<string[]>;
  stop(): Promise<void>;
}

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
const ASYNC_RETRIES = 2;
/** Pause before a retry, in ms. AWS waits minutes; a person in front of the machine does not. */
const RETRY_MS = 1_000;

/** Reads the schedules. They are idle until `start`. */
export function createSchedules(
  resolved: ResolvedAssembly,
  pool: FunctionPool,
  clients: EngineClients,
  print: (line: string) => void,
): Schedules {
  const schedules = readSchedules(resolved);
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  /** @returns whether the function succeeded */
  async function fire(schedule: Schedule, at: number): Promise<boolean> {
    const executionId = randomUUID();
    for (let attempt = 1; attempt <= schedule.retries + 1; attempt += 1) {
      const outcome = await pool.invoke(schedule.functionArn, scheduledInput(schedule, { at, executionId, attempt }));
      if (outcome.ok) return true;
      if (attempt <= schedule.retries) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    print(`Schedule ${schedule.name} failed ${schedule.retries + 1} time(s)`);
    if (schedule.deadLetterQueueUrl !== undefined) {
      const MessageBody = scheduledText(schedule, { at, executionId, attempt: schedule.retries + 1 });
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: schedule.deadLetterQueueUrl, MessageBody }));
    }
    return false;
  }

  function fireDue(): void {
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    for (const schedule of schedules.filter(({ due }) => due(minute))) {
      const run: Promise<void> = fire(schedule, minute)
        .then(() => undefined)
        .catch((error: unknown) => print(`Schedule ${schedule.name}: ${String(error)}`))
        .finally(() => running.delete(run));
      running.add(run);
    }
    wait();
  }

  function wait(): void {
    timer = setTimeout(fireDue, 60_000 - (Date.now() % 60_000));
  }

  return {
    names: schedules.map(({ name }) => name),
    start: wait,
    async runAll(at) {
      const failed: string[] = [];
      for (const schedule of schedules) {
        if (!(await fire(schedule, at))) failed.push(schedule.name);
      }
      return failed;
    },
    async stop() {
      clearTimeout(timer);
      await Promise.race([Promise.allSettled(running), new Promise((resolve) => setTimeout(resolve, 2_000))]);
    },
  };
}

function readSchedules(resolved: ResolvedAssembly): Schedule[] {
  const invokeConfigs = resourcesOf(resolved.resources, 'AWS::Lambda::EventInvokeConfig', invokeConfigSchema);
  return resourcesOf(resolved.resources, 'AWS::Scheduler::Schedule', scheduleSchema)
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(({ reference: name, properties: { ScheduleExpression, ScheduleExpressionTimezone, Target } }) => {
      const functionName = Target.Arn.split(':').at(-1) ?? '';
      const config = invokeConfigs.find(({ properties }) => properties.FunctionName.endsWith(functionName))?.properties;
      const deadLetter = config?.DestinationConfig?.OnFailure?.Destination ?? Target.DeadLetterConfig?.Arn;
      const retries = config?.MaximumRetryAttempts ?? Target.RetryPolicy?.MaximumRetryAttempts ?? ASYNC_RETRIES;
      return {
        name,
        due: parseSchedule(ScheduleExpression, ScheduleExpressionTimezone),
        functionArn: Target.Arn,
        input: Target.Input,
        retries: Math.min(retries, ASYNC_RETRIES),
        deadLetterQueueUrl: deadLetter === undefined ? undefined : urlOfQueue(deadLetter, resolved),
      };
    });
}

interface Execution {
  readonly at: number;
  readonly executionId: string;
  readonly attempt: number;
}

function scheduledInput(schedule: Pick<Schedule, 'name' | 'input'>, execution: Execution): unknown {
  return JSON.parse(scheduledText(schedule, execution));
}

/**
 * The target's input with the context attributes filled in.
 * Source: EventBridge Scheduler user guide, "Adding context attributes".
 */
export function scheduledText(
  { name, input }: Pick<Schedule, 'name' | 'input'>,
  { at, executionId, attempt }: Execution,
): string {
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(at).toISOString().replace('.000Z', 'Z'))
    .replaceAll('<aws.scheduler.schedule-arn>', `arn:aws:scheduler:us-east-1:${LOCAL_ACCOUNT}:schedule/default/${name}`)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
}
