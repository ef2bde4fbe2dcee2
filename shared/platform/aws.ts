/** The table over a DocumentClient that marshals as the kernel expects. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Table } from './table/kernel.ts';

/** @param tableName from the function's environment */
export const openTable = (tableName: string): Table =>
  new Table(
    DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
    tableName,
  );
