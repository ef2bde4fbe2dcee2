import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Environment as DeliveryEvents } from '../../functions/queues/delivery-events/env.ts';
import { Environment as Exports } from '../../functions/queues/exports/env.ts';
import { Environment as Imports } from '../../functions/queues/imports/env.ts';
import { Environment as Inbound } from '../../functions/queues/inbound/env.ts';
import { Environment as SendEmail } from '../../functions/queues/send-email/env.ts';
import { Environment as SendSms } from '../../functions/queues/send-sms/env.ts';
import { Environment as SendWhatsApp } from '../../functions/queues/send-whatsapp/env.ts';
import { listIndexes, providerIdIndex, read, write } from '../table-access.ts';
import { ContactaFunction, type Foundation } from './contacta-function.ts';
import type { EmailConfiguration } from './email-configuration.ts';
import type { EventTopic } from './event-topic.ts';
import type { FilesBucket } from './files-bucket.ts';
import type { SmsConfiguration, WhatsAppConfiguration } from './phone-messaging.ts';
import { type SendQueues, sendTimeout } from './send-queues.ts';
import { WorkQueue } from './work-queue.ts';

export interface QueueWorkersProps {
  readonly foundation: Foundation;
  readonly files: FilesBucket;
  readonly email: EmailConfiguration;
  readonly sms: SmsConfiguration;
  readonly whatsapp: WhatsAppConfiguration;
  readonly inbound: EventTopic;
  readonly sendQueues: SendQueues;
  readonly consoleUrl: string;
}

/** At the slowest pace of one a second, a batch fills a third of its timeout. */
const sendBatchSize = 10;

/** What makes and reads signed reply addresses. */
const inboundMail = ({ config, replyKey }: Foundation) => ({
  INBOUND_DOMAIN: config.inboundDomain,
  REPLY_KEY: replyKey.value,
});

/** The functions that work queues off, and the queues that nobody else writes to. */
export class QueueWorkers extends Construct {
  readonly exportsQueue: WorkQueue;
  readonly importsQueue: WorkQueue;
  readonly queues: readonly WorkQueue[];
  readonly functions: readonly ContactaFunction[];

  constructor(scope: Construct, id: string, props: QueueWorkersProps) {
    super(scope, id);
    const senders = this.#senders(props);
    const events = this.#deliveryEvents(props);
    const inbound = this.#inbound(props);
    const exports = this.#exports(props);
    this.exportsQueue = exports.queue;
    const imports = this.#imports(props);
    this.importsQueue = imports.queue;
    this.queues = [...events.queues, inbound.queue, exports.queue, imports.queue];
    this.functions = [...senders, events.worker, inbound.worker, exports.worker, imports.worker];
  }

  #senders({ foundation, files, email, sms, whatsapp, sendQueues }: QueueWorkersProps): readonly ContactaFunction[] {
    const { send } = foundation.config;
    const common = {
      foundation,
      tableAccess: { actions: [...read, ...write] },
      timeout: sendTimeout,
      memory: 512,
    };
    const pace = (rate: typeof send.email): string => String(rate.perSecond / rate.maximumConcurrency);

    const sendEmail = new ContactaFunction(this, 'SendEmail', {
      ...common,
      name: 'queues-send-email',
      description: 'Sends e-mail through SES',
      schema: SendEmail,
      environment: {
        EMAIL_CONFIGURATION_SET: email.name,
        FILES_BUCKET_NAME: files.bucket.bucketName,
        RATE_PER_SECOND: pace(send.email),
        ...inboundMail(foundation),
      },
      // Attachments are held three times while they are sent (functions/queues/send-worker.ts).
      memory: 1024,
    });
    email.grantSend(sendEmail);
    files.grantFind(sendEmail, 'attachments');
    const sendSms = new ContactaFunction(this, 'SendSms', {
      ...common,
      name: 'queues-send-sms',
      description: 'Sends text messages through End User Messaging',
      schema: SendSms,
      environment: { SMS_CONFIGURATION_SET: sms.name, RATE_PER_SECOND: pace(send.sms) },
    });
    sms.grantSend(sendSms);
    const sendWhatsApp = new ContactaFunction(this, 'SendWhatsApp', {
      ...common,
      name: 'queues-send-whatsapp',
      description: 'Sends WhatsApp messages through End User Messaging Social',
      schema: SendWhatsApp,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName, RATE_PER_SECOND: pace(send.whatsapp) },
    });
    whatsapp.grantSend(sendWhatsApp);
    files.grantRead(sendWhatsApp, 'attachments');

    const work = (queue: WorkQueue, worker: ContactaFunction, { maximumConcurrency }: typeof send.email) =>
      queue.consumedBy(worker, { batchSize: sendBatchSize, maximumConcurrency });
    work(sendQueues.email, sendEmail, send.email);
    work(sendQueues.sms, sendSms, send.sms);
    work(sendQueues.whatsapp, sendWhatsApp, send.whatsapp);
    return [sendEmail, sendSms, sendWhatsApp];
  }

  #deliveryEvents({ foundation, files, email, sms, whatsapp }: QueueWorkersProps) {
    const timeout = Duration.seconds(30);
    const worker = new ContactaFunction(this, 'DeliveryEvents', {
      foundation,
      name: 'queues-delivery-events',
      description: 'Folds the events of SES, SMS and WhatsApp into messages and addresses',
      schema: DeliveryEvents,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName },
      tableAccess: { actions: [...read, ...write], indexes: [providerIdIndex] },
      timeout,
      memory: 512,
    });
    files.grantWrite(worker, 'events');
    // Files of WhatsApp messages: AWS stores them with this function's rights, then they are looked at and kept.
    whatsapp.grantFetchMedia(worker);
    files.grantWrite(worker, 'media');
    whatsapp.grantLookAtTemplates(worker);
    files.grantList(worker, 'media');
    files.grantRead(worker, 'media');
    files.grantWrite(worker, 'attachments');

    const queue = (id: string, events: EventTopic, holds: string): WorkQueue => {
      const made = new WorkQueue(this, id, { holds, workerTimeout: timeout, oldestMessage: Duration.minutes(15) });
      made.subscribeTo(events, holds);
      made.consumedBy(worker, { batchSize: 10, maximumConcurrency: 10 });
      return made;
    };
    const queues = [
      queue('EmailEventsQueue', email.events, 'e-mail events'),
      queue('SmsEventsQueue', sms.events, 'SMS events'),
      queue('WhatsAppEventsQueue', whatsapp.events, 'WhatsApp events and inbound messages'),
    ];
    return { worker, queues };
  }

  #inbound({ foundation, files, inbound }: QueueWorkersProps) {
    const timeout = Duration.minutes(1);
    const worker = new ContactaFunction(this, 'Inbound', {
      foundation,
      name: 'queues-inbound',
      description: 'Takes in e-mail and text messages of customers',
      schema: Inbound,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName, ...inboundMail(foundation) },
      tableAccess: { actions: [...read, ...write] },
      timeout,
      // A mail of 40 MB, decoded, with its files: one at a time.
      memory: 1_024,
    });
    files.grantWrite(worker, 'events');
    // A mail that is not there is put aside with the operator told, whatever else fails comes again.
    files.grantFind(worker, 'mail');
    files.grantWrite(worker, 'attachments');
    files.grantWrite(worker, 'html');
    const queue = new WorkQueue(this, 'InboundQueue', {
      holds: 'inbound messages',
      workerTimeout: timeout,
      oldestMessage: Duration.minutes(15),
    });
    queue.subscribeTo(inbound, 'inbound messages');
    queue.consumedBy(worker, { batchSize: 10, maximumConcurrency: 10 });
    return { worker, queue };
  }

  #imports({ foundation, files }: QueueWorkersProps) {
    const timeout = Duration.minutes(15);
    const queue = new WorkQueue(this, 'ImportsQueue', {
      holds: 'files to import',
      workerTimeout: timeout,
      oldestMessage: Duration.hours(1),
    });
    const worker = new ContactaFunction(this, 'Imports', {
      foundation,
      name: 'queues-imports',
      description: 'Imports uploaded files row by row, in steps that continue each other',
      schema: Imports,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName, IMPORTS_QUEUE_URL: queue.url },
      tableAccess: { actions: [...read, ...write, 'BatchWriteItem'] },
      timeout,
      memory: 1024,
    });
    files.grantRead(worker, 'imports');
    files.grantReadVersions(worker, 'imports');
    files.grantWrite(worker, 'imports');
    queue.grantSend(worker);
    // One job a batch: a job may take the whole timeout.
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: 5 });
    return { worker, queue };
  }

  #exports({ foundation, files, email, consoleUrl }: QueueWorkersProps) {
    const timeout = Duration.minutes(15);
    const queue = new WorkQueue(this, 'ExportsQueue', {
      holds: 'reports and exports to write',
      workerTimeout: timeout,
      oldestMessage: Duration.hours(3),
    });
    const worker = new ContactaFunction(this, 'Exports', {
      foundation,
      name: 'queues-exports',
      description: 'Writes reports and exports as CSV, in steps that continue each other',
      schema: Exports,
      environment: {
        FILES_BUCKET_NAME: files.bucket.bucketName,
        EXPORTS_QUEUE_URL: queue.url,
        CONSOLE_URL: consoleUrl,
      },
      tableAccess: { actions: [...read, ...write], indexes: listIndexes },
      timeout,
      memory: 512,
    });
    files.grantWrite(worker, 'reports');
    // People are told by e-mail that a process has ended.
    email.grantSend(worker);
    // A report is read back before it counts as done.
    files.grantRead(worker, 'reports');
    queue.grantSend(worker);
    // One job a batch: a job may take the whole timeout.
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: 5 });
    return { worker, queue };
  }
}
