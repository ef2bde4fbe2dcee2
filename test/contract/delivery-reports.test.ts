/** Reports of mail servers that arrive as mail, on the real table and bucket (ADR 48; issue 11, lines 1 and 2). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { InboundOwner } from '#shared/companies/entities.ts';
import { companyMailbox, replyMailbox } from '#shared/companies/mailboxes.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { applySignal } from '#shared/messaging/events/apply-signal.ts';
import { inboundMessage } from '#shared/messaging/inbound/inbound-message.ts';
import { Message, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { foldStatus } from '#shared/messaging/ledger/status.ts';
import { accepted, claimed } from '#shared/messaging/ledger/transition.ts';
import { replyAddressOf } from '#shared/messaging/mail/reply-address.ts';
import { parseSesEvent } from '#shared/messaging/providers/email/ses-events.ts';
import type { DeliverySignal, MailSignal } from '#shared/messaging/providers/signals.ts';
import { signals } from '../../functions/composition/messaging.ts';
import { recordMail } from '../../functions/composition/receiving.ts';
import {
  addressKey,
  contactApi,
  countingLog,
  demoCompany,
  ListClient,
  seedCompanies,
} from '../support/contact-system.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;
const clock = { now: () => noon + 5_000 };
const replyAddresses = { domain: 'in.contacta.example', key: 'reply-key' };
const mailbox = companyMailbox('demo', replyAddresses.domain);

let engine: DeliveryEngines;
let api: ReturnType<typeof contactApi>;
beforeAll(async () => {
  engine = await startDeliveryEngines();
  await seedCompanies(engine.table);
  for (const tenant of ['demo', 'acme']) {
    for (const ours of [companyMailbox(tenant, replyAddresses.domain), replyMailbox(tenant, replyAddresses.domain)]) {
      await engine.table.put(InboundOwner, { channel: 'email', ours, tenant }, 'any');
    }
  }
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
});

const ground = () => ({ table: engine.table, clock, log: countingLog(), addressKey });

let sent = 0;
/** A message that SES took, to a customer of its own. */
const sendMessage = async (sentAt = noon - 60_000) => {
  sent += 1;
  const recipient = `rosa.${sent}@uno.example`;
  const customer = await api.addCustomer([{ channel: 'email', value: recipient }]);
  const page = await new CustomerStore(engine.table).findPage('demo', customer.customerId);
  if (page === undefined) throw new Error('The customer is not there.');
  const providerId = `0100-report-${sent}-${newId(sentAt).toLowerCase()}`;
  const { message } = inboundMessage({
    company: demoCompany,
    customer: page.customer.value,
    segment: 'Sin deuda',
    channel: 'email',
    providerId,
    token: newId(sentAt).slice(10),
    at: sentAt,
    now: sentAt,
    sender: recipient,
    addressId: customer.addresses[0]?.addressId ?? null,
    text: 'Le recordamos su cuota',
    answeredId: null,
  });
  const draft = { ...message, direction: 'outbound' as const, facts: [], sentAt: null, providerId: null };
  const taken = claimed(draft, { epoch: 0, accountId: undefined }, sentAt);
  const out = accepted(taken, { providerId, at: sentAt, recordedAt: sentAt, timeZone: 'America/Santiago' });
  await new MessageStore(engine.table).create(out, undefined);
  const { messageId } = out;
  return {
    recipient,
    customerId: customer.customerId,
    messageId,
    providerId,
    replyTo: replyAddressOf(replyAddresses, out),
  };
};
type Sent = Awaited<ReturnType<typeof sendMessage>>;

interface Report {
  readonly to?: string;
  readonly from?: string;
  readonly subject?: string;
  readonly headers: readonly string[];
  readonly body: readonly string[];
  readonly over?: Partial<MailSignal>;
}

let mails = 0;
const receive = async ({ to = mailbox, from = 'mailer-daemon@uno.example', over = {}, ...mail }: Report) => {
  mails += 1;
  const { subject = 'Undelivered Mail Returned to Sender', headers, body } = mail;
  const key = over.key ?? `mail/report-${mails}`;
  const signal: MailSignal = {
    type: 'mail',
    channel: 'email',
    providerId: `report-${mails}`,
    recipients: [to],
    envelopeSender: '',
    shownFrom: from,
    subject,
    verdicts: { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'PASS', virus: 'PASS' },
    bucket: engine.bucket,
    key,
    at: noon,
    ...over,
  };
  const received = createReceivedFiles({ client: engine.s3, bucket: engine.bucket });
  const raw = [`From: MTA <${from}>`, `To: ${to}`, `Subject: ${subject}`, ...headers, '', ...body].join('\r\n');
  await received.write(key, Buffer.from(raw), 'application/octet-stream');
  const files = { put: async () => undefined };
  const parts = { ...ground(), files, received, fetchMedia: async () => 'gone' as const, replyAddresses };
  return { outcome: await recordMail(parts)(signal, JSON.stringify(signal)), signal };
};

interface Fields {
  readonly final?: string;
  readonly original?: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly returned?: string;
}

/** RFC 3464, as Postfix and Exchange write it. */
const dsn = (
  fields: Fields,
  words = 'This is the mail system at host mx.uno.example.',
): Pick<Report, 'headers' | 'body'> => ({
  headers: ['MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'],
  body: [
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    words,
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.uno.example',
    '',
    ...(fields.original === undefined ? [] : [`Original-Recipient: rfc822;${fields.original}`]),
    `Final-Recipient: rfc822; ${fields.final}`,
    `Action: ${fields.action ?? 'failed'}`,
    `Status: ${fields.status ?? '5.1.1'}`,
    ...(fields.diagnostic === undefined ? [] : [`Diagnostic-Code: ${fields.diagnostic}`]),
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    ...(fields.returned === undefined ? ['Subject: Aviso'] : [`Message-ID: <${fields.returned}@email.amazonses.com>`]),
    '',
    '--b--',
    '',
  ],
});

const notFound = 'smtp; 550 5.1.1 <x>: Recipient address rejected: User unknown in virtual mailbox table';
const postfix = ({ recipient, providerId }: Sent, fields: Fields = {}) =>
  dsn({ final: recipient, original: recipient, diagnostic: notFound, returned: providerId, ...fields });

const exim = ({ recipient, providerId }: Sent, answer: readonly string[], header: readonly string[] = []) => ({
  headers: ['Auto-Submitted: auto-replied', ...header],
  subject: 'Mail delivery failed: returning message to sender',
  body: [
    'This message was created automatically by mail delivery software.',
    '',
    'A message that you sent could not be delivered to one or more of its',
    'recipients. This is a permanent error. The following address(es) failed:',
    '',
    `  ${recipient}`,
    ...answer,
    '',
    '------ This is a copy of the message, including all the headers. ------',
    '',
    'Return-path: <cobranza@demo.example>',
    `Message-ID: <${providerId}@email.amazonses.com>`,
    'Subject: Aviso',
    '',
    'Le recordamos su cuota',
  ],
});

/** How the message and its address stand. */
const standingOf = async ({ messageId, customerId }: Sent) => {
  const message = await new MessageStore(engine.table).find('demo', messageId, { consistent: true });
  if (message === undefined) throw new Error('The message is gone.');
  const { facts, phase, status } = message.value;
  const { body } = await api.call<{
    addresses: { alert: { reason: string } | null; softFailures: number }[];
  }>(`GET /v1/customers/${customerId}`);
  const [address] = body.addresses;
  return {
    status,
    failure: foldStatus(facts, phase).failure,
    failures: facts.filter(({ kind }) => kind === 'failed').length,
    alert: address?.alert?.reason ?? null,
    softFailures: address?.softFailures,
    revision: message.revision,
  };
};

const untouched = { status: 'sent', failure: null, failures: 0, alert: null, softFailures: 0 };

const apply = (signal: DeliverySignal) => applySignal(signals(ground()), signal);
const delivered = ({ providerId, recipient }: Sent) =>
  apply({
    type: 'progress',
    channel: 'email',
    tags: {},
    providerId,
    recipient,
    kind: 'delivered',
    at: noon - 30_000,
    proofOfLife: true,
  });

describe('a report that shows to have seen the message', () => {
  it('Postfix 5.1.1 to the signed address: failed also after it was delivered, and an alert at once', async () => {
    const message = await sendMessage();
    await delivered(message);
    const { outcome } = await receive({ to: message.replyTo, ...postfix(message) });
    expect(outcome).toEqual(['recorded']);
    expect(await standingOf(message)).toMatchObject({
      status: 'failed',
      failure: { class: 'HARD', code: 'Report/5.1.1', diagnostic: expect.stringContaining('User unknown') },
      alert: 'ADDRESS_NOT_FOUND',
    });
    const { items } = await engine.table.query({ pk: threadPartition('demo', message.customerId) });
    const shown = items.map((item) => fromItem(Message, item).value).filter(({ direction }) => direction === 'inbound');
    expect(shown).toMatchObject([{ purpose: 'automatic' }]);
  });

  it('the same with the Message-ID alone: failed, one failure of the address, no alert', async () => {
    const message = await sendMessage();
    const { outcome } = await receive(postfix(message));
    expect(outcome).toEqual([]);
    expect(await standingOf(message)).toMatchObject({
      status: 'failed',
      failure: { class: 'SOFT', code: 'Report/5.1.1' },
      alert: null,
      softFailures: 1,
    });
  });

  it.each<readonly [string, (message: Sent) => Omit<Report, 'to'>, Readonly<Record<string, unknown>>]>([
    [
      'Exchange: mailbox full',
      ({ recipient }) => ({
        from: 'postmaster@uno.example',
        subject: 'No se puede entregar: Aviso',
        ...dsn(
          {
            final: recipient,
            status: '5.2.2',
            diagnostic: 'smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException',
          },
          'El buzón del destinatario está lleno.',
        ),
      }),
      { failure: { class: 'SOFT', code: 'Report/5.2.2' }, alert: null, softFailures: 1 },
    ],
    [
      'Exim, whose words name an unknown user without an enhanced code',
      (message) => exim(message, ['    SMTP error from remote mail server after RCPT TO: 550 unknown user']),
      { failure: { class: 'HARD', code: 'Report/General' }, alert: 'ADDRESS_NOT_FOUND' },
    ],
    [
      'Exim by its header, whose words say that the sender is refused',
      (message) =>
        exim(message, ['    550 sender IP is listed at a blacklist'], [`X-Failed-Recipients: ${message.recipient}`]),
      { failure: { class: 'SENDER' }, alert: null, softFailures: 0 },
    ],
    [
      'qmail without a cause that is understood',
      ({ recipient }) => ({
        headers: [],
        subject: 'failure notice',
        body: [
          'Hi. This is the qmail-send program at uno.example.',
          "I'm afraid I wasn't able to deliver your message to the following addresses.",
          `<${recipient}>:`,
          'Sorry, it did not work out.',
          '--- Below this line is a copy of the message.',
        ],
      }),
      { failure: { class: 'SOFT' }, alert: null, softFailures: 1 },
    ],
    [
      'Gmail: gave up after days of waiting',
      ({ recipient }) =>
        dsn({
          final: recipient,
          status: '4.4.1',
          diagnostic: 'smtp; The recipient server did not accept our requests to connect.',
        }),
      { failure: { class: 'SOFT' }, alert: null, softFailures: 1 },
    ],
    [
      'the mailbox to which the address forwards does not exist',
      ({ recipient }) => dsn({ final: 'otra@dos.example', original: recipient, diagnostic: notFound }),
      { failure: { class: 'SOFT' }, alert: null, softFailures: 1 },
    ],
    [
      'an original recipient as RFC 3461 writes it',
      ({ recipient }) => dsn({ final: recipient.replace('.', '+2E'), diagnostic: notFound }),
      { failure: { class: 'HARD' }, alert: 'ADDRESS_NOT_FOUND' },
    ],
  ])('%s', async (_what, report, expected) => {
    const message = await sendMessage();
    await receive({ ...report(message), to: message.replyTo });
    expect(await standingOf(message)).toMatchObject({ status: 'failed', ...expected });
  });

  it('told twice, by two servers, and by SES as well, in any order, is one failure', async () => {
    const bounce = ({ providerId, recipient }: Sent): DeliverySignal => {
      const { signals: parsed } = parseSesEvent(
        {
          eventType: 'Bounce',
          mail: { messageId: providerId, destination: [recipient], timestamp: new Date(noon - 60_000).toISOString() },
          bounce: {
            bounceType: 'Transient',
            bounceSubType: 'MailboxFull',
            timestamp: new Date(noon - 50_000).toISOString(),
            feedbackId: 'f',
            bouncedRecipients: [{ emailAddress: recipient, action: 'failed', status: '5.2.2' }],
          },
        },
        noon,
      );
      return parsed[0] as DeliverySignal;
    };
    for (const sesFirst of [true, false]) {
      const message = await sendMessage();
      if (sesFirst) expect(await apply(bounce(message))).toBe('applied');
      const first = await receive({
        to: message.replyTo,
        ...postfix(message, { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 mailbox full' }),
      });
      const { revision } = await standingOf(message);
      await receive({
        to: message.replyTo,
        ...postfix(message, { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 mailbox full' }),
        over: first.signal,
      });
      await receive({
        to: message.replyTo,
        ...postfix(message, { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 mailbox full' }),
        over: { at: noon + day },
      });
      expect((await standingOf(message)).revision).toBe(revision);
      if (!sesFirst) expect(await apply(bounce(message))).toBe('applied');
      expect(await standingOf(message)).toMatchObject({
        status: 'failed',
        failure: { class: 'SOFT' },
        alert: null,
        softFailures: 1,
      });
    }
  });
});

describe('a report that is believed for nothing', () => {
  it.each<readonly [string, (message: Sent) => Report]>([
    ['a delay', (message) => ({ to: message.replyTo, ...postfix(message, { action: 'delayed', status: '4.4.1' }) })],
    [
      'a delivery',
      (message) => ({ to: message.replyTo, ...postfix(message, { action: 'delivered', status: '2.0.0' }) }),
    ],
    [
      'a delay in words',
      (message) => {
        const report = exim(message, [
          '    host mx.uno.example: connection refused',
          'No action is required on your part.',
        ]);
        return { ...report, to: message.replyTo, subject: 'Warning: message 1abc delayed 24 hours' };
      },
    ],
    [
      'of another recipient',
      (message) => ({
        to: message.replyTo,
        ...postfix(message, { final: 'otra@uno.example', original: 'otra@uno.example' }),
      }),
    ],
    [
      'in words, of an address that ends alike',
      (message) => ({
        ...exim({ ...message, recipient: `a${message.recipient}` }, ['    550 unknown user']),
        to: message.replyTo,
      }),
    ],
    ['with the name of no message', (message) => postfix(message, { returned: '0100-guessed' })],
    ['without name or signed address', ({ recipient }) => dsn({ final: recipient, diagnostic: notFound })],
    [
      'with a forged signature',
      (message) => ({
        to: replyAddressOf({ ...replyAddresses, key: 'guess' }, { tenant: 'demo', messageId: message.messageId }),
        ...postfix(message),
      }),
    ],
    [
      'at the mailbox of another company',
      (message) => ({ to: companyMailbox('acme', replyAddresses.domain), ...postfix(message) }),
    ],
    [
      'in a mail that is spam',
      (message) => ({
        to: message.replyTo,
        ...postfix(message),
        over: { verdicts: { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'FAIL', virus: 'PASS' } },
      }),
    ],
    [
      'later than thirty days',
      (message) => ({ to: message.replyTo, ...postfix(message), over: { at: noon + 31 * day } }),
    ],
    [
      'of a complaint',
      ({ recipient, replyTo }) => ({
        to: replyTo,
        headers: ['Content-Type: multipart/report; report-type=feedback-report; boundary=b'],
        body: [
          '--b',
          '',
          `Delivery failed: ${recipient} 550 unknown user`,
          '--b',
          'Content-Type: message/feedback-report',
          '',
          'Feedback-Type: abuse',
          '',
          '--b--',
        ],
      }),
    ],
    [
      'that a person writes',
      (message) => ({
        from: message.recipient,
        subject: 'Re: Aviso',
        headers: [],
        body: [`${message.recipient} 550 5.1.1 user unknown`],
        to: message.replyTo,
        over: { envelopeSender: message.recipient },
      }),
    ],
  ])('%s', async (_what, report) => {
    const message = await sendMessage();
    await receive(report(message));
    const { revision: _revision, status, ...rest } = await standingOf(message);
    expect({ ...rest, status }).toEqual(untouched);
  });
});
