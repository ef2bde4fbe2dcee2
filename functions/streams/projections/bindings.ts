/** What the table's stream keeps in step: lists of customers, register and alerts, search, conversations, what filters offer. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Origin } from '#contract/vocabulary-schemas.ts';
import { reasonOf } from '#platform/errors.ts';
import { tenantOfKey } from '#platform/table/keys.ts';
import { attributesOf } from '#platform/table/named-fields.ts';
import { itemOf, changeOf as tableChangeOf } from '#platform/table/stream.ts';
import type { AddressRef } from '#shared/contactability/address-state-store.ts';
import { addressOfKey } from '#shared/contactability/entities.ts';
import { hasAlert, projectAlert, showsTheSame } from '#shared/contactability/project-alert.ts';
import { foldedNames } from '#shared/conversations/fold-message.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { customerOfHead } from '#shared/customers/entities.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { createNoteOrigin } from '#shared/interactions/origins.ts';
import { type MessageImages, projectListedRows } from '#shared/interactions/project-listed-rows.ts';
import { countOutcomes, type MessageChange } from '#shared/messaging/holds/count-outcomes.ts';
import { Message, messageOfKey } from '#shared/messaging/ledger/entities.ts';
import { messageReader } from '#shared/messaging/ledger/message-codec.ts';
import { messageFields, registerNames } from '#shared/messaging/ledger/message-fields.ts';
import { findCompany, isClosed } from '../../composition/companies.ts';
import { alertList, states } from '../../composition/contactability.ts';
import { inbox } from '../../composition/conversations.ts';
import { countListed, customers, listings, listOwners } from '../../composition/customers.ts';
import { holds, keepHold } from '../../composition/messaging.ts';
import { type On, take } from '../../composition/part.ts';
import { listedRows, origins } from '../../composition/processes.ts';

/** A customer whose head or one of whose messages changed; every change that lists show writes one of these. */
interface Change {
  readonly tenant: string;
  readonly customerId: string;
  /** Undefined: the head. */
  readonly messageId?: string;
  /** A head with customers that were merged into it, now or before. */
  readonly merged?: boolean;
}

const keyOf = (record: DynamoDBRecord): { pk: string; sk: string } | undefined => {
  const { pk, sk } = record.dynamodb?.Keys ?? {};
  return pk?.S === undefined || sk?.S === undefined ? undefined : { pk: pk.S, sk: sk.S };
};

/** Attributes of a message on which its conversation depends. */
const shownAttributes = attributesOf(messageFields, foldedNames);

/** Whether a change leaves all of these attributes as they were. */
const leavesAlone = ({ dynamodb: change }: DynamoDBRecord, attributes: readonly string[]): boolean => {
  const [before, after] = [change?.OldImage, change?.NewImage];
  if (before === undefined || after === undefined) return false;
  return attributes.every((name) => JSON.stringify(before[name]) === JSON.stringify(after[name]));
};

/** A claim, or a mark for the sweep: nothing that a conversation shows has changed, so nothing need be read. */
const leavesShownAlone = (record: DynamoDBRecord): boolean => leavesAlone(record, shownAttributes);

/** Attributes on which the lists of the register depend: a row's own, and its key there. */
const rowAttributes = [...attributesOf(messageFields, registerNames), 'g1pk', 'g1sk'];

const changeOf = (record: DynamoDBRecord): Change | undefined => {
  const key = keyOf(record);
  if (key === undefined) return undefined;
  const message = messageOfKey(key);
  // One that is gone shows nothing any more; the lists of the register alone forget it.
  if (message !== undefined) return record.eventName === 'REMOVE' || leavesShownAlone(record) ? undefined : message;
  const customer = customerOfHead(key);
  const merged = [record.dynamodb?.OldImage, record.dynamodb?.NewImage].some((image) => image?.merged !== undefined);
  return customer && { ...customer, merged };
};

const readOrigin = messageReader(['origin']);

/** Flow, event or campaign of a message that is new; null where it belongs to none. */
const originOf = ({ dynamodb: change }: DynamoDBRecord): Origin | null => {
  const after = itemOf(change?.NewImage);
  return after === undefined || change?.OldImage !== undefined ? null : readOrigin(after).origin;
};

/** A message that was sent or refused, or of which something was told; nothing of the others is counted. */
const messageChangeOf = (record: DynamoDBRecord): readonly MessageChange[] => {
  const key = keyOf(record);
  const message = key === undefined ? undefined : messageOfKey(key);
  if (message === undefined || record.eventName === 'REMOVE' || leavesShownAlone(record)) return [];
  // Images are left out where only keys matter.
  if (record.dynamodb?.NewImage === undefined) return [];
  const change = tableChangeOf(record);
  return change === undefined ? [] : [{ tenant: message.tenant, before: change.before, after: change.after }];
};

/** The address whose alert may show otherwise in the work list now: by its state, or by a customer that has it or not any more. */
const alertChangeOf = (record: DynamoDBRecord) => {
  const key = keyOf(record);
  const address = key === undefined ? undefined : addressOfKey(key);
  if (address === undefined) return undefined;
  const { isState, ...ref } = address;
  const { OldImage: before, NewImage: after } = record.dynamodb ?? {};
  // Every delivery marks the state of its address; of an alert it says nothing.
  if (isState && showsTheSame(itemOf(before), itemOf(after))) return undefined;
  return { ref, isNewOwner: !isState && record.eventName === 'INSERT' };
};

interface RowChange extends MessageImages {
  readonly record: DynamoDBRecord;
  readonly tenant: string;
  readonly messageId: string;
}

/** A message whose row of the register is new, other or gone. */
const rowChangeOf = (record: DynamoDBRecord): readonly RowChange[] => {
  const key = keyOf(record);
  const message = key === undefined ? undefined : messageOfKey(key);
  const [before, after] = [itemOf(record.dynamodb?.OldImage), itemOf(record.dynamodb?.NewImage)];
  if (message === undefined || leavesAlone(record, rowAttributes)) return [];
  // Images are left out where only keys matter.
  if ((after ?? before)?.type !== Message.type) return [];
  return [{ ...message, record, before, after }];
};

const idOf = ({ tenant, customerId }: Change): string => `${tenant}#${customerId}`;
const idOfAddress = ({ tenant, channel, hash }: AddressRef): string => `${tenant}#${channel}#${hash}`;

/** Runs the work of one customer or address once a batch, however many of its records ask for it. */
const once = <Subject, Result>(
  idOfSubject: (subject: Subject) => string,
  work: (subject: Subject) => Promise<Result>,
) => {
  const running = new Map<string, Promise<Result>>();
  return (subject: Subject): Promise<Result> => {
    const known = running.get(idOfSubject(subject));
    if (known !== undefined) return known;
    const started = work(subject);
    running.set(idOfSubject(subject), started);
    return started;
  };
};

/**
 * Handler of a batch of changes. Each customer and each conversation is projected once a batch, however often it
 * changed; a failure is reported for each of its records, so that the stream bisects to it and parks it alone.
 */
export const createProjections = (on: On<'table' | 'clock' | 'log'>) => {
  const deps = take(on, {
    customers,
    listings,
    countListed,
    listOwners,
    states,
    alertList,
    holds,
    keepHold,
    findCompany,
    origins,
    listedRows,
  });
  const noteOrigin = createNoteOrigin(deps);

  /** Once for each record: from the first that failed on they all come again. A count that fails holds nothing up. */
  const count = async (records: readonly DynamoDBRecord[], { batchItemFailures }: DynamoDBBatchResponse) => {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const first = records.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
    const done = first < 0 ? records : records.slice(0, first);
    try {
      await countOutcomes(deps, done.flatMap(messageChangeOf));
    } catch (error) {
      deps.log.error('outcomes not counted', { reason: reasonOf(error) });
    }
  };

  /**
   * The lists of the register, a batch at once; where that fails, each message by itself, so that one that cannot be read
   * keeps no other from its lists. @returns the records that are to come again
   */
  const list = async (records: readonly DynamoDBRecord[]): Promise<readonly DynamoDBRecord[]> => {
    const changes = records.flatMap(rowChangeOf);
    const failed: DynamoDBRecord[] = [];
    const project = async (some: readonly RowChange[]): Promise<void> => {
      try {
        await projectListedRows(deps, some);
      } catch (error) {
        const [first, ...more] = some;
        if (first === undefined) return;
        if (more.length > 0) for (const change of some) await project([change]);
        else {
          const { tenant, messageId, record } = first;
          deps.log.error('row not listed', { tenant, messageId, reason: reasonOf(error) });
          failed.push(record);
        }
      }
    };
    await project(changes);
    return failed;
  };

  /** Once for each company: many customers are counted in few writes. What is not counted comes again. */
  const countLists = async (
    records: readonly DynamoDBRecord[],
    answer: DynamoDBBatchResponse,
  ): Promise<DynamoDBBatchResponse> => {
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const heads = records.flatMap((record) => {
      const change = changeOf(record);
      const sequence = record.dynamodb?.SequenceNumber ?? '';
      return change === undefined || change.messageId !== undefined || failed.has(sequence)
        ? []
        : [{ ...change, sequence }];
    });
    const uncounted: string[] = [];
    for (const [tenant, own = []] of Object.entries(Object.groupBy(heads, (head) => head.tenant))) {
      try {
        await deps.countListed(
          tenant,
          own.map(({ customerId }) => customerId),
        );
      } catch (error) {
        deps.log.error('lists not counted', { tenant, reason: reasonOf(error) });
        uncounted.push(...own.map(({ sequence }) => sequence));
      }
    }
    const more = uncounted.map((itemIdentifier) => ({ itemIdentifier }));
    return more.length === 0 ? answer : { batchItemFailures: [...answer.batchItemFailures, ...more] };
  };

  /** A company that is being deleted has no lists any more: what is taken away makes nothing anew. */
  const ofOpenCompanies = async (records: readonly DynamoDBRecord[]): Promise<DynamoDBRecord[]> => {
    const tenantOf = (record: DynamoDBRecord) => tenantOfKey(keyOf(record)?.pk ?? '');
    const tenants = [...new Set(records.flatMap((record) => tenantOf(record) ?? []))];
    const closed = await Promise.all(tenants.map(async (tenant) => ((await isClosed(on)(tenant)) ? [tenant] : [])));
    return records.filter((record) => !closed.flat().includes(tenantOf(record) ?? ''));
  };

  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const event = { Records: await ofOpenCompanies(Records) };
    const changes = event.Records.flatMap((record) => changeOf(record) ?? []);
    const projectLists = once(idOf, ({ tenant, customerId }: Change) => projectCustomer(deps, tenant, customerId));
    const projectAlerts = once(idOfAddress, (ref: AddressRef) => projectAlert(deps, ref));
    const projectInbox = once(idOf, (change: Change) => {
      const own = changes.filter((other) => idOf(other) === idOf(change));
      return projectConversation(inbox(on), {
        tenant: change.tenant,
        customerId: change.customerId,
        messageIds: [...new Set(own.flatMap(({ messageId }) => messageId ?? []))],
        customer: own.some(({ messageId }) => messageId === undefined),
        merged: own.some(({ merged }) => merged === true),
      });
    });
    const projectAddress = async ({ ref, isNewOwner }: { ref: AddressRef; isNewOwner: boolean }): Promise<void> => {
      try {
        // Nearly every new address is a good one, which one read tells; an alert that comes later is a change of its own.
        if (isNewOwner && !(await hasAlert(deps, ref))) return;
        await projectAlerts(ref);
      } catch (error) {
        deps.log.error('alert not projected', { tenant: ref.tenant, reason: reasonOf(error) });
        throw error;
      }
    };
    const project = async (record: DynamoDBRecord): Promise<void> => {
      const address = alertChangeOf(record);
      if (address !== undefined) await projectAddress(address);
      const change = changeOf(record);
      if (change === undefined) return;
      const { tenant, customerId, messageId } = change;
      try {
        const origin = messageId === undefined ? null : originOf(record);
        if (messageId === undefined) await projectLists(change);
        if (origin !== null) await noteOrigin(tenant, origin);
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
    const [projected, unlisted] = await Promise.all([
      processPartialResponse(event, project, processor, { throwOnFullBatchFailure: false }),
      list(event.Records),
    ]);
    const failed = new Set([
      ...projected.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
      ...unlisted.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? ''),
    ]);
    const tried = { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
    const answer = await countLists(event.Records, tried);
    await count(event.Records, answer);
    return answer;
  };
};
