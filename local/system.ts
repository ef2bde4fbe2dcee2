import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { localAddresses } from './assembly/attributes.ts';
import { readAssembly } from './assembly/manifest.ts';
import { resolveAssembly } from './assembly/resolver.ts';
import { openSecrets } from './assembly/secrets.ts';
import { followClock, keepClock } from './clock.ts';
import { consoleDistribution } from './console/distribution.ts';
import { startConsole } from './console/server.ts';
import { startControl } from './control/server.ts';
import { lockDataDir } from './data-lock.ts';
import { startDynamoDb } from './engines/dynamodb.ts';
import { startMessaging } from './engines/messaging.ts';
import { localHost } from './engines/ports.ts';
import { functionDefinitions } from './functions/definitions.ts';
import { openFunctionLog } from './functions/logs.ts';
import { createFunctionPool } from './functions/pool.ts';
import { noAccessLog, openAccessLog } from './http/access-log.ts';
import { httpApi } from './http/routes.ts';
import { startHttpApi } from './http/server.ts';
import { portsFrom } from './ports.ts';
import { startProviders } from './providers.ts';
import { applyBuckets } from './resources/buckets.ts';
import { engineClients, patientS3 } from './resources/clients.ts';
import { applyQueues } from './resources/queues.ts';
import { applyTables } from './resources/tables.ts';
import { applyTopics } from './resources/topics.ts';
import { socketApi } from './socket/api.ts';
import { startSocketApi } from './socket/server.ts';
import { startMappings } from './triggers/mappings.ts';
import { createSchedules } from './triggers/schedules.ts';
import { startUserPool } from './user-pool.ts';

/** How a run is set up. */
export interface SystemOptions {
  /** The cloud assembly: folder `cdk.out`. */
  readonly assemblyDir: string;
  /** Where data, logs and `outputs.json` go. */
  readonly dataDir: string;
  readonly portBase: number;
  /** JSON file with the demo users of the user pool. */
  readonly accountsFile: string;
  /** Whether schedules fire by themselves; `tick` works either way. */
  readonly schedules: boolean;
  /** Most worker threads at a time. */
  readonly workers: number;
  /** Seconds after which failed messages come again, instead of their queue's visibility timeout. */
  readonly retryAfterSeconds?: number | undefined;
  print(line: string): void;
}

/** A running system. */
export interface RunningSystem {
  /** Stack outputs and the engines' addresses, as written to `outputs.json`. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly outputsFile: string;
  readonly region: string;
  /** Settles when a part that everything rests on has ended by itself. */
  readonly failed: Promise<Error>;
  /** Stops everything, newest first; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Triggers may finish what they do for this long, in ms; then their functions are ended. */
const graceMs = 3_000;

/**
 * Starts the engines, applies the stacks and serves them. When a part fails to start, those before it are stopped.
 *
 * @throws RunnerError that says what is wrong and what to do
 */
export const startSystem = async (options: SystemOptions): Promise<RunningSystem> => {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stopAll = async () => {
    for (const part of stops.toReversed()) {
      await part().catch((error: unknown) => options.print(`Stopping failed: ${String(error)}`));
    }
  };
  const stop = () => {
    stopped ??= stopAll();
    return stopped;
  };
  try {
    return { ...(await start(options, dataDir, (part) => stops.push(part))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const start = async (options: SystemOptions, dataDir: string, onStop: (part: () => Promise<void>) => void) => {
  const { print } = options;
  onStop(lockDataDir(dataDir));
  const forgetClock = keepClock(join(dataDir, 'clock.json'));
  onStop(async () => forgetClock());
  followClock();
  const ports = portsFrom(options.portBase);
  const at = (port: number) => `http://${localHost}:${port}`;
  const assembly = readAssembly(options.assemblyDir);
  const addresses = localAddresses({
    apiUrl: at(ports.api),
    socketUrl: at(ports.socket),
    queueUrl: at(ports.messaging),
    identityUrl: at(ports.identity),
    consoleUrl: at(ports.console),
  });
  const resolved = resolveAssembly(assembly, addresses, openSecrets(join(dataDir, 'secrets.json'), assembly));

  const dynamodb = await startDynamoDb({ port: ports.dynamodb, dataDir: join(dataDir, 'dynamodb') });
  onStop(() => dynamodb.stop());
  const messaging = await startMessaging({
    port: ports.messaging,
    dataDir: join(dataDir, 'messaging'),
    region: resolved.region,
  });
  onStop(() => messaging.stop());
  const clients = engineClients({
    dynamodb: dynamodb.endpoint,
    messaging: messaging.endpoint,
    region: resolved.region,
  });
  onStop(async () => clients.destroy());
  await applyTables(resolved.resources, clients);
  await applyQueues(resolved.resources, clients);
  await applyTopics(resolved.resources, clients);
  await applyBuckets(resolved.resources, clients, messaging);

  const providers = await startProviders(resolved, messaging, {
    ports,
    dataDir: join(dataDir, 'providers'),
    store: async (Bucket, Key, Body, ContentType) => {
      await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
    },
    print,
  });
  onStop(() => providers.stop());

  const endpoints = {
    DYNAMODB: dynamodb.endpoint,
    SQS: messaging.endpoint,
    SNS: messaging.endpoint,
    S3: messaging.endpoint,
    SESV2: at(ports.email),
    PINPOINT_SMS_VOICE_V2: at(ports.sms),
    SOCIALMESSAGING: at(ports.whatsapp),
    COGNITO_IDENTITY_PROVIDER: at(ports.identity),
  };
  const log = openFunctionLog(join(dataDir, 'logs'), print);
  onStop(() => log.close());
  const pool = createFunctionPool(functionDefinitions(assembly, resolved, endpoints), { limit: options.workers, log });
  onStop(() => pool.stop());

  const userPool = await startUserPool(resolved, pool, {
    port: ports.identity,
    dataDir: join(dataDir, 'identity'),
    accountsFile: options.accountsFile,
    print,
  });
  if (userPool !== undefined) onStop(() => userPool.stop());

  const mappings = await startMappings(resolved, pool, clients, {
    dynamoDbEndpoint: dynamodb.endpoint,
    dataDir,
    retryAfterSeconds: options.retryAfterSeconds,
    print,
  });
  onStop(async () => {
    const stopped = Promise.allSettled(mappings.triggers.map((trigger) => trigger.stop()));
    await Promise.race([stopped, new Promise((done) => setTimeout(done, graceMs))]);
  });
  const schedules = createSchedules(resolved, pool, clients, print);
  onStop(() => schedules.stop());

  const api = httpApi(resolved);
  if (api !== undefined) {
    const format = api.accessLogFormat;
    const accessLog = format === undefined ? noAccessLog : openAccessLog(join(dataDir, 'logs', 'access.log'), format);
    onStop(() => accessLog.close());
    const server = await startHttpApi(api, pool, { port: ports.api, accessLog, print });
    onStop(() => server.stop());
  }
  const socket = socketApi(resolved);
  if (socket !== undefined) {
    const server = await startSocketApi(socket, pool, { port: ports.socket, region: resolved.region, print });
    onStop(() => server.stop());
  }
  const distribution = consoleDistribution(resolved);
  if (distribution !== undefined) {
    const s3 = patientS3(messaging.endpoint, resolved.region);
    onStop(async () => s3.destroy());
    const site = await startConsole(distribution, { port: ports.console, apiUrl: at(ports.api), s3, print });
    onStop(() => site.stop());
  }
  const control = await startControl(ports.control, { pool, mappings, schedules, messaging, userPool });
  onStop(() => control.stop());
  if (options.schedules) schedules.start();

  const outputs = {
    ...resolved.outputs,
    DynamoDbEndpoint: dynamodb.endpoint,
    SqsEndpoint: messaging.endpoint,
    SnsEndpoint: messaging.endpoint,
    S3Endpoint: messaging.endpoint,
    SesEndpoint: endpoints.SESV2,
    SmsEndpoint: endpoints.PINPOINT_SMS_VOICE_V2,
    WhatsAppEndpoint: endpoints.SOCIALMESSAGING,
    ControlUrl: control.url,
  };
  const outputsFile = join(dataDir, 'outputs.json');
  writeFileSync(outputsFile, `${JSON.stringify(outputs, null, 2)}\n`);
  onStop(async () => {
    if (existsSync(outputsFile)) rmSync(outputsFile);
  });
  return { outputs, outputsFile, region: resolved.region, failed: dynamodb.failed };
};
