import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Resource } from '#contract/route.ts';
import { Environment as Accounts } from '../../functions/api/accounts/env.ts';
import { Environment as Attachments } from '../../functions/api/attachments/env.ts';
import { Environment as Calls } from '../../functions/api/calls/env.ts';
import { Environment as Companies } from '../../functions/api/companies/env.ts';
import { Environment as Contactability } from '../../functions/api/contactability/env.ts';
import { Environment as Conversations } from '../../functions/api/conversations/env.ts';
import { Environment as Customers } from '../../functions/api/customers/env.ts';
import { Environment as Documents } from '../../functions/api/documents/env.ts';
import { Environment as Exports } from '../../functions/api/exports/env.ts';
import { Environment as Inbound } from '../../functions/api/inbound/env.ts';
import { Environment as Interactions } from '../../functions/api/interactions/env.ts';
import { Environment as Messages } from '../../functions/api/messages/env.ts';
import { Environment as Privacy } from '../../functions/api/privacy/env.ts';
import { Environment as Processes } from '../../functions/api/processes/env.ts';
import { Environment as Service } from '../../functions/api/service/env.ts';
import { Environment as Templates } from '../../functions/api/templates/env.ts';
import { listIndexes, read, senderIndex, write } from '../table-access.ts';
import { ContactaFunction, type Foundation } from './contacta-function.ts';
import type { FilesBucket } from './files-bucket.ts';
import type { WhatsAppConfiguration } from './phone-messaging.ts';
import { type ProviderResources, providerSettings } from './provider-resources.ts';
import type { SendWorkQueues } from './send-work-queues.ts';
import type { UserDirectory } from './user-directory.ts';
import type { WorkQueue } from './work-queue.ts';

export interface ApiFunctionsProps {
  readonly foundation: Foundation;
  readonly directory: UserDirectory;
  readonly files: FilesBucket;
  readonly email: ProviderResources;
  readonly sms: ProviderResources;
  readonly whatsapp: WhatsAppConfiguration;
  readonly sendQueues: SendWorkQueues;
  readonly exportsQueue: WorkQueue;
  readonly importsQueue: WorkQueue;
  readonly privacyQueue: WorkQueue;
  readonly alertsQueue: WorkQueue;
  readonly companyQueue: WorkQueue;
}

/** API Gateway gives up after 30 seconds (reliability §2); ours answer before, so that the caller learns why. */
const common = { timeout: Duration.seconds(25), memory: 512 };

/** One function per resource of the API, with the rights that its routes need. */
export class ApiFunctions extends Construct {
  readonly byResource: Readonly<Record<Resource, ContactaFunction>>;

  constructor(scope: Construct, id: string, props: ApiFunctionsProps) {
    super(scope, id);
    const {
      foundation,
      directory,
      files,
      email,
      sms,
      whatsapp,
      sendQueues,
      exportsQueue,
      importsQueue,
      privacyQueue,
      alertsQueue,
      companyQueue,
    } = props;
    const shared = { foundation, ...common };

    const customers = new ContactaFunction(this, 'ApiCustomers', {
      ...shared,
      name: 'api-customers',
      description: 'Customers, addresses, notes, favourites, debts',
      schema: Customers,
      environment: {},
      tableAccess: { actions: [...read, ...write] },
    });
    const contactability = new ContactaFunction(this, 'ApiContactability', {
      ...shared,
      name: 'api-contactability',
      description: 'Alerts, contact check, pauses, do-not-disturb, history',
      schema: Contactability,
      environment: {
        ALERTS_QUEUE_URL: alertsQueue.url,
        EMAIL_PROVIDER_SETTINGS: email.settings,
        SMS_PROVIDER_SETTINGS: sms.settings,
      },
      tableAccess: { actions: [...read, ...write] },
    });
    alertsQueue.grantSend(contactability);
    email.grantClearRefused(contactability);
    sms.grantClearRefused(contactability);
    const messages = new ContactaFunction(this, 'ApiMessages', {
      ...shared,
      name: 'api-messages',
      description: 'Accepts, shows, cancels and resolves messages',
      schema: Messages,
      environment: { ...sendQueues.environment, FILES_BUCKET_NAME: files.bucket.bucketName },
      tableAccess: { actions: [...read, ...write] },
    });
    sendQueues.grantSend(messages);
    files.grantTakeUploads(messages);
    const attachments = new ContactaFunction(this, 'ApiAttachments', {
      ...shared,
      name: 'api-attachments',
      description: 'Upload forms and download links for attachments, formatted mail',
      schema: Attachments,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName },
      tableAccess: { actions: [...read, ...write] },
    });
    files.grantUpload(attachments, 'uploads');
    files.grantRead(attachments, 'attachments');
    files.grantRead(attachments, 'html');
    const documents = new ContactaFunction(this, 'ApiDocuments', {
      ...shared,
      // A statement over hundreds of pages takes CPU, which comes with memory.
      memory: 1024,
      name: 'api-documents',
      description: 'Account statements and details of invoices as pages and PDFs',
      schema: Documents,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName },
      tableAccess: { actions: [...read, 'PutItem'], counts: true },
    });
    files.grantUpload(documents, 'uploads');
    const conversations = new ContactaFunction(this, 'ApiConversations', {
      ...shared,
      name: 'api-conversations',
      description: 'The inbox, threads, advisor actions, deletion',
      schema: Conversations,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName },
      tableAccess: { actions: [...read, ...write], indexes: listIndexes },
    });
    files.grantDelete(conversations, 'attachments');
    files.grantDelete(conversations, 'html');
    const processes = new ContactaFunction(this, 'ApiProcesses', {
      ...shared,
      name: 'api-processes',
      description: 'The process log and the download links of its files',
      schema: Processes,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName, IMPORTS_QUEUE_URL: importsQueue.url },
      tableAccess: { actions: [...read, ...write] },
    });
    files.grantRead(processes, 'reports');
    files.grantRead(processes, 'imports');
    // What a pre-signed upload form carries.
    files.grantWrite(processes, 'imports');
    importsQueue.grantSend(processes);
    const exports = new ContactaFunction(this, 'ApiExports', {
      ...shared,
      name: 'api-exports',
      description: 'Exports on request and standing reports',
      schema: Exports,
      environment: { EXPORTS_QUEUE_URL: exportsQueue.url },
      tableAccess: { actions: [...read, ...write] },
    });
    exportsQueue.grantSend(exports);

    const privacy = new ContactaFunction(this, 'ApiPrivacy', {
      ...shared,
      name: 'api-privacy',
      description: 'Rights over personal data: erasure, the file of all that is known',
      schema: Privacy,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName, PRIVACY_QUEUE_URL: privacyQueue.url },
      tableAccess: { actions: [...read, ...write] },
    });
    privacyQueue.grantSend(privacy);
    // What a pre-signed download carries.
    files.grantRead(privacy, 'reports');

    const calls = new ContactaFunction(this, 'ApiCalls', {
      ...shared,
      name: 'api-calls',
      description: 'Results of calls and follow-ups, pending calls',
      schema: Calls,
      environment: { FILES_BUCKET_NAME: files.bucket.bucketName },
      tableAccess: { actions: [...read, ...write] },
    });
    files.grantTakeUploads(calls);
    const accounts = new ContactaFunction(this, 'ApiAccounts', {
      ...shared,
      name: 'api-accounts',
      description: 'Accounts that the company sends from, and their state',
      schema: Accounts,
      environment: providerSettings({ email, sms, whatsapp }),
      tableAccess: { actions: [...read, ...write] },
    });
    email.grantInspect(accounts);
    sms.grantInspect(accounts);
    whatsapp.grantInspect(accounts);

    const templates = new ContactaFunction(this, 'ApiTemplates', {
      ...shared,
      name: 'api-templates',
      description: 'Message templates, their previews, and their review by Meta',
      schema: Templates,
      environment: {},
      tableAccess: { actions: [...read, ...write] },
    });
    whatsapp.grantTemplates(templates);

    const companies = new ContactaFunction(this, 'ApiCompanies', {
      ...shared,
      name: 'api-companies',
      description: 'Settings, users, audit trail, limits, options, own profile',
      schema: Companies,
      environment: {
        USER_POOL_ID: directory.pool.userPoolId,
        COMPANY_QUEUE_URL: companyQueue.url,
        COMPANY_DELETION_DAYS: String(foundation.config.companyDeletionDays),
      },
      tableAccess: { actions: [...read, ...write], indexes: listIndexes },
    });
    directory.grantSwitchUsers(companies);
    companyQueue.grantSend(companies);

    this.byResource = {
      accounts,
      customers,
      contactability,
      messages,
      attachments,
      documents,
      processes,
      privacy,
      exports,
      templates,
      interactions: new ContactaFunction(this, 'ApiInteractions', {
        ...shared,
        name: 'api-interactions',
        description: 'The register of interactions and its glossary',
        schema: Interactions,
        environment: {},
        tableAccess: { actions: read, indexes: listIndexes, counts: true },
      }),
      companies,
      inbound: new ContactaFunction(this, 'ApiInbound', {
        ...shared,
        name: 'api-inbound',
        description: 'Unknown or ambiguous senders and callers, reports of calls',
        schema: Inbound,
        environment: {},
        tableAccess: { actions: [...read, ...write], indexes: [senderIndex] },
      }),
      calls,
      conversations,
      service: new ContactaFunction(this, 'ApiService', {
        ...shared,
        name: 'api-service',
        description: 'Health, the API document, and answers to unknown routes',
        schema: Service,
        environment: {},
      }),
    };
  }

  get all(): readonly ContactaFunction[] {
    return Object.values(this.byResource);
  }
}
