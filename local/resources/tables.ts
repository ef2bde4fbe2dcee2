import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { ResolvedResource } from '../assembly/resolver.ts';
import { RunnerError } from '../errors.ts';
import type { EngineClients } from './clients.ts';
import { flag, resourcesOf } from './properties.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const index = z.looseObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });

const tableSchema = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: z
    .looseObject({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
});

/**
 * Creates the tables that do not exist yet.
 *
 * @throws RunnerError when a table exists from an earlier start with other keys or indexes: data stays, so the person
 *   decides
 */
export const applyTables = async (resources: readonly ResolvedResource[], clients: EngineClients): Promise<void> => {
  for (const { reference: name, properties } of resourcesOf(resources, 'AWS::DynamoDB::Table', tableSchema)) {
    const input = createInput(name, properties);
    const existing = await describe(name, clients);
    if (existing !== undefined) {
      assertSameShape(name, existing, input);
      continue;
    }
    await clients.dynamodb.send(new CreateTableCommand(input));
    await waitUntilTableExists({ client: clients.dynamodb, maxWaitTime: 30, minDelay: 1 }, { TableName: name });
    const attribute = properties.TimeToLiveSpecification?.AttributeName;
    if (attribute !== undefined && properties.TimeToLiveSpecification?.Enabled) {
      const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
      await clients.dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
    }
  }
};

const createInput = (name: string, properties: z.infer<typeof tableSchema>): CreateTableCommandInput => {
  const indexes = (list: z.infer<typeof index>[] | undefined) =>
    list?.map(({ IndexName, KeySchema, Projection: { ProjectionType, NonKeyAttributes } }) => ({
      IndexName,
      KeySchema,
      Projection: { ProjectionType, ...(NonKeyAttributes === undefined ? {} : { NonKeyAttributes }) },
    }));
  const global = indexes(properties.GlobalSecondaryIndexes);
  const local = indexes(properties.LocalSecondaryIndexes);
  const stream = properties.StreamSpecification;
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    ...(global === undefined ? {} : { GlobalSecondaryIndexes: global }),
    ...(local === undefined ? {} : { LocalSecondaryIndexes: local }),
    ...(stream === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.StreamViewType } }),
  };
};

const describe = async (name: string, clients: EngineClients): Promise<TableDescription | undefined> => {
  try {
    return (await clients.dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

const assertSameShape = (name: string, existing: TableDescription, wanted: CreateTableCommandInput): void => {
  const shape = (table: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes' | 'StreamSpecification'>) =>
    JSON.stringify([
      table.KeySchema?.map((key) => [key.AttributeName, key.KeyType]),
      (table.GlobalSecondaryIndexes ?? [])
        .map((index) => [
          index.IndexName,
          index.KeySchema?.map((key) => [key.AttributeName, key.KeyType]),
          index.Projection?.ProjectionType,
          [...(index.Projection?.NonKeyAttributes ?? [])].sort(),
        ])
        .sort(),
      table.StreamSpecification?.StreamViewType,
    ]);
  if (shape(existing) !== shape(wanted)) {
    throw new RunnerError(`Table ${name} exists with other keys, indexes or stream.`, 'Start once with --reset.');
  }
};
