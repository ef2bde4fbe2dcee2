/** What the register keeps beside the messages themselves. */
import * as z from 'zod';
import { type Origin, OriginSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';
import { spreadPartition, spreadPartitions } from '#platform/table/spread.ts';

/** A flow, event or campaign that some communication belongs to: what filters offer (B6, B15). */
export const OriginChoice = defineEntity({
  type: 'originChoice',
  version: 1,
  schema: OriginSchema.strip().extend({
    tenant: z.string(),
    /** Epoch seconds after which DynamoDB may delete it: nothing has been written under it for long. */
    expiresAt: z.number(),
  }),
  keys: (choice) => ({
    pk: originPartition(choice.tenant),
    sk: `${originPrefix(choice.kind)}${keyPart(choice.id)}`,
    expiresAt: choice.expiresAt,
  }),
});
export const originPartition = (tenant: string) => tenantKey(tenant, 'ORIGINS');
export const originPrefix = (kind: Origin['kind']) => `${kind}#`;

/**
 * A row of the register in a list of those that have one value of a filter (ADR 57). Its key says where the row stands and
 * which message it is; `marks` says in 14 characters or more what else is true of it.
 */
export const ListedRow = defineEntity({
  type: 'listedRow',
  version: 1,
  schema: z.object({ tenant: z.string(), list: z.string(), at: z.string(), marks: z.string() }),
  keys: (row) => ({ pk: spreadPartition(rowList(row.tenant, row.list), row.at), sk: row.at }),
  pack: ({ marks }) => ({ m: marks }),
  unpack: (item) => {
    const [, tenant, , facet, value] = String(item.pk).split('#');
    return { tenant, list: `${facet}#${value}`, at: item.sk, marks: item.m };
  },
});
export type ListedRowValue = z.infer<typeof ListedRow.schema>;

const rowList = (tenant: string, list: string): string => tenantKey(tenant, 'RL', list);
/** Partitions that together hold a list, each in its order. */
export const rowListPartitions = (tenant: string, list: string): readonly string[] =>
  spreadPartitions(rowList(tenant, list));

/**
 * What stood on a date together with one value of a filter: every part of the marks that its list ever had of that date, each
 * an attribute by itself, so that they are added to without being read. It may say too much, never too little: it is written
 * before the entries.
 */
export const ListedDay = defineEntity({
  type: 'listedDay',
  version: 1,
  schema: z.object({ tenant: z.string(), list: z.string(), day: z.string(), parts: z.array(z.string()) }),
  keys: ({ tenant, list, day }) => ({ pk: listedDaysPartition(tenant, list), sk: day }),
  pack: ({ parts }) => Object.fromEntries(parts.map((part) => [part, 1])),
  unpack: ({ pk, sk, type: _type, v: _v, rev: _rev, ...parts }) => {
    const [, tenant, , facet, value] = String(pk).split('#');
    return { tenant, list: `${facet}#${value}`, day: sk, parts: Object.keys(parts) };
  },
});
export type ListedDayValue = z.infer<typeof ListedDay.schema>;
export const listedDaysPartition = (tenant: string, list: string): string => tenantKey(tenant, 'RD', list);
