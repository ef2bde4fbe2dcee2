import { join } from 'node:path';
import * as z from 'zod';
import type { ResolvedAssembly } from '../assembly/resolver.ts';
import { RunnerError } from '../errors.ts';
import type { FunctionPool } from '../functions/pool.ts';
import type { EngineClients } from '../resources/clients.ts';
import { flag, numeric, resourcesOf } from '../resources/properties.ts';
import { nameOfQueue } from '../resources/queues.ts';
import { startQueueMapping } from './queue-mapping.ts';
import { startStreamMapping } from './stream-mapping.ts';
import type { Trigger } from './trigger.ts';

/** What is known of the mappings: the triggers, and the queues that somebody empties. */
export interface Mappings {
  readonly triggers: readonly Trigger[];
  readonly consumedQueues: readonly string[];
}

const destination = z.object({ OnFailure: z.object({ Destination: z.string() }).optional() });

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: flag.default(true),
  BatchSize: numeric.optional(),
  MaximumBatchingWindowInSeconds: numeric.default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: numeric }).optional(),
  StartingPosition: z.enum(['LATEST', 'TRIM_HORIZON']).optional(),
  BisectBatchOnFunctionError: flag.default(false),
  MaximumRetryAttempts: numeric.default(-1),
  DestinationConfig: destination.optional(),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
});

/** Pollers per queue without a maximum concurrency: Lambda starts with five. */
const defaultConcurrency = 5;
/** Most pollers per queue on one machine: the pool is the real limit. */
const maximumPollers = 10;

/**
 * Starts the event-source mappings of the templates.
 *
 * @throws RunnerError for a source that is neither a queue nor a table stream
 */
export const startMappings = async (
  resolved: ResolvedAssembly,
  pool: FunctionPool,
  clients: EngineClients,
  options: {
    readonly dynamoDbEndpoint: string;
    readonly dataDir: string;
    readonly retryAfterSeconds?: number | undefined;
    print(line: string): void;
  },
): Promise<Mappings> => {
  const triggers: Trigger[] = [];
  const consumedQueues: string[] = [];
  for (const resource of resourcesOf(resolved.resources, 'AWS::Lambda::EventSourceMapping', mappingSchema)) {
    const { properties, logicalId } = resource;
    if (!properties.Enabled) continue;
    const source = properties.EventSourceArn;
    const functionName = properties.FunctionName.split(':').at(-1) ?? properties.FunctionName;
    const common = {
      functionName,
      region: resolved.region,
      windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
      reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
      filters: (properties.FilterCriteria?.Filters ?? []).map((filter) => JSON.parse(filter.Pattern)),
    };
    if (source.startsWith('arn:aws:sqs:')) {
      consumedQueues.push(nameOfQueue(source));
      const concurrency = properties.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency;
      const mapping = {
        ...common,
        queueUrl: urlOfQueue(source, resolved),
        queueArn: source,
        batchSize: properties.BatchSize ?? 10,
        maximumConcurrency: Math.min(concurrency, maximumPollers),
        retryAfterSeconds: options.retryAfterSeconds,
      };
      triggers.push(startQueueMapping(mapping, pool, clients, options.print));
    } else if (source.includes(':table/')) {
      const onFailure = properties.DestinationConfig?.OnFailure?.Destination;
      const mapping = {
        ...common,
        tableName: source.split('/')[1] ?? '',
        batchSize: properties.BatchSize ?? 100,
        bisect: properties.BisectBatchOnFunctionError,
        maximumRetries: properties.MaximumRetryAttempts,
        startFromEnd: properties.StartingPosition !== 'TRIM_HORIZON',
        onFailureQueueUrl: onFailure === undefined ? undefined : urlOfQueue(onFailure, resolved),
      };
      triggers.push(
        await startStreamMapping(mapping, pool, clients, {
          endpoint: options.dynamoDbEndpoint,
          positionFile: join(options.dataDir, 'streams', `${functionName}.position`),
          print: options.print,
        }),
      );
    } else {
      throw new RunnerError(`${logicalId} reads from ${source}.`, 'The runner knows queues and table streams only.');
    }
  }
  return { triggers, consumedQueues };
};

/** URL of a queue of the assembly. @throws RunnerError when the ARN is not a queue of it */
export const urlOfQueue = (arn: string, resolved: ResolvedAssembly): string => {
  const name = nameOfQueue(arn);
  const queue = resolved.resources.find(
    ({ type, reference }) => type === 'AWS::SQS::Queue' && nameOfQueue(reference) === name,
  );
  if (!arn.startsWith('arn:aws:sqs:') || queue === undefined) {
    throw new RunnerError(`${arn} is not a queue of these stacks.`, 'Failures can go to their own queues only.');
  }
  return queue.reference;
};
