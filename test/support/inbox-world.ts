/** A company with customers and a stream that is read on demand: for tests of conversations on the real engine. */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type * as z from 'zod';
import type { ConversationRowSchema, ThreadMessageSchema } from '#contract/conversations.ts';
import type { Problem } from '#contract/errors.ts';
import { createCursors } from '#platform/cursor.ts';
import { timePart } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import { type Table, toItem } from '#platform/table/kernel.ts';
import { defaultPlace, newCompany } from '#shared/companies/defaults.ts';
import { Company, User } from '#shared/companies/entities.ts';
import { customerKey } from '#shared/customers/entities.ts';
import { Message, type MessageValue, messageKey } from '#shared/messaging/ledger/entities.ts';
import { conversationRoutes } from '../../functions/api/conversations/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import type { ErasureGround } from '../../functions/composition/conversations.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { type ApiCaller, callApi } from './call-api.ts';
import { registerMessage, storeMessages } from './register-messages.ts';

export type Row = z.infer<typeof ConversationRowSchema>;
export type ThreadEntry = z.infer<typeof ThreadMessageSchema>;
export interface PageOf<Item> extends Problem {
  readonly items: Item[];
  readonly nextCursor?: string;
}

export const quietLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: () => undefined,
};

/** For worlds without attachments: nothing there can be deleted. */
const noFiles: ErasureGround['files'] = {
  delete: async (key) => {
    throw new Error(`There is no file ${key}.`);
  },
};

let made = 0;

/** A message of the thread at a time (epoch ms), inbound SMS unless told otherwise. */
export const threadMessage = (
  customerId: string,
  at: number,
  over: Partial<MessageValue> & { recordedAt?: number } = {},
): MessageValue => {
  made += 1;
  const { recordedAt = at, ...rest } = over;
  const inbound = (rest.direction ?? 'inbound') === 'inbound';
  return registerMessage(at, {
    customerId,
    messageId: `${customerId}-${timePart(at)}${String(made).padStart(8, '0')}`,
    channel: 'sms',
    direction: 'inbound',
    purpose: 'manual',
    origin: null,
    template: null,
    subject: null,
    preview: `message ${made}`,
    body: `text of message ${made}`,
    phase: inbound ? 'ended' : 'accepted',
    status: inbound ? 'received' : 'sent',
    facts: inbound ? [{ kind: 'received', at, recordedAt }] : [{ kind: 'accepted', at, recordedAt: at }],
    sentAt: inbound ? null : at,
    ...rest,
  });
};
export const outboundMessage = (customerId: string, at: number, over: Partial<MessageValue> = {}): MessageValue =>
  threadMessage(customerId, at, { direction: 'outbound', ...over });

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;

let sequence = 0;
const recordOf = (key: { pk: string; sk: string }, type: string, image?: Image): DynamoDBRecord => {
  sequence += 1;
  return {
    eventName: 'MODIFY',
    dynamodb: {
      SequenceNumber: `s${sequence}`,
      Keys: { pk: { S: key.pk }, sk: { S: key.sk } },
      NewImage: image ?? { type: { S: type } },
    },
  };
};

export const createInboxWorld = async (
  table: Table,
  clock: { now(): number },
  files: ErasureGround['files'] = noFiles,
) => {
  const cursors = createCursors('key of the test');
  const company = newCompany(
    { tenant: 'demo', name: 'Demo', ...defaultPlace, senders: { email: null, sms: null, whatsapp: null } },
    0,
  );
  await table.put(Company, company, 'any');
  await table.put(
    User,
    { tenant: 'demo', userId: 'ana', name: 'Ana', email: 'ana@demo.example', roles: ['advisor'], updatedAt: 0 },
    'any',
  );
  const api = callApi([
    ...conversationRoutes({ table, clock, cursors, files, log: quietLog }),
    ...customerRoutes({ table, clock, cursors, addressKey: 'address key' }),
  ]);
  const stream = createProjections({ table, clock, log: quietLog });
  const caller: ApiCaller = { tenant: 'demo', roles: ['supervisor'] };
  const call = async <Body>(target: string, body?: unknown, as: ApiCaller = caller) =>
    api<Body & Problem>({ call: target, caller: as, ...(body === undefined ? {} : { body }) });

  const project = async (records: readonly DynamoDBRecord[]) => {
    const { batchItemFailures } = await stream({ Records: [...records] });
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records were not projected.`);
  };
  const messageRecord = (message: MessageValue) =>
    recordOf(
      messageKey(message.tenant, message.messageId),
      'message',
      marshall(toItem(Message, message, 1), { removeUndefinedValues: true }) as Image,
    );

  return {
    call,
    stream,
    messageRecord,
    /** Stores the messages and tells the projection of them, twice and the wrong way round, as streams may. */
    tell: async (...messages: readonly MessageValue[]) => {
      await storeMessages(table, messages);
      await project([...messages, ...messages.toReversed()].map(messageRecord));
    },
    project,
    /** The stream's record of a customer's head. */
    customerChanged: (customerId: string) => project([recordOf(customerKey('demo', customerId), 'customer')]),
    createCustomer: async (name: string, more: object = {}): Promise<string> => {
      const body = { name, addresses: [], ...more };
      const { body: customer, status } = await call<{ customerId: string }>('POST /v1/customers', body);
      if (status !== 201) throw new Error(JSON.stringify(customer));
      await project([recordOf(customerKey('demo', customer.customerId), 'customer')]);
      return customer.customerId;
    },
    list: async (query = ''): Promise<PageOf<Row>> => (await call<PageOf<Row>>(`GET /v1/conversations?${query}`)).body,
    thread: async (customerId: string, query = ''): Promise<PageOf<ThreadEntry>> =>
      (await call<PageOf<ThreadEntry>>(`GET /v1/conversations/${customerId}/messages?${query}`)).body,
  };
};
export type InboxWorld = Awaited<ReturnType<typeof createInboxWorld>>;
