/** What is needed of the SDK's clients where a slice calls them; tests wrap them to inject faults at this border. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';

export type QueuePort = Pick<SQSClient, 'send'>;
export type FilesPort = Pick<S3Client, 'send'>;
