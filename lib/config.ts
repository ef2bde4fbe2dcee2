/**
 * What differs between the stages, checked when the app is synthesized. Everything else is the same in all of them.
 */
import * as z from 'zod';

/** Rate of a provider and how many workers share it. */
const SendRate = z
  .object({
    /** Messages (SMS: parts) per second that the account's quota allows. */
    perSecond: z.number().positive(),
    /** Concurrent invocations; Lambda allows 2 to 1,000 (reliability §2). */
    maximumConcurrency: z.int().min(2).max(1_000),
  })
  .refine(({ perSecond, maximumConcurrency }) => perSecond / maximumConcurrency >= 1, {
    error:
      'Each worker needs at least 1 message per second, or a batch of 10 outlasts its 30 s: lower the concurrency.',
  });

const Origin = z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).origin === url, {
  error: 'An origin has a scheme, a host and a port, and no path or final slash.',
});

const StageConfig = z.strictObject({
  stage: z.enum(['dev', 'prod']),
  /** Keeps data when a stack is deleted, and refuses the deletion of table and user pool. */
  protectData: z.boolean(),
  /** Domain of the console, with its certificate in us-east-1 (CloudFront); none: the distribution's own name. */
  consoleDomain: z
    .strictObject({
      name: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/),
      certificateArn: z.string().regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[a-f0-9-]+$/),
    })
    .optional(),
  /** Other origins that may call the API and sign in: the console on a developer's machine. */
  otherOrigins: z.array(Origin),
  /** Prefix of the managed login's domain, unique in the region. */
  loginDomainPrefix: z.string().regex(/^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  multiFactor: z.enum(['optional', 'required']),
  /** Life of an access token in minutes: a removed right works that long. */
  accessTokenMinutes: z.int().min(5).max(1_440),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  /** CloudWatch accepts only certain numbers; `lib/constructs/log-group.ts` maps them. */
  logRetentionDays: z.union([z.literal(30), z.literal(365)]),
  /** Requests per second and burst of the whole API. */
  throttling: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }),
  send: z.strictObject({ email: SendRate, sms: SendRate, whatsapp: SendRate }),
  /** Domain that SES receives for: companies' addresses and the reply addresses of what they send stand under it. */
  inboundDomain: z.string().regex(/^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/),
  /** Receives the alarms; none: whoever operates the stage subscribes to the alarm topic. */
  operatorEmail: z.email().optional(),
});

export type StageConfig = z.infer<typeof StageConfig>;

const stages: Readonly<Record<StageConfig['stage'], z.input<typeof StageConfig>>> = {
  dev: {
    stage: 'dev',
    protectData: false,
    otherOrigins: ['http://localhost:5173'],
    loginDomainPrefix: 'contacta-dev',
    multiFactor: 'optional',
    accessTokenMinutes: 60,
    logLevel: 'INFO',
    logRetentionDays: 30,
    throttling: { rate: 200, burst: 400 },
    inboundDomain: 'in.contacta-dev.example',
    send: {
      email: { perSecond: 14, maximumConcurrency: 2 },
      sms: { perSecond: 20, maximumConcurrency: 2 },
      whatsapp: { perSecond: 80, maximumConcurrency: 4 },
    },
  },
  prod: {
    stage: 'prod',
    protectData: true,
    otherOrigins: [],
    loginDomainPrefix: 'contacta-login',
    multiFactor: 'required',
    accessTokenMinutes: 15,
    logLevel: 'INFO',
    logRetentionDays: 365,
    throttling: { rate: 1_000, burst: 2_000 },
    inboundDomain: 'in.contacta.example',
    send: {
      email: { perSecond: 100, maximumConcurrency: 10 },
      sms: { perSecond: 20, maximumConcurrency: 4 },
      whatsapp: { perSecond: 80, maximumConcurrency: 8 },
    },
  },
};

/**
 * Configuration of a stage.
 *
 * @throws Error when the stage is unknown or its values break a rule above.
 */
export function stageConfig(name: unknown): StageConfig {
  const stage = z.enum(['dev', 'prod']).safeParse(name);
  if (!stage.success) {
    throw new Error(`Unknown stage ${JSON.stringify(name)}: pass -c stage=dev or -c stage=prod to cdk.`);
  }
  const config = StageConfig.safeParse(stages[stage.data]);
  if (!config.success) {
    throw new Error(`lib/config.ts, stage ${stage.data}:\n${z.prettifyError(config.error)}`);
  }
  return config.data;
}
