/**
 * Items whose stored form, or whose index keys, are not what today's release writes are rewritten from their own value.
 * What today's release cannot read is left as it is, counted and logged by its key.
 */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { ItemForm } from '#platform/table/invariant.ts';
import type { Item, Table } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { Migration } from './run-migrations.ts';

/** Items of a page. */
const pageSize = 200;

const CursorSchema = z.record(z.string(), z.string());

type Outcome = 'right' | 'changed' | 'failed';

const rewrite = async (table: Pick<Table, 'put'>, form: ItemForm, item: Item, log: Log): Promise<Outcome> => {
  try {
    const right = form.right(item);
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(right.item)), item)) return 'right';
    // Somebody who wrote it meanwhile wrote today's form.
    return await writeOnce<Outcome, Outcome>(
      async () => {
        await right.write(table);
        return 'changed';
      },
      () => 'right',
    );
  } catch (error) {
    log.error('item not migrated', { reason: `${String(item.type)}: ${reasonOf(error)}` });
    return 'failed';
  }
};

export const rewriteItems = (
  id: string,
  deps: { readonly table: Pick<Table, 'put' | 'scan'>; readonly forms: readonly ItemForm[]; readonly log: Log },
): Migration => {
  const byType = new Map(deps.forms.map((form) => [form.type, form]));
  return {
    id,
    async runPage(cursor) {
      const counts = { right: 0, changed: 0, failed: 0 };
      const after = cursor === undefined ? undefined : CursorSchema.parse(JSON.parse(cursor));
      const { items, last } = await deps.table.scan({ limit: pageSize, after });
      for (const item of items) {
        const form = byType.get(String(item.type));
        if (form !== undefined) counts[await rewrite(deps.table, form, item, deps.log)] += 1;
      }
      const { right, changed, failed } = counts;
      const done = { looked: right + changed + failed, changed, failed };
      return last === undefined ? done : { ...done, cursor: JSON.stringify(last) };
    },
  };
};
