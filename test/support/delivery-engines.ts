/** Table, queues and files for tests of the whole delivery: real engines, one set per test file. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { startMessaging } from '../../local/engines/messaging.ts';
import { freePort, startTable, type TestTable } from './engines.ts';

export interface DeliveryEngines extends TestTable {
  readonly sqs: SQSClient;
  readonly sendQueues: Readonly<Record<SendingChannel, string>>;
  readonly exportsQueue: string;
  readonly s3: S3Client;
  readonly bucket: string;
}

/** @param options.versions whether the bucket keeps what is overwritten or deleted, as the deployed one does */
export const startDeliveryEngines = async (options: { versions?: boolean } = {}): Promise<DeliveryEngines> => {
  const table = await startTable();
  const messaging = await startMessaging({ port: await freePort() });
  const local = {
    endpoint: messaging.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const sqs = new SQSClient(local);
  const s3 = new S3Client({ ...local, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const bucket = 'files';
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  if (options.versions === true) messaging.keepVersions(bucket);
  const create = async (QueueName: string): Promise<string> => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    return QueueUrl;
  };
  return {
    ...table,
    sqs,
    s3,
    bucket,
    sendQueues: { email: await create('email'), sms: await create('sms'), whatsapp: await create('whatsapp') },
    exportsQueue: await create('exports'),
    async stop() {
      sqs.destroy();
      s3.destroy();
      await messaging.stop();
      await table.stop();
    },
  };
};
