/**
 * The environment variables that functions share. Each `functions/<kind>/<name>/env.ts` extends one of these schemas;
 * the handler parses `process.env` with it when the module loads, and the CDK construct takes the same schema as its
 * type, so that a missing or misspelt variable does not compile.
 */
import * as z from 'zod';

/** Tokens of CDK and secrets are long; an empty value is always a mistake of the deployment. */
const text = z.string().min(1);

/** What every function has, also those that never touch the table. */
export const ServiceEnvironment = z.object({
  /** Deployment stage, part of every resource name. */
  STAGE: text,
  /** Name under which Powertools logs and counts: the function's name, for example `api-customers`. */
  POWERTOOLS_SERVICE_NAME: text,
  POWERTOOLS_METRICS_NAMESPACE: text,
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
});

/** What every function has that reads or writes the table. */
export const BaseEnvironment = ServiceEnvironment.extend({
  TABLE_NAME: text,
  /** HMAC key of the addresses that stand in table keys (design §5). */
  ADDRESS_KEY: text,
  /** HMAC key that signs list cursors (design §4). */
  CURSOR_KEY: text,
});

/** What every function of the HTTP API has that knows its caller. */
export const ApiEnvironment = BaseEnvironment.extend({
  /** Limits of the deployment as JSON (`LimitsSchema` of the contract); those of a company stand in the table. */
  LIMITS: text,
});

/**
 * For functions that work through files of any size. V8 lets the young generation of a process with much memory grow to
 * hundreds of MB before it collects, although what such a function holds is one batch or page; without the option Lambda
 * gives it a share of the function's memory. 8 MiB a semi-space bound it (docs/performance.md).
 * Source: Node.js documentation, "Command-line API", `--max-semi-space-size`, which NODE_OPTIONS may carry.
 */
export const BulkEnvironment = BaseEnvironment.extend({
  NODE_OPTIONS: z.literal('--max-semi-space-size=8'),
});

/** The variables that the function construct supplies by itself; the others are the `environment` property's. */
export type SuppliedVariable = keyof z.input<typeof ApiEnvironment> | keyof z.input<typeof BulkEnvironment>;

/** Queues of the send work, one per channel: for functions that enqueue messages. */
export const SendQueueUrls = z.object({
  SEND_EMAIL_QUEUE_URL: z.url(),
  SEND_SMS_QUEUE_URL: z.url(),
  SEND_WHATSAPP_QUEUE_URL: z.url(),
});

/** Bucket of reports, exports and oversize provider events. */
export const FilesBucketName = z.object({ FILES_BUCKET_NAME: text });

/** Queue of the export jobs, for functions that request one and for the worker, which continues itself. */
export const ExportsQueue = z.object({ EXPORTS_QUEUE_URL: z.url() });

/** Queue of the import jobs, for functions that begin one and for the worker, which continues itself. */
export const ImportsQueue = z.object({ IMPORTS_QUEUE_URL: z.url() });

/** Queue of the actions on many alerts, for functions that begin one and for the worker, which continues itself. */
export const AlertsQueue = z.object({ ALERTS_QUEUE_URL: z.url() });

/** Queue of the work on whole companies, for functions that begin it and for the worker, which continues itself. */
export const CompanyQueue = z.object({ COMPANY_QUEUE_URL: z.url() });

/** Queue of the work on personal data, for functions that begin it and for the worker, which continues itself. */
export const PrivacyQueue = z.object({ PRIVACY_QUEUE_URL: z.url() });

/**
 * Settings of the provider that sends on a channel, as JSON: their form is the provider's own, which reads them where it
 * is opened (`shared/messaging/providers/sender.ts`).
 */
export const EmailProvider = z.object({ EMAIL_PROVIDER_SETTINGS: text });
export const SmsProvider = z.object({ SMS_PROVIDER_SETTINGS: text });
export const WhatsAppProvider = z.object({ WHATSAPP_PROVIDER_SETTINGS: text });
export const EveryProvider = EmailProvider.extend(SmsProvider.shape).extend(WhatsAppProvider.shape);

/** Where customers' answers come to, for what the addresses name. */
export const InboundDomain = z.object({ INBOUND_DOMAIN: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/) });

/** Queue of the receipts of inbound e-mail, for whoever is told of one elsewhere. */
export const MailQueue = z.object({ INBOUND_MAIL_QUEUE_URL: z.url() });

/** What makes and reads signed reply addresses. */
export const InboundMail = InboundDomain.extend({ REPLY_KEY: text });

/** Pace of a send worker. */
export const SendPace = z.object({
  /** Messages (SMS: parts) per second that one concurrent invocation may send: provider rate ÷ maximum concurrency. */
  RATE_PER_SECOND: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'RATE_PER_SECOND must be a decimal number above 0')
    .transform(Number)
    .refine((rate) => rate > 0, 'RATE_PER_SECOND must be above 0'),
});

/** The user pool, for who disables its users. */
export const UserPoolId = z.object({ USER_POOL_ID: text });

/** Management endpoint of the WebSocket API, for functions that write to open connections. */
export const Sockets = z.object({ SOCKET_ENDPOINT: z.url() });

/** Origin of the console, for links in e-mails to the company's own people. */
export const ConsoleAddress = z.object({ CONSOLE_URL: z.url() });
