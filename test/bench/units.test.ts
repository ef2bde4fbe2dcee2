/** The bench's arithmetic against DynamoDB's documented rules: figures that nobody checks would be worth nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectedIndexes } from '../../lib/index-projections.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { itemBytes } from './item-size.ts';
import { Meter } from './meter.ts';
import { indexWrites, indexWriteUnits, readUnits, tableWriteUnits, writeUnits } from './units.ts';

const [rows, keysOnly] = projectedIndexes;
const base = { pk: 'p', sk: 's' };
const entry = { ...base, g1pk: 'day', g1sk: '1', st: 'sent', bo: 'x'.repeat(300) };

describe('item size', () => {
  it.each([
    ['strings in UTF-8', { ab: 'ñandú' }, 2 + 7],
    ['a number: two digits a byte, and one', { n: 1_764_000_000_000 }, 1 + 2 + 1],
    ['a negative number', { n: -12_345 }, 1 + 3 + 1 + 1],
    ['zero', { n: 0 }, 1 + 1 + 1],
    ['booleans and null', { t: true, n: null }, 2 + 2],
    ['a list: 3, and 1 for each element', { l: ['a', 12] }, 1 + 3 + (1 + 1) + (1 + 2)],
    ['a map', { m: { k: 'v' } }, 1 + 3 + 1 + 1 + 1],
    ['what is not written', { u: undefined }, 0],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('units', () => {
  it('writes are rounded up to 1 KB, reads to 4 KB, and eventual ones cost half', () => {
    expect([0, 1024, 1025].map(writeUnits)).toEqual([1, 1, 2]);
    expect([0, 4096, 4097].map((bytes) => readUnits(bytes, true))).toEqual([1, 1, 2]);
    expect(readUnits(4097, false)).toBe(1);
  });

  it('the larger image of a write counts', () => {
    expect(tableWriteUnits({ before: { ...base, x: 'x'.repeat(2_000) }, after: base })).toBe(2);
  });

  it('an index writes nothing for what it does not hold, one for what it does, two for another key', () => {
    const write = (after: object | undefined) =>
      indexWriteUnits(rows, { before: entry, after: after === undefined ? undefined : { ...entry, ...after } });
    expect([write({ bo: 'another' }), write({ st: 'read' }), write({ g1sk: '2' }), write(undefined)]).toEqual([
      0, 1, 2, 1,
    ]);
    expect(indexWriteUnits(keysOnly, { before: undefined, after: entry })).toBe(0);
    expect(indexWrites({ before: undefined, after: entry })).toEqual([['GSI1', 1]]);
  });
});

describe('the meter on the real engine', () => {
  let engine: TestTable;
  beforeAll(async () => {
    engine = await startTable();
  });
  afterAll(() => engine?.stop());

  it('doubles a transaction in the table, not in the index, and charges a refused one', async () => {
    const meter = new Meter(engine.client, engine.name);
    const table = engine.through(meter.port);
    const item = { ...entry, pk: 'T#demo#X', type: 'thing' };
    await table.transact([
      { kind: 'put', item, expected: 'absent' },
      { kind: 'check', key: { pk: 'T#demo#Y', sk: 's' }, expected: 'absent' },
    ]);
    expect(meter.charges).toEqual([
      { kind: 'write', what: 'put thing ×2', units: 2 },
      { kind: 'write', what: 'GSI1 of thing', units: 1 },
      { kind: 'write', what: 'check item ×2', units: 2 },
    ]);
    meter.reset();
    await expect(table.transact([{ kind: 'put', item, expected: 'absent' }])).rejects.toThrow('condition failed');
    expect(meter.charges).toEqual([{ kind: 'write', what: 'put thing, refused ×2', units: 2 }]);
    expect(meter.changes).toEqual([]);
  });

  it('counts reads by what they return', async () => {
    const meter = new Meter(engine.client, engine.name);
    const table = engine.through(meter.port);
    await table.batchGet([
      { pk: 'T#demo#X', sk: 's' },
      { pk: 'T#demo#none', sk: 's' },
    ]);
    await table.query({ pk: 'T#demo#X', consistent: true });
    expect(meter.charges.map(({ units }) => units)).toEqual([1, 1]);
    expect(meter.compared).toBe(1);
    expect([...meter.differences]).toEqual([]);
  });
});
