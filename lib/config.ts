/**
 * What differs between deployments, checked when the app is synthesized. The values of a deployment stand in one file
 * outside the source (docs/deployment.md); what it leaves out, and all of a local synth, comes from the bases below.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { LimitsSchema } from '#contract/limits.ts';

/** Concurrent invocations that an SQS queue may cause: Lambda allows 2 to 1,000; at 0 the queue is kept, not worked off. */
const Concurrency = z
  .int()
  .max(1_000)
  .refine((count) => count === 0 || count >= 2, { error: 'Lambda allows 2 to 1,000; 0 pauses the queue.' });

/** Rate of a provider and how many workers share it. */
const SendRate = z.strictObject({
  /** Messages (SMS: parts) per second that the account's quota allows. */
  perSecond: z.number().positive(),
  maximumConcurrency: Concurrency,
});

const Origin = z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).origin === url, {
  error: 'An origin has a scheme, a host and a port, and no path or final slash.',
});

const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'A region is written as in us-east-1.' });

/** Part of the names of functions (64 characters), alarms and log groups. */
const StageName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/, { error: 'A stage has 2 to 16 small letters, digits and hyphens.' });

const Values = z.strictObject({
  /** Account that is deployed to; other credentials are refused. None: that of the credentials. */
  account: z
    .string()
    .regex(/^\d{12}$/, { error: 'An account has 12 digits.' })
    .optional(),
  /** None: that of the credentials. */
  region: Region.optional(),
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
  /** Prefix of the managed login's domain, unique among all accounts of the region. None: one with the account's number. */
  loginDomainPrefix: z
    .string()
    .regex(/^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
    .optional(),
  /**
   * Sender of invitations and codes, through SES; its domain must be verified there. None: Cognito's own address, which
   * sends 50 a day at most (Amazon Cognito developer guide, "Email settings for user pools").
   */
  userMail: z
    .strictObject({
      from: z.email(),
      name: z.string().min(1).max(100).optional(),
      replyTo: z.email().optional(),
      /** Region of the SES identity; none: that of the stage. */
      region: Region.optional(),
    })
    .optional(),
  multiFactor: z.enum(['optional', 'required']),
  /** Life of an access token in minutes: a removed right works that long. */
  accessTokenMinutes: z.int().min(5).max(1_440),
  /**
   * How often a minute the user pool is asked whom somebody has disabled or deleted there: such a user is refused after
   * half a minute and this distance at most. Each look lists all users.
   */
  userLooksPerMinute: z.int().min(1).max(4),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  /** CloudWatch accepts only certain numbers; `lib/constructs/log-group.ts` maps them. */
  logRetentionDays: z.union([z.literal(30), z.literal(365)]),
  /**
   * How much one company and one user may ask (docs/decisions/0034-users-and-limits.md); an operator sets others for single
   * companies. What is left out is the product's own.
   */
  limits: LimitsSchema.prefault({}),
  /** Requests per second and burst of the whole API. */
  throttling: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }),
  /** Concurrent executions that the account has in the region: 1,000 as a rule, 10 when it is new. */
  accountConcurrency: z.int().min(10),
  send: z.strictObject({ email: SendRate, sms: SendRate, whatsapp: SendRate }),
  /** Concurrency of the queues that nothing is sent from. */
  queues: z.strictObject({
    emailEvents: Concurrency,
    smsEvents: Concurrency,
    whatsappEvents: Concurrency,
    inboundSms: Concurrency,
    inboundMail: Concurrency,
    exports: Concurrency,
    imports: Concurrency,
    privacy: Concurrency,
    company: Concurrency,
    alerts: Concurrency,
  }),
  /** Days between the request to delete a company and its beginning: until then it can be taken back. */
  companyDeletionDays: z.int().min(1).max(90),
  /** Domain that SES receives for: companies' addresses and the reply addresses of what they send stand under it. */
  inboundDomain: z.string().regex(/^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/),
  /** Receives the alarms; none: whoever operates the stage subscribes to the alarm topic. */
  operatorEmail: z.email().optional(),
});

/** What is left to the API, the schedules and the stream when every queue is busy. */
const otherConcurrency = 2;

/** Concurrent executions that the queues of a stage may take together. */
export const queueConcurrency = ({ send, queues }: Pick<z.infer<typeof Values>, 'send' | 'queues'>): number =>
  [...Object.values(send).map(({ maximumConcurrency }) => maximumConcurrency), ...Object.values(queues)].reduce(
    (sum, count) => sum + count,
    0,
  );

const StageConfig = Values.extend({ stage: StageName })
  .refine(
    ({ send }) =>
      Object.values(send).every(({ perSecond, maximumConcurrency: workers }) => perSecond >= Math.max(workers, 1)),
    {
      path: ['send'],
      error:
        'Each worker needs at least 1 message per second, or a batch of 10 outlasts its 30 s: lower the concurrency.',
    },
  )
  .refine((config) => queueConcurrency(config) + otherConcurrency <= config.accountConcurrency, {
    path: ['accountConcurrency'],
    error: ({ input }) => {
      const given = z.object({ accountConcurrency: z.number() }).safeParse(input);
      return `The queues together and ${otherConcurrency} for the rest are more than the ${given.data?.accountConcurrency ?? ''} concurrent executions of the account: lower \`send.….maximumConcurrency\` and \`queues\` (0 pauses one), or have the quota raised first.`;
    },
  })
  .refine(({ userMail, region }) => userMail === undefined || (userMail.region ?? region) !== undefined, {
    path: ['userMail', 'region'],
    error: 'Name the region of the SES identity, here or as `region` of the stage.',
  });

export type StageConfig = z.infer<typeof StageConfig>;

type Base = z.input<typeof Values>;

/** What a stage starts from: one to try things in, one for customers. */
const bases = {
  dev: {
    protectData: false,
    otherOrigins: ['http://localhost:5173'],
    multiFactor: 'optional',
    accessTokenMinutes: 60,
    userLooksPerMinute: 1,
    logLevel: 'INFO',
    logRetentionDays: 30,
    companyDeletionDays: 14,
    throttling: { rate: 200, burst: 400 },
    inboundDomain: 'in.contacta-dev.example',
    accountConcurrency: 1_000,
    send: {
      email: { perSecond: 14, maximumConcurrency: 2 },
      sms: { perSecond: 20, maximumConcurrency: 2 },
      whatsapp: { perSecond: 80, maximumConcurrency: 4 },
    },
    queues: {
      emailEvents: 10,
      smsEvents: 10,
      whatsappEvents: 10,
      inboundSms: 10,
      inboundMail: 10,
      exports: 5,
      imports: 5,
      privacy: 2,
      company: 2,
      alerts: 2,
    },
  },
  prod: {
    protectData: true,
    otherOrigins: [],
    multiFactor: 'required',
    accessTokenMinutes: 15,
    userLooksPerMinute: 3,
    logLevel: 'INFO',
    logRetentionDays: 365,
    companyDeletionDays: 14,
    throttling: { rate: 1_000, burst: 2_000 },
    inboundDomain: 'in.contacta.example',
    accountConcurrency: 1_000,
    send: {
      email: { perSecond: 100, maximumConcurrency: 10 },
      sms: { perSecond: 20, maximumConcurrency: 4 },
      whatsapp: { perSecond: 80, maximumConcurrency: 8 },
    },
    queues: {
      emailEvents: 10,
      smsEvents: 10,
      whatsappEvents: 10,
      inboundSms: 10,
      inboundMail: 10,
      exports: 5,
      imports: 5,
      privacy: 2,
      company: 2,
      alerts: 2,
    },
  },
} as const satisfies Readonly<Record<string, Base>>;

const { send, queues, throttling } = Values.shape;
const { email, sms, whatsapp } = send.shape;

/** The stages of one organisation; a stage says what differs from its base. Domains have no base: they are yours. */
const DeploymentFile = z.strictObject({
  stages: z.record(
    z.string(),
    Values.partial().extend({
      basedOn: z.enum(['dev', 'prod']).default('prod'),
      inboundDomain: Values.shape.inboundDomain,
      throttling: throttling.partial().optional(),
      queues: queues.partial().optional(),
      send: z
        .strictObject({ email: email.partial(), sms: sms.partial(), whatsapp: whatsapp.partial() })
        .partial()
        .optional(),
    }),
  ),
});

/**
 * Configuration of a stage.
 *
 * @param file path of the deployment's configuration (JSON); none: the built-in `dev` and `prod`, which are good for a
 *   local synth and for tests, but have domains that nobody owns
 * @throws Error when the file cannot be read, the stage is unknown, or a value breaks a rule above
 */
export const stageConfig = (name: unknown, file?: string): StageConfig => {
  const { values, source } = file === undefined ? builtIn(name) : fromFile(name, file);
  const config = StageConfig.safeParse(values);
  if (!config.success) throw new Error(`${source}, stage ${name}:\n${z.prettifyError(config.error)}`);
  return config.data;
};

/** Names of the stages that there are: those of the file, else the built-in ones. @throws Error as `stageConfig` */
export const stageNames = (file?: string): readonly string[] =>
  Object.keys(file === undefined ? bases : readDeployment(file).stages);

/** Path of the configuration: what is given, else what the environment names. */
export const configFile = (given?: unknown): string | undefined => {
  const path = given ?? process.env.CONTACTA_CONFIG;
  return typeof path === 'string' && path !== '' ? path : undefined;
};

const builtIn = (name: unknown) => {
  const stage = z.enum(['dev', 'prod']).safeParse(name);
  if (!stage.success) {
    throw new Error(
      `Unknown stage ${JSON.stringify(name)}: without a configuration file there are dev and prod. Name the file with --config or CONTACTA_CONFIG (docs/deployment.md).`,
    );
  }
  return { values: { ...bases[stage.data], stage: stage.data }, source: 'lib/config.ts' };
};

const readDeployment = (file: string): z.infer<typeof DeploymentFile> => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} cannot be read as JSON: see docs/deployment.md for its form.`, { cause });
  }
  const parsed = DeploymentFile.safeParse(content);
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

const fromFile = (name: unknown, file: string) => {
  const { stages } = readDeployment(file);
  const given = typeof name === 'string' ? stages[name] : undefined;
  if (given === undefined) {
    throw new Error(`${file} has no stage ${JSON.stringify(name)}; it has ${Object.keys(stages).join(', ')}.`);
  }
  const { basedOn, ...own } = given;
  const base: Base = bases[basedOn];
  const values = {
    ...base,
    ...own,
    stage: name,
    throttling: { ...base.throttling, ...own.throttling },
    queues: { ...base.queues, ...own.queues },
    send: {
      email: { ...base.send.email, ...own.send?.email },
      sms: { ...base.send.sms, ...own.send?.sms },
      whatsapp: { ...base.send.whatsapp, ...own.send?.whatsapp },
    },
  };
  return { values, source: file };
};
