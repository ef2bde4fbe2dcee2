/** The customers list as a client pages through it (`GET /v1/customers`). */
import { expect } from 'vitest';
import { type Api, as } from './api.ts';
import { eventually } from './eventually.ts';
import { type CustomerRow, customerRowSchema, pageOf } from './shapes.ts';

type Query = Readonly<Record<string, string>>;

/** One page of the list. */
const listCustomers = (query: Query, api: Api = as('demo')) =>
  api.take(pageOf(customerRowSchema), 200, 'GET', '/v1/customers', { query });

/** All pages of the list; their number is bounded so that a cursor that does not advance fails. */
export const listAllCustomers = async (query: Query, api: Api = as('demo')): Promise<readonly CustomerRow[]> => {
  const rows: CustomerRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 200; page += 1) {
    const found = await listCustomers({ ...query, ...(cursor === undefined ? {} : { cursor }) }, api);
    rows.push(...found.items);
    cursor = found.nextCursor;
    if (cursor === undefined) return rows;
  }
  throw new Error('The list has no end.');
};

export const customerIds = (rows: readonly { customerId: string }[]): string[] =>
  rows.map(({ customerId }) => customerId);

/** Waits until the list, which follows the table by a moment, has the customer or has it no more. */
export const untilCustomerListed = (
  query: Query,
  customerId: string,
  wanted = true,
  api: Api = as('demo'),
): Promise<void> =>
  eventually(async () => expect(customerIds(await listAllCustomers(query, api)).includes(customerId)).toBe(wanted));
