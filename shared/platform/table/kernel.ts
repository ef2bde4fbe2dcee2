/**
 * The only code that talks to the DocumentClient. An entity computes every key from the whole value, a change is
 * read → pure change → put under the revision that was read, and every read is parsed.
 */
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { backOff } from './contention.ts';
import { ConditionFailed, translate } from './faults.ts';
import { type IndexName, tableIndexes, timeToLiveAttribute } from './indexes.ts';

/** What the kernel needs of a DocumentClient; tests wrap it to inject faults at this border. */
export type DocumentPort = Pick<DynamoDBDocumentClient, 'send'>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Primary key and, where the entity stands in an index, the index keys. */
export interface EntityKeys extends Key {
  readonly g1?: readonly [pk: string, sk: string] | undefined;
  readonly g2?: readonly [pk: string, sk: string] | undefined;
  readonly g3?: readonly [pk: string, sk: string] | undefined;
  readonly g4?: readonly [pk: string, sk: string] | undefined;
  /** Epoch seconds after which DynamoDB may delete the item. */
  readonly expiresAt?: number | undefined;
}

export interface Entity<Value> {
  readonly type: string;
  readonly version: number;
  readonly schema: z.ZodType<Value>;
  readonly keys: (value: Value) => EntityKeys;
  /** Shorter form in which the value lies in the table, for entities that must stay within one write unit. */
  readonly pack?: ((value: Value) => Item) | undefined;
  /** Undoes `pack`; sees the whole item, keys included. */
  readonly unpack?: ((item: Item) => unknown) | undefined;
}

/** A value as it was read, with the revision that a change must name. */
export interface Stored<Value> {
  readonly value: Value;
  readonly revision: number;
}

/**
 * Condition of a write: nothing there yet, the revision that was read, or none. `upTo`: something is there that is no
 * newer than the revision to be written; for copies that carry the revision of what they are copied from.
 */
export type Expected = 'absent' | 'any' | number | { readonly upTo: number };

export type Item = Record<string, unknown>;

/** Declares an entity; `keys` must compute every key attribute from the whole value. */
export const defineEntity = <Schema extends z.ZodType>(entity: {
  type: string;
  version: number;
  schema: Schema;
  keys: (value: z.output<Schema>) => EntityKeys;
  pack?: (value: z.output<Schema>) => Item;
  unpack?: (item: Item) => unknown;
}): Omit<Entity<z.output<Schema>>, 'schema'> & { readonly schema: Schema } => entity;

const indexAttributes = tableIndexes.map(
  (index) => [index.partitionKey.slice(0, 2) as 'g1' | 'g2' | 'g3' | 'g4', index.partitionKey, index.sortKey] as const,
);

/** The item as it lies in the table. */
export const toItem = <Value>(entity: Entity<Value>, value: Value, revision: number): Item => {
  const keys = entity.keys(value);
  const item: Item = { ...(entity.pack?.(value) ?? (value as Item)), pk: keys.pk, sk: keys.sk };
  item.type = entity.type;
  item.v = entity.version;
  item.rev = revision;
  for (const [name, partitionKey, sortKey] of indexAttributes) {
    const pair = keys[name];
    if (pair !== undefined) [item[partitionKey], item[sortKey]] = pair;
  }
  if (keys.expiresAt !== undefined) item[timeToLiveAttribute] = keys.expiresAt;
  return item;
};

/** Parses an item; throws when it does not fit its entity, since a value that we cannot read must not be acted on. */
export const fromItem = <Value>(entity: Entity<Value>, item: Item): Stored<Value> => {
  if (item.type !== entity.type) {
    throw new TypeError(`Expected an item of type ${entity.type}, found ${String(item.type)}.`);
  }
  return { value: entity.schema.parse(entity.unpack?.(item) ?? item), revision: Number(item.rev ?? 0) };
};

const conditionOf = (expected: Expected) => {
  if (expected === 'any') return {};
  if (expected === 'absent') {
    return { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
  }
  const [operator, revision] = typeof expected === 'number' ? ['=', expected] : ['<=', expected.upTo];
  return {
    ConditionExpression: `#rev ${operator} :rev`,
    ExpressionAttributeNames: { '#rev': 'rev' },
    ExpressionAttributeValues: { ':rev': revision },
  };
};

/** One action of a transaction; made by `putAction`, `deleteAction`, `checkAction`. */
export type Action =
  | { readonly kind: 'put'; readonly item: Item; readonly expected: Expected }
  | { readonly kind: 'delete'; readonly key: Key; readonly expected: Expected }
  | { readonly kind: 'check'; readonly key: Key; readonly expected: Expected };

const nextRevision = (expected: Expected): number => {
  if (typeof expected === 'object') return expected.upTo;
  return typeof expected === 'number' ? expected + 1 : 1;
};

export const putAction = <Value>(entity: Entity<Value>, value: Value, expected: Expected): Action => ({
  kind: 'put',
  item: toItem(entity, value, nextRevision(expected)),
  expected,
});
export const deleteAction = (key: Key, expected: Expected): Action => ({ kind: 'delete', key, expected });
export const checkAction = (key: Key, expected: Expected): Action => ({ kind: 'check', key, expected });
/** A copy without condition of its own, under the revision of what it is copied from. */
export const copyAction = <Value>(entity: Entity<Value>, value: Value, revision: number): Action => ({
  kind: 'put',
  item: toItem(entity, value, revision),
  expected: 'any',
});

export interface QueryInput {
  readonly index?: IndexName;
  readonly pk: string;
  /** Bounds of the sort key: a prefix, or a range with both ends included. */
  readonly sk?: { readonly prefix: string } | { readonly from: string; readonly to: string };
  readonly limit?: number;
  readonly reverse?: boolean;
  /** Key of the last item of the page before. */
  readonly after?: Item | undefined;
  readonly consistent?: boolean;
}

export interface Page {
  readonly items: readonly Item[];
  /** Set when more may follow. */
  readonly last?: Item;
}

const keyOf = (key: Key): Key => ({ pk: key.pk, sk: key.sk });

/** The table, as the stores see it. All methods throw `ConditionFailed`, `Contention` or `Throttled` (faults.ts). */
export class Table {
  readonly #client: DocumentPort;
  readonly #name: string;

  constructor(client: DocumentPort, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async get<Value>(
    entity: Entity<Value>,
    key: Key,
    options: { consistent?: boolean } = {},
  ): Promise<Stored<Value> | undefined> {
    const { Item: item } = await this.#send(() =>
      this.#client.send(
        new GetCommand({ TableName: this.#name, Key: keyOf(key), ConsistentRead: options.consistent ?? false }),
      ),
    );
    return item === undefined ? undefined : fromItem(entity, item);
  }

  /** Reads up to 100 items in one call, in no order; missing ones are left out. Retries what was not processed. */
  async batchGet(keys: readonly Key[], options: { consistent?: boolean } = {}): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let start = 0; start < keys.length; start += 100) {
      let wanted: Record<string, unknown>[] = keys.slice(start, start + 100).map((key) => ({ ...keyOf(key) }));
      for (let attempt = 0; wanted.length > 0; attempt += 1) {
        if (attempt > 0) await backOff(attempt);
        const answer = await this.#send(() =>
          this.#client.send(
            new BatchGetCommand({
              RequestItems: { [this.#name]: { Keys: wanted, ConsistentRead: options.consistent ?? false } },
            }),
          ),
        );
        items.push(...(answer.Responses?.[this.#name] ?? []));
        wanted = answer.UnprocessedKeys?.[this.#name]?.Keys ?? [];
      }
    }
    return items;
  }

  /** One page of a query; items are raw, since an index may hold several entities. */
  async query(input: QueryInput): Promise<Page> {
    const index = tableIndexes.find((candidate) => candidate.name === input.index);
    const names: Record<string, string> = { '#pk': index?.partitionKey ?? 'pk' };
    const values: Record<string, string> = { ':pk': input.pk };
    let condition = '#pk = :pk';
    if (input.sk !== undefined) {
      names['#sk'] = index?.sortKey ?? 'sk';
      if ('prefix' in input.sk) {
        values[':from'] = input.sk.prefix;
        condition += ' AND begins_with(#sk, :from)';
      } else {
        values[':from'] = input.sk.from;
        values[':to'] = input.sk.to;
        condition += ' AND #sk BETWEEN :from AND :to';
      }
    }
    const answer = await this.#send(() =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#name,
          IndexName: input.index,
          KeyConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
          Limit: input.limit,
          ScanIndexForward: !(input.reverse ?? false),
          ExclusiveStartKey: input.after,
          ConsistentRead: input.consistent ?? false,
        }),
      ),
    );
    const items = answer.Items ?? [];
    return answer.LastEvaluatedKey === undefined ? { items } : { items, last: answer.LastEvaluatedKey };
  }

  /** Every item of a query, page by page. */
  async *queryAll(input: QueryInput): AsyncGenerator<Item> {
    let after = input.after;
    do {
      const page = await this.query({ ...input, after });
      yield* page.items;
      after = page.last;
    } while (after !== undefined);
  }

  /**
   * One page of the whole table, of all companies and kinds: for migrations, and for what a company has altogether.
   * @param input.segment a part of the table, from 0, of so many: parts may be read side by side
   * @param input.partitions what partition keys begin with; others are read, paid for and left out
   */
  async scan(input: {
    readonly limit: number;
    readonly after?: Item | undefined;
    readonly segment?: { readonly number: number; readonly of: number };
    readonly partitions?: readonly string[];
  }): Promise<Page> {
    const { limit, after, segment, partitions } = input;
    const filter =
      partitions === undefined
        ? {}
        : {
            FilterExpression: partitions.map((_prefix, position) => `begins_with(#pk, :p${position})`).join(' OR '),
            ExpressionAttributeNames: { '#pk': 'pk' },
            ExpressionAttributeValues: Object.fromEntries(
              partitions.map((prefix, position) => [`:p${position}`, prefix]),
            ),
          };
    const answer = await this.#send(() =>
      this.#client.send(
        new ScanCommand({
          TableName: this.#name,
          Limit: limit,
          ExclusiveStartKey: after,
          ConsistentRead: true,
          ...(segment === undefined ? {} : { Segment: segment.number, TotalSegments: segment.of }),
          ...filter,
        }),
      ),
    );
    const items = answer.Items ?? [];
    return answer.LastEvaluatedKey === undefined ? { items } : { items, last: answer.LastEvaluatedKey };
  }

  /** Writes the whole value. @returns what is stored now */
  async put<Value>(entity: Entity<Value>, value: Value, expected: Expected): Promise<Stored<Value>> {
    const revision = nextRevision(expected);
    await this.#send(() =>
      this.#client.send(
        new PutCommand({ TableName: this.#name, Item: toItem(entity, value, revision), ...conditionOf(expected) }),
      ),
    );
    return { value, revision };
  }

  /**
   * Writes the whole value together with other actions, or nothing; a value alone at the cost of a single write.
   * @throws ConditionFailed; position 0 is the value's
   */
  async putWith<Value>(
    entity: Entity<Value>,
    value: Value,
    expected: Expected,
    others: readonly Action[],
  ): Promise<Stored<Value>> {
    if (others.length === 0) return this.put(entity, value, expected);
    await this.transact([putAction(entity, value, expected), ...others]);
    return { value, revision: nextRevision(expected) };
  }

  async delete(key: Key, expected: Expected = 'any'): Promise<void> {
    await this.#send(() =>
      this.#client.send(new DeleteCommand({ TableName: this.#name, Key: keyOf(key), ...conditionOf(expected) })),
    );
  }

  /**
   * Writes several items or none, up to 100 actions. A conflict with another transaction is tried again a few times.
   * @throws ConditionFailed with the positions of the actions whose condition did not hold
   */
  async transact(actions: readonly Action[]): Promise<void> {
    const TransactItems = actions.map((action) => {
      const condition = conditionOf(action.expected);
      if (action.kind === 'put') return { Put: { TableName: this.#name, Item: action.item, ...condition } };
      const target = { TableName: this.#name, Key: { ...keyOf(action.key) }, ...condition };
      return action.kind === 'delete'
        ? { Delete: target }
        : { ConditionCheck: { ...target, ConditionExpression: condition.ConditionExpression } };
    });
    await this.#send(() => this.#client.send(new TransactWriteCommand({ TransactItems })));
  }

  /** Puts and deletes without conditions, 25 a call; only for rows that can be made again from their base. */
  async batchWrite(actions: readonly Extract<Action, { kind: 'put' | 'delete' }>[]): Promise<void> {
    for (let start = 0; start < actions.length; start += 25) {
      let wanted: NonNullable<ConstructorParameters<typeof BatchWriteCommand>[0]['RequestItems']>[string] = actions
        .slice(start, start + 25)
        .map((action) =>
          action.kind === 'put'
            ? { PutRequest: { Item: action.item } }
            : { DeleteRequest: { Key: { ...keyOf(action.key) } } },
        );
      for (let attempt = 0; wanted.length > 0; attempt += 1) {
        if (attempt > 0) await backOff(attempt);
        const requests = wanted;
        const answer = await this.#send(() =>
          this.#client.send(new BatchWriteCommand({ RequestItems: { [this.#name]: requests } })),
        );
        wanted = answer.UnprocessedItems?.[this.#name] ?? [];
      }
    }
  }

  /**
   * Raises a number to `value` unless it is there already, and makes the item where there is none: the one update
   * that needs no read, for marks that no key reads. @returns the stored value when it was raised, else undefined
   */
  async raise<Value>(
    entity: Entity<Value>,
    initial: Value,
    attribute: keyof Value & string,
    value: number,
  ): Promise<Stored<Value> | undefined> {
    const item = toItem(entity, initial, 0);
    const { pk, sk, rev: _rev, [attribute]: _initial, ...rest } = item;
    const defaults = Object.entries(rest);
    const names: Record<string, string> = { '#raised': attribute, '#rev': 'rev' };
    const values: Record<string, unknown> = { ':raised': value, ':one': 1, ':zero': 0 };
    const sets = ['#raised = :raised', '#rev = if_not_exists(#rev, :zero) + :one'];
    for (const [position, [name, initialValue]] of defaults.entries()) {
      names[`#n${position}`] = name;
      values[`:v${position}`] = initialValue;
      sets.push(`#n${position} = if_not_exists(#n${position}, :v${position})`);
    }
    names['#kind'] = 'type';
    values[':null'] = 'NULL';
    try {
      const { Attributes } = await this.#send(() =>
        this.#client.send(
          new UpdateCommand({
            TableName: this.#name,
            Key: { pk, sk },
            UpdateExpression: `SET ${sets.join(', ')}`,
            ConditionExpression:
              'attribute_not_exists(#kind) OR attribute_type(#raised, :null) OR attribute_not_exists(#raised) OR #raised < :raised',
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: values,
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return Attributes === undefined ? undefined : fromItem(entity, Attributes);
    } catch (error) {
      if (error instanceof ConditionFailed) return undefined;
      throw error;
    }
  }

  /**
   * Adds to numbers of an item, and makes it where there is none: an update without a read, for counts that no key reads.
   * @param value what is added, beside what the item is known by
   * @param counts attributes that are added to; the others are kept as they are
   * @returns what is stored now
   */
  async add<Value>(
    entity: Entity<Value>,
    value: Value,
    counts: readonly (keyof Value & string)[],
  ): Promise<Stored<Value>> {
    const { pk, sk, rev: _rev, ...rest } = toItem(entity, value, 0);
    const names: Record<string, string> = { '#rev': 'rev' };
    const values: Record<string, unknown> = { ':one': 1 };
    const [adds, sets] = [['#rev :one'], [] as string[]];
    for (const [position, [name, each]] of Object.entries(rest).entries()) {
      names[`#n${position}`] = name;
      values[`:v${position}`] = each;
      if (counts.some((count) => count === name)) adds.push(`#n${position} :v${position}`);
      else sets.push(`#n${position} = if_not_exists(#n${position}, :v${position})`);
    }
    const { Attributes } = await this.#send(() =>
      this.#client.send(
        new UpdateCommand({
          TableName: this.#name,
          Key: { pk, sk },
          UpdateExpression: `ADD ${adds.join(', ')} SET ${sets.join(', ')}`,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return fromItem(entity, Attributes ?? toItem(entity, value, 1));
  }

  /** Sends, tries contention again with a growing pause, and translates the SDK's errors. */
  async #send<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        const fault = translate(error);
        if (fault.retryable && attempt < 6) await backOff(attempt);
        else throw fault.error;
      }
    }
  }
}
