import { DeleteItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FixtureSystem, startFixture } from './fixture/system.ts';

let system: FixtureSystem;
const clientOf = (endpoint: string | undefined) => ({
  endpoint: endpoint ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
let sqs: SQSClient;
let sns: SNSClient;
let s3: S3Client;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  system = await startFixture(26_420);
  sqs = new SQSClient(clientOf(system.outputs.SqsEndpoint));
  sns = new SNSClient(clientOf(system.outputs.SnsEndpoint));
  s3 = new S3Client(clientOf(system.outputs.S3Endpoint));
  dynamodb = new DynamoDBClient(clientOf(system.outputs.DynamoDbEndpoint));
}, 60_000);

afterAll(async () => {
  for (const client of [sqs, sns, s3, dynamodb]) client.destroy();
  await system.stop();
});

interface Batch {
  readonly Records: Record<string, unknown>[];
}

/** Records that a function got since the last call. */
const seen = new Map<string, number>();
const newRecords = (functionName: string): Record<string, unknown>[] => {
  const records = system.events(functionName).flatMap((event) => Object(event as object as Batch).Records ?? []);
  const fresh = records.slice(seen.get(functionName) ?? 0);
  seen.set(functionName, records.length);
  return fresh;
};

beforeEach(async () => {
  await system.quiet();
  for (const name of ['fixture-worker', 'fixture-projection']) newRecords(name);
});

const bodiesIn = async (queueUrl: string | undefined): Promise<string[]> => {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map((message) => message.Body ?? '');
};

describe('queues', () => {
  it('give events with the fields that Lambda documents', async () => {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: system.outputs.WorkUrl,
        MessageBody: 'hello',
        MessageGroupId: 'demo',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
      }),
    );
    await system.quiet();
    expect(newRecords('fixture-worker')).toEqual([
      {
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        receiptHandle: expect.any(String),
        body: 'hello',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          MessageGroupId: 'demo',
        },
        messageAttributes: {
          kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:FixtureService-Work/),
        awsRegion: 'us-east-1',
      },
    ]);
  });

  it('get what the subscription lets through, raw', async () => {
    for (const kind of ['wanted', 'other']) {
      const MessageAttributes = { kind: { DataType: 'String', StringValue: kind } };
      await sns.send(
        new PublishCommand({ TopicArn: system.outputs.TopicArn, Message: `is ${kind}`, MessageAttributes }),
      );
    }
    await system.quiet();
    expect(newRecords('fixture-worker').map(({ body }) => body)).toEqual(['is wanted']);
  });

  it('move a poison message to the dead-letter queue alone, after its receives', async () => {
    const Entries = ['fine 1', 'poison 1', 'fine 2'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: system.outputs.WorkUrl, Entries }));
    await system.quiet();
    const bodies = newRecords('fixture-worker').map(({ body }) => String(body));
    expect(bodies.filter((body) => body.startsWith('fine')).sort()).toEqual(['fine 1', 'fine 2']);
    expect(bodies.filter((body) => body === 'poison 1')).toHaveLength(2);
    expect(await bodiesIn(system.outputs.WorkFailedUrl)).toEqual(['poison 1']);
  });
});

describe('table streams', () => {
  const put = (pk: string, sk: string, value = '1') =>
    dynamodb.send(
      new PutItemCommand({
        TableName: system.outputs.TableName,
        Item: { pk: { S: pk }, sk: { S: sk }, value: { N: value }, bytes: { B: Uint8Array.from([1, 255]) } },
      }),
    );

  it('give events with the fields that Lambda documents, and none for a write that changes nothing', async () => {
    await put('a', '1');
    await put('a', '1');
    await put('a', '1', '2');
    await dynamodb.send(
      new DeleteItemCommand({ TableName: system.outputs.TableName, Key: { pk: { S: 'a' }, sk: { S: '1' } } }),
    );
    await system.quiet();
    const records = newRecords('fixture-projection');
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    const image = (value: string) => ({ pk: { S: 'a' }, sk: { S: '1' }, value: { N: value }, bytes: { B: 'Af8=' } });
    expect(records[1]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { pk: { S: 'a' }, sk: { S: '1' } },
        OldImage: image('1'),
        NewImage: image('2'),
        SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: `arn:aws:dynamodb:us-east-1:000000000000:table/${system.outputs.TableName}/stream/local`,
    });
    expect(records[0]?.dynamodb).not.toHaveProperty('OldImage');
    expect(records[2]?.dynamodb).not.toHaveProperty('NewImage');
  });

  it('halve a failing batch, park the poison record alone and go on', async () => {
    await Promise.all(['1', '2', '3', 'poison', '4', '5'].map((sk) => put('b', sk)));
    await system.quiet();
    const keys = newRecords('fixture-projection').map(({ dynamodb: change }) => Object(change).Keys.sk.S);
    expect(keys.sort()).toEqual(['1', '2', '3', '4', '5']);
    const parked = await bodiesIn(system.outputs.StreamFailedUrl);
    expect(parked.map((body) => JSON.parse(body))).toEqual([
      {
        requestContext: {
          requestId: expect.any(String),
          functionArn: expect.stringMatching(/:function:fixture-projection$/),
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 2,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: expect.any(String),
        DDBStreamBatchInfo: expect.objectContaining({ batchSize: 1, streamArn: expect.stringContaining(':table/') }),
      },
    ]);
  });
});

describe('schedules', () => {
  it('run as if it were the given time', async () => {
    const { status } = await system.control('/tick', { at: '2026-11-24T03:15:00-03:00' });
    expect(status).toBe(200);
    expect(system.events('fixture-job').at(-1)).toEqual({ time: '2026-11-24T06:15:00Z' });
  });

  it('are tried again and then put into their dead-letter queue', async () => {
    const before = system.events('fixture-job').length;
    const { status, body } = await system.control('/tick', { at: '2001-01-01T00:00:00Z' });
    expect(status).toBe(500);
    expect(body).toMatchObject({ failedSchedules: [expect.stringContaining('EveryMinute')] });
    expect(system.events('fixture-job').length - before).toBe(2);
    expect(await bodiesIn(system.outputs.ScheduleFailedUrl)).toEqual(['{"time":"2001-01-01T00:00:00Z"}']);
  });
});

describe('signed URLs of S3', () => {
  it('name the file as asked and end when they expire', async () => {
    const object = { Bucket: system.outputs.FilesBucketName, Key: 'a/b.csv' };
    await s3.send(new PutObjectCommand({ ...object, Body: 'x,y\n' }));
    const disposition = 'attachment; filename="noche.csv"';
    const command = new GetObjectCommand({ ...object, ResponseContentDisposition: disposition });
    const valid = await fetch(await getSignedUrl(s3, command, { expiresIn: 60 }));
    expect([valid.status, valid.headers.get('content-disposition'), await valid.text()]).toEqual([
      200,
      disposition,
      'x,y\n',
    ]);
    const signingDate = new Date(Date.now() - 120_000);
    const expired = await fetch(await getSignedUrl(s3, command, { expiresIn: 60, signingDate }));
    expect(expired.status).toBe(403);
    expect(await expired.text()).toContain('<Message>Request has expired</Message>');
  });
});

describe('a restart', () => {
  it('keeps items, messages and the place in the stream', async () => {
    const TableName = system.outputs.TableName;
    await sqs.send(new SendMessageCommand({ QueueUrl: system.outputs.ScheduleFailedUrl, MessageBody: 'kept' }));
    const Item = { pk: { S: 'kept' }, sk: { S: '1' }, g1pk: { S: 'index' } };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
    await system.quiet();
    newRecords('fixture-projection');
    await system.restart();
    await system.quiet();
    expect(newRecords('fixture-projection')).toEqual([]);
    expect(await bodiesIn(system.outputs.ScheduleFailedUrl)).toContain('kept');
    const { Items } = await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: 'GSI1',
        KeyConditionExpression: 'g1pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'index' } },
      }),
    );
    expect(Items).toEqual([Item]);
  });
});
