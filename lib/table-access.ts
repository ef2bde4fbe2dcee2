/**
 * What each kind of function may do on the table, as parts to be combined. Transactions are checked part by part, so
 * that `ConditionCheckItem` belongs to whoever writes. `test/infra/least-privilege.test.ts` states the result.
 */
import type { TableAction } from './constructs/contacta-table.ts';

export const read = ['GetItem', 'BatchGetItem', 'Query'] as const satisfies readonly TableAction[];

export const write = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'ConditionCheckItem',
] as const satisfies readonly TableAction[];
