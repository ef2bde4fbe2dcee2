/** Table, bucket and queue for tests of reports, with faults at the border to each of them. */
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { startMessaging } from '../../local/engines/messaging.ts';
import { freePort, startTable, type TestTable } from './engines.ts';

export const bucket = 'contacta-test-files';

export interface ReportEngines extends TestTable {
  readonly s3: S3Client;
  readObject(key: string): Promise<Buffer>;
  listObjects(prefix: string): Promise<string[]>;
}

/** @param now by what links to files end, epoch ms; by default the machine's clock */
export const startReportEngines = async (now?: () => number): Promise<ReportEngines> => {
  const table = await startTable();
  const messaging = await startMessaging({ port: await freePort(), ...(now === undefined ? {} : { now }) });
  const s3 = new S3Client({
    endpoint: messaging.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    ...table,
    s3,
    async readObject(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async listObjects(prefix) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      return Contents.map(({ Key = '' }) => Key);
    },
    async stop() {
      s3.destroy();
      await table.stop();
      await messaging.stop();
    },
  };
};

/** One e-mail as SES would have taken it. */
export interface SentNotice {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly body: string;
}

/** SES at the border: keeps what it is given, and refuses as often as `failures` says. */
export const createMailbox = () => {
  const sent: SentNotice[] = [];
  const state = { failures: 0 };
  const send = async (command: SendEmailCommand) => {
    if (state.failures > 0) {
      state.failures -= 1;
      throw Object.assign(new Error('Maximum sending rate exceeded.'), { name: 'TooManyRequestsException' });
    }
    const { Destination, FromEmailAddress = '', Content } = command.input;
    sent.push({
      to: Destination?.ToAddresses?.[0] ?? '',
      from: FromEmailAddress,
      subject: Content?.Simple?.Subject?.Data ?? '',
      body: Content?.Simple?.Body?.Text?.Data ?? '',
    });
    return { MessageId: `notice-${sent.length}`, $metadata: {} };
  };
  return { sent, state, port: { send } satisfies Pick<SESv2Client, 'send'> };
};

export const consoleUrl = 'https://console.example';

/** The worker was killed: nothing that it does afterwards has an effect. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Where a crash strikes (reliability §5.4): before the effect, after it, or the effect happened and the call failed. */
export type CrashMode = 'before' | 'after' | 'ambiguous';

interface Sender {
  send(command: never): Promise<unknown>;
}

const effects =
  /^(Put|Update|Delete|TransactWrite|BatchWrite|CreateMultipart|UploadPart|CompleteMultipart|SendMessage)/;

/**
 * Counts the calls with an effect across all clients of one worker and crashes at one of them. After a crash the worker
 * is dead: all its later calls fail. An ambiguous one only fails once.
 */
export class CrashPlan {
  readonly names: string[] = [];
  #dead = false;
  readonly #at: number;
  readonly #mode: CrashMode;

  /** @param at number of the call that crashes, from 0; -1: none */
  constructor(at = -1, mode: CrashMode = 'before') {
    this.#at = at;
    this.#mode = mode;
  }

  /** The client, under this plan. */
  wrap<Client extends Sender>(client: Client): Client {
    const send = async (command: never): Promise<unknown> => {
      if (this.#dead) throw new Killed();
      const name = (command as { constructor: { name: string } }).constructor.name;
      if (!effects.test(name)) return client.send(command);
      const strikes = this.names.push(name) - 1 === this.#at;
      if (strikes && this.#mode === 'before') return this.#kill();
      const answer = await client.send(command);
      if (strikes && this.#mode === 'after') return this.#kill();
      if (strikes) throw new Error('The connection was reset.');
      return answer;
    };
    return new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });
  }

  #kill(): never {
    this.#dead = true;
    throw new Killed();
  }
}
