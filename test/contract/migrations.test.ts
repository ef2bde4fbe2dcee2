/**
 * Migrations (issue 9, 9): the dump of each release is brought into today's form, page by page and through cuts; nothing is
 * lost, what is wrong is made right, what cannot be read is left and counted.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BatchWriteCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import type { Item } from '#platform/table/kernel.ts';
import { runMigrations } from '#shared/migrations/run-migrations.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';
import { migrations } from '../../functions/operations/migrate/bindings.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { quietLog } from '../support/inbox-world.ts';

const root = resolve(import.meta.dirname, '../..');
const dumps = globSync('test/releases/*/items.jsonl.gz', { cwd: root });
const itemsOf = (dump: string): readonly Item[] =>
  gunzipSync(readFileSync(join(root, dump)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

let engine: TestTable;
beforeEach(async () => {
  engine = await startTable();
}, 120_000);
afterEach(() => engine?.stop());

const load = async (items: readonly Item[]): Promise<void> => {
  for (let start = 0; start < items.length; start += 25) {
    const RequestItems = {
      [engine.name]: items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } })),
    };
    await engine.client.send(new BatchWriteCommand({ RequestItems }));
  }
};

const stored = async (): Promise<ReadonlyMap<string, Item>> => {
  const found = new Map<string, Item>();
  for await (const page of paginateScan({ client: engine.client }, { TableName: engine.name })) {
    for (const item of page.Items ?? []) found.set(`${item.pk} ${item.sk}`, item);
  }
  return found;
};

/** @param pages how often time is left before each cut */
const run = async (pages = Number.POSITIVE_INFINITY, now = Date.UTC(2026, 11, 1)) => {
  const on = { table: engine.table, log: quietLog, clock: { now: () => now }, cursors: createCursors('k') };
  for (let calls = 1; ; calls += 1) {
    let left = pages;
    const report = await runMigrations(on, migrations(on), () => left-- > 0);
    if (report.done) return { calls, migrations: report.migrations };
    expect(calls).toBeLessThan(500);
  }
};

/** Base, which a migration may bring into another form but never take away. */
const isBase = ({ type }: Item): boolean =>
  !['facetRow', 'searchToken', 'listing', 'counted', 'listCount', 'conversationView'].includes(String(type));
const withoutRevision = ({ rev: _rev, ...rest }: Item): Item => rest;

describe.each(dumps.map((dump) => [basename(dirname(dump)), dump] as const))('data of release %s', (_release, dump) => {
  it('is brought into the form of today through cuts, and nothing of it is lost', async () => {
    const before = itemsOf(dump);
    await load(before);
    const report = await run(3);
    expect(report.calls).toBeGreaterThan(10);
    expect(report.migrations.map(({ failed }) => failed)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(report.migrations[1]?.looked).toBe(before.filter(({ type }) => type === 'customer').length);
    const after = await stored();
    for (const item of before) {
      if (isBase(item)) expect(after.has(`${item.pk} ${item.sk}`), `${item.type} ${item.pk} ${item.sk}`).toBe(true);
    }
    const byType = new Map(storedKinds.map(({ form }) => [form.type, form]));
    for (const item of after.values()) {
      const right = byType.get(String(item.type))?.right(item).item;
      expect(JSON.parse(JSON.stringify(right)), `${item.type} ${item.pk} ${item.sk}`).toEqual(item);
    }
    // Lists know how many they hold, without the customers that are part of others (ADR 66).
    const rows = [...after.values()].filter(({ type, pk }) => type === 'facetRow' && String(pk).endsWith('#name#all'));
    const fixed = [...after.values()].filter(({ type, sk }) => type === 'listCount' && sk === 'fixed');
    expect(fixed.reduce((sum, item) => sum + Number((item.counts as { all?: number }).all ?? 0), 0)).toBe(rows.length);
    expect(fixed.every(({ complete }) => complete === true)).toBe(true);
    // Once is enough: a later call looks at nothing.
    expect((await run()).migrations).toEqual(report.migrations);
    expect(await stored()).toEqual(after);
  }, 300_000);

  it('has its index keys made right, and what cannot be read is left and counted', async () => {
    const items = itemsOf(dump);
    const messages = items.filter(({ type, g1pk }) => type === 'message' && g1pk !== undefined).slice(0, 5);
    const [address] = items.filter(({ type }) => type === 'address');
    expect(messages).toHaveLength(5);
    // They come to stand in their index.
    const openDebts = items.filter(({ type, state, balance }) => type === 'debt' && state !== 'paid' && balance !== 0);
    // They come to stand in the inbox of nobody.
    const nobodys = items.filter(
      ({ type, g1pk, g2pk }) => type === 'conversation' && g1pk !== undefined && g2pk === undefined,
    );
    expect(nobodys.length).toBeGreaterThan(0);
    // They say no more than their key (ADR 63).
    const words = items.filter(({ type }) => type === 'searchToken');
    await load(items);
    for (const message of messages) {
      const Item = { ...message, g3pk: 'DUE#of before', g3sk: 'x' };
      await engine.client.send(new PutCommand({ TableName: engine.name, Item }));
    }
    const broken: Item = { ...address, sk: 'A#broken', channel: 'telegram' };
    await engine.client.send(new PutCommand({ TableName: engine.name, Item: broken }));
    const report = await run();
    expect(report.migrations[0]).toMatchObject({
      id: '0.2.0-stored-forms',
      changed: 5 + openDebts.length + nobodys.length + words.length,
      failed: 1,
    });
    const after = await stored();
    expect(after.get(`${broken.pk} ${broken.sk}`)).toEqual(broken);
    for (const message of messages) {
      const item = after.get(`${message.pk} ${message.sk}`);
      expect(item && withoutRevision(item)).toEqual(withoutRevision(message));
    }
  }, 300_000);
});
