/** From a batch of the table's stream to the live feeds of the companies in it. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { LiveEvent } from '#contract/live.ts';
import { reasonOf } from '#platform/errors.ts';
import { changeOf } from '#platform/table/stream.ts';
import { eventOf, newestOfEach } from '#shared/live/events.ts';
import { type PublishDeps, publishEvents } from '#shared/live/publish-events.ts';

interface CompanyShare {
  readonly events: LiveEvent[];
  readonly records: DynamoDBRecord[];
}

/**
 * Handler of a batch of changes: one entry and one round of posts per company. What fails is reported record by record:
 * one that cannot be read is found by bisection and parked alone, and no company waits for another's.
 */
export const createLiveFeed = (deps: PublishDeps) => {
  const { log } = deps;
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const companies = new Map<string, CompanyShare>();
    const failed: DynamoDBRecord[] = [];
    for (const record of Records) {
      try {
        const change = changeOf(record);
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
    await Promise.all([...companies].map(publish));
    return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })) };
  };
};
