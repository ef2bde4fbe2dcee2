/**
 * The walk over everything that a company has: on the dump of a release, which has several companies, each item is told once,
 * whatever the cuts, and nothing of anybody else.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '#platform/table/kernel.ts';
import { firstPlace, isAtEnd, nextCompanyItems, WalkPlaceSchema } from '#shared/company-data/company-items.ts';
import { companyMarks } from '#shared/company-data/whose-item.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const root = resolve(import.meta.dirname, '../..');
const [dump = ''] = globSync('test/releases/*/items.jsonl.gz', { cwd: root }).toSorted();
const items: readonly Item[] = gunzipSync(readFileSync(join(root, dump)))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const keyOf = ({ pk, sk }: Item): string => `${pk} ${sk}`;

let engine: TestTable;
beforeAll(async () => {
  engine = await startTable();
  for (let start = 0; start < items.length; start += 25) {
    const RequestItems = {
      [engine.name]: items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } })),
    };
    await engine.client.send(new BatchWriteCommand({ RequestItems }));
  }
}, 120_000);
afterAll(() => engine?.stop());

const walk = async (tenant: string, of: number, page: number) => {
  const deps = { table: engine.table, readFile: async () => '' };
  const marks = companyMarks({ tenant, inboundNumbers: [] });
  const told: string[] = [];
  let place = firstPlace(of);
  for (let looks = 0; !isAtEnd(place); looks += 1) {
    expect(looks).toBeLessThan(items.length);
    const look = await nextCompanyItems(deps, marks, place, page);
    told.push(...look.items.map(keyOf));
    // As a worker keeps it, and another one reads it.
    place = WalkPlaceSchema.parse(JSON.parse(JSON.stringify(look.place)));
  }
  return told;
};

describe('the walk over everything of a company', () => {
  const tenants = items.filter(({ type }) => type === 'tenant').map(({ tenant }) => String(tenant));

  it.each([
    { of: 1, page: 900 },
    { of: 5, page: 150 },
  ])(
    'tells each of its items once in $of parts by pages of $page, and leaves out what is of no company',
    async ({ of, page }) => {
      expect(tenants.length).toBeGreaterThan(1);
      const all = new Set<string>();
      for (const tenant of tenants) {
        const own = items.filter(({ pk, tenant: whose }) =>
          String(pk).startsWith('T#') ? String(pk).startsWith(`T#${tenant}#`) : whose === tenant,
        );
        const told = await walk(tenant, of, page);
        expect(told.toSorted()).toEqual(own.map(keyOf).toSorted());
        for (const key of told) all.add(key);
      }
      const left = items.filter((item) => !all.has(keyOf(item)));
      expect(left.filter(({ pk }) => !/^(SYS#(EVENTS|MIGRATIONS|HOLDS|AUDIT)|P#)/.test(String(pk)))).toEqual([]);
    },
  );
});
