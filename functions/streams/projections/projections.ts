/** What the table's stream keeps in step: lists and search of customers, conversations, and what filters offer. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Origin, OriginSchema } from '#contract/vocabulary-schemas.ts';
import { systemClock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { customerOfHead } from '#shared/customers/entities.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createNoteOrigin, OriginStore } from '#shared/interactions/origins.ts';
import { messageOfKey } from '#shared/messaging/entities.ts';
import { composeInbox } from '../../inbox.ts';

/** A customer whose head or one of whose messages changed; every change that lists show writes one of these. */
interface Change {
  readonly tenant: string;
  readonly customerId: string;
  /** Undefined: the head. */
  readonly messageId?: string;
}

const keyOf = (record: DynamoDBRecord): { pk: string; sk: string } | undefined => {
  const { pk, sk } = record.dynamodb?.Keys ?? {};
  return pk?.S === undefined || sk?.S === undefined ? undefined : { pk: pk.S, sk: sk.S };
};

/** Attributes of a message on which its conversation depends, in their short names (messaging/message-codec.ts). */
const shownAttributes = ['st', 'pv', 'fa', 'rs', 'er'] as const;

/** A claim, or a mark for the sweep: nothing that a conversation shows has changed, so nothing need be read. */
const leavesShownAlone = ({ dynamodb: change }: DynamoDBRecord): boolean => {
  const [before, after] = [change?.OldImage, change?.NewImage];
  if (before === undefined || after === undefined) return false;
  return shownAttributes.every((name) => JSON.stringify(before[name]) === JSON.stringify(after[name]));
};

const changeOf = (record: DynamoDBRecord): Change | undefined => {
  const key = keyOf(record);
  if (key === undefined) return undefined;
  const message = messageOfKey(key);
  if (message !== undefined) return leavesShownAlone(record) ? undefined : message;
  return customerOfHead(key);
};

/** Flow, event or campaign of a message that is new; null where it belongs to none. */
const originOf = ({ dynamodb: change }: DynamoDBRecord): Origin | null => {
  const origin = change?.NewImage?.or?.M;
  if (change?.OldImage !== undefined || origin === undefined) return null;
  return OriginSchema.parse({ kind: origin.kind?.S, id: origin.id?.S, name: origin.name?.S });
};

const idOf = ({ tenant, customerId }: Change): string => `${tenant}#${customerId}`;

/** Runs the work of one customer once a batch, however many of its records ask for it. */
const once = <Result>(work: (change: Change) => Promise<Result>) => {
  const running = new Map<string, Promise<Result>>();
  return (change: Change): Promise<Result> => {
    const known = running.get(idOf(change));
    if (known !== undefined) return known;
    const started = work(change);
    running.set(idOf(change), started);
    return started;
  };
};

/**
 * Handler of a batch of changes. Each customer and each conversation is projected once a batch, however often it
 * changed; a failure is reported for each of its records, so that the stream bisects to it and parks it alone.
 */
export const createProjections = (deps: { readonly table: Table; readonly log: Log }) => {
  const customers = new CustomerStore(deps.table);
  const lists = { customers, listings: new ListingStore(deps.table) };
  const inbox = composeInbox(deps.table);
  const noteOrigin = createNoteOrigin({ origins: new OriginStore(deps.table), clock: systemClock });

  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const changes = event.Records.flatMap((record) => changeOf(record) ?? []);
    const projectLists = once(({ tenant, customerId }) => projectCustomer(lists, tenant, customerId));
    const projectInbox = once((change) => {
      const own = changes.filter((other) => idOf(other) === idOf(change));
      return projectConversation(inbox, {
        tenant: change.tenant,
        customerId: change.customerId,
        messageIds: [...new Set(own.flatMap(({ messageId }) => messageId ?? []))],
        customer: own.some(({ messageId }) => messageId === undefined),
      });
    });
    const project = async (record: DynamoDBRecord): Promise<void> => {
      const change = changeOf(record);
      if (change === undefined) return;
      const { tenant, customerId, messageId } = change;
      const origin = originOf(record);
      try {
        if (messageId === undefined) await projectLists(change);
        else if (origin !== null) await noteOrigin(tenant, origin);
        await projectInbox(change);
      } catch (error) {
        deps.log.error('change not projected', {
          tenant,
          customerId,
          ...(messageId === undefined ? {} : { messageId }),
          reason: reasonOf(error),
        });
        throw error;
      }
    };
    const processor = new BatchProcessor(EventType.DynamoDBStreams);
    return processPartialResponse(event, project, processor, { throwOnFullBatchFailure: false });
  };
};
