/**
 * Counts what passes the border to DynamoDB. Each command's units are computed from the items before and after it, since
 * local engines under-report transactions; single-item calls are compared with what the engine says.
 */
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DocumentPort, Item, Key } from '#platform/table/kernel.ts';
import { projectedIndexes } from '../../lib/index-projections.ts';
import { itemBytes } from './item-size.ts';
import { type Images, indexWrites, type Landing, landingsOf, projected, readUnits, tableWriteUnits } from './units.ts';

/** One part of what an operation costs. `what` names it as the arithmetic of a row shows it. */
export interface Charge {
  readonly kind: 'read' | 'write';
  readonly what: string;
  readonly units: number;
}

/** A single-item call whose units the engine counts otherwise than we do. */
export interface Difference {
  readonly call: string;
  readonly computed: number;
  readonly engine: number;
}

interface Write {
  readonly verb: 'put' | 'delete' | 'update' | 'check';
  readonly key: Key;
  /** What is to be written, where the command says it; it counts when a condition refuses the write. */
  readonly intended?: Item | undefined;
}

const keyOf = (item: Item | undefined): Key => ({ pk: String(item?.pk), sk: String(item?.sk) });

/** Type of an item; of one that is not there the fixed part of its key. */
const nameOf = (key: Key, ...images: readonly (Item | undefined)[]): string => {
  const type = images.find((image) => image !== undefined)?.type;
  return type === undefined ? (/^[A-Z]+/.exec(key.sk)?.[0] ?? 'item').toLowerCase() : String(type);
};

export class Meter {
  /** What was counted since `reset`. */
  readonly charges: Charge[] = [];
  /** Every write that took place since `reset`, as the stream would tell it. */
  readonly changes: Images[] = [];
  /** Where every write since `reset` landed, refused ones and condition checks included. */
  readonly landings: Landing[] = [];
  readonly differences = new Map<string, Difference>();
  /** Single-item calls and queries of which the engine told its units. */
  compared = 0;
  /** The client behind this meter. */
  readonly port: DocumentPort;
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
    const send = (command: unknown) => this.#send(command);
    this.port = new Proxy(client, {
      get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
    });
  }

  reset(): void {
    this.charges.length = 0;
    this.changes.length = 0;
    this.landings.length = 0;
  }

  #send(command: unknown): Promise<unknown> {
    if (command instanceof GetCommand) return this.#get(command);
    if (command instanceof BatchGetCommand) return this.#batchGet(command);
    if (command instanceof QueryCommand) return this.#query(command);
    // One write after another, so that the images on both sides of a write are its own.
    const writing = this.#writing.then(() => this.#write(command));
    this.#writing = writing.catch(() => undefined);
    return writing;
  }

  #read(what: string, units: number, consistent: boolean): void {
    this.charges.push({ kind: 'read', what: consistent ? `${what} (consistent)` : what, units });
  }

  #compare(call: string, computed: number, engine: number | undefined): void {
    if (engine === undefined) return;
    this.compared += 1;
    if (engine !== computed) this.differences.set(call, { call, computed, engine });
  }

  async #get(command: GetCommand): Promise<unknown> {
    const answer = await this.#client.send(new GetCommand({ ...command.input, ReturnConsumedCapacity: 'TOTAL' }));
    const consistent = command.input.ConsistentRead ?? false;
    const units = readUnits(answer.Item === undefined ? 0 : itemBytes(answer.Item), consistent);
    const name = nameOf(keyOf(command.input.Key), answer.Item);
    this.#read(`get ${name}`, units, consistent);
    this.#compare(`get ${name}`, units, answer.ConsumedCapacity?.CapacityUnits);
    return answer;
  }

  async #batchGet(command: BatchGetCommand): Promise<unknown> {
    const answer = await this.#client.send(command);
    const { Keys = [], ConsistentRead = false } = command.input.RequestItems?.[this.#table] ?? {};
    const items = answer.Responses?.[this.#table] ?? [];
    // Each item is rounded by itself; one that is missing costs as much as a small one.
    const missing = (Keys.length - items.length) * readUnits(0, ConsistentRead);
    const found = items.reduce((sum, item) => sum + readUnits(itemBytes(item), ConsistentRead), 0);
    const types = new Set(items.map(({ type }) => String(type)));
    const kind = types.size === 1 ? ` ${[...types].join()}` : '';
    this.#read(`batch get of ${Keys.length}${kind}`, found + missing, ConsistentRead);
    return answer;
  }

  async #query(command: QueryCommand): Promise<unknown> {
    const answer = await this.#client.send(new QueryCommand({ ...command.input, ReturnConsumedCapacity: 'TOTAL' }));
    const index = projectedIndexes.find(({ name }) => name === command.input.IndexName);
    const items = answer.Items ?? [];
    const bytes = items
      .map((item) => (index === undefined ? item : projected(index, item)))
      .reduce((sum, item) => sum + (item === undefined ? 0 : itemBytes(item)), 0);
    const consistent = command.input.ConsistentRead ?? false;
    const units = readUnits(bytes, consistent);
    const name = `query ${index?.name ?? 'table'}: ${items.length} items, ${(bytes / 1024).toFixed(1)} KB`;
    this.#read(name, units, consistent);
    this.#compare(name, units, answer.ConsumedCapacity?.CapacityUnits);
    return answer;
  }

  async #write(command: unknown): Promise<unknown> {
    const { writes, factor, single } = this.#writesOf(command);
    const before = await Promise.all(writes.map(({ key }) => this.#image(key)));
    let answer: unknown;
    let engine: number | undefined;
    try {
      ({ answer, engine } = await this.#execute(command));
    } catch (error) {
      this.#chargeRefused(writes, before, factor);
      throw error;
    }
    const after = await Promise.all(writes.map(({ key }) => this.#image(key)));
    for (const [position, write] of writes.entries()) {
      const images = { before: before[position], after: after[position] };
      const computed = this.#charge(write, images, factor);
      if (single) this.#compare(`${write.verb} ${nameOf(write.key, images.before, images.after)}`, computed, engine);
    }
    return answer;
  }

  #charge({ verb, key }: Write, images: Images, factor: number): number {
    const name = nameOf(key, images.after, images.before);
    const table = tableWriteUnits(images) * factor;
    this.charges.push({ kind: 'write', what: factor === 2 ? `${verb} ${name} ×2` : `${verb} ${name}`, units: table });
    this.landings.push({ on: 'table', pk: key.pk, units: table });
    if (verb === 'check') return table;
    this.changes.push(images);
    this.landings.push(...landingsOf(images));
    let sum = table;
    for (const [index, units] of indexWrites(images)) {
      this.charges.push({ kind: 'write', what: `${index} of ${name}`, units });
      sum += units;
    }
    return sum;
  }

  /** A refused write costs what the table would have been charged, and no index. */
  #chargeRefused(writes: readonly Write[], before: readonly (Item | undefined)[], factor: number): void {
    for (const [position, { verb, key, intended }] of writes.entries()) {
      const images = { before: before[position], after: intended };
      const what = `${verb} ${nameOf(key, intended, images.before)}, refused${factor === 2 ? ' ×2' : ''}`;
      const units = tableWriteUnits(images) * factor;
      this.charges.push({ kind: 'write', what, units });
      this.landings.push({ on: 'table', pk: key.pk, units });
    }
  }

  async #image(key: Key): Promise<Item | undefined> {
    const { Item: item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { pk: key.pk, sk: key.sk }, ConsistentRead: true }),
    );
    return item;
  }

  #writesOf(command: unknown): { writes: readonly Write[]; factor: 1 | 2; single: boolean } {
    if (command instanceof PutCommand) {
      const item = command.input.Item;
      return { writes: [{ verb: 'put', key: keyOf(item), intended: item }], factor: 1, single: true };
    }
    if (command instanceof DeleteCommand) {
      return { writes: [{ verb: 'delete', key: keyOf(command.input.Key) }], factor: 1, single: true };
    }
    if (command instanceof UpdateCommand) {
      return { writes: [{ verb: 'update', key: keyOf(command.input.Key) }], factor: 1, single: true };
    }
    if (command instanceof BatchWriteCommand) {
      const requests = command.input.RequestItems?.[this.#table] ?? [];
      const writes = requests.map(({ PutRequest, DeleteRequest }): Write => {
        if (PutRequest !== undefined) {
          return { verb: 'put', key: keyOf(PutRequest.Item), intended: PutRequest.Item };
        }
        return { verb: 'delete', key: keyOf(DeleteRequest?.Key) };
      });
      return { writes, factor: 1, single: false };
    }
    if (command instanceof TransactWriteCommand) {
      const writes = (command.input.TransactItems ?? []).map(({ Put, Delete, Update, ConditionCheck }): Write => {
        if (Put !== undefined) return { verb: 'put', key: keyOf(Put.Item), intended: Put.Item };
        if (Delete !== undefined) return { verb: 'delete', key: keyOf(Delete.Key) };
        if (Update !== undefined) return { verb: 'update', key: keyOf(Update.Key) };
        return { verb: 'check', key: keyOf(ConditionCheck?.Key) };
      });
      return { writes, factor: 2, single: false };
    }
    throw new TypeError('The meter does not know this command: teach it in meter.ts, or its units would be missing.');
  }

  async #execute(command: unknown): Promise<{ answer: unknown; engine: number | undefined }> {
    const counted = { ReturnConsumedCapacity: 'TOTAL' } as const;
    if (command instanceof PutCommand) {
      const answer = await this.#client.send(new PutCommand({ ...command.input, ...counted }));
      return { answer, engine: answer.ConsumedCapacity?.CapacityUnits };
    }
    if (command instanceof DeleteCommand) {
      const answer = await this.#client.send(new DeleteCommand({ ...command.input, ...counted }));
      return { answer, engine: answer.ConsumedCapacity?.CapacityUnits };
    }
    if (command instanceof UpdateCommand) {
      const answer = await this.#client.send(new UpdateCommand({ ...command.input, ...counted }));
      return { answer, engine: answer.ConsumedCapacity?.CapacityUnits };
    }
    if (command instanceof BatchWriteCommand) return { answer: await this.#client.send(command), engine: undefined };
    if (command instanceof TransactWriteCommand) return { answer: await this.#client.send(command), engine: undefined };
    throw new TypeError('The meter does not know this command.');
  }
}
