/** The runner under load: it comes and goes, and whoever works on it waits until it is there again and goes on. */

import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Answer, DemoApi } from '../../local/demo/api.ts';
import { Runner } from '../acceptance/runner.ts';

/** Who works on a company, and whose messages and files go there. */
export const company = 'demo';
/** A lease lasts as long as its worker can live; each start is later by more than that, as if people had needed so long. */
const leaseOverMs = 16 * 60_000;

export class Target {
  readonly #dataDir: string;
  #starts = 0;
  #runner: Runner | undefined;
  #api: DemoApi | undefined;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  get #aheadMs(): number {
    return this.#starts * leaseOverMs;
  }

  /** The clock of the runner, epoch ms. */
  get now(): number {
    return Date.now() + this.#aheadMs;
  }

  get runner(): Runner {
    if (this.#runner === undefined) throw new Error('The runner is down.');
    return this.#runner;
  }

  /** @param prepare done before anybody else reaches it */
  async start(options: { readonly build?: boolean } = {}, prepare?: (runner: Runner) => Promise<void>): Promise<void> {
    this.#starts += 1;
    const runner = await Runner.start(this.#dataDir, { ...options, aheadMs: this.#aheadMs });
    await prepare?.(runner);
    this.#api = await runner.api(company, 'admin');
    this.#runner = runner;
  }

  async down(how: 'runner' | 'engine' | 'stop'): Promise<void> {
    const { runner } = this;
    this.#runner = undefined;
    this.#api = undefined;
    if (how === 'stop') await runner.stop();
    else if (how === 'runner') await runner.kill();
    else await runner.killEngine();
  }

  /** Does it until it is done: again with the same keys when the runner goes away meanwhile. */
  async insist<Result>(work: (api: DemoApi, runner: Runner) => Promise<Result | undefined>): Promise<Result> {
    for (;;) {
      const [api, runner] = [this.#api, this.#runner];
      if (api !== undefined && runner !== undefined) {
        try {
          const result = await work(api, runner);
          if (result !== undefined) return result;
        } catch (error) {
          // The runner went away in the middle, or cut the answer off.
          if (this.#runner === runner && error instanceof Defect) throw error;
        }
      }
      await sleep(150);
    }
  }

  /** Asks the API until it gives an answer that is neither a failure nor "later". */
  async call(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    return this.insist(async (api) => {
      const headers = key === undefined ? {} : { 'idempotency-key': key };
      const answer = await api.call(method, path, body, headers);
      return answer.status >= 500 || answer.status === 429 ? undefined : answer;
    });
  }

  /** Publishes to a topic until it has taken it: what is told twice has the same id. */
  async publish(topic: string, message: object): Promise<void> {
    await this.insist(async (_api, { outputs }) => {
      const sns = new SNSClient(clientOf(String(outputs.SnsEndpoint)));
      try {
        const TopicArn = String(outputs[topic]);
        await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) }));
        return true;
      } finally {
        sns.destroy();
      }
    });
  }

  async put(key: string, text: string): Promise<void> {
    await this.insist(async (_api, { outputs }) => {
      const s3 = new S3Client({ ...clientOf(String(outputs.S3Endpoint)), forcePathStyle: true });
      try {
        await s3.send(new PutObjectCommand({ Bucket: String(outputs.FilesBucketName), Key: key, Body: text }));
        return true;
      } finally {
        s3.destroy();
      }
    });
  }
}

/** Something that must not be, and that waiting does not mend. */
export class Defect extends Error {}

const clientOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});
