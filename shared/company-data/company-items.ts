/**
 * Everything that a company has in the table: the whole table is read, since partitions of a company cannot be listed (ADR 68).
 * The place of each part of the table is kept by whoever walks, so that a walk that is cut off goes on where it was.
 */
import * as z from 'zod';
import type { Item, Table } from '#platform/table/kernel.ts';
import { type CompanyMarks, isOfCompany, partitionsOf } from './whose-item.ts';

/** Items of any company that one look reads of each part of the table: 500 KB as a rule. */
const pageSize = 500;
/** Parts that are read side by side. */
const parts = 4;

/** Where a walk stands: of each part of the table the key that was read last, `begin` or `end`. */
export const WalkPlaceSchema = z.array(z.union([z.enum(['begin', 'end']), z.record(z.string(), z.string())]));
export type WalkPlace = z.infer<typeof WalkPlaceSchema>;

/** A walk that has not begun. */
export const firstPlace = (of = parts): WalkPlace => Array.from({ length: of }, () => 'begin' as const);

export const isAtEnd = (place: WalkPlace): boolean => place.every((part) => part === 'end');

export interface CompanyItemsDeps {
  readonly table: Pick<Table, 'scan'>;
  /** Text of a file of the bucket; empty where there is none. */
  readonly readFile: (key: string) => Promise<string>;
}

/**
 * One look: a page of each part that is not at its end. An item that nobody changes is told exactly once in a walk; what is
 * written meanwhile may be missed.
 * @param page items of any company that are read of each part
 * @returns the company's items as they lie in the table, base and copies, possibly none; `place`: where the next look begins
 */
export const nextCompanyItems = async (
  { table, readFile }: CompanyItemsDeps,
  marks: CompanyMarks,
  place: WalkPlace,
  page = pageSize,
): Promise<{ readonly items: readonly Item[]; readonly place: WalkPlace }> => {
  const partitions = partitionsOf(marks.tenant);
  const looks = await Promise.all(
    place.map(async (part, number) => {
      if (part === 'end') return { items: [], part };
      const { items, last } = await table.scan({
        limit: page,
        after: part === 'begin' ? undefined : part,
        segment: { number, of: place.length },
        partitions,
      });
      const isOwn = await Promise.all(items.map((item) => isOfCompany(marks, item, readFile)));
      const next: WalkPlace[number] = last === undefined ? 'end' : z.record(z.string(), z.string()).parse(last);
      return { items: items.filter((_item, index) => isOwn[index]), part: next };
    }),
  );
  return { items: looks.flatMap(({ items }) => items), place: looks.map(({ part }) => part) };
};
