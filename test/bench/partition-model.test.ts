/** The model of partitions knows every key, and works out what it says it does (ADR 73). */
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Entity } from '#platform/table/kernel.ts';
import { AlertRow, facetText } from '#shared/contactability/listed-alert.ts';
import { countPartition, ListCount } from '#shared/customers/list-counts.ts';
import { FacetRow, facetName } from '#shared/customers/listing.ts';
import { ListedDay, ListedRow } from '#shared/interactions/entities.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';
import { kindOfKey } from './partition-kinds.ts';
import type { Work } from './partition-load.ts';
import { heatOf, hottestOf } from './partition-model.ts';

const isEntity = (value: unknown): value is Entity<unknown> =>
  typeof value === 'object' && value !== null && 'keys' in value && 'schema' in value && 'version' in value;

/** All entities of the product, from the modules that define them. */
const entities = async (): Promise<readonly Entity<unknown>[]> => {
  const root = resolve(import.meta.dirname, '../..');
  const files = globSync('shared/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  const modules = await Promise.all(files.map((file): Promise<object> => import(resolve(root, file))));
  return [...new Set(modules.flatMap((module) => Object.values(module).filter(isEntity)))];
};

/** Reads as a company, an id, a date and a message's id. */
const text = 'c0000000001-m000000001';

/** Parts of keys that the rules of their slices put together. */
const composed: Readonly<Record<string, object>> = {
  [ListedRow.type]: { list: 'status#sent' },
  [ListedDay.type]: { list: 'status#sent' },
  [ListCount.type]: { partition: countPartition('demo', 'c1') },
  [FacetRow.type]: { facet: facetName('name', 'tag', 'vip') },
  [AlertRow.type]: { facet: facetText({ channel: 'email' }) },
};

/** Values of a schema: each choice of each of its fields is in one of them. */
const samplesOf = (schema: unknown): readonly unknown[] => {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(([name, field]) => [name, samplesOf(field)] as const);
    const longest = Math.max(1, ...fields.map(([, samples]) => samples.length));
    return Array.from({ length: longest }, (_, position) =>
      Object.fromEntries(fields.map(([name, samples]) => [name, samples[position % Math.max(1, samples.length)]])),
    );
  }
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodLiteral) return [...schema.values];
  if (schema instanceof z.ZodNullable) return [...samplesOf(schema.unwrap()), null];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return [...samplesOf(schema.unwrap())];
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly) return samplesOf(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(samplesOf);
  if (schema instanceof z.ZodPipe) return samplesOf(schema.out);
  if (schema instanceof z.ZodArray) return [samplesOf(schema.element).slice(0, 1)];
  if (schema instanceof z.ZodTuple) return [schema.def.items.map((item) => samplesOf(item)[0])];
  if (schema instanceof z.ZodRecord) return [{}];
  if (schema instanceof z.ZodBoolean) return [true, false];
  if (schema instanceof z.ZodNumber) return [Date.UTC(2026, 10, 23, 15)];
  return [text];
};

describe('kinds of partitions', () => {
  it('know the keys of every entity, in the table and in the indexes', async () => {
    const all = await entities();
    expect(all.map(({ type }) => type).toSorted()).toEqual(storedKinds.map(({ form }) => form.type).toSorted());
    const unknown: string[] = [];
    const indexed = new Set<string>();
    for (const { type, schema, keys } of all) {
      for (const sample of samplesOf(schema)) {
        const { pk, g1, g2, g3, g4 } = keys({ ...Object(sample), ...composed[type] });
        for (const [on, key] of Object.entries({ table: pk, g1: g1?.[0], g2: g2?.[0], g3: g3?.[0], g4: g4?.[0] })) {
          if (key === undefined) continue;
          indexed.add(on);
          try {
            kindOfKey(key);
          } catch (error) {
            unknown.push(`${type}, ${on}: ${String(error)}`);
          }
        }
      }
    }
    expect(unknown).toEqual([]);
    expect([...indexed].toSorted()).toEqual(['g1', 'g2', 'g3', 'g4', 'table']);
  });

  it('refuse a key that nobody gave them, and say where it belongs', () => {
    expect(() => kindOfKey('T#demo#NEW#1')).toThrow('partition-kinds.ts');
  });

  it('tell shards, advisors and own partitions from what stays in the name', () => {
    expect(kindOfKey('T#demo#RL#status#sent')).toMatchObject({ name: 'T#<company>#RL#status#sent', isOwn: false });
    expect(kindOfKey('T#demo#F#name#advisor#ana')).toMatchObject({ isOfAdvisors: true });
    expect(kindOfKey('T#demo#M#c1')).toMatchObject({ name: 'T#<company>#M#<customer>', isOwn: true });
    expect([kindOfKey('DUE#7'), kindOfKey('DUE#demo')].map(({ name, shard }) => [name, shard])).toEqual([
      ['DUE#<shard>', '7'],
      ['DUE#<company>', ''],
    ]);
  });
});

describe('the heat of a partition', () => {
  const load = { messages: 100, events: 200, advisors: 40 };
  const work = (over: Partial<Work>): Work => ({
    rate: ({ messages }) => messages,
    times: 1,
    landings: [],
    ...over,
  });
  const land = (pk: string, units = 1) => ({ on: 'table', pk, units });
  const hottest = (works: readonly Work[]) =>
    Object.fromEntries(heatOf(works, load).map((heat) => [heat.name, heat.hottest]));

  it('is all of it where all messages have one partition, and adds up over works', () => {
    const sent = work({ landings: [land('T#demo#LIVE', 3), land('T#demo#LIVE')], times: 2 });
    const told = work({ landings: [land('T#demo#LIVE')], rate: ({ events }) => events });
    expect(hottest([sent, told])).toEqual({ 'T#<company>#LIVE': 2 * 100 + 200 });
    expect(heatOf([sent, told], load)).toMatchObject([{ perMessage: 2, perEvent: 1, partitions: 1 }]);
  });

  it('is divided among advisors and the shards that were seen', () => {
    const landings = [land('T#demo#IN#ana', 4), land('DUE#1'), land('DUE#2'), land('DUE#2', 2)];
    expect(hottest([work({ landings })])).toEqual({
      'T#<company>#IN#<advisor>': (4 * 100) / 40,
      'DUE#<shard>': (4 * 100) / 2,
    });
  });

  it('is never less than one whole run, which falls into some second', () => {
    const landings = [land('T#demo#C#c1', 5), land('T#demo#IN#ana', 4)];
    const rare = work({ landings, rate: () => 0.1 });
    expect(hottest([rare])).toEqual({ 'T#<company>#C#<customer>': 5, 'T#<company>#IN#<advisor>': 4 });
  });

  it('is that of the hotter hour, hottest first', () => {
    const quiet = [work({ landings: [land('T#demo#LIVE'), land('T#demo#IN', 2)] })];
    const busy = [work({ landings: [land('T#demo#LIVE', 3)] })];
    expect(hottestOf({ atOnce: quiet, scheduled: busy }, load).map(({ name, hottest }) => [name, hottest])).toEqual([
      ['T#<company>#LIVE', 300],
      ['T#<company>#IN', 200],
    ]);
  });
});
