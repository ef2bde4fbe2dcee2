/**
 * Queues, buckets and providers as a function's environment names them. A part takes the variables that it needs and no
 * others, so a function whose environment lacks one does not compile.
 */

import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { Log } from '#platform/log.ts';
import { quietClient } from '#platform/quiet-client.ts';
import { createCompanyUsers, createIdentityProvider } from '#shared/companies/identity-provider.ts';
import { createUploads } from '#shared/imports/upload.ts';
import { createSocketGateway } from '#shared/live/gateway.ts';
import { createFileLinks } from '#shared/messaging/attachments/file-links.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { createRawFiles } from '#shared/messaging/attachments/raw-files.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { createMailQueue } from '#shared/messaging/inbound/mail-queue.ts';
import { createAskProvider } from '#shared/messaging/providers/ask-provider.ts';
import { emailSender, smsSender, whatsAppSender } from '#shared/messaging/providers/registry.ts';
import { createSendQueues } from '#shared/messaging/sending/send-queue.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import type {
  AlertsQueue,
  CompanyQueue,
  EveryProvider,
  ExportsQueue,
  FilesBucketName,
  ImportsQueue,
  InboundMail,
  MailQueue,
  PrivacyQueue,
  SendQueueUrls,
  Sockets,
  UserPoolId,
} from '../environment.ts';
import { part } from './part.ts';

type From<Schema extends z.ZodType> = Readonly<z.output<Schema>>;

/** One client of each service in a function: connections are shared. */
export const objectClient = /* @__PURE__ */ part((_environment: object) => quietClient(new S3Client({})));
const queueClient = /* @__PURE__ */ part((_environment: object) => quietClient(new SQSClient({})));

export const attachmentFiles = /* @__PURE__ */ part((environment: From<typeof FilesBucketName>) =>
  createAttachmentFiles(objectClient(environment), environment.FILES_BUCKET_NAME),
);
export const fileLinks = /* @__PURE__ */ part((environment: From<typeof FilesBucketName>) =>
  createFileLinks(objectClient(environment), environment.FILES_BUCKET_NAME),
);
/** Where raw text goes that is too long for an item. */
export const rawFiles = /* @__PURE__ */ part((environment: From<typeof FilesBucketName>) =>
  createRawFiles({ client: objectClient(environment), bucket: environment.FILES_BUCKET_NAME }),
);
export const receivedFiles = /* @__PURE__ */ part((environment: From<typeof FilesBucketName>) =>
  createReceivedFiles({ client: objectClient(environment), bucket: environment.FILES_BUCKET_NAME }),
);
export const signDownload = /* @__PURE__ */ part((environment: From<typeof FilesBucketName>) =>
  createSignDownload(objectClient(environment), environment.FILES_BUCKET_NAME),
);
export const uploads = /* @__PURE__ */ part((environment: From<typeof FilesBucketName>) =>
  createUploads(objectClient(environment), environment.FILES_BUCKET_NAME),
);

export const sendQueues = /* @__PURE__ */ part((environment: From<typeof SendQueueUrls>) =>
  createSendQueues(queueClient(environment), {
    email: environment.SEND_EMAIL_QUEUE_URL,
    sms: environment.SEND_SMS_QUEUE_URL,
    whatsapp: environment.SEND_WHATSAPP_QUEUE_URL,
  }),
);
export const exportJobs = /* @__PURE__ */ part((environment: From<typeof ExportsQueue>) =>
  createProcessJobs(queueClient(environment), environment.EXPORTS_QUEUE_URL),
);
export const importJobs = /* @__PURE__ */ part((environment: From<typeof ImportsQueue>) =>
  createProcessJobs(queueClient(environment), environment.IMPORTS_QUEUE_URL),
);
export const alertJobs = /* @__PURE__ */ part((environment: From<typeof AlertsQueue>) =>
  createProcessJobs(queueClient(environment), environment.ALERTS_QUEUE_URL),
);
export const companyJobs = /* @__PURE__ */ part((environment: From<typeof CompanyQueue>) =>
  createProcessJobs(queueClient(environment), environment.COMPANY_QUEUE_URL),
);
export const privacyJobs = /* @__PURE__ */ part((environment: From<typeof PrivacyQueue>) =>
  createProcessJobs(queueClient(environment), environment.PRIVACY_QUEUE_URL),
);
/** Passes receipts of mail on to the function that reads mail. */
export const mailQueue = /* @__PURE__ */ part((environment: From<typeof MailQueue>) =>
  createMailQueue(queueClient(environment), environment.INBOUND_MAIL_QUEUE_URL),
);

export const replyAddresses = ({ INBOUND_DOMAIN, REPLY_KEY }: From<typeof InboundMail>) => ({
  domain: INBOUND_DOMAIN,
  key: REPLY_KEY,
});

export const socketGateway = /* @__PURE__ */ part(({ SOCKET_ENDPOINT }: From<typeof Sockets>) =>
  createSocketGateway(quietClient(new ApiGatewayManagementApiClient({ endpoint: SOCKET_ENDPOINT }))),
);

export const identityProvider = ({ USER_POOL_ID }: From<typeof UserPoolId>, log: Log) =>
  createIdentityProvider(quietClient(new CognitoIdentityProviderClient({})), USER_POOL_ID, log);

/** The pool, for whoever deletes a company's users there. */
export const companyUsers = ({ USER_POOL_ID }: From<typeof UserPoolId>, log: Log) =>
  createCompanyUsers(quietClient(new CognitoIdentityProviderClient({})), USER_POOL_ID, log);

/** Asks whoever sends on an account's channel for the standing of the account. */
export const askProvider = (environment: From<typeof EveryProvider>, log: Log) =>
  createAskProvider(log, {
    email: emailSender.createAskStanding(environment.EMAIL_PROVIDER_SETTINGS),
    sms: smsSender.createAskStanding(environment.SMS_PROVIDER_SETTINGS),
    whatsapp: whatsAppSender.createAskStanding(environment.WHATSAPP_PROVIDER_SETTINGS),
  });
