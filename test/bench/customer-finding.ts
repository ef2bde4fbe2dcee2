/**
 * What the lists of 200,000 customers cost and count (issue 12, lines 4 to 6; ADR 64, 66): every filter alone in every order,
 * each two of them, and threes, from the API's event to its answer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customerSorts } from '#contract/customers.ts';
import { createCursors } from '#platform/cursor.ts';
import { Company } from '#shared/companies/entities.ts';
import { debtSummaryOn, segmentOn } from '#shared/customers/debts.ts';
import { contactabilitiesOf } from '#shared/customers/facets.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { startDynamoDb } from '../../local/engines/dynamodb.ts';
import { callApi } from '../support/call-api.ts';
import { freePort, openTable, startTable, type TestTable } from '../support/engines.ts';
import {
  customerAt,
  fillLists,
  type Listed,
  listCompany,
  listNow,
  listTenant,
  listToday,
  listUser,
} from './customers-world.ts';
import { Meter } from './meter.ts';
import type { FirstPage } from './register-finding.ts';

/** A first page of customers, and how many the list says there are. */
export interface CustomersPage extends FirstPage {
  readonly total: number | null;
  /** How many there are; null where nobody counted. */
  readonly truth: number | null;
}

export interface CustomerFinding {
  readonly customers: number;
  readonly items: number;
  /** In how many orders each list was asked for, one after the other. */
  readonly orders: number;
  /** No filter and each alone. */
  readonly singles: readonly CustomersPage[];
  readonly pairs: readonly CustomersPage[];
  readonly triples: readonly CustomersPage[];
}

type Has = (listed: Listed) => boolean;
interface Filter {
  /** Names and values of the address; two filters of a name are never combined. */
  readonly name: string;
  readonly query: string;
  /** Whether a customer is found; undefined for what only the service can say. */
  readonly has?: Has;
}

const one = (name: string, value: string, has?: Has): Filter => ({
  name,
  query: `${name}=${value}`,
  ...(has === undefined ? {} : { has }),
});
const daysOf = ({ customer }: Listed): number | null => debtSummaryOn(customer.debtSummary, listToday).daysOverdue;
const contactability = (value: 'ok' | 'problems' | 'none') =>
  one('contactability', value, ({ customer }) => contactabilitiesOf(customer).includes(value));
const segment = (value: string) =>
  one('segment', encodeURIComponent(value), ({ customer }) => segmentOn(listCompany, customer, listToday) === value);

const filters: readonly Filter[] = [
  contactability('ok'),
  contactability('problems'),
  contactability('none'),
  ...[...listCompany.segments.map(({ name }) => name), listCompany.noDebtSegment].map(segment),
  one('advisor', 'u07', ({ customer }) => customer.advisorId === 'u07'),
  one('advisor', '-', ({ customer }) => customer.advisorId === null),
  one('portfolio', 'p07', ({ customer }) => customer.portfolios.includes('p07')),
  one('tag', 't03', ({ customer }) => customer.tags.includes('t03')),
  one('tag', 'ninguna', () => false),
  one('influencer', 'true', ({ customer }) => customer.influencer),
  one('untyped', 'true', ({ customer }) => Object.keys(customer.metadata).length === 0),
  one('favorite', 'true'),
  {
    name: 'daysOverdue',
    query: 'daysOverdueFrom=45&daysOverdueTo=75',
    has: (listed) => {
      const days = daysOf(listed);
      return days !== null && days >= 45 && days <= 75;
    },
  },
  {
    name: 'balance',
    query: 'balanceFrom=1000000&balanceTo=1010000',
    has: ({ customer: { debtSummary } }) => {
      const owed = debtSummary.balances.CLP ?? 0;
      return owed >= 1_000_000 && owed <= 1_010_000;
    },
  },
  one('q', 'fabi'),
  one('q', 'camila%20rojas%20quiroga'),
  one('q', '1123%40correo'),
  one('q', '10123456'),
];

const combined = (count: number): readonly (readonly Filter[])[] => {
  const from = (start: number, left: number): readonly (readonly Filter[])[] =>
    left === 0
      ? [[]]
      : filters
          .slice(start)
          .flatMap((filter, offset) => from(start + offset + 1, left - 1).map((rest) => [filter, ...rest]));
  return from(0, count).filter((chosen) => new Set(chosen.map(({ name }) => name)).size === count);
};

/** Of the threes every so many are asked for. */
const triplesStep = 17;

const counted = (customers: number): ((chosen: readonly Filter[]) => number | null) => {
  const truths = new Map<string, number>();
  const known = [[], ...combined(1), ...combined(2)].filter((chosen) => chosen.every(({ has }) => has !== undefined));
  const keyOf = (chosen: readonly Filter[]): string => chosen.map(({ query }) => query).join('&');
  for (const chosen of known) truths.set(keyOf(chosen), 0);
  for (let position = 0; position < customers; position += 1) {
    const listed = customerAt(position);
    const holds = new Set(filters.filter(({ has }) => has?.(listed)));
    for (const chosen of known) {
      if (chosen.every((filter) => holds.has(filter))) truths.set(keyOf(chosen), (truths.get(keyOf(chosen)) ?? 0) + 1);
    }
  }
  return (chosen) => truths.get(keyOf(chosen)) ?? null;
};

const measure = async (
  { client, name, through }: TestTable,
  customers: number,
  tell: (line: string) => void,
): Promise<Omit<CustomerFinding, 'customers' | 'items'>> => {
  const meter = new Meter(client, name);
  const call = callApi(
    customerRoutes({
      table: through(meter.port),
      clock: { now: () => listNow },
      cursors: createCursors('key of the bench'),
      addressKey: 'key of the bench',
    }),
  );
  const truthOf = counted(customers);
  const firstPage = async (chosen: readonly Filter[], sort?: string): Promise<CustomersPage> => {
    const query = [...chosen.map((filter) => filter.query), ...(sort === undefined ? [] : [`sort=${sort}`])].join('&');
    meter.reset();
    const answer = await call<{ items: unknown[]; nextCursor?: string; total?: number }>({
      call: `GET /v1/customers?${query}`,
      caller: { tenant: listTenant, userId: listUser },
    });
    if (answer.status !== 200) throw new Error(`${query} was refused: ${JSON.stringify(answer.body)}`);
    return {
      query: decodeURIComponent(query),
      units: meter.charges.reduce((sum, charge) => sum + charge.units, 0),
      rows: answer.body.items.length,
      isLast: answer.body.nextCursor === undefined,
      total: answer.body.total ?? null,
      truth: truthOf(chosen),
    };
  };
  const all = async (of: readonly (readonly Filter[])[], sorts: readonly (string | undefined)[] = [undefined]) => {
    const found: CustomersPage[] = [];
    for (const [index, chosen] of of.entries()) {
      if (index % 20 === 0) tell(`${index} of ${of.length}`);
      for (const sort of sorts) found.push(await firstPage(chosen, sort));
    }
    return found;
  };
  await firstPage([]);
  const sorts = [undefined, ...customerSorts];
  return {
    orders: sorts.length,
    singles: await all([[], ...combined(1)], sorts),
    pairs: await all(combined(2)),
    triples: await all(combined(3).filter((_, index) => index % triplesStep === 0)),
  };
};

export const measureCustomers = async (customers: number, tell: (line: string) => void): Promise<CustomerFinding> => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-lists-'));
  try {
    const empty = await startTable('contacta-bench', { dataDir: folder });
    await empty.table.put(Company, listCompany, 'absent');
    await empty.stop();
    const items = fillLists(folder, empty.name, customers, tell);
    tell(`${items} items are there`);
    const table = openTable(await startDynamoDb({ port: await freePort(), dataDir: folder }), empty.name);
    try {
      return { customers, items, ...(await measure(table, customers, tell)) };
    } finally {
      await table.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * What must not be: an empty page of one or two filters though another follows, a count that is wrong, and a list that ends
 * with another number of rows than there are.
 */
export const faultsOf = ({ singles, pairs }: CustomerFinding): readonly string[] =>
  [...singles, ...pairs].flatMap(({ query, rows, isLast, total, truth }) => [
    ...(rows === 0 && !isLast ? [`${query}: an empty page with a way on`] : []),
    ...(total !== null && truth !== null && total !== truth ? [`${query}: counted ${total}, there are ${truth}`] : []),
    ...(isLast && truth !== null && rows !== truth ? [`${query}: ends with ${rows} rows, there are ${truth}`] : []),
  ]);
