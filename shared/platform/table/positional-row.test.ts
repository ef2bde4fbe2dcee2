import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { column, lateColumn, positionalRow, rowColumn, timeColumn } from './positional-row.ts';

const inner = positionalRow({ id: column(0, z.string()), note: column(1, z.string().nullable()) });
const row = positionalRow({
  seen: timeColumn(2, z.number()),
  inner: rowColumn(1, inner),
  name: column(0, z.string()),
  later: timeColumn(3, z.number().default(0)),
});

describe('a row by position', () => {
  it('each value lies where its column says, whatever the order of declaration', () => {
    const value = { name: 'Carla', inner: { id: 'm1', note: null }, seen: 0, later: 5 };
    expect(row.pack(value)).toEqual(['Carla', ['m1', null], null, 5]);
    expect(row.schema.parse(row.unpack(row.pack(value)))).toEqual(value);
  });

  it('a row of before has no value in a column that came later: its default stands', () => {
    expect(row.schema.parse(row.unpack(['Carla', null, 7]))).toEqual({ name: 'Carla', inner: null, seen: 7, later: 0 });
  });

  it('a column that came later takes no place while it is null', () => {
    const wide = positionalRow({
      name: column(0, z.string()),
      b: lateColumn(1, z.number()),
      c: lateColumn(2, z.number()),
    });
    const packed = (b: number | null, c: number | null) => wide.pack({ name: 'Carla', b, c });
    expect([packed(null, null), packed(1, null), packed(null, 2)]).toEqual([
      ['Carla'],
      ['Carla', 1],
      ['Carla', null, 2],
    ]);
    expect(wide.schema.parse(wide.unpack(['Carla']))).toEqual({ name: 'Carla', b: null, c: null });
  });

  it('what is no row, or lacks a column, is not read', () => {
    expect(row.schema.safeParse(row.unpack({ name: 'Carla' })).success).toBe(false);
    expect(row.schema.safeParse(row.unpack(['Carla', null])).success).toBe(false);
    expect(row.schema.safeParse(row.unpack(['Carla', ['m1'], 7])).success).toBe(false);
  });

  it('two columns of one position, or a gap, are refused', () => {
    expect(() => positionalRow({ a: column(0, z.string()), b: column(0, z.string()) })).toThrow('Positions');
    expect(() => positionalRow({ a: column(0, z.string()), b: column(2, z.string()) })).toThrow('Positions');
  });
});
