/** From a batch of the table's stream to the live feeds of the companies in it. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { LiveEvent, SocketErrorCode } from '#contract/live.ts';
import { reasonOf } from '#platform/errors.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { changeOf, type TableChange } from '#platform/table/stream.ts';
import { isActive, User } from '#shared/companies/entities.ts';
import { closeUserConnections } from '#shared/live/close-user-connections.ts';
import { eventOf, newestOfEach } from '#shared/live/events.ts';
import { type PublishDeps, publishEvents } from '#shared/live/publish-events.ts';

interface CompanyShare {
  readonly events: LiveEvent[];
  readonly records: DynamoDBRecord[];
}

interface Leaver {
  readonly tenant: string;
  readonly userId: string;
  readonly code: SocketErrorCode | undefined;
}

/** The user whom a change has disabled, or whose customers are others now. */
const leaverOf = ({ before, after }: TableChange): Leaver | undefined => {
  if (after.type !== User.type) return undefined;
  const { value } = fromItem(User, after);
  if (!isActive(value)) return { ...value, code: 'USER_DISABLED' };
  const earlier = before && fromItem(User, before).value;
  const same = earlier === undefined || earlier.ownCustomersOnly === value.ownCustomersOnly;
  return same ? undefined : { ...value, code: undefined };
};

/**
 * Handler of a batch of changes: one entry and one round of posts per company. What fails is reported record by record:
 * one that cannot be read is found by bisection and parked alone, and no company waits for another's.
 */
export const createLiveFeed = (deps: PublishDeps) => {
  const { log } = deps;
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const companies = new Map<string, CompanyShare>();
    const failed: DynamoDBRecord[] = [];
    const leavers: (Leaver & { readonly record: DynamoDBRecord })[] = [];
    for (const record of Records) {
      try {
        const change = changeOf(record);
        const leaver = change && leaverOf(change);
        if (leaver !== undefined) leavers.push({ ...leaver, record });
        const told = change === undefined ? undefined : eventOf(change);
        if (told === undefined) continue;
        const share = companies.get(told.tenant) ?? { events: [], records: [] };
        companies.set(told.tenant, share);
        share.events.push(told.event);
        share.records.push(record);
      } catch (error) {
        log.error('change not understood', { reason: reasonOf(error) });
        failed.push(record);
      }
    }
    const publish = async ([tenant, { events, records }]: [string, CompanyShare]): Promise<void> => {
      try {
        await publishEvents(deps, tenant, newestOfEach(events));
      } catch (error) {
        log.error('events not published', { tenant, count: events.length, reason: reasonOf(error) });
        failed.push(...records);
      }
    };
    const close = async ({ tenant, userId, code, record }: (typeof leavers)[number]): Promise<void> => {
      try {
        await closeUserConnections(deps, { tenant, userId, code });
      } catch (error) {
        log.error('connections of a user not closed', { tenant, reason: reasonOf(error) });
        failed.push(record);
      }
    };
    await Promise.all([...[...companies].map(publish), ...leavers.map(close)]);
    return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })) };
  };
};
