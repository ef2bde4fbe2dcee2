/**
 * Puts items into the database of an engine that is down, as it would have put them: the engine takes hours for millions, one
 * request at a time on a disk. What is measured afterwards goes through the engine alone.
 */
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '#platform/table/kernel.ts';
import { projectedIndexes } from '../../lib/index-projections.ts';
import { itemBytes } from './item-size.ts';
import { projected } from './units.ts';

const textOf = (item: Item): string => JSON.stringify(marshall(item, { removeUndefinedValues: true }));

export class DatabaseFill {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #indexes: readonly { readonly index: (typeof projectedIndexes)[number]; readonly put: StatementSync }[];

  /** @param folder in which the engine keeps its data */
  constructor(folder: string, table: string) {
    this.#database = new DatabaseSync(join(folder, 'dynamodb.sqlite'));
    this.#database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;');
    this.#put = this.#database.prepare(
      `INSERT OR REPLACE INTO "${table}" (pk, sk, item_json, item_size, hash_prefix) VALUES (?, ?, ?, ?, '')`,
    );
    this.#indexes = projectedIndexes.map((index) => ({
      index,
      put: this.#database.prepare(
        `INSERT INTO "${table}::gsi::${index.name}" (gsi_pk, gsi_sk, table_pk, table_sk, item_json) VALUES (?, ?, ?, ?, ?)`,
      ),
    }));
    this.#database.exec('BEGIN');
  }

  put(item: Item, indexes: readonly string[] = []): void {
    this.#put.run(`S:${item.pk}`, `S:${item.sk}`, textOf(item), itemBytes(item));
    for (const { index, put } of this.#indexes) {
      if (!indexes.includes(index.name)) continue;
      const listed = projected(index, item);
      if (listed === undefined) continue;
      const [pk, sk] = [item[index.partitionKey], item[index.sortKey]];
      put.run(`S:${pk}`, `S:${sk}`, `S:${item.pk}`, `S:${item.sk}`, textOf(listed));
    }
  }

  /** A small item in the engine's own words, whose size nobody asks for: the quickest way for millions. */
  putText(pk: string, sk: string, text: string, size: number): void {
    this.#put.run(`S:${pk}`, `S:${sk}`, text, size);
  }

  /** Writes down what was put so far. */
  keep(): void {
    this.#database.exec('COMMIT; BEGIN');
  }

  close(): void {
    this.#database.exec('COMMIT');
    this.#database.close();
  }
}
