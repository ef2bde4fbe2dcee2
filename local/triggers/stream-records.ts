import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';

const imageSchema = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => value !== null && typeof value === 'object'),
);

const recordSchema = z.object({
  eventID: z.string(),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({
    ApproximateCreationDateTime: z.number(),
    Keys: imageSchema,
    NewImage: imageSchema.optional(),
    OldImage: imageSchema.optional(),
    SequenceNumber: z.string(),
    SizeBytes: z.number(),
    StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']),
  }),
  userIdentity: z.unknown().optional(),
});

/** A stream record as the engine's wire protocol gives it: attribute values in JSON form, bytes as base64. */
export type EngineRecord = z.infer<typeof recordSchema>;

/** DynamoDB writes no record when a write changes nothing; the engine does. */
export const isChange = ({ eventName, dynamodb }: EngineRecord): boolean =>
  eventName !== 'MODIFY' || !isDeepStrictEqual(dynamodb.OldImage, dynamodb.NewImage);

/**
 * The record as a function gets it.
 * Source: AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB", "Example event".
 */
export const streamRecord = (record: EngineRecord, stream: { streamArn: string; region: string }): DynamoDBRecord => {
  const { dynamodb } = record;
  return {
    eventID: createHash('md5').update(`${stream.streamArn}#${dynamodb.SequenceNumber}`).digest('hex'),
    eventName: record.eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: stream.region,
    dynamodb: {
      ApproximateCreationDateTime: dynamodb.ApproximateCreationDateTime,
      Keys: dynamodb.Keys,
      ...(dynamodb.NewImage === undefined ? {} : { NewImage: dynamodb.NewImage }),
      ...(dynamodb.OldImage === undefined ? {} : { OldImage: dynamodb.OldImage }),
      // At least 21 digits in AWS; the engine counts from 1.
      SequenceNumber: dynamodb.SequenceNumber.padStart(21, '0'),
      SizeBytes: dynamodb.SizeBytes,
      StreamViewType: dynamodb.StreamViewType,
    },
    eventSourceARN: stream.streamArn,
    ...(record.userIdentity === undefined || record.userIdentity === null ? {} : { userIdentity: record.userIdentity }),
  };
};

/** A cursor over the records of a stream, oldest first. */
export interface StreamReader {
  /** Up to `limit` records that came since the last call; empty when there are none yet. */
  next(limit: number): Promise<EngineRecord[]>;
}

/**
 * Opens a stream. The engine has one shard per stream; reads through the wire protocol, since the SDK would turn
 * numbers and bytes into objects that the event does not have.
 *
 * @param input.after sequence number of the last record that is done, in the engine's form
 * @param input.fromEnd without `after`: begin with what comes from now on, not with the oldest record
 */
export const readStream = async (input: {
  readonly endpoint: string;
  readonly streamArn: string;
  readonly after: string | undefined;
  readonly fromEnd: boolean;
}): Promise<StreamReader> => {
  const { endpoint, streamArn, after, fromEnd } = input;
  const description = z
    .object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) })
    .parse(await call(endpoint, 'DescribeStream', { StreamArn: streamArn }));
  const shards = description.StreamDescription.Shards;
  const [shard] = shards;
  if (shard === undefined || shards.length > 1) {
    throw new RunnerError(`The stream ${streamArn} has ${shards.length} shards.`, 'The runner reads one; report this.');
  }
  const start =
    after === undefined
      ? { ShardIteratorType: fromEnd ? 'LATEST' : 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
  const opened = await call(endpoint, 'GetShardIterator', { StreamArn: streamArn, ShardId: shard.ShardId, ...start });
  let iterator = z.object({ ShardIterator: z.string() }).parse(opened).ShardIterator;
  return {
    async next(limit) {
      const answer = z
        .object({ Records: z.array(recordSchema), NextShardIterator: z.string() })
        .parse(await call(endpoint, 'GetRecords', { ShardIterator: iterator, Limit: Math.min(limit, 1000) }));
      iterator = answer.NextShardIterator;
      return answer.Records;
    },
  };
};

const call = async (endpoint: string, operation: string, input: unknown): Promise<unknown> => {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${operation} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
};
