/**
 * What was stored before is read as it was meant, and what is stored now has the same bytes. The files hold values and
 * the items that the code of before ADR 0051 wrote of them; they are never written anew.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Entity, fromItem, toItem } from '#platform/table/kernel.ts';
import { Conversation, ConversationView } from '#shared/conversations/entities.ts';
import { FacetRow, Listing } from '#shared/customers/listing.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { registerNames } from '#shared/messaging/ledger/message-fields.ts';
import { registerRow } from '#shared/messaging/ledger/register-row.ts';
import { projectedIndexes } from '../../lib/index-projections.ts';
import { projected } from '../bench/units.ts';

const record = z.record(z.string(), z.unknown());
const StoredSchema = z.array(z.object({ value: record, item: record })).min(8);
const before = (file: string) =>
  StoredSchema.parse(JSON.parse(readFileSync(new URL(`stored-forms/${file}.json`, import.meta.url), 'utf8')));

/** A map in DynamoDB has no order; everything else has. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, inOrder(each)]),
  );
};
const bytesOf = (item: unknown): string => JSON.stringify(inOrder(item));

/** The index key that conversations of nobody have got since, by which the inbox of *Sin asignar* is read. */
const inNobodysInbox = (item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  item.g1pk === undefined || item.g2pk !== undefined ? item : { ...item, g2pk: `${item.g1pk}#-`, g2sk: item.g1sk };

/** Each stored item, read and written again. @param keyed the item with the index keys that were added since */
const proved = <Value>(
  file: string,
  entity: Entity<Value>,
  keyed = (item: Readonly<Record<string, unknown>>) => item,
) => {
  const stored = before(file);
  it.each(stored.map((each, position) => ({ ...each, position })))(`${file} $position`, ({ value, item }) => {
    expect(bytesOf(toItem(entity, entity.schema.parse(value), Number(item.rev)))).toBe(bytesOf(keyed(item)));
    // What was added since has the value that it has where it was not given.
    expect(bytesOf(fromItem(entity, item).value)).toBe(bytesOf(entity.schema.parse(value)));
  });
};

describe('items of before', () => {
  proved('messages', Message);
  proved('conversations', Conversation, inNobodysInbox);
  proved('conversation-views', ConversationView);
  proved('listings', Listing);
  proved('facet-rows', FacetRow);
});

describe('messages of before in the register', () => {
  const [index] = projectedIndexes;

  it.each(before('messages').map((each, position) => ({ ...each, position })))('row $position', ({ value, item }) => {
    const row = Object.fromEntries(registerNames.map((name) => [name, value[name]]));
    expect(bytesOf(registerRow(projected(index, item) ?? {}))).toBe(bytesOf(row));
    expect(bytesOf(registerRow(item))).toBe(bytesOf(row));
  });

  it('the index carries what it carried: another list would make it anew', () => {
    expect(index.projection).toEqual([
      ...['type', 'cn', 'dc', 'ad', 'to', 'ch', 'di', 'pu', 'or', 'tp', 'su', 'pv', 'st', 'fa'],
      ...['ac', 'sa', 'se', 'av', 'sg', 'po', 'so', 'pm', 'rs', 'ir'],
    ]);
  });
});
