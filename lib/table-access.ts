/**
 * What each kind of function may do on the table, as parts to be combined. Transactions are checked part by part, so
 * that `ConditionCheckItem` belongs to whoever writes. `test/infra/least-privilege.test.ts` states the result.
 */
import { tableIndexes } from '#platform/table/indexes.ts';
import type { TableAction } from './constructs/contacta-table.ts';

export const read = ['GetItem', 'BatchGetItem', 'Query'] as const satisfies readonly TableAction[];

export const write = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'ConditionCheckItem',
] as const satisfies readonly TableAction[];

const [register, failures, due, providerIds] = tableIndexes;

/** Indexes of lists, whose keys begin with the company: the register, the inbox, the failed messages of a day. */
export const listIndexes = [register.name, failures.name] as const;

/** What waits of one unknown sender, under its company. */
export const senderIndex = failures.name;

/** All customers of a company, keys only. */
export const customersIndex = failures.name;
/** Index of the open debts of a company. */
export const openDebtsIndex = failures.name;

/** Everything that waits for a time, of all companies: for the schedule that does it, and nobody else. */
export const dueIndex = due.name;

/** Provider id → message, of all companies: the only way from a provider's event to its company. */
export const providerIdIndex = providerIds.name;
