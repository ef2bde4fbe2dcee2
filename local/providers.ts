import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ResolvedAssembly } from './assembly/resolver.ts';
import type { MessagingEngine } from './engines/messaging.ts';
import { startEmailProvider } from './providers/email.ts';
import type { RunningService, StoringContext } from './providers/service.ts';
import { startSmsProvider } from './providers/sms.ts';
import { type BusinessAccount, startWhatsAppProvider } from './providers/whatsapp.ts';
import { flag, resourcesOf } from './resources/properties.ts';

/** The providers' doubles of one run, by service name of the SDK. */
export interface Providers {
  readonly services: readonly RunningService[];
  stop(): Promise<void>;
}

const snsDestination = z.object({ TopicARN: z.string() });

const emailSetSchema = z.object({
  Name: z.string().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
});

const emailDestinationSchema = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.looseObject({
    Enabled: flag.default(true),
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: snsDestination.optional(),
  }),
});

const receiptRuleSchema = z.object({
  Rule: z.looseObject({
    Enabled: flag.default(true),
    Recipients: z.array(z.string()).default([]),
    // An action of another kind would be done by nobody here: it is refused.
    Actions: z.array(
      z.strictObject({
        S3Action: z.looseObject({
          BucketName: z.string(),
          ObjectKeyPrefix: z.string().default(''),
          TopicArn: z.string(),
        }),
      }),
    ),
  }),
});

const smsSetSchema = z.object({
  EventDestinations: z
    .array(
      z.looseObject({ Enabled: flag.default(true), SnsDestination: z.object({ TopicArn: z.string() }).optional() }),
    )
    .default([]),
});

/**
 * Starts the doubles of SES, End User Messaging SMS and Social with the configuration sets of the templates. What
 * is in no template, because AWS has no resource for it, comes from the outputs: the topic of WhatsApp's events and
 * the topic of inbound messages.
 */
export const startProviders = async (
  resolved: ResolvedAssembly,
  messaging: Pick<MessagingEngine, 'publish' | 'endpoint'>,
  options: {
    readonly ports: { readonly email: number; readonly sms: number; readonly whatsapp: number };
    readonly dataDir: string;
    /** Writes an object, as a provider does. */
    readonly store: StoringContext['store'];
    print(line: string): void;
  },
): Promise<Providers> => {
  const context = (name: 'email' | 'sms' | 'whatsapp') => ({
    port: options.ports[name],
    dataDir: join(options.dataDir, name),
    publish: async (topicArn: string, message: string) => messaging.publish(topicArn, message),
    store: options.store,
    log: options.print,
  });
  const starts = [
    () =>
      startEmailProvider({
        ...context('email'),
        configurationSets: emailConfigurationSets(resolved),
        receiptRules: receiptRules(resolved),
      }),
    () =>
      startSmsProvider({
        ...context('sms'),
        configurationSets: smsConfigurationSets(resolved),
        inboundTopicArn: resolved.outputs.InboundTopicArn ?? '',
        numbers: demoNumbers(),
      }),
    () =>
      startWhatsAppProvider({
        ...context('whatsapp'),
        eventsTopicArn: resolved.outputs.WhatsAppEventsTopicArn ?? '',
        lookAtFile: (bucket, key) => lookAtFile(messaging.endpoint, bucket, key),
        accounts: demoBusinessAccounts(),
      }),
  ];
  const services: RunningService[] = [];
  const stop = async () => {
    await Promise.allSettled(services.map((service) => service.stop()));
  };
  try {
    for (const start of starts) services.push(await start());
  } catch (error) {
    await stop();
    throw error;
  }
  return { services, stop };
};

const lookAtFile = async (endpoint: string, bucket: string, key: string) => {
  const { ok, headers } = await fetch(`${endpoint}/${bucket}/${key}`, { method: 'HEAD' });
  return ok
    ? { contentType: headers.get('content-type') ?? '', size: Number(headers.get('content-length')) }
    : undefined;
};

const whatsAppSchema = z.object({ phoneNumberId: z.string(), businessAccountId: z.string().optional() });
const companiesSchema = z.object({
  companies: z.array(
    z.looseObject({
      senders: z.looseObject({ sms: z.object({ originationIdentity: z.string() }), whatsapp: whatsAppSchema }),
      furtherSenders: z.looseObject({ whatsapp: z.array(whatsAppSchema).default([]) }).optional(),
    }),
  ),
});

const demoCompanies = (): z.infer<typeof companiesSchema>['companies'] => {
  const file = join(import.meta.dirname, 'demo/companies.json');
  return companiesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).companies;
};

/** Numbers that the account has: those of the demo companies. */
const demoNumbers = (): readonly string[] => demoCompanies().map(({ senders }) => senders.sms.originationIdentity);

/** Business accounts of the demo companies, of which it is known what templates they have. */
const demoBusinessAccounts = (): readonly BusinessAccount[] =>
  demoCompanies().flatMap(({ senders: { whatsapp }, furtherSenders }) =>
    whatsapp.businessAccountId === undefined
      ? []
      : [
          {
            id: whatsapp.businessAccountId,
            phoneNumberIds: [whatsapp, ...(furtherSenders?.whatsapp ?? [])].map(({ phoneNumberId }) => phoneNumberId),
          },
        ],
  );

const emailConfigurationSets = (resolved: ResolvedAssembly) => {
  const destinations = resourcesOf(
    resolved.resources,
    'AWS::SES::ConfigurationSetEventDestination',
    emailDestinationSchema,
  );
  return resourcesOf(resolved.resources, 'AWS::SES::ConfigurationSet', emailSetSchema).map((set) => {
    // CloudFormation has no property for it (docs/decisions/0012-suppression-scope.md).
    const scope = set.properties.Tags.find(({ Key }) => Key === 'contacta:suppression-scope')?.Value;
    return {
      name: set.reference,
      ...(scope === undefined ? {} : { suppressionScope: scope }),
      eventDestinations: destinations
        .filter(({ properties }) => properties.ConfigurationSetName === set.reference)
        .map(({ properties }) => properties.EventDestination)
        .flatMap(({ Enabled, MatchingEventTypes, SnsDestination }) =>
          Enabled && SnsDestination !== undefined
            ? [{ topicArn: SnsDestination.TopicARN, eventTypes: MatchingEventTypes }]
            : [],
        ),
    };
  });
};

/** What the template's rules do with mail; whether their set is the account's active one is not asked here. */
const receiptRules = (resolved: ResolvedAssembly) =>
  resourcesOf(resolved.resources, 'AWS::SES::ReceiptRule', receiptRuleSchema).flatMap(({ properties: { Rule } }) =>
    Rule.Enabled
      ? Rule.Actions.map(({ S3Action: { BucketName, ObjectKeyPrefix, TopicArn } }) => ({
          recipients: Rule.Recipients,
          bucket: BucketName,
          prefix: ObjectKeyPrefix,
          topicArn: TopicArn,
        }))
      : [],
  );

const smsConfigurationSets = (resolved: ResolvedAssembly) =>
  resourcesOf(resolved.resources, 'AWS::SMSVOICE::ConfigurationSet', smsSetSchema).flatMap((set) =>
    set.properties.EventDestinations.flatMap(({ Enabled, SnsDestination }) =>
      Enabled && SnsDestination !== undefined ? [{ name: set.reference, topicArn: SnsDestination.TopicArn }] : [],
    ),
  );
