/** Real engines for contract tests: an empty table with the keys and indexes of the template, on a free local port. */
import { createServer } from 'node:net';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openDocuments } from '#platform/aws.ts';
import { type DocumentPort, Table } from '#platform/table/kernel.ts';
import { projectedIndexes } from '../../lib/index-projections.ts';
import { type Engine, startDynamoDb } from '../../local/engines/dynamodb.ts';

export interface TestTable {
  readonly table: Table;
  /** The plain client, to look into the table or to wrap with faults: `new Table(faulty(client), name)`. */
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly endpoint: string;
  /** The same table behind another port, for example one that fails on demand. */
  through(port: DocumentPort): Table;
  stop(): Promise<void>;
}

/** A port of this machine that nobody listens on at the moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

/** A table of an engine that runs. */
export const openTable = (engine: Pick<Engine, 'endpoint' | 'stop'>, name: string): TestTable => {
  const client = openDocuments({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    table: new Table(client, name),
    client,
    name,
    endpoint: engine.endpoint,
    through: (port) => new Table(port, name),
    stop: async () => {
      client.destroy();
      await engine.stop();
    },
  };
};

/**
 * Starts DynamoDB with one empty table; call `stop` in `afterAll`.
 * @param where.dataDir folder for its data, which stay there; without it they are gone when it stops
 */
export const startTable = async (name = 'contacta-test', where: { dataDir?: string } = {}): Promise<TestTable> => {
  const engine = await startDynamoDb({ port: await freePort(), ...where });
  const opened = openTable(engine, name);
  const attributes = ['pk', 'sk', ...projectedIndexes.flatMap((index) => [index.partitionKey, index.sortKey])];
  await opened.client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: projectedIndexes.map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
        Projection:
          index.projection === 'keys'
            ? { ProjectionType: 'KEYS_ONLY' }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection] },
      })),
    }),
  );
  return opened;
};
