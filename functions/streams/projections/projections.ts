/** What the table's stream keeps in step: the lists and search of customers. Later lists join here. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { customerOfHead } from '#shared/customers/entities.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { CustomerStore } from '#shared/customers/store.ts';

/** The customer whose head changed; every change that lists show writes the head. */
const customerOf = (record: DynamoDBRecord): { tenant: string; customerId: string } | undefined => {
  const { pk, sk } = record.dynamodb?.Keys ?? {};
  return pk?.S === undefined || sk?.S === undefined ? undefined : customerOfHead({ pk: pk.S, sk: sk.S });
};

/**
 * Handler of a batch of changes. Each customer is projected once a batch, however often it changed; a failure is
 * reported for each of its records, so that the stream bisects to it and parks it alone.
 */
export const createProjections = (deps: { readonly table: Table; readonly log: Log }) => {
  const stores = { customers: new CustomerStore(deps.table), listings: new ListingStore(deps.table) };
  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const running = new Map<string, Promise<boolean>>();
    const project = async (record: DynamoDBRecord): Promise<void> => {
      const customer = customerOf(record);
      if (customer === undefined) return;
      const { tenant, customerId } = customer;
      const id = `${tenant}#${customerId}`;
      const projected = running.get(id) ?? projectCustomer(stores, tenant, customerId);
      running.set(id, projected);
      try {
        await projected;
      } catch (error) {
        deps.log.error('customer not projected', { tenant, customerId, reason: reasonOf(error) });
        throw error;
      }
    };
    const processor = new BatchProcessor(EventType.DynamoDBStreams);
    return processPartialResponse(event, project, processor, { throwOnFullBatchFailure: false });
  };
};
