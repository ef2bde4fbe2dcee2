/**
 * Sees every write that the table took, in the order in which it took them, whoever made it and whether or not its
 * answer arrived. It checks the invariants that only the order of writes can show: I4, I8, I17 (reliability §5.1).
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { type DocumentPort, fromItem, type Item, type Key } from '#platform/table/kernel.ts';
import { alertOf } from '#shared/contactability/address-change.ts';
import { AddressState } from '#shared/contactability/entities.ts';
import { noRefusals } from '#shared/contactability/refusal.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';

const keyText = ({ pk, sk }: Key): string => `${pk} ${sk}`;

interface WriteInput {
  readonly Item?: Item;
  readonly Key?: Key;
  readonly TransactItems?: readonly { readonly Put?: { Item: Item }; readonly Delete?: { Key: Key } }[];
  readonly RequestItems?: Readonly<
    Record<string, readonly { readonly PutRequest?: { Item: Item }; readonly DeleteRequest?: { Key: Key } }[]>
  >;
}

const progressRank = { sent: 1, delivered: 2, read: 3 } as const;
const rankOf = (status: MessageValue['status']): number =>
  status === 'sent' || status === 'delivered' || status === 'read' ? progressRank[status] : 0;

/** Keys that may stand outside the company's own partition (design §5). */
const isShared = (pk: string): boolean => /^(SYS#|P#|WS#)/.test(pk);

interface Change {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** An image as a stream record carries it. */
const imageOf = (item: Item): NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] =>
  JSON.parse(JSON.stringify(marshall(item, { removeUndefinedValues: true })));

const recordOf = ({ before, after }: Change, number: number, at: number): DynamoDBRecord => {
  const { pk, sk } = after ?? before ?? {};
  const [old, next] = [before, after].map((item) => (item === undefined ? undefined : imageOf(item)));
  return {
    eventID: `event-${number}`,
    eventName: after === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: { pk: { S: String(pk) }, sk: { S: String(sk) } },
      SequenceNumber: String(number).padStart(21, '0'),
      ...(old === undefined ? {} : { OldImage: old }),
      ...(next === undefined ? {} : { NewImage: next }),
    },
  };
};

export class TableObserver {
  /** Image of every item that was written and not deleted. */
  readonly items = new Map<string, Item>();
  /** What went against an invariant, in words. */
  readonly violations: string[] = [];
  #changes: Change[] = [];
  #told = 0;
  readonly #tenant: string;
  readonly #addressKey: string;

  constructor(tenant: string, addressKey: string) {
    this.#tenant = tenant;
    this.#addressKey = addressKey;
  }

  wrap<Client extends DocumentPort>(client: Client): Client {
    const send = async (command: never): Promise<unknown> => {
      const answer = await client.send(command);
      this.#note(command, answer);
      return answer;
    };
    return new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });
  }

  /** Earliest time at which something waits (epoch ms). */
  nextDue(): number | undefined {
    const times = [...this.items.values()].flatMap((item) => (typeof item.g3sk === 'string' ? [item.g3sk] : []));
    const first = times.toSorted()[0];
    return first === undefined ? undefined : Number(first.slice(0, first.indexOf('#')));
  }

  /** What the table's stream tells of the writes since it was asked last, in their order. @param at epoch ms */
  takeRecords(at: number): readonly DynamoDBRecord[] {
    const records = this.#changes.map((change, position) => recordOf(change, this.#told + position + 1, at));
    this.#told += records.length;
    this.#changes = [];
    return records;
  }

  #note(command: unknown, answer: unknown): void {
    const name = (command as { constructor: { name: string } }).constructor.name;
    const input = (command as { input: WriteInput }).input;
    if (name === 'PutCommand') this.#apply([input.Item], []);
    else if (name === 'DeleteCommand') this.#apply([], [input.Key]);
    else if (name === 'UpdateCommand') this.#apply([(answer as { Attributes?: Item }).Attributes], []);
    else if (name === 'TransactWriteCommand') {
      const actions = input.TransactItems ?? [];
      this.#apply(
        actions.map((action) => action.Put?.Item),
        actions.map((action) => action.Delete?.Key),
      );
    } else if (name === 'BatchWriteCommand') {
      const requests = Object.values(input.RequestItems ?? {}).flat();
      this.#apply(
        requests.map((request) => request.PutRequest?.Item),
        requests.map((request) => request.DeleteRequest?.Key),
      );
    }
  }

  #apply(puts: readonly (Item | undefined)[], deletes: readonly (Key | undefined)[]): void {
    for (const key of deletes) {
      if (key === undefined) continue;
      const before = this.items.get(keyText(key));
      if (before !== undefined) this.#changes.push({ before, after: undefined });
      this.items.delete(keyText(key));
    }
    for (const item of puts) {
      if (item === undefined) continue;
      const pk = String(item.pk);
      const key = `${pk} ${String(item.sk)}`;
      if (!pk.startsWith(`T#${this.#tenant}#`) && !isShared(pk)) this.violations.push(`I17: a write to ${pk}`);
      const seen = this.items.get(key);
      // Answers of two writes at once may come in the other order: the revision tells which image is the later one.
      const isLate = item.type === Message.type && Number(seen?.rev ?? 0) > Number(item.rev);
      if (item.type === Message.type)
        this.#watchMessage(isLate ? item : seen, isLate && seen !== undefined ? seen : item);
      if (isLate) continue;
      const after = structuredClone(item);
      this.#changes.push({ before: seen, after });
      this.items.set(key, after);
    }
  }

  #watchMessage(before: Item | undefined, after: Item): void {
    const next = fromItem(Message, after).value;
    const known = before === undefined ? undefined : fromItem(Message, before).value;
    if (next.phase === 'sending' && known?.phase !== 'sending') this.#watchClaim(next);
    if (known === undefined) return;
    for (const fact of known.facts) {
      const isKept = next.facts.some(({ kind, at }) => kind === fact.kind && at <= fact.at);
      if (!isKept) this.violations.push(`I8: ${next.messageId} lost its fact ${fact.kind}`);
    }
    // What was recorded by mistake and taken back is no progress either.
    const isFailure = next.status === 'failed' || next.facts.some(({ kind }) => kind === 'withdrawn');
    if (!isFailure && known.status !== 'failed' && rankOf(next.status) < rankOf(known.status)) {
      this.violations.push(`I8: ${next.messageId} went from ${known.status} to ${next.status}`);
    }
  }

  #watchClaim({ tenant, channel, recipient, messageId }: MessageValue): void {
    const { pk, sk } = AddressState.keys({
      ...emptyState,
      tenant,
      channel,
      hash: addressHash(this.#addressKey, channel, recipient),
    });
    const state = this.items.get(keyText({ pk, sk }));
    if (state !== undefined && alertOf(fromItem(AddressState, state).value) !== null) {
      this.violations.push(`I4: ${messageId} was claimed although its address has an alert`);
    }
    if (state !== undefined && fromItem(AddressState, state).value.refusals.length > 0) {
      this.violations.push(`I4: ${messageId} was claimed although its address refuses`);
    }
  }
}

const emptyState = {
  epoch: 0,
  facts: [],
  aliveAt: null,
  clearedAt: null,
  softFailureThreshold: 3,
  providerPending: false,
  ownersDueAt: null,
  ownersAfter: null,
  ...noRefusals(),
};
