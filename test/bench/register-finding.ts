/**
 * What the filters of the register cost over a million interactions (issue 12, 4; ADR 57): each alone, each two of them, and
 * threes, from the API's event to its answer.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCursors } from '#platform/cursor.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { interactionsRoutes } from '../../functions/api/interactions/bindings.ts';
import { startDynamoDb } from '../../local/engines/dynamodb.ts';
import { callApi } from '../support/call-api.ts';
import { freePort, openTable, startTable, type TestTable } from '../support/engines.ts';
import { timeZone } from '../support/register-messages.ts';
import { Meter } from './meter.ts';
import { fillRegister, forgetRegister, registerTenant, registerToday } from './register-world.ts';

/** A first page: what it cost and what came of it. */
export interface FirstPage {
  readonly query: string;
  readonly units: number;
  readonly rows: number;
  /** No page follows. */
  readonly isLast: boolean;
}

export interface Finding {
  readonly interactions: number;
  readonly entries: number;
  readonly singles: readonly FirstPage[];
  readonly pairs: readonly FirstPage[];
  readonly triples: readonly FirstPage[];
  /** Several values of one filter, alone and with others. */
  readonly several: readonly FirstPage[];
}

/** Values of each filter: frequent ones, rare ones, and one that nothing has. */
const values: readonly (readonly [filter: string, value: string])[] = [
  ['campaign', 'k03'],
  ['campaign', 'unica'],
  ['campaign', 'ninguna'],
  ['flow', 'f02'],
  ['event', 'e01'],
  ...[
    'delivered',
    'read',
    'sent',
    'failed',
    'outcome_unknown',
    'blocked',
    'queued',
    'received',
    'replied',
    'not_read',
    'scheduled',
  ].map((status) => ['status', status] as const),
  ['direction', 'outbound'],
  ['direction', 'inbound'],
  ['author', 'u07'],
  ['advisor', 'u07'],
  ['template', 't11'],
  ['portfolio', 'p07'],
  ['portfolio', 'p04'],
  ['segment', 's05'],
  ['channel', 'sms'],
  ['channel', 'call'],
  ['source', 'platform'],
  ['source', 'outside'],
  ['result', 'r02'],
  ['customerId', `c${String(4_711).padStart(25, '0')}`],
];

type Filters = readonly (readonly [filter: string, value: string])[];

const severalValues: readonly Filters[] = [
  [['campaign', 'k03|k04|unica']],
  [['status', 'failed|outcome_unknown']],
  [['status', 'failed|blocked|queued']],
  [['portfolio', Array.from({ length: 10 }, (_, each) => `p${String(each).padStart(2, '0')}`).join('|')]],
  [['template', Array.from({ length: 20 }, (_, each) => `t${String(each).padStart(2, '0')}`).join('|')]],
  [
    ['campaign', 'k03|k04'],
    ['direction', 'inbound'],
  ],
  [
    ['campaign', 'k03|unica'],
    ['status', 'failed|blocked'],
  ],
  [
    ['author', 'u07|u08'],
    ['template', 't11|t12'],
  ],
  [
    ['channel', 'sms|call'],
    ['segment', 's05|s06'],
    ['advisor', 'u07|u08'],
  ],
];

/** Of the threes every so many are asked for. */
const triplesStep = 29;

const combined = (count: number): readonly Filters[] => {
  const from = (start: number, left: number): readonly Filters[] =>
    left === 0
      ? [[]]
      : values
          .slice(start)
          .flatMap((value, offset) => from(start + offset + 1, left - 1).map((rest) => [value, ...rest]));
  return from(0, count).filter((chosen) => new Set(chosen.map(([name]) => name)).size === count);
};

const measure = async (
  { client, name, through }: TestTable,
  tell: (line: string) => void,
): Promise<Omit<Finding, 'interactions' | 'entries'>> => {
  const meter = new Meter(client, name);
  const now = Date.parse(`${registerToday}T23:45:00Z`);
  const on = { table: through(meter.port), clock: { now: () => now }, cursors: createCursors('key of the bench') };
  const call = callApi(interactionsRoutes(on));
  const page = async (query: string, cursor: string | undefined) => {
    const path = `GET /v1/interactions?${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
    const answer = await call<{ items: unknown[]; nextCursor?: string }>({
      call: path,
      caller: { tenant: registerTenant },
    });
    if (answer.status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await page('limit=1', undefined);
  const firstPage = async (filters: Filters): Promise<FirstPage> => {
    const query = filters.map(([filter, value]) => `${filter}=${value}`).join('&');
    const asked = performance.now();
    meter.reset();
    const { items, nextCursor } = await page(query, undefined);
    const units = meter.charges.reduce((sum, charge) => sum + charge.units, 0);
    const rows = items.length;
    const found = { query, units, rows, isLast: nextCursor === undefined };
    tell(`${JSON.stringify(found)} ${Math.round(performance.now() - asked)} ms`);
    return found;
  };
  const all = async (of: readonly Filters[]): Promise<readonly FirstPage[]> => {
    const found: FirstPage[] = [];
    for (const [index, filters] of of.entries()) {
      if (index % 20 === 0) tell(`${index} of ${of.length}`);
      found.push(await firstPage(filters));
    }
    return found;
  };
  return {
    singles: await all(combined(1)),
    several: await all(severalValues),
    pairs: await all(combined(2)),
    triples: await all(combined(3).filter((_, index) => index % triplesStep === 0)),
  };
};

export const measureFinding = async (interactions: number, tell: (line: string) => void): Promise<Finding> => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-register-'));
  try {
    const empty = await startTable('contacta-bench', { dataDir: folder });
    const senders = { email: null, sms: null, whatsapp: null };
    const company = {
      tenant: registerTenant,
      name: 'Registro',
      timeZone,
      language: 'es',
      defaultCountry: 'CL',
      senders,
    } as const;
    await empty.table.put(Company, newCompany(company, 0), 'absent');
    await empty.stop();
    const entries = fillRegister(folder, empty.name, interactions, tell);
    tell(`${entries} entries are there`);
    const engine = await startDynamoDb({ port: await freePort(), dataDir: folder });
    const table = openTable(engine, empty.name);
    try {
      return { interactions, entries, ...(await measure(table, tell)) };
    } finally {
      await table.stop();
    }
  } finally {
    forgetRegister(folder);
  }
};

/** Pages of one or two filters that are empty though another page follows: there must be none (issue 12, 4). */
export const emptyWithWayOn = ({ singles, pairs, several }: Finding): readonly string[] =>
  [...singles, ...pairs, ...several.filter(({ query }) => query.split('&').length <= 2)]
    .filter(({ rows, isLast }) => rows === 0 && !isLast)
    .map(({ query }) => query);
