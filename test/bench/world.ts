/**
 * A company with realistic customers, on the real engine: what every measured operation works on. Each function of the
 * product is composed as its handler does it, over a table that a meter or a recorder may stand before.
 */

import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBRecord, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import type { Item, Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, InboundOwner, User } from '#shared/companies/entities.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { createReceivedFiles, type ReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { receiveEvent } from '#shared/messaging/events/receive-event.ts';
import { nothingToPrepare, type ProviderChannel } from '#shared/messaging/providers/channel.ts';
import type { SendQueues } from '#shared/messaging/sending/send-queue.ts';
import { callRoutes } from '../../functions/api/calls/bindings.ts';
import { conversationRoutes } from '../../functions/api/conversations/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { messageRoutes } from '../../functions/api/messages/bindings.ts';
import { receiveEventDeps } from '../../functions/composition/receiving.ts';
import { createSendWorker } from '../../functions/queues/send-bindings.ts';
import { createSqsWorker } from '../../functions/queues/sqs-worker.ts';
import { createDueWork } from '../../functions/schedules/due-work/bindings.ts';
import { standardAccess } from '../support/access.ts';
import { callApi } from '../support/call-api.ts';
import type { Images } from './units.ts';

export const tenant = 'demo';
export const caller = { tenant, userId: 'ana' };
/** The bench's time, epoch ms: a Monday noon in Chile. It stands still unless a scene moves it. */
export const start = Date.UTC(2026, 10, 23, 15);
export const addressKey = 'address-key-of-the-bench';
/** From which the company sends SMS, and to which customers answer. */
export const ourNumber = '+56900000001';
/** Meta's id of the number of WhatsApp that customers write to. */
export const ourWhatsApp = '109876543210987';

/** 120 characters, within GSM 03.38: one part. */
export const smsText =
  `Hola Carla, su cuota de noviembre por $125.000 vence el 30/11. Pague en https://pagos.demo.example/c/8f3a2 o llame. Gracias.`.slice(
    0,
    120,
  );
/** Over 400 bytes, so that the body is an item of its own. */
export const emailText = [
  'Estimada Carla:',
  'Le recordamos que la cuota 11 de 24 de su crédito N.º 48213-7, por $125.000, vence el 30 de noviembre de 2026.',
  'Puede pagarla en https://pagos.demo.example/c/8f3a2, en cualquier sucursal o por transferencia con su RUT.',
  'Si ya pagó, no considere este aviso; si necesita un plazo distinto, responda este correo y su ejecutiva, Ana Rojas, le llamará en horario hábil.',
  'Saludos cordiales, Cobranzas Demo S.A., Avenida Providencia 1234, Santiago. Teléfono 600 000 0000.',
].join('\n');

/** Nothing passes unseen: the measured paths have no reason to warn. */
export const loud: Log = {
  info: () => undefined,
  warn: (event, fields) => console.error('warning:', event, fields),
  error: (event, fields) => console.error('error:', event, fields),
  count: () => undefined,
};

export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'bench',
  functionVersion: '1',
  invokedFunctionArn: 'bench',
  memoryLimitInMB: '512',
  awsRequestId: 'request',
  logGroupName: 'bench',
  logStreamName: 'bench',
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** One SQS record as Lambda hands it over. @param at when it was sent, epoch ms */
export const sqsEvent = (body: string, at: number = start): SQSEvent => ({
  Records: [
    {
      messageId: 'record-1',
      receiptHandle: 'handle',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(at),
        SenderId: 'bench',
        ApproximateFirstReceiveTimestamp: String(at),
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:bench',
      awsRegion: 'us-east-1',
    },
  ],
});

const imageOf = (item: Item) =>
  marshall(item, { removeUndefinedValues: true }) as NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;

/** Changes as the table's stream hands them over; of an item of which only the key is given, without image. */
export const streamEvent = (changes: readonly Images[]): DynamoDBStreamEvent => ({
  Records: changes.map(({ before, after }, position) => ({
    eventID: String(position),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      Keys: { pk: { S: String((after ?? before)?.pk) }, sk: { S: String((after ?? before)?.sk) } },
      SequenceNumber: String(1_000 + position),
      ApproximateCreationDateTime: Math.floor(start / 1_000),
      ...(before?.type === undefined ? {} : { OldImage: imageOf(before) }),
      ...(after?.type === undefined ? {} : { NewImage: imageOf(after) }),
    },
  })),
});

/** Takes every message, as a provider does that works. */
export const willingProvider = (channel: SendingChannel): ProviderChannel => {
  let sent = 0;
  return {
    channel,
    weight: () => 1,
    prepare: async () => nothingToPrepare,
    send: async () => {
      sent += 1;
      return { kind: 'accepted', providerId: `0100018f-${channel}-4c1e-9f66-${String(sent).padStart(12, '0')}-000000` };
    },
  };
};

/** Queues outside the table cost no units. */
const noQueues: SendQueues = { enqueue: async () => undefined, probe: async () => undefined };

export interface WorldParts {
  readonly table: Table;
  readonly queues?: SendQueues;
  /** Companies that the due work looks after. */
  readonly tenants?: readonly string[];
  readonly provider?: (channel: SendingChannel) => ProviderChannel;
}

/** The product's functions over this table, with one clock. */
export const composeWorld = ({
  table,
  queues = noQueues,
  tenants = [tenant],
  provider = willingProvider,
}: WorldParts) => {
  let now = start;
  const clock = { now: () => now };
  const delivery = { table, clock, log: loud, addressKey };
  const worker = (channel: SendingChannel) =>
    createSendWorker({ ...delivery, provider: provider(channel), ratePerSecond: 1_000_000 });
  const workers = { email: worker('email'), sms: worker('sms'), whatsapp: worker('whatsapp') };
  const files = {
    put: () => {
      throw new Error('No event of the bench is so long that it goes to the files bucket.');
    },
  };
  // What is measured is the table: files are where they were uploaded to, and of the type that they say.
  const attachmentFiles: AttachmentFiles = {
    look: async () => ({ bytes: Buffer.from('%PDF-1.7\n'), size: 9, etag: '"1"' }),
    keep: async () => undefined,
    read: async () => Buffer.from('%PDF-1.7\n'),
    write: async () => undefined,
    delete: async () => undefined,
  };
  const received: ReceivedFiles = createReceivedFiles({
    client: { send: () => files.put() },
    bucket: 'bench',
  });
  const events = receiveEventDeps({
    ...delivery,
    files,
    received,
    fetchMedia: () => files.put(),
    directory: { find: () => files.put() },
  });
  const receive = createSqsWorker(loud, (record) =>
    receiveEvent(events, record.body, Number(record.attributes.SentTimestamp)),
  );
  const routes = [
    ...customerRoutes({ table, clock, cursors: createCursors('cursor-key-of-the-bench'), addressKey }),
    ...messageRoutes({
      table,
      queues,
      files: attachmentFiles,
      takeSend: standardAccess(table, clock).takeSend,
      clock,
      log: loud,
    }),
    ...callRoutes({ table, files: attachmentFiles, clock, log: loud }),
    ...conversationRoutes({
      table,
      clock,
      cursors: createCursors('cursor-key-of-the-bench'),
      files: attachmentFiles,
      log: loud,
    }),
  ];
  const dueWork = createDueWork({
    ...delivery,
    queues,
    exportJobs: { enqueue: async () => undefined },
    importJobs: { enqueue: async () => undefined },
    privacyJobs: { enqueue: async () => undefined },
    alertJobs: { enqueue: async () => undefined },
    companyJobs: { enqueue: async () => undefined },
    files: attachmentFiles,
    listTenants: async function* () {
      yield* tenants;
    },
  });
  return {
    table,
    clock,
    api: callApi(routes),
    dueWork: dueWork.run,
    /** Sends one job as the queue hands it to the worker of its channel. @throws Error when it goes back */
    async send(channel: SendingChannel, messageId: string): Promise<void> {
      await taken(workers[channel](sqsEvent(JSON.stringify({ tenant, messageId })), lambdaContext));
    },
    /** Takes in one event as the queue hands it over. @throws Error when it goes back */
    async receive(body: string): Promise<void> {
      await taken(receive(sqsEvent(body, now), lambdaContext));
    },
    /** @param at epoch ms */
    setTime(at: number): void {
      now = at;
    },
  };
};
export type World = ReturnType<typeof composeWorld>;

/** What the queue or the stream handed over was taken whole. @throws Error when a record goes back */
export const taken = async (answer: Promise<{ batchItemFailures: readonly unknown[] }>): Promise<void> => {
  if ((await answer).batchItemFailures.length > 0) throw new Error('The record went back to the queue.');
};

/** The company and its advisor, written as they are: making them is not measured. */
export const seedCompany = async (table: Table): Promise<void> => {
  const company = newCompany(
    {
      tenant,
      name: 'Cobranzas Demo S.A.',
      timeZone: 'America/Santiago',
      language: 'es',
      defaultCountry: 'CL',
      senders: {
        email: { fromAddress: 'avisos@demo.example', fromName: 'Cobranzas Demo', tenantName: 'demo' },
        sms: { originationIdentity: ourNumber },
        whatsapp: { phoneNumberId: 'phone-number-id-1', displayNumber: '+56900000002' },
      },
    },
    start,
  );
  const user = { tenant, userId: caller.userId, name: 'Ana Rojas', email: 'ana@demo.example', updatedAt: start };
  await table.put(Company, company, 'absent');
  await table.put(User, { ...user, roles: ['advisor'] }, 'absent');
  await table.put(InboundOwner, { channel: 'sms', ours: ourNumber, tenant }, 'absent');
  await table.put(InboundOwner, { channel: 'whatsapp', ours: ourWhatsApp, tenant }, 'absent');
};

export interface Person {
  readonly customerId: string;
  readonly addresses: Readonly<Record<SendingChannel, { readonly addressId: string; readonly value: string }>>;
}

let people = 0;

/** A customer with document, advisor, portfolio, tag and three addresses. @param email shared with others where given */
export const newPerson = async (world: World, email?: string): Promise<Person> => {
  people += 1;
  const number = String(people).padStart(4, '0');
  const body = {
    name: `Carla Andrea Fuentes ${people}`,
    documentType: 'RUT',
    documentNumber: rut(12_000_000 + people),
    advisorId: 'ana',
    portfolios: ['Consumo Norte'],
    tags: ['preferente'],
    addresses: [
      { channel: 'email', value: email ?? `carla.fuentes.${number}@correo.example` },
      { channel: 'sms', value: `+5691234${number}` },
      { channel: 'whatsapp', value: `+5691234${number}` },
    ],
  };
  const answer = await world.api<{
    customerId: string;
    addresses: { addressId: string; channel: string; value: string }[];
  }>({ call: 'POST /v1/customers', body, caller });
  if (answer.status !== 201) throw new Error(`The bench's customer was refused: ${JSON.stringify(answer.body)}`);
  const of = (channel: SendingChannel) => {
    const address = answer.body.addresses.find((candidate) => candidate.channel === channel);
    if (address === undefined) throw new Error(`The bench's customer has no ${channel}.`);
    return { addressId: address.addressId, value: address.value };
  };
  return {
    customerId: answer.body.customerId,
    addresses: { email: of('email'), sms: of('sms'), whatsapp: of('whatsapp') },
  };
};

/** Chilean document number with its check digit (modulus 11). */
export const rut = (number: number): string => {
  const sum = [...String(number)]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (2 + (place % 6)), 0);
  const check = 11 - (sum % 11);
  return `${number}-${check === 11 ? '0' : check === 10 ? 'K' : check}`;
};

let keys = 0;

/** A request that accepts a message, as a client sends it. */
export const messageRequest = (person: Person, channel: 'email' | 'sms', over: object = {}) => {
  keys += 1;
  return {
    call: 'POST /v1/messages',
    caller,
    headers: { 'idempotency-key': `bench-request-${String(keys).padStart(6, '0')}` },
    body: {
      customerId: person.customerId,
      addressId: person.addresses[channel].addressId,
      ...(channel === 'email' ? { subject: 'Su cuota vence el 30 de noviembre', body: emailText } : { body: smsText }),
      purpose: 'automatic',
      origin: { kind: 'campaign', id: 'noviembre-2026', name: 'Recordatorio noviembre' },
      ...over,
    },
  };
};

/** Accepts a message. @returns its id */
export const accept = async (world: World, person: Person, channel: 'email' | 'sms', over: object = {}) => {
  const answer = await world.api<{ messageId: string }>(messageRequest(person, channel, over));
  if (answer.status !== 202) throw new Error(`The bench's message was refused: ${JSON.stringify(answer.body)}`);
  return answer.body.messageId;
};
