/** Keeps the lists of the register in step with messages that have changed (ADR 57). */
import type { Item } from '#platform/table/kernel.ts';
import { registerRow } from '#shared/messaging/ledger/register-row.ts';
import type { ListedRowValue } from './entities.ts';
import type { ListedRowStore } from './listed-row-store.ts';
import { listedRowsOf } from './listed-rows.ts';

/** A message before and after a change; undefined where there was none, or is none any more. */
export interface MessageImages {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

const entriesOf = (item: Item | undefined): ReadonlyMap<string, ListedRowValue> =>
  new Map(
    (item === undefined ? [] : listedRowsOf(registerRow(item))).map((row) => [
      JSON.stringify([row.list, row.at, row.marks]),
      row,
    ]),
  );

const placeKey = (row: ListedRowValue): string => `${row.list} ${row.at}`;

/** What a change adds to the lists and takes from them. @throws ZodError when an image is no message */
export const listChangesOf = ({ before, after }: MessageImages) => {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const added = [...now].flatMap(([key, row]) => (old.has(key) ? [] : [row]));
  const standing = new Set([...now.values()].map(placeKey));
  const removed = [...old.values()].filter((row) => !standing.has(placeKey(row)));
  return { added, removed };
};

/**
 * Applies changes in their order. Of several of one message only the first image and the last count, so that a message that
 * is accepted, sent and delivered within a batch is written once; the same changes again end the same.
 */
export const projectListedRows = async (
  deps: { readonly listedRows: Pick<ListedRowStore, 'change'> },
  changes: readonly (MessageImages & { readonly messageId: string; readonly tenant: string })[],
): Promise<void> => {
  const whole = new Map<string, MessageImages>();
  for (const { tenant, messageId, before, after } of changes) {
    const key = `${tenant}#${messageId}`;
    const known = whole.get(key);
    whole.set(key, { before: known === undefined ? before : known.before, after });
  }
  const lists = [...whole.values()].map(listChangesOf);
  await deps.listedRows.change(
    lists.flatMap(({ added }) => added),
    lists.flatMap(({ removed }) => removed),
  );
};
