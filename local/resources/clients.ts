import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

/** SDK clients of the runner itself, each at its engine. */
export interface EngineClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  destroy(): void;
}

/** Credentials that the engines accept: they check none. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * An S3 client for what pages wait for: an answer that does not come within 3 s is asked for again, on a connection of
 * its own, since the engine may have given up a kept one.
 */
export const patientS3 = (endpoint: string, region: string): S3Client =>
  new S3Client({
    endpoint,
    region,
    credentials: localCredentials,
    forcePathStyle: true,
    maxAttempts: 3,
    requestHandler: {
      httpAgent: { keepAlive: false },
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    },
  });

export const engineClients = (endpoints: { dynamodb: string; messaging: string; region: string }): EngineClients => {
  const at = (endpoint: string) => ({
    endpoint,
    region: endpoints.region,
    credentials: localCredentials,
    // One attempt: a failing engine must show at once, not after a minute of retries.
    maxAttempts: 1,
  });
  const dynamodb = new DynamoDBClient(at(endpoints.dynamodb));
  const sqs = new SQSClient({
    ...at(endpoints.messaging),
    // Long polls of every queue run at the same time as sends and deletes.
    requestHandler: { httpAgent: { maxSockets: 200 }, requestTimeout: 0 },
  });
  const sns = new SNSClient(at(endpoints.messaging));
  const s3 = new S3Client({ ...at(endpoints.messaging), forcePathStyle: true });
  return {
    dynamodb,
    sqs,
    sns,
    s3,
    destroy() {
      for (const client of [dynamodb, sqs, sns, s3]) client.destroy();
    },
  };
};
