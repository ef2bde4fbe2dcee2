import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConflictException,
  DeleteOptedOutNumberCommand,
  DescribeOptedOutNumbersCommand,
  PinpointSMSVoiceV2Client,
  PutOptedOutNumberCommand,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../local/providers/service.ts';
import { startSmsProvider } from '../../local/providers/sms.ts';
import { control, ReceivedEvents } from './received-events.ts';

const eventsTopic = 'arn:aws:sns:us-east-1:111122223333:sms-events';
const inbound = 'arn:aws:sns:us-east-1:111122223333:inbound';
const received = new ReceivedEvents();
let dataDir: string;
let provider: RunningService;
let sms: PinpointSMSVoiceV2Client;

const start = (): Promise<RunningService> =>
  startSmsProvider({
    port: 0,
    dataDir,
    publish: received.publish,
    log: (line) => expect.unreachable(line),
    configurationSets: [{ name: 'main', topicArn: eventsTopic }],
    inboundTopicArn: inbound,
  });

const clientOf = (url: string, requestTimeout = 5000): PinpointSMSVoiceV2Client =>
  new PinpointSMSVoiceV2Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  });

const text = (to: string, input: Partial<SendTextMessageCommandInput> = {}): SendTextMessageCommand =>
  new SendTextMessageCommand({
    DestinationPhoneNumber: to,
    OriginationIdentity: 'AVISOS',
    MessageBody: 'Hola',
    MessageType: 'TRANSACTIONAL',
    ConfigurationSetName: 'main',
    Context: { tenantId: 'acme', customerId: 'c1', attemptId: 'attempt-1' },
    ...input,
  });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sms-provider-'));
  provider = await start();
  sms = clientOf(provider.url);
});

afterEach(async () => {
  await control(provider.url, 'reset', {});
  received.clear();
});

afterAll(async () => {
  sms.destroy();
  await provider.stop();
  await rm(dataDir, { recursive: true });
});

describe('events of a sent message', () => {
  it('are queued, successful and delivered, in the documented format with the context', async () => {
    const { MessageId } = await sms.send(text('+56912345678'));
    const events = await received.waitFor(3);
    expect(events.map(({ event }) => [event.eventType, event.isFinal])).toEqual([
      ['TEXT_QUEUED', false],
      ['TEXT_SUCCESSFUL', true],
      ['TEXT_DELIVERED', true],
    ]);
    expect(events[2]).toEqual({
      topicArn: eventsTopic,
      event: {
        eventType: 'TEXT_DELIVERED',
        eventVersion: '1.0',
        eventTimestamp: expect.any(Number),
        isFinal: true,
        originationPhoneNumber: 'AVISOS',
        destinationPhoneNumber: '+56912345678',
        isoCountryCode: 'CL',
        carrierName: expect.any(String),
        messageId: MessageId,
        messageRequestTimestamp: expect.any(Number),
        messageEncoding: 'GSM',
        messageType: 'TRANSACTIONAL',
        messageStatus: 'DELIVERED',
        messageStatusDescription: 'Message has been accepted by phone',
        context: { tenantId: 'acme', customerId: 'c1', attemptId: 'attempt-1' },
        totalMessageParts: 1,
        totalMessagePrice: 0.05,
        totalCarrierFee: 0,
      },
    });
  });

  it.each([
    ['+56900010000', 'TEXT_INVALID', 'INVALID'],
    ['+56900010001', 'TEXT_UNREACHABLE', 'UNREACHABLE'],
    ['+56900010002', 'TEXT_BLOCKED', 'BLOCKED'],
    ['+56900010003', 'TEXT_SPAM', 'SPAM'],
    ['+56900010004', 'TEXT_UNKNOWN', 'UNKNOWN'],
  ])('to %s end in %s', async (to, eventType, messageStatus) => {
    await sms.send(text(to));
    const last = (await received.waitFor(2))[1]?.event;
    expect(last).toMatchObject({ eventType, messageStatus, isFinal: true });
    expect(last).not.toHaveProperty('carrierName');
    expect(await received.settle()).toHaveLength(2);
  });

  it('count the parts of what does not fit into GSM', async () => {
    await sms.send(text('+56912345678', { MessageBody: 'Pago recibido ✓'.repeat(10) }));
    expect((await received.waitFor(1))[0]?.event).toMatchObject({ messageEncoding: 'UNICODE', totalMessageParts: 3 });
  });

  it('can be asked for again', async () => {
    await sms.send(text('+56912345678'));
    await received.waitFor(3);
    await control(provider.url, 'events', {
      attempt: 'attempt-1',
      event: 'TEXT_TTL_EXPIRED',
      detail: { isFinal: false },
    });
    expect((await received.waitFor(4))[3]?.event).toMatchObject({ messageStatus: 'TTL_EXPIRED', isFinal: false });
  });

  it('are none after a dry run', async () => {
    await sms.send(text('+56912345678', { DryRun: true }));
    expect(await received.settle()).toEqual([]);
  });
});

describe('the opt-out list', () => {
  it('refuses the number, survives a restart, and lets it through once deleted', async () => {
    const number = { OptOutListName: 'Default', OptedOutNumber: '+56912345678' };
    await sms.send(new PutOptedOutNumberCommand(number));
    const other = await start();
    const client = clientOf(other.url);
    const refusal = await client.send(text('+56912345678')).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConflictException);
    expect(refusal).toMatchObject({ Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' });
    client.destroy();
    await other.stop();

    await sms.send(new DeleteOptedOutNumberCommand(number));
    await sms.send(text('+56912345678'));
    await expect(sms.send(new DeleteOptedOutNumberCommand(number))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType: 'opted-out-number',
    });
  });

  it('takes a reply of STOP, which is published as inbound too', async () => {
    const { MessageId } = await sms.send(text('+56912345678'));
    await received.waitFor(3);
    await control(provider.url, 'inbound', { from: '+56912345678', to: '+56900000001', body: ' stop ' });
    expect((await received.waitFor(4))[3]).toEqual({
      topicArn: inbound,
      event: {
        originationNumber: '+56912345678',
        destinationNumber: '+56900000001',
        messageKeyword: 'STOP',
        messageBody: ' stop ',
        previousPublishedMessageId: MessageId,
        inboundMessageId: expect.any(String),
      },
    });
    const { OptedOutNumbers } = await sms.send(
      new DescribeOptedOutNumbersCommand({ OptOutListName: 'Default', OptedOutNumbers: ['+56912345678'] }),
    );
    expect(OptedOutNumbers).toEqual([
      { OptedOutNumber: '+56912345678', OptedOutTimestamp: expect.any(Date), EndUserOptedOut: true },
    ]);
  });

  it('takes no number for an ordinary reply', async () => {
    await control(provider.url, 'inbound', { from: '+56912345678', to: '+56900000001', body: 'Ya pagué' });
    expect((await received.waitFor(1))[0]?.event).toMatchObject({ messageKeyword: 'KEYWORD_111122223333' });
    const all = await sms.send(new DescribeOptedOutNumbersCommand({ OptOutListName: 'Default' }));
    expect(all.OptedOutNumbers).toEqual([]);
    await expect(
      sms.send(new DescribeOptedOutNumbersCommand({ OptOutListName: 'Default', OptedOutNumbers: ['+56912345678'] })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('refusals', () => {
  it.each([
    ['DestinationPhoneNumber', { DestinationPhoneNumber: '12-34' }],
    ['MessageBody', { MessageBody: '' }],
    ['Context', { Context: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' } }],
  ])('name the field %s', async (field, input) => {
    const refusal = await sms.send(text('+56912345678', input)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ValidationException);
    expect(refusal).toMatchObject({ Reason: expect.any(String), Fields: [{ Name: field }] });
  });

  it('of an unknown configuration set, and over the rate', async () => {
    await expect(sms.send(text('+56912345678', { ConfigurationSetName: 'gone' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType: 'configuration-set',
    });
    await control(provider.url, 'settings', { partsPerSecond: 0 });
    await expect(sms.send(text('+56912345678'))).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it.each([
    ['throttle', 'ThrottlingException', 'refused'],
    ['error500', 'InternalServerException', 'refused'],
    ['badRequest', 'ValidationException', 'refused'],
    ['timeout-after-accept', 'TimeoutError', 'accepted-unanswered'],
  ])('injected as %s show as %s and are logged', async (mode, name, outcome) => {
    const impatient = clientOf(provider.url, 200);
    await control(provider.url, 'faults', { operation: 'SendTextMessage', mode });
    await expect(impatient.send(text('+56912345678'))).rejects.toMatchObject({ name });
    impatient.destroy();
    expect((await control(provider.url, 'calls')).calls).toMatchObject([
      { operation: 'SendTextMessage', recipient: '+56912345678', attempt: 'attempt-1', outcome },
    ]);
  });
});
