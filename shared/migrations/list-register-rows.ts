/**
 * Every message comes to stand in the lists of the register (ADR 57), also that of a customer who is no more. What people
 * write meanwhile is listed by the stream, and what a list says too much a reader leaves out.
 */
import * as z from 'zod';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import type { ListedRowValue } from '#shared/interactions/entities.ts';
import { listedRowsOf } from '#shared/interactions/listed-rows.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { registerRow } from '#shared/messaging/ledger/register-row.ts';
import type { Migration } from './run-migrations.ts';

/** Items of a page. */
const pageSize = 200;

const CursorSchema = z.record(z.string(), z.string());

export const listRegisterRows = (
  id: string,
  deps: {
    readonly table: Pick<Table, 'scan'>;
    readonly listedRows: { change(added: readonly ListedRowValue[]): Promise<void> };
    readonly log: Log;
  },
): Migration => ({
  id,
  async runPage(cursor) {
    const after = cursor === undefined ? undefined : CursorSchema.parse(JSON.parse(cursor));
    const { items, last } = await deps.table.scan({ limit: pageSize, after });
    const messages = items.filter(({ type }) => type === Message.type);
    let failed = 0;
    const rows = messages.flatMap((item) => {
      try {
        return listedRowsOf(registerRow(item));
      } catch (error) {
        failed += 1;
        deps.log.error('row not listed', { reason: reasonOf(error) });
        return [];
      }
    });
    await deps.listedRows.change(rows);
    const done = { looked: messages.length, changed: messages.length - failed, failed };
    return last === undefined ? done : { ...done, cursor: JSON.stringify(last) };
  },
});
