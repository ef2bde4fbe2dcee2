/** Table and queues for tests of the whole delivery: real engines, one set per test file. */
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { startMessaging } from '../../local/engines/messaging.ts';
import { freePort, startTable, type TestTable } from './engines.ts';

export interface DeliveryEngines extends TestTable {
  readonly sqs: SQSClient;
  readonly sendQueues: Readonly<Record<SendingChannel, string>>;
  readonly exportsQueue: string;
}

export const startDeliveryEngines = async (): Promise<DeliveryEngines> => {
  const table = await startTable();
  const messaging = await startMessaging({ port: await freePort() });
  const sqs = new SQSClient({
    endpoint: messaging.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const create = async (QueueName: string): Promise<string> => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    return QueueUrl;
  };
  return {
    ...table,
    sqs,
    sendQueues: { email: await create('email'), sms: await create('sms'), whatsapp: await create('whatsapp') },
    exportsQueue: await create('exports'),
    async stop() {
      sqs.destroy();
      await messaging.stop();
      await table.stop();
    },
  };
};
