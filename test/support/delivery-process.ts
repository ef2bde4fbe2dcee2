/** One process of ours, wired as the functions wire it, over clients that a lifetime may fail (faults.ts). */

import type { Context, DynamoDBRecord, SQSEvent } from 'aws-lambda';
import { type SendingChannel, sendingChannels } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { Table } from '#platform/table/kernel.ts';
import { createSocketGateway } from '#shared/live/gateway.ts';
import { receiveFrame } from '#shared/live/receive-frame.ts';
import { LiveStore } from '#shared/live/store.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { createRawFiles } from '#shared/messaging/attachments/raw-files.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { EventStore } from '#shared/messaging/events/event-store.ts';
import { receiveEvent } from '#shared/messaging/events/receive-event.ts';
import { receiveInbound } from '#shared/messaging/inbound/receive-inbound.ts';
import { createEmailChannel } from '#shared/messaging/providers/email/email.ts';
import { createSuppressionList } from '#shared/messaging/providers/email/suppression-list.ts';
import { createSmsChannel } from '#shared/messaging/providers/sms/sms.ts';
import { createWhatsAppChannel } from '#shared/messaging/providers/whatsapp/whatsapp.ts';
import { createFetchMedia } from '#shared/messaging/providers/whatsapp/whatsapp-media.ts';
import { createSendQueues } from '#shared/messaging/sending/send-queue.ts';
import { createTemplateDirectory } from '#shared/messaging/templates/whatsapp-templates.ts';
import { createProcessJobs, type ProcessJob } from '#shared/processes/process-jobs.ts';
import { callRoutes } from '../../functions/api/calls/bindings.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { contactabilityRoutes } from '../../functions/api/contactability/bindings.ts';
import { conversationRoutes } from '../../functions/api/conversations/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { inboundRoutes } from '../../functions/api/inbound/bindings.ts';
import { messageRoutes } from '../../functions/api/messages/bindings.ts';
import { templateRoutes } from '../../functions/api/templates/bindings.ts';
import { isClosed } from '../../functions/composition/companies.ts';
import { findAdvisors } from '../../functions/composition/live.ts';
import { receiveEventDeps, recordMail } from '../../functions/composition/receiving.ts';
import { createAlertsWorker } from '../../functions/queues/alerts/bindings.ts';
import { createSendWorker } from '../../functions/queues/send-bindings.ts';
import { createSqsWorker } from '../../functions/queues/sqs-worker.ts';
import { createDueWork } from '../../functions/schedules/due-work/bindings.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import { standardAccess, standardUsers } from './access.ts';
import { callApi } from './call-api.ts';
import type { DeliveryEngines } from './delivery-engines.ts';
import type { Lifetime } from './faults.ts';
import type { Providers } from './provider-doubles.ts';
import type { SocketDouble } from './socket-double.ts';
import type { TableObserver } from './table-observer.ts';

export const addressKey = 'key-of-addresses';
export const replyAddresses = { domain: 'in.contacta.example', key: 'key-of-reply-addresses' };

/** Counts what the product counts; its words are not of interest here. */
export const countingLog = (): Log & { readonly counts: Map<string, number> } => {
  const counts = new Map<string, number>();
  return {
    counts,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    count: (metric, value = 1) => void counts.set(metric, (counts.get(metric) ?? 0) + value),
  };
};

/** A context of Lambda with this much time left. */
export const lambdaContext = (remainingMs: number): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'test',
  memoryLimitInMB: '512',
  awsRequestId: 'request',
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => remainingMs,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

/** An event as the mapping of an SQS queue hands it over. */
export const sqsEvent = (bodies: readonly string[], sentAt: number): SQSEvent => ({
  Records: bodies.map((body, position) => ({
    messageId: `record-${position}`,
    receiptHandle: `receipt-${position}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(sentAt),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
    awsRegion: 'us-east-1',
  })),
});

/** The records that went back, by their position; none of them has gone while the process lives. */
const failedOf = (answer: { batchItemFailures: readonly { itemIdentifier: string }[] }): number[] =>
  answer.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier.slice('record-'.length)));

export interface ProcessParts {
  readonly engines: DeliveryEngines;
  readonly observer: TableObserver;
  readonly providers: Providers;
  readonly sockets: SocketDouble;
  readonly now: () => number;
  readonly lifetime: Lifetime;
  /** Told of every job that a queue took. */
  readonly noteJob: (channel: SendingChannel) => void;
  readonly listTenants: () => AsyncIterable<string>;
}

/** The queues, with a word for every job that they took, also where the answer was lost. */
const notingJobs = ({ engines, noteJob }: Pick<ProcessParts, 'engines' | 'noteJob'>): DeliveryEngines['sqs'] => {
  const send = async (command: never): Promise<unknown> => {
    const answer = await engines.sqs.send(command);
    const { QueueUrl } = (command as { input: { QueueUrl?: string } }).input;
    for (const channel of sendingChannels) if (engines.sendQueues[channel] === QueueUrl) noteJob(channel);
    return answer;
  };
  return new Proxy(engines.sqs, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });
};

/** Thrown when the process died: whatever it answered never arrived. */
const unlessDead = async <Answer>(lifetime: Lifetime, work: Promise<Answer>): Promise<Answer> => {
  const answer = await work;
  if (lifetime.isDead) lifetime.die();
  return answer;
};

export const createProcess = (parts: ProcessParts) => {
  const { engines, observer, providers, sockets, now, lifetime } = parts;
  const clock = { now };
  const log = countingLog();
  const table = new Table(lifetime.wrap(observer.wrap(engines.client)), engines.name);
  const sqs = lifetime.wrap(notingJobs(parts));
  const queues = createSendQueues(sqs, engines.sendQueues);
  const exportJobs = createProcessJobs(sqs, engines.exportsQueue);
  const files = createRawFiles({ client: lifetime.wrap(engines.s3), bucket: engines.bucket });
  const attachmentFiles = createAttachmentFiles(lifetime.wrap(engines.s3), engines.bucket);
  const shared = { table, clock, log, addressKey };
  const received = createReceivedFiles({ client: lifetime.wrap(engines.s3), bucket: engines.bucket });
  const fetchMedia = createFetchMedia(lifetime.wrap(providers.media(engines)), engines.bucket);
  const inbound = { ...shared, files, received, fetchMedia };
  const directory = createTemplateDirectory(lifetime.wrap(providers.whatsapp));
  const events = receiveEventDeps({ ...inbound, directory });
  const mail = {
    recordInbound: events.recordInbound,
    recordMail: recordMail({ ...inbound, replyAddresses }),
    events: new EventStore(table, files),
    log,
  };
  const channels = {
    email: createEmailChannel(lifetime.wrap(providers.email), 'configuration', replyAddresses, attachmentFiles),
    sms: createSmsChannel(lifetime.wrap(providers.sms), 'configuration'),
    whatsapp: createWhatsAppChannel(lifetime.wrap(providers.whatsapp), engines.bucket),
  };
  const workerOf = (channel: SendingChannel) =>
    createSendWorker({ ...shared, provider: channels[channel], ratePerSecond: 100_000 });
  const workers = { email: workerOf('email'), sms: workerOf('sms'), whatsapp: workerOf('whatsapp') };
  const eventWorker = createSqsWorker(log, (record) =>
    receiveEvent(events, record.body, Number(record.attributes.SentTimestamp)),
  );
  const mailWorker = createSqsWorker(log, (record) =>
    receiveInbound(mail, record.body, Number(record.attributes.SentTimestamp)),
  );
  const dueWork = createDueWork({
    ...shared,
    queues,
    exportJobs,
    importJobs: exportJobs,
    privacyJobs: exportJobs,
    alertJobs: exportJobs,
    companyJobs: exportJobs,
    files: attachmentFiles,
    listTenants: parts.listTenants,
  });
  const cursors = createCursors('key-of-cursors');
  const live = {
    live: new LiveStore(table),
    gateway: createSocketGateway(lifetime.wrap(sockets.client)),
    clock,
    cursors,
    log,
    findAdvisors: findAdvisors({ table }),
    isClosed: isClosed({ table, clock }),
  };
  const projections = createProjections({ table, log, clock });
  const liveFeed = createLiveFeed(live);
  const suppressionList = createSuppressionList(lifetime.wrap(providers.email));
  const optOutList = { remove: async () => undefined };
  const alertsWorker = createAlertsWorker({ table, clock, log, suppressionList, jobs: exportJobs });
  const api = callApi(
    [
      ...companyRoutes({ table, clock, cursors, ...standardUsers(table, clock) }),
      ...messageRoutes({
        table,
        queues,
        files: attachmentFiles,
        takeSend: standardAccess(table, clock).takeSend,
        clock,
        log,
      }),
      ...conversationRoutes({ table, clock, cursors, files: attachmentFiles, log }),
      ...customerRoutes({ table, clock, cursors, addressKey }),
      ...templateRoutes({ table, clock, cursors, directory, log }),
      ...inboundRoutes({ table, clock, cursors, log, addressKey }),
      ...callRoutes({ table, files: attachmentFiles, clock, log }),
      ...contactabilityRoutes({
        table,
        clock,
        cursors,
        suppressionList,
        optOutList,
        log,
        addressKey,
        alertJobs: exportJobs,
      }),
    ],
    log,
  );
  return {
    table,
    log,
    lifetime,
    api: <Body>(request: Parameters<typeof api>[0]) => unlessDead(lifetime, api<Body>(request)),
    /** Hands jobs to the send worker of a channel. @returns positions of the records that go back */
    send: async (channel: SendingChannel, bodies: readonly string[], remainingMs = 30_000) =>
      failedOf(await unlessDead(lifetime, workers[channel](sqsEvent(bodies, now()), lambdaContext(remainingMs)))),
    /** Hands bodies to the worker of the events queues. @returns positions of the records that go back */
    receive: async (bodies: readonly string[]) =>
      failedOf(await unlessDead(lifetime, eventWorker(sqsEvent(bodies, now()), lambdaContext(60_000)))),
    /** Hands bodies to the worker of the inbound queue. @returns positions of the records that go back */
    receiveMail: async (bodies: readonly string[]) =>
      failedOf(await unlessDead(lifetime, mailWorker(sqsEvent(bodies, now()), lambdaContext(60_000)))),
    /** Hands an action on many alerts to its worker. @returns how many jobs go back */
    workOnAlerts: async (job: ProcessJob) =>
      failedOf(await unlessDead(lifetime, alertsWorker(sqsEvent([JSON.stringify(job)], now()), lambdaContext(60_000))))
        .length,
    /** Hands records of the stream to the projections. @returns how many come again */
    project: async (records: readonly DynamoDBRecord[]) =>
      (await unlessDead(lifetime, projections({ Records: [...records] }))).batchItemFailures.length,
    /** Hands records of the stream to the live feed. @returns how many come again */
    publish: async (records: readonly DynamoDBRecord[]) =>
      (await unlessDead(lifetime, liveFeed({ Records: [...records] }))).batchItemFailures.length,
    /** A client's frame. */
    frame: (connectionId: string, frame: object) =>
      unlessDead(lifetime, receiveFrame(live, connectionId, JSON.stringify(frame))),
    live,
    /** Runs what is due now. @throws when an entry failed, which brings it again in the next minute */
    sweep: async () => {
      const { failed } = await unlessDead(
        lifetime,
        dueWork.run(now(), () => 60_000),
      );
      return failed;
    },
    /** When there is something due next, epoch ms. */
    nextDue: () => dueWork.nextAt(now()),
  };
};
export type Process = ReturnType<typeof createProcess>;
