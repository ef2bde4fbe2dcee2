/** The table over a DocumentClient that marshals as the kernel expects. */

import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { quietClient } from './quiet-client.ts';
import { Table } from './table/kernel.ts';

/** @param settings those of tests; Lambda's environment says the rest */
export const openDocuments = (settings: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(quietClient(new DynamoDBClient(settings)), {
    marshallOptions: { removeUndefinedValues: true },
  });

/** @param tableName from the function's environment */
export const openTable = (tableName: string): Table => new Table(openDocuments(), tableName);
