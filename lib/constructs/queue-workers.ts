import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Environment as Alerts } from '../../functions/queues/alerts/env.ts';
import { Environment as Company } from '../../functions/queues/company/env.ts';
import { Environment as DeliveryEvents } from '../../functions/queues/delivery-events/env.ts';
import { Environment as Exports } from '../../functions/queues/exports/env.ts';
import { Environment as Imports } from '../../functions/queues/imports/env.ts';
import { Environment as Inbound } from '../../functions/queues/inbound/env.ts';
import { Environment as InboundMail } from '../../functions/queues/inbound-mail/env.ts';
import { Environment as Privacy } from '../../functions/queues/privacy/env.ts';
import { Environment as SendEmail } from '../../functions/queues/send-email/env.ts';
import { Environment as SendSms } from '../../functions/queues/send-sms/env.ts';
import { Environment as SendWhatsApp } from '../../functions/queues/send-whatsapp/env.ts';
import { listIndexes, openDebtsIndex, providerIdIndex, read, senderIndex, write } from '../table-access.ts';
import { ContactaFunction, type Foundation } from './contacta-function.ts';
import type { EventTopic } from './event-topic.ts';
import type { FilesBucket } from './files-bucket.ts';
import type { WhatsAppConfiguration } from './phone-messaging.ts';
import type { ProviderResources } from './provider-resources.ts';
import { type SendWorkQueues, sendTimeout } from './send-work-queues.ts';
import type { UserDirectory } from './user-directory.ts';
import { WorkQueue } from './work-queue.ts';

/** Folders with what may be somebody's: an erasure and the deletion of a company take it away. */
const personalFolders = ['reports', 'imports', 'events', 'uploads', 'attachments', 'mail', 'media', 'html'] as const;

export interface QueueWorkersProps {
  readonly foundation: Foundation;
  readonly directory: UserDirectory;
  readonly files: FilesBucket;
  readonly email: ProviderResources;
  readonly sms: ProviderResources;
  readonly whatsapp: WhatsAppConfiguration;
  readonly inbound: EventTopic;
  readonly inboundMail: EventTopic;
  readonly sendQueues: SendWorkQueues;
  readonly consoleUrl: string;
}

/** At the slowest pace of one a second, a batch fills a third of its timeout. */
const sendBatchSize = 10;

/*
 * Memory of the functions that read foreign bytes, MB: `npm run measure:hostile` holds the largest that they accept below
 * 60 % of it.
 */
/** For the largest mail, with its largest file decoded. */
export const inboundMailMemory = 1_024;
/** For the largest media file, which is there several times while it is kept. */
export const deliveryEventsMemory = 1_024;
/** For the largest file to import. */
export const importsMemory = 1_024;

/** What makes and reads signed reply addresses. */
const replyAddresses = ({ config, replyKey }: Foundation) => ({
  INBOUND_DOMAIN: config.inboundDomain,
  REPLY_KEY: replyKey.value,
});

/** The functions that work queues off, and the queues that nobody else writes to. */
export class QueueWorkers extends Construct {
  readonly exportsQueue: WorkQueue;
  readonly importsQueue: WorkQueue;
  readonly privacyQueue: WorkQueue;
  readonly alertsQueue: WorkQueue;
  readonly companyQueue: WorkQueue;
  readonly queues: readonly WorkQueue[];
  readonly functions: readonly ContactaFunction[];

  constructor(scope: Construct, id: string, props: QueueWorkersProps) {
    super(scope, id);
    const senders = this.#senders(props);
    const events = this.#deliveryEvents(props);
    const mail = this.#inboundMail(props);
    const inbound = this.#inbound(props, mail.queue);
    const exports = this.#exports(props);
    this.exportsQueue = exports.queue;
    const imports = this.#imports(props);
    this.importsQueue = imports.queue;
    const privacy = this.#privacy(props);
    this.privacyQueue = privacy.queue;
    const alerts = this.#alerts(props);
    this.alertsQueue = alerts.queue;
    const company = this.#company(props);
    this.companyQueue = company.queue;
    this.queues = [
      ...events.queues,
      inbound.queue,
      mail.queue,
      exports.queue,
      imports.queue,
      privacy.queue,
      alerts.queue,
      company.queue,
    ];
    this.functions = [
      ...senders,
      events.worker,
      inbound.worker,
      mail.worker,
      exports.worker,
      imports.worker,
      privacy.worker,
      alerts.worker,
      company.worker,
    ];
  }

  #senders({ foundation, files, email, sms, whatsapp, sendQueues }: QueueWorkersProps): readonly ContactaFunction[] {
    const { send } = foundation.config;
    const common = {
      foundation,
      tableAccess: { actions: [...read, ...write] },
      timeout: sendTimeout,
      memory: 512,
    };
    const pace = (rate: typeof send.email): string => String(rate.perSecond / Math.max(rate.maximumConcurrency, 1));

    const sendEmail = new ContactaFunction(this, 'SendEmail', {
      ...common,
      name: 'queues-send-email',
      description: 'Sends e-mail',
      schema: SendEmail,
      environment: {
        EMAIL_PROVIDER_SETTINGS: email.settings,
        FILES_BUCKET_NAME: files.bucket.bucketName,
        RATE_PER_SECOND: pace(send.email),
        ...replyAddresses(foundation),
      },
      // Attachments are held three times while they are sent (functions/queues/send-bindings.ts).
      memory: 1024,
    });
    email.grantSend(sendEmail);
    files.grantFind(sendEmail, 'attachments');
    const sendSms = new ContactaFunction(this, 'SendSms', {
      ...common,
      name: 'queues-send-sms',
      description: 'Sends text messages',
      schema: SendSms,
      environment: { SMS_PROVIDER_SETTINGS: sms.settings, RATE_PER_SECOND: pace(send.sms) },
    });
    sms.grantSend(sendSms);
    const sendWhatsApp = new ContactaFunction(this, 'SendWhatsApp', {
      ...common,
      name: 'queues-send-whatsapp',
      description: 'Sends WhatsApp messages',
      schema: SendWhatsApp,
      environment: {
        WHATSAPP_PROVIDER_SETTINGS: whatsapp.settings,
        FILES_BUCKET_NAME: files.bucket.bucketName,
        RATE_PER_SECOND: pace(send.whatsapp),
      },
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
      tableAccess: { actions: [...read, ...write], indexes: [providerIdIndex, senderIndex] },
      timeout,
      memory: deliveryEventsMemory,
    });
    files.grantWrite(worker, 'events');
    // Files of WhatsApp messages: AWS stores them with this function's rights, then they are looked at and kept.
    whatsapp.grantFetchMedia(worker);
    files.grantWrite(worker, 'media');
    whatsapp.grantLookAtTemplates(worker);
    files.grantList(worker, 'media');
    files.grantRead(worker, 'media');
    files.grantWrite(worker, 'attachments');

    const { queues: concurrency } = foundation.config;
    const queue = (id: string, events: EventTopic, holds: string, maximumConcurrency: number): WorkQueue => {
      const made = new WorkQueue(this, id, { holds, workerTimeout: timeout, oldestMessage: Duration.minutes(15) });
      made.subscribeTo(events, holds);
      made.consumedBy(worker, { batchSize: 10, maximumConcurrency });
      return made;
    };
    const queues = [
      queue('EmailEventsQueue', email.events, 'e-mail events', concurrency.emailEvents),
      queue('SmsEventsQueue', sms.events, 'SMS events', concurrency.smsEvents),
      queue('WhatsAppEventsQueue', whatsapp.events, 'WhatsApp events and inbound messages', concurrency.whatsappEvents),
    ];
    return { worker, queues };
  }

  #inbound({ foundation, files, sms, inbound }: QueueWorkersProps, mailQueue: WorkQueue) {
    const timeout = Duration.seconds(30);
    const worker = new ContactaFunction(this, 'Inbound', {
      foundation,
      name: 'queues-inbound',
      description: 'Takes in text messages of customers',
      schema: Inbound,
      environment: {
        FILES_BUCKET_NAME: files.bucket.bucketName,
        INBOUND_MAIL_QUEUE_URL: mailQueue.url,
        SMS_PROVIDER_SETTINGS: sms.settings,
      },
      tableAccess: { actions: [...read, ...write] },
      timeout,
      memory: 512,
    });
    files.grantWrite(worker, 'events');
    // A receipt of mail that was published to the topic of text messages.
    mailQueue.grantSend(worker);
    // Who wants messages again is taken off the provider's list too.
    sms.grantClearRefused(worker);
    const queue = new WorkQueue(this, 'InboundQueue', {
      holds: 'inbound messages',
      workerTimeout: timeout,
      oldestMessage: Duration.minutes(15),
    });
    queue.subscribeTo(inbound, 'inbound messages');
    queue.consumedBy(worker, { batchSize: 10, maximumConcurrency: foundation.config.queues.inboundSms });
    return { worker, queue };
  }

  /** One mail an invocation: what exhausts or outlasts the function is that mail alone (ADR 28). */
  #inboundMail({ foundation, files, inboundMail }: QueueWorkersProps) {
    const timeout = Duration.minutes(1);
    const worker = new ContactaFunction(this, 'InboundMail', {
      foundation,
      name: 'queues-inbound-mail',
      description: 'Takes in e-mail of customers',
      schema: InboundMail,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName, ...replyAddresses(foundation) },
      tableAccess: { actions: [...read, ...write], indexes: [providerIdIndex] },
      timeout,
      memory: inboundMailMemory,
    });
    files.grantWrite(worker, 'events');
    // A mail that is not there is put aside with the operator told, whatever else fails comes again.
    files.grantFind(worker, 'mail');
    files.grantWrite(worker, 'attachments');
    files.grantWrite(worker, 'html');
    const queue = new WorkQueue(this, 'InboundMailQueue', {
      holds: 'inbound mail',
      workerTimeout: timeout,
      oldestMessage: Duration.minutes(15),
    });
    queue.subscribeTo(inboundMail, 'inbound mail');
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: foundation.config.queues.inboundMail });
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
      // Open debts that a complete file does not name.
      tableAccess: { actions: [...read, ...write, 'BatchWriteItem'], indexes: [openDebtsIndex] },
      timeout,
      memory: importsMemory,
    });
    files.grantRead(worker, 'imports');
    files.grantReadVersions(worker, 'imports');
    files.grantWrite(worker, 'imports');
    queue.grantSend(worker);
    // One job a batch: a job may take the whole timeout.
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: foundation.config.queues.imports });
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
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: foundation.config.queues.exports });
    return { worker, queue };
  }

  /** Erases people: the one function that may delete files for good, in every folder. */
  #privacy({ foundation, files }: QueueWorkersProps) {
    const timeout = Duration.minutes(15);
    const queue = new WorkQueue(this, 'PrivacyQueue', {
      holds: 'erasures of people, and files of all that is known of them',
      workerTimeout: timeout,
      oldestMessage: Duration.hours(1),
    });
    const worker = new ContactaFunction(this, 'Privacy', {
      foundation,
      name: 'queues-privacy',
      description: 'Erases people, makes the files of all that is known of them, removes what has ended',
      schema: Privacy,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName, PRIVACY_QUEUE_URL: queue.url },
      tableAccess: { actions: [...read, ...write], indexes: listIndexes },
      timeout,
      memory: 512,
    });
    files.grantReadAll(worker, ['reports', 'imports', 'events', 'attachments', 'html']);
    files.grantDeleteVersions(worker, personalFolders);
    // The receipt of what was done, and what a person takes along.
    files.grantWrite(worker, 'reports');
    queue.grantSend(worker);
    // One job a batch: a job may take the whole timeout.
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: foundation.config.queues.privacy });
    return { worker, queue };
  }

  /** Whole companies: the one worker that reads the whole table, and the one that deletes users of the pool. */
  #company({ foundation, files, directory, email, consoleUrl }: QueueWorkersProps) {
    const timeout = Duration.minutes(15);
    const queue = new WorkQueue(this, 'CompanyQueue', {
      holds: 'companies to export or to delete',
      workerTimeout: timeout,
      oldestMessage: Duration.hours(1),
    });
    const worker = new ContactaFunction(this, 'Company', {
      foundation,
      name: 'queues-company',
      description: 'Exports and deletes companies with everything that they have, in steps that continue each other',
      schema: Company,
      environment: {
        FILES_BUCKET_NAME: files.bucket.bucketName,
        COMPANY_QUEUE_URL: queue.url,
        USER_POOL_ID: directory.pool.userPoolId,
        CONSOLE_URL: consoleUrl,
      },
      tableAccess: { actions: [...read, 'Scan', ...write, 'BatchWriteItem'] },
      timeout,
      memory: 512,
    });
    // Events that are too long for an item say there whose they are; the other folders are exported.
    files.grantReadAll(worker, ['events', 'attachments', 'html', 'imports', 'reports']);
    files.grantWrite(worker, 'reports');
    files.grantDeleteVersions(worker, personalFolders);
    directory.grantDeleteUsers(worker);
    // Administrators are told that it has been asked for.
    email.grantSend(worker);
    queue.grantSend(worker);
    // One job a batch: a job may take the whole timeout.
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: foundation.config.queues.company });
    return { worker, queue };
  }

  #alerts({ foundation, email }: QueueWorkersProps) {
    const timeout = Duration.minutes(15);
    const queue = new WorkQueue(this, 'AlertsQueue', {
      holds: 'alerts to clear or to raise',
      workerTimeout: timeout,
      oldestMessage: Duration.hours(1),
    });
    const worker = new ContactaFunction(this, 'Alerts', {
      foundation,
      name: 'queues-alerts',
      description: 'Clears and marks many addresses, in steps that continue each other',
      schema: Alerts,
      environment: { ALERTS_QUEUE_URL: queue.url, EMAIL_PROVIDER_SETTINGS: email.settings },
      tableAccess: { actions: [...read, ...write] },
      timeout,
      memory: 512,
    });
    // The provider's own list first, as for one address.
    email.grantClearRefused(worker);
    queue.grantSend(worker);
    // One job a batch: a job may take the whole timeout.
    queue.consumedBy(worker, { batchSize: 1, maximumConcurrency: foundation.config.queues.alerts });
    return { worker, queue };
  }
}
