import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startFauxqs } from 'fauxqs';
import { defaultRegion } from '../assembly/manifest.ts';
import { messageOf, RunnerError } from '../errors.ts';
import type { Engine, EngineOptions } from './dynamodb.ts';
import { type MessagingFront, startMessagingFront } from './messaging-front.ts';

/** SQS, SNS and S3 under one address. */
export interface MessagingEngine extends Omit<Engine, 'failed'> {
  /** Messages of one queue that wait (`visible`), are being worked on (`inFlight`), or wait for a time (`delayed`). */
  countMessages(queueName: string): { visible: number; inFlight: number; delayed: number };
  /** When a message of a queue becomes visible: a delayed one, or one that was received and not deleted. Epoch ms. */
  nextVisibleAt(queueName: string): number | undefined;
  /** Publishes to an SNS topic by its ARN, as a provider does. */
  publish(topicArn: string, message: string): void;
  /** Rules of cross-origin requests to buckets, by bucket name; the front answers browsers with them. */
  setBucketOrigins(bucket: string, origins: readonly string[]): void;
  /** From now on the bucket keeps what is overwritten or deleted. */
  keepVersions(bucket: string): void;
}

/**
 * Starts SQS, SNS and S3 (`fauxqs`), with a front that adds what it lacks (see messaging-front.ts).
 *
 * @param options.now by what pre-signed URLs and forms end, epoch ms
 * @throws RunnerError when the port is taken or the data is damaged
 */
export const startMessaging = async ({
  port,
  dataDir,
  region = defaultRegion,
  now = () => Date.now(),
}: EngineOptions & { readonly region?: string; readonly now?: () => number }): Promise<MessagingEngine> => {
  if (dataDir !== undefined) {
    mkdirSync(dataDir, { recursive: true });
    assertReadable(join(dataDir, 'fauxqs.db'));
  }
  const fauxqs = await startFauxqs({
    port: 0,
    logger: false,
    defaultRegion: region,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  let front: MessagingFront;
  try {
    front = await startMessagingFront({ port, enginePort: fauxqs.port, now });
  } catch (error) {
    await fauxqs.stop();
    throw error;
  }
  return {
    endpoint: front.endpoint,
    countMessages(queueName) {
      const messages = fauxqs.inspectQueue(queueName)?.messages;
      return {
        visible: messages?.ready.length ?? 0,
        inFlight: messages?.inflight.length ?? 0,
        delayed: messages?.delayed.length ?? 0,
      };
    },
    nextVisibleAt(queueName) {
      const messages = fauxqs.inspectQueue(queueName)?.messages;
      const times = [
        ...(messages?.inflight ?? []).map(({ visibilityDeadline }) => visibilityDeadline),
        ...(messages?.delayed ?? []).flatMap(({ delayUntil }) => delayUntil ?? []),
      ];
      return times.length === 0 ? undefined : Math.min(...times);
    },
    publish(topicArn, message) {
      fauxqs.publish(topicArn.split(':').at(-1) ?? topicArn, message);
    },
    setBucketOrigins: (bucket, origins) => front.setBucketOrigins(bucket, origins),
    keepVersions: (bucket) => front.keepVersions(bucket),
    async stop() {
      await front.stop();
      await fauxqs.stop();
    },
  };
};

/** fauxqs would fail later, with an error that names no file. */
const assertReadable = (file: string): void => {
  try {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA quick_check(1)');
    database.close();
  } catch (cause) {
    throw new RunnerError(`${file} is damaged (${messageOf(cause)}).`, 'Start with --reset.', { cause });
  }
};
