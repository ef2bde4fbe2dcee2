/** The live feed on a real table: changes in, frames out. */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { LiveEvent } from '#contract/live.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { type Item, type Table, toItem } from '#platform/table/kernel.ts';
import { createIsClosed } from '#shared/companies/is-closed.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { findAdvisors } from '#shared/customers/own-customers.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { LiveStore } from '#shared/live/store.ts';
import { Message } from '#shared/messaging/ledger/entities.ts';
import { testGateway } from './live-gateway.ts';
import { registerMessage } from './register-messages.ts';

export const startedAt = Date.parse('2026-11-24T12:00:00Z');
const quiet: Log = { info: () => 0, warn: () => 0, error: () => 0, count: () => 0 };

/** What the live use cases need, with a clock that the test moves. */
export const liveDeps = (table: Table) => {
  const time = { now: startedAt };
  return {
    time,
    live: new LiveStore(table),
    findUserStanding: (tenant: string, userId: string) => new CompanyStore(table).findUserStanding(tenant, userId),
    findAdvisors: (tenant: string, customerIds: readonly string[]) =>
      findAdvisors({ customers: new CustomerStore(table) }, tenant, customerIds),
    isClosed: createIsClosed({ companies: new CompanyStore(table), clock: { now: () => time.now } }),
    gateway: testGateway(),
    clock: { now: () => time.now },
    cursors: createCursors('key-of-the-tests'),
    log: quiet,
  };
};

/** The image of an item, as a stream record carries it. */
const imageOf = (item: Item): NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] =>
  JSON.parse(JSON.stringify(marshall(item, { removeUndefinedValues: true })));

/** The record of an item that was written anew. */
export const insertOf = (item: Item, number: number): DynamoDBRecord => ({
  eventID: `event-${number}`,
  eventName: 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: startedAt / 1000,
    Keys: {},
    ...(imageOf(item) === undefined ? {} : { NewImage: imageOf(item) ?? {} }),
    SequenceNumber: String(number).padStart(21, '0'),
  },
});

/** The record of an item that was changed. */
export const updateOf = (before: Item, after: Item, number: number): DynamoDBRecord => {
  const { dynamodb, ...record } = insertOf(after, number);
  return { ...record, eventName: 'MODIFY', dynamodb: { ...dynamodb, OldImage: imageOf(before) ?? {} } };
};

/** The record of a new message of a company. */
export const messageRecord = (tenant: string, number: number): DynamoDBRecord =>
  insertOf(
    toItem(
      Message,
      registerMessage(startedAt, { tenant, messageId: `c1-${tenant.replaceAll('-', '')}x${number}`, customerId: 'c1' }),
      1,
    ),
    number,
  );

export const messageEvent = (number: number): LiveEvent => ({
  type: 'message',
  eventId: `e${number}`,
  at: new Date(startedAt).toISOString(),
  revision: 1,
  messageId: `c1-${number}`,
  customerId: 'c1',
  channel: 'sms',
  direction: 'outbound',
  status: 'sent',
  attempts: 1,
});
