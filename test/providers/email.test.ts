import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTenantCommand,
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  GetTenantCommand,
  ListSuppressedDestinationsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutSuppressedDestinationCommand,
  PutTenantSuppressionAttributesCommand,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmailProvider } from '../../local/providers/email.ts';
import type { RunningService } from '../../local/providers/service.ts';
import { control, ReceivedEvents } from './received-events.ts';

const topic = 'arn:aws:sns:us-east-1:111122223333:ses-events';
const inbound = 'arn:aws:sns:us-east-1:111122223333:inbound';
const received = new ReceivedEvents();
const stored = new Map<string, Buffer>();
const logged: string[] = [];
let dataDir: string;
let provider: RunningService;
let ses: SESv2Client;

const start = (): Promise<RunningService> =>
  startEmailProvider({
    port: 0,
    dataDir,
    publish: received.publish,
    log: (line) => logged.push(line),
    store: async (bucket, key, bytes) => void stored.set(`${bucket}/${key}`, Buffer.from(bytes)),
    receiptRules: [{ recipients: ['in.acme.example'], bucket: 'files', prefix: 'mail/', topicArn: inbound }],
    configurationSets: [
      {
        name: 'main',
        suppressionScope: 'TENANT',
        eventDestinations: [
          {
            topicArn: topic,
            eventTypes: ['send', 'DELIVERY', 'bounce', 'Complaint', 'renderingFailure', 'deliveryDelay'],
          },
        ],
      },
      { name: 'shared', eventDestinations: [{ topicArn: topic, eventTypes: ['BOUNCE'] }] },
    ],
  });

const clientOf = (url: string, requestTimeout = 5000): SESv2Client =>
  new SESv2Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  });

const email = (to: string, input: Partial<SendEmailCommandInput> = {}): SendEmailCommand =>
  new SendEmailCommand({
    FromEmailAddress: 'Cobranza <avisos@acme.example>',
    Destination: { ToAddresses: [to] },
    Content: { Simple: { Subject: { Data: 'Aviso' }, Body: { Text: { Data: 'Hola' } } } },
    ConfigurationSetName: 'main',
    TenantName: 'acme',
    EmailTags: [
      { Name: 'tenantId', Value: 'acme' },
      { Name: 'attemptId', Value: 'attempt-1' },
    ],
    ...input,
  });

const withHeader = (Name: string, Value: string): Partial<SendEmailCommandInput> => {
  const Simple = { Subject: { Data: 'Aviso' }, Body: { Text: { Data: 'Hola' } }, Headers: [{ Name, Value }] };
  return { Content: { Simple } };
};

const kindsFor = async (to: string, count: number): Promise<unknown[]> => {
  await ses.send(email(to));
  return (await received.waitFor(count)).map(({ event }) => event.eventType);
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'email-provider-'));
  provider = await start();
  ses = clientOf(provider.url);
});

afterEach(async () => {
  await control(provider.url, 'reset', {});
  received.clear();
});

afterAll(async () => {
  ses.destroy();
  await provider.stop();
  await rm(dataDir, { recursive: true });
  expect(logged).toEqual([]);
});

describe('events of a sent e-mail', () => {
  it('are Send and Delivery in the event-publishing format, with every tag an array', async () => {
    const { MessageId } = await ses.send(email('rosa@mail.example'));
    const [send, delivery] = await received.waitFor(2);
    expect(send).toEqual({
      topicArn: topic,
      event: {
        eventType: 'Send',
        send: {},
        mail: expect.objectContaining({
          messageId: MessageId,
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          source: 'Cobranza <avisos@acme.example>',
          destination: ['rosa@mail.example'],
          headersTruncated: false,
          commonHeaders: expect.objectContaining({ to: ['rosa@mail.example'], subject: 'Aviso' }),
          tags: expect.objectContaining({
            'ses:configuration-set': ['main'],
            'ses:from-domain': ['acme.example'],
            tenantId: ['acme'],
            attemptId: ['attempt-1'],
          }),
        }),
      },
    });
    expect(delivery?.event).toMatchObject({
      eventType: 'Delivery',
      delivery: {
        timestamp: expect.any(String),
        processingTimeMillis: expect.any(Number),
        recipients: ['rosa@mail.example'],
        smtpResponse: expect.stringMatching(/^250 /),
        reportingMTA: expect.any(String),
      },
      mail: { messageId: MessageId },
    });
  });

  it.each([
    ['success@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce+x@simulator.amazonses.com', ['Send', 'Bounce']],
    ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint']],
    ['ooto@simulator.amazonses.com', ['Send', 'Delivery', 'Bounce']],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce']],
    ['nobody.home@mail.example', ['Send', 'Bounce']],
    ['full.box@mail.example', ['Send', 'Bounce']],
  ])('to %s are %j', async (to, kinds) => {
    expect(await kindsFor(to, kinds.length)).toEqual(kinds);
  });

  it.each([
    ['bounce@simulator.amazonses.com', 'Permanent', 'General'],
    ['ooto@simulator.amazonses.com', 'Transient', 'General'],
    ['suppressionlist@simulator.amazonses.com', 'Permanent', 'Suppressed'],
    ['nobody.home@mail.example', 'Permanent', 'NoEmail'],
    ['full.box@mail.example', 'Transient', 'MailboxFull'],
  ])('name the bounce of %s %s/%s', async (to, bounceType, bounceSubType) => {
    await ses.send(email(to));
    await expect
      .poll(() => received.all.at(-1)?.event, { timeout: 5000 })
      .toMatchObject({
        eventType: 'Bounce',
        bounce: {
          bounceType,
          bounceSubType,
          bouncedRecipients: [{ emailAddress: to, action: 'failed', status: expect.any(String) }],
          feedbackId: expect.any(String),
          timestamp: expect.any(String),
        },
      });
  });

  it('reach only destinations that ask for the kind', async () => {
    await ses.send(email('full.box@mail.example', { ConfigurationSetName: 'shared' }));
    expect((await received.settle()).map(({ event }) => event.eventType)).toEqual(['Bounce']);
  });

  it('can be asked for again, later and with other details', async () => {
    const { MessageId } = await ses.send(email('rosa@mail.example'));
    await received.waitFor(2);
    await control(provider.url, 'events', {
      messageId: MessageId,
      event: 'Bounce',
      detail: { bounceSubType: 'NoEmail' },
    });
    await control(provider.url, 'events', { attempt: 'attempt-1', event: 'Rendering Failure' });
    const events = (await received.waitFor(4)).slice(2).map(({ event }) => event);
    expect(events).toMatchObject([
      { eventType: 'Bounce', bounce: { bounceType: 'Permanent', bounceSubType: 'NoEmail' } },
      {
        eventType: 'Rendering Failure',
        failure: { templateName: expect.any(String), errorMessage: expect.any(String) },
      },
    ]);
  });
});

describe('the suppression list', () => {
  it('takes a hard bounce for the tenant alone, withholds the next e-mail and lets a deleted address through', async () => {
    await kindsFor('nobody.home@mail.example', 2);
    const found = await ses.send(
      new GetSuppressedDestinationCommand({ EmailAddress: 'nobody.home@mail.example', TenantName: 'acme' }),
    );
    expect(found.SuppressedDestination).toMatchObject({ Reason: 'BOUNCE', TenantName: 'acme' });
    expect(found.SuppressedDestination?.LastUpdateTime).toBeInstanceOf(Date);
    await expect(
      ses.send(new GetSuppressedDestinationCommand({ EmailAddress: 'nobody.home@mail.example', TenantName: 'demo' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });

    received.clear();
    await kindsFor('NOBODY.home@mail.example', 2);
    expect(received.all[1]?.event).toMatchObject({
      bounce: { bounceType: 'Permanent', bounceSubType: 'OnTenantSuppressionList' },
    });
    const outbox = await (await fetch(`${provider.url}/store`)).json();
    expect(outbox).toMatchObject({ emails: [{ destination: { to: ['nobody.home@mail.example'] } }] });

    const key = { EmailAddress: 'nobody.home@mail.example', TenantName: 'acme' };
    await ses.send(new DeleteSuppressedDestinationCommand(key));
    await expect(ses.send(new DeleteSuppressedDestinationCommand(key))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('of the account holds for configuration sets without tenant scope, in pages', async () => {
    for (const name of ['a', 'b', 'c']) {
      await ses.send(
        new PutSuppressedDestinationCommand({ EmailAddress: `${name}@mail.example`, Reason: 'COMPLAINT' }),
      );
    }
    await ses.send(email('a@mail.example', { ConfigurationSetName: 'shared' }));
    expect((await received.waitFor(1))[0]?.event).toMatchObject({
      bounce: { bounceSubType: 'OnAccountSuppressionList' },
    });
    const first = await ses.send(new ListSuppressedDestinationsCommand({ PageSize: 2, Reasons: ['COMPLAINT'] }));
    const second = await ses.send(new ListSuppressedDestinationsCommand({ PageSize: 2, NextToken: first.NextToken }));
    expect(first.SuppressedDestinationSummaries).toHaveLength(2);
    expect(second.SuppressedDestinationSummaries?.map((entry) => entry.EmailAddress)).toEqual(['c@mail.example']);
    expect(second.NextToken).toBeUndefined();
  });

  it("becomes the tenant's when the API sets the scope of the configuration set or of the tenant", async () => {
    await ses.send(new CreateTenantCommand({ TenantName: 'acme' }));
    await expect(ses.send(new CreateTenantCommand({ TenantName: 'acme' }))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
    await ses.send(
      new PutTenantSuppressionAttributesCommand({
        TenantName: 'acme',
        SuppressionScope: 'TENANT',
        SuppressedReasons: ['BOUNCE'],
      }),
    );
    const { Tenant } = await ses.send(new GetTenantCommand({ TenantName: 'acme' }));
    expect(Tenant).toMatchObject({
      TenantArn: expect.stringMatching(/^arn:aws:ses:us-east-1:\d{12}:tenant\/acme\//),
      SuppressionAttributes: { SuppressionScope: 'TENANT' },
    });
    const key = { EmailAddress: 'rosa@mail.example', TenantName: 'acme' };
    await ses.send(new PutSuppressedDestinationCommand({ ...key, Reason: 'BOUNCE' }));
    await ses.send(email('rosa@mail.example', { ConfigurationSetName: 'shared' }));
    expect((await received.waitFor(1))[0]?.event).toMatchObject({
      bounce: { bounceSubType: 'OnTenantSuppressionList' },
    });

    await ses.send(
      new PutConfigurationSetSuppressionOptionsCommand({ ConfigurationSetName: 'shared', SuppressionScope: 'ACCOUNT' }),
    );
    await ses.send(email('rosa@mail.example', { ConfigurationSetName: 'shared' }));
    expect(await received.settle()).toHaveLength(1);
    await expect(ses.send(new GetTenantCommand({ TenantName: 'gone' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('survives a restart, and never holds the simulator', async () => {
    const kept = { EmailAddress: 'kept@mail.example', Reason: 'BOUNCE', TenantName: 'acme' } as const;
    await ses.send(new PutSuppressedDestinationCommand(kept));
    await kindsFor('bounce@simulator.amazonses.com', 2);
    const again = await start();
    const client = clientOf(again.url);
    const listed = await client.send(new ListSuppressedDestinationsCommand({ TenantName: 'acme' }));
    expect(listed.SuppressedDestinationSummaries?.map((entry) => entry.EmailAddress)).toEqual(['kept@mail.example']);
    client.destroy();
    await again.stop();
  });
});

describe('refusals', () => {
  it.each([
    ['an unknown configuration set', { ConfigurationSetName: 'gone' }, 'NotFoundException'],
    ['an address without domain', { Destination: { ToAddresses: ['rosa'] } }, 'BadRequestException'],
    ['no recipient', { Destination: {} }, 'BadRequestException'],
    ['a tag with a colon', { EmailTags: [{ Name: 'a', Value: 'b:c' }] }, 'BadRequestException'],
    ['a header that SES writes itself', withHeader('Message-ID', '<a@b.example>'), 'BadRequestException'],
    ['a header of two lines', withHeader('References', '<a@b.example>\r\nBcc: x@y.example'), 'BadRequestException'],
    ['a header that is too long', withHeader('References', 'x'.repeat(871)), 'BadRequestException'],
  ])('of %s', async (_what, input, name) => {
    await expect(ses.send(email('rosa@mail.example', input))).rejects.toMatchObject({ name });
    expect(await received.settle()).toEqual([]);
  });

  it('over the rate and over the day are throttled and not counted as sent', async () => {
    await control(provider.url, 'settings', { maxSendRate: 1 });
    await ses.send(email('rosa@mail.example'));
    await expect(ses.send(email('rosa@mail.example'))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Maximum sending rate exceeded.',
      $metadata: { httpStatusCode: 429 },
    });
    await control(provider.url, 'settings', { maxSendRate: 100, max24HourSend: 1 });
    await expect(ses.send(email('rosa@mail.example'))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    const account = await ses.send(new GetAccountCommand({}));
    expect(account.SendQuota).toEqual({ MaxSendRate: 100, Max24HourSend: 1, SentLast24Hours: 1 });
  });
});

describe('injected faults', () => {
  it.each([
    ['throttle', 'TooManyRequestsException', 'refused'],
    ['error500', 'InternalServiceErrorException', 'refused'],
    ['badRequest', 'BadRequestException', 'refused'],
    ['reset', 'TimeoutError', 'lost'],
    ['timeout-before-accept', 'TimeoutError', 'lost'],
    ['timeout-after-accept', 'TimeoutError', 'accepted-unanswered'],
  ])('%s shows as %s and is logged as %s, once', async (mode, name, outcome) => {
    const impatient = clientOf(provider.url, 200);
    await control(provider.url, 'faults', { operation: 'SendEmail', mode, times: 1, match: 'rosa' });
    await impatient.send(email('luis@mail.example'));
    await expect(impatient.send(email('rosa@mail.example'))).rejects.toMatchObject({ name });
    await impatient.send(email('rosa@mail.example'));
    impatient.destroy();
    const { calls } = await control(provider.url, 'calls');
    expect(calls).toMatchObject([
      { operation: 'SendEmail', recipient: 'luis@mail.example', outcome: 'accepted', attempt: 'attempt-1' },
      { recipient: 'rosa@mail.example', outcome },
      { recipient: 'rosa@mail.example', outcome: 'accepted', messageId: expect.any(String) },
    ]);
    const accepted = outcome === 'accepted-unanswered' ? 3 : 2;
    expect(await received.waitFor(accepted * 2)).toHaveLength(accepted * 2);
  });
});

it('shows the outbox in the browser', async () => {
  await ses.send(email('rosa@mail.example'));
  expect(await (await fetch(provider.url)).text()).toContain('<html');
});

describe('mail from outside', () => {
  const raw =
    'From: Rosa <rosa@uno.example>\r\nTo: r-1@in.acme.example, x@else.example\r\nSubject: Re:\r\n aviso\r\n\r\nhola';

  it('is stored by the rule whose recipients fit, and its receipt is published with verdicts', async () => {
    const answer = await control(provider.url, 'inbound', { raw, verdicts: { dmarc: 'FAIL', spf: 'GRAY' } });
    const [receipt] = await received.waitFor(1);
    const key = `mail/${answer.messageId}`;
    expect(stored.get(`files/${key}`)?.toString()).toBe(raw);
    expect(receipt).toMatchObject({
      topicArn: inbound,
      event: {
        notificationType: 'Received',
        mail: {
          messageId: answer.messageId,
          source: 'rosa@uno.example',
          destination: ['r-1@in.acme.example', 'x@else.example'],
          commonHeaders: { from: ['Rosa <rosa@uno.example>'], subject: 'Re: aviso' },
        },
        receipt: {
          recipients: ['r-1@in.acme.example'],
          spfVerdict: { status: 'GRAY' },
          dkimVerdict: { status: 'PASS' },
          dmarcVerdict: { status: 'FAIL' },
          dmarcPolicy: 'none',
          action: { type: 'S3', bucketName: 'files', objectKey: key, topicArn: inbound },
        },
      },
    });
  });

  it('goes by the envelope, whatever the header says, and may have no sender', async () => {
    await control(provider.url, 'inbound', { raw, recipients: ['acme@IN.acme.example'], from: '' });
    const [receipt] = await received.waitFor(1);
    expect(receipt?.event).toMatchObject({ mail: { source: '' }, receipt: { recipients: ['acme@IN.acme.example'] } });
  });

  it('is refused when it is for nobody here', async () => {
    await expect(control(provider.url, 'inbound', { raw, recipients: ['a@x.in.acme.example'] })).rejects.toThrow('550');
    expect(await received.settle()).toEqual([]);
  });
});

it('publishes what is pending when it stops, and says which port is taken', async () => {
  const other = await start();
  const client = clientOf(other.url);
  await client.send(email('rosa@mail.example'));
  client.destroy();
  await other.stop();
  expect(received.all.map(({ event }) => event.eventType)).toEqual(['Send', 'Delivery']);
  const port = Number(new URL(provider.url).port);
  const second = startEmailProvider({
    port,
    dataDir,
    publish: received.publish,
    log: () => {},
    store: async () => {},
    configurationSets: [],
    receiptRules: [],
  });
  await expect(second).rejects.toThrow(`port ${port} is in use`);
});
