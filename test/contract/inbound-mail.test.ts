/** E-mail of customers on the real table and bucket: C16, D2, F7, F24, I14, I17; reliability §5.6 #110; hostile files. */

import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { InboundOwner } from '#shared/companies/entities.ts';
import { companyMailbox, replyMailbox } from '#shared/companies/mailboxes.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { KeptEvent } from '#shared/messaging/events/entities.ts';
import { EventStore } from '#shared/messaging/events/event-store.ts';
import { inboundMessage } from '#shared/messaging/inbound/inbound-message.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { createMailQueue } from '#shared/messaging/inbound/mail-queue.ts';
import { receiveInbound } from '#shared/messaging/inbound/receive-inbound.ts';
import { Message, type MessageValue, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { htmlKey, inboundToken, tokenOfMessage } from '#shared/messaging/ledger/received-content.ts';
import { withFacts } from '#shared/messaging/ledger/transition.ts';
import { replyAddressOf } from '#shared/messaging/mail/reply-address.ts';
import type { MailSignal } from '#shared/messaging/providers/signals.ts';
import { recordMail } from '../../functions/composition/receiving.ts';
import {
  addressKey,
  type CustomerAnswer,
  contactApi,
  countingLog,
  demoCompany,
  ListClient,
  refOf,
  seedCompanies,
} from '../support/contact-system.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';

const noon = Date.UTC(2026, 10, 20, 12);
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
  const camila = {
    tenant: 'demo',
    userId: 'u1',
    name: 'Camila',
    email: 'camila@demo.example',
    roles: ['advisor' as const],
  };
  await new CompanyStore(engine.table).saveUser(undefined, { ...camila, updatedAt: noon }, signedBySystem(noon));
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  api = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
});

let people = 0;
const person = async () => {
  people += 1;
  const address = { channel: 'email', value: `rosa.${people}@uno.example` } as const;
  return { address, customer: await api.addCustomer([address]) };
};

/** A message that went out to the customer's address. */
const sendTo = async (customer: CustomerAnswer, recipient: string, providerId = `ses-${recipient}`) => {
  const page = await new CustomerStore(engine.table).findPage('demo', customer.customerId);
  if (page === undefined) throw new Error('The customer is not there.');
  const sentAt = noon - 60_000;
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
  const facts = [{ kind: 'accepted', at: sentAt, recordedAt: sentAt } as const];
  const sent = withFacts({ ...message, direction: 'outbound', facts: [], sentAt }, facts, 'accepted');
  await new MessageStore(engine.table).create(sent, undefined);
  return { messageId: sent.messageId, replyTo: replyAddressOf(replyAddresses, sent) };
};

let mails = 0;
const pass = { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'PASS', virus: 'PASS' };

interface Mail {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly headers?: readonly string[];
  readonly body?: readonly string[];
  readonly raw?: Buffer;
  readonly over?: Partial<MailSignal>;
  /** What S3 says when the mail is read. */
  readonly refusal?: Error;
}

const rawOf = ({
  from = 'x@y.example',
  to = mailbox,
  subject = 'Re: Aviso',
  headers = [],
  body = ['', 'Ya pagué'],
}: Mail) => Buffer.from([`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, ...headers, ...body].join('\r\n'));

/** SES puts the mail into the bucket and tells of it. */
const receive = async (mail: Mail, log = countingLog()) => {
  mails += 1;
  const { from = 'x@y.example', to = mailbox, subject = 'Re: Aviso', over = {} } = mail;
  const signal: MailSignal = {
    type: 'mail',
    channel: 'email',
    providerId: `receipt-${mails}`,
    recipients: [to],
    envelopeSender: from,
    shownFrom: from,
    subject,
    verdicts: pass,
    bucket: engine.bucket,
    key: `mail/receipt-${mails}`,
    at: noon,
    ...over,
  };
  const Body = mail.raw ?? rawOf(mail);
  const files = { put: async () => undefined };
  const bucket = createReceivedFiles({ client: engine.s3, bucket: engine.bucket });
  await bucket.write(`mail/receipt-${mails}`, Body, 'application/octet-stream');
  const { refusal } = mail;
  const refused = async (): Promise<never> => {
    throw refusal;
  };
  const received =
    refusal === undefined ? bucket : createReceivedFiles({ client: { send: refused }, bucket: engine.bucket });
  const fetchMedia = async () => 'gone' as const;
  const parts = { table: engine.table, clock, log, addressKey, files, received, fetchMedia, replyAddresses };
  return { outcome: await recordMail(parts)(signal, JSON.stringify(signal)), signal, log };
};

const thread = async (customerId: string): Promise<MessageValue[]> => {
  const { items } = await engine.table.query({ pk: threadPartition('demo', customerId) });
  return items.map((item) => fromItem(Message, item).value).filter(({ direction }) => direction === 'inbound');
};
const contentOf = async (message: MessageValue | undefined) =>
  new InboundStore(engine.table).findContent('demo', tokenOfMessage(message?.messageId ?? '') ?? '');
const unmatched = async (tenant = 'demo') =>
  (
    await api.call<{ items: { from: string; reason: string; unverified: boolean; automatic: boolean; id: string }[] }>(
      'GET /v1/inbound/unmatched?limit=100',
      undefined,
      { tenant },
    )
  ).body.items;
const dndOf = async (customerId: string) =>
  (await api.call<CustomerAnswer>(`GET /v1/customers/${customerId}`)).body.dnd;
const aliveAt = async (value: string) =>
  (await new AddressStateStore(engine.table).find(refOf({ channel: 'email', value })))?.value.aliveAt ?? null;

describe('a mail of a customer', () => {
  it.each([
    ['Thu, 01 Jan 2099 10:00:00 -0300', '2099-01-01T13:00:00.000Z'],
    ['Sat, 01 Jan 2000 10:00:00 +0000', '2000-01-01T10:00:00.000Z'],
    ['anteayer', 'anteayer'],
  ])('is ordered by its receipt, and shows its Date: %s (issue 10, A.2)', async (date, shown) => {
    const { address, customer } = await person();
    await receive({ from: address.value, headers: [`Date: ${date}`] });
    const [message] = await thread(customer.customerId);
    expect(message?.acceptedAt).toBe(noon);
    expect((await contentOf(message))?.date).toBe(shown);
  });

  it('C16 D2 I14: becomes one message with its new words, history folded, also when it is told twice', async () => {
    const { address, customer } = await person();
    const body = ['', 'Ya pagué el viernes.', '', 'El lun, 23 nov 2026, Demo <a@b.example> escribió:', '> Pague'];
    const first = await receive({ from: address.value, body });
    expect(first.outcome).toEqual(['recorded']);
    const again = await receive({ from: address.value, body, over: first.signal });
    expect(again.outcome).toEqual(['duplicate']);
    const [message, ...others] = await thread(customer.customerId);
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      channel: 'email',
      status: 'received',
      subject: 'Re: Aviso',
      body: 'Ya pagué el viernes.',
      recipient: address.value,
      addressId: customer.addresses[0]?.addressId,
      purpose: 'manual',
      unverified: false,
    });
    expect(await contentOf(message)).toMatchObject({
      sender: { address: address.value },
      quoted: 'El lun, 23 nov 2026, Demo <a@b.example> escribió:\n> Pague',
      notices: [],
    });
    expect(await aliveAt(address.value)).toBe(noon);
  });

  it('I14: sent twice by the sender’s server, with one Message-ID, is one message; without one, two', async () => {
    const { address, customer } = await person();
    const headers = [`Message-ID: <m-${address.value}>`];
    await receive({ from: address.value, headers });
    expect((await receive({ from: address.value, headers, over: { at: noon + 9_000 } })).outcome).toEqual([
      'duplicate',
    ]);
    await receive({ from: address.value });
    await receive({ from: address.value });
    expect(await thread(customer.customerId)).toHaveLength(3);
  });

  it('a Message-ID that somebody used before hides no other mail', async () => {
    const { address, customer } = await person();
    const headers = [`Message-ID: <known-${address.value}>`];
    await receive({ from: address.value, headers, body: ['', 'uno'], over: { verdicts: { ...pass, dmarc: 'FAIL' } } });
    await receive({ from: address.value, headers, body: ['', 'dos'] });
    expect(await thread(customer.customerId)).toHaveLength(2);
  });

  it('answers the message whose reply address it came to, and stays with its customer from another address', async () => {
    const { address, customer } = await person();
    const { messageId, replyTo } = await sendTo(customer, address.value);
    expect((await receive({ from: 'trabajo@otra.example', to: replyTo })).outcome).toEqual(['recorded']);
    const [message] = await thread(customer.customerId);
    expect(message).toMatchObject({
      previousMessageId: messageId,
      recipient: 'trabajo@otra.example',
      addressId: null,
      unverified: false,
    });
    const answered = await new MessageStore(engine.table).find('demo', messageId, { consistent: true });
    expect(answered?.value.facts.map(({ kind }) => kind)).toContain('replied');
    // Another address: no sign of life of the customer's.
    expect(await aliveAt(address.value)).toBeNull();
  });

  it('of an address of two customers goes to the one whose message it names, if it is proven', async () => {
    const { address, customer } = await person();
    const other = await api.addCustomer([address]);
    await sendTo(customer, address.value, 'ses-old');
    await sendTo(other, address.value, 'ses-new');
    await receive({ from: address.value, headers: ['In-Reply-To: <ses-old@email.amazonses.com>'] });
    expect(await thread(customer.customerId)).toHaveLength(1);
    expect(await thread(other.customerId)).toEqual([]);
  });

  it.each([
    ['BAJA', 'Re: Aviso'],
    [' Stop. \r\n-- \r\nRosa', 'Re: Aviso'],
    ['', 'baja'],
  ])('F24: %j under %j refuses further mail', async (words, subject) => {
    const { address, customer } = await person();
    await receive({ from: address.value, subject, body: ['', words, '> baja'] });
    expect(await dndOf(customer.customerId)).toMatchObject([{ channel: 'email', source: 'opt_out', scope: 'all' }]);
  });

  it('F24: from another address, by a signed reply address, refuses for the address that was written to', async () => {
    const { address, customer } = await person();
    const { replyTo } = await sendTo(customer, address.value);
    await receive({ from: 'desvio@otra.example', to: replyTo, body: ['', 'baja'] });
    expect(await dndOf(customer.customerId)).toMatchObject([{ channel: 'email', source: 'opt_out' }]);
  });

  it('F24: "no me baja" and a quoted word refuse nothing', async () => {
    const { address, customer } = await person();
    await receive({ from: address.value, body: ['', 'no me baja la cuenta', '', '> baja'] });
    expect(await dndOf(customer.customerId)).toEqual([]);
  });
});

describe('#110: what is not proven does nothing beside being there', () => {
  const fails = { verdicts: { ...pass, dmarc: 'FAIL' } };

  it('DMARC fails: shown as unverified, no sign of life, no opt-out, no answer', async () => {
    const { address, customer } = await person();
    const { messageId, replyTo } = await sendTo(customer, address.value);
    await receive({ from: address.value, body: ['', 'baja'], over: fails });
    await receive({ from: address.value, to: replyTo, body: ['', 'stop'], over: fails });
    const messages = await thread(customer.customerId);
    expect(messages.map(({ unverified }) => unverified)).toEqual([true, true]);
    expect(await dndOf(customer.customerId)).toEqual([]);
    expect(await aliveAt(address.value)).toBeNull();
    const answered = await new MessageStore(engine.table).find('demo', messageId, { consistent: true });
    expect(answered?.value.facts.map(({ kind }) => kind)).toEqual(['accepted']);
  });

  it("two readers see two senders: not the customer's word", async () => {
    const { address, customer } = await person();
    await receive({ from: address.value, over: { shownFrom: 'otro@dos.example' } });
    expect(await thread(customer.customerId)).toMatchObject([{ unverified: true }]);
  });

  it.each([
    ['a user of the company', 'camila@demo.example'],
    ["the company's own sender", demoCompany.senders.email?.fromAddress ?? ''],
    ['an address of ours', mailbox],
  ])('%s is never taken for the customer, whatever address it came to', async (_what, from) => {
    const { address, customer } = await person();
    const { replyTo } = await sendTo(customer, address.value);
    await receive({ from, to: replyTo, subject: address.value, over: fails });
    expect(await thread(customer.customerId)).toEqual([]);
    const found = (await unmatched()).filter((one) => one.from === from);
    expect(found[0]).toMatchObject({ reason: 'OWN_ADDRESS', unverified: true });
  });

  it('I17: a reply address of another company, or with a wrong signature, binds to nothing', async () => {
    const { address, customer } = await person();
    const { messageId } = await sendTo(customer, address.value);
    const genuine = replyAddressOf(replyAddresses, { tenant: 'demo', messageId });
    const foreign = replyAddressOf(replyAddresses, { tenant: 'acme', messageId });
    const forged = replyAddressOf({ ...replyAddresses, key: 'guess' }, { tenant: 'demo', messageId });
    // The mailbox of one company, the rest of the other's address.
    const mixed = foreign.slice(0, 11) + genuine.slice(11);
    for (const to of [foreign, forged, mixed]) await receive({ from: address.value, to });
    expect(await thread(customer.customerId)).toEqual([]);
    expect((await unmatched()).filter(({ from }) => from === address.value)).toMatchObject([
      { reason: 'REPLY_ADDRESS_REFUSED', unverified: true },
    ]);
    const acme = (await unmatched('acme')).filter(({ from }) => from === address.value);
    expect(acme.map(({ reason }) => reason).toSorted()).toEqual(['REPLY_ADDRESS_REFUSED', 'UNKNOWN_SENDER']);
  });

  it('a mail to two companies is one message for each, and neither knows of the other', async () => {
    const { address, customer } = await person();
    const acmeBox = companyMailbox('acme', replyAddresses.domain);
    const { outcome } = await receive({ from: address.value, over: { recipients: [mailbox, acmeBox] } });
    expect(outcome).toEqual(['recorded', 'unmatched']);
    expect(await thread(customer.customerId)).toHaveLength(1);
  });
});

describe('#110: automatic mail', () => {
  it('is recorded as automatic, and neither answers, nor lives, nor refuses', async () => {
    const { address, customer } = await person();
    const { messageId, replyTo } = await sendTo(customer, address.value);
    await receive({ from: address.value, to: replyTo, headers: ['Auto-Submitted: auto-replied'], body: ['', 'baja'] });
    expect(await thread(customer.customerId)).toMatchObject([{ purpose: 'automatic' }]);
    expect(await dndOf(customer.customerId)).toEqual([]);
    expect(await aliveAt(address.value)).toBeNull();
    const answered = await new MessageStore(engine.table).find('demo', messageId, { consistent: true });
    expect(answered?.value.facts.map(({ kind }) => kind)).not.toContain('replied');
  });

  it('a delivery status by mail is no message of anybody', async () => {
    const { address, customer } = await person();
    const headers = ['Content-Type: multipart/report; report-type=delivery-status; boundary=x'];
    const { outcome } = await receive({ from: address.value, headers, over: { envelopeSender: '' } });
    expect(outcome).toEqual([]);
    expect(await thread(customer.customerId)).toEqual([]);
  });
});

describe('mail of programs that say it in no header of RFC 3834', () => {
  it.each([
    ['an absence', ['X-Autoresponder: once a day'], 'Respuesta automática: Aviso', ['', 'Estoy fuera. Baja']],
    [
      'a postmaster without a report',
      [],
      'Undelivered Mail Returned to Sender',
      ['', 'This is the mail system at host mx1.'],
    ],
  ])('%s is shown in its conversation, and proves nothing', async (_name, headers, subject, body) => {
    const { address, customer } = await person();
    const { messageId, replyTo } = await sendTo(customer, address.value);
    await receive({ from: address.value, to: replyTo, headers, subject, body });
    expect(await thread(customer.customerId)).toMatchObject([{ purpose: 'automatic', subject }]);
    expect(await dndOf(customer.customerId)).toEqual([]);
    expect(await aliveAt(address.value)).toBeNull();
    const answered = await new MessageStore(engine.table).find('demo', messageId, { consistent: true });
    expect(answered?.value.facts.map(({ kind }) => kind)).not.toContain('replied');
  });
});

it('an answer above a mail of ours that calls itself automatic is a person’s', async () => {
  const { address, customer } = await person();
  const { messageId, replyTo } = await sendTo(customer, address.value);
  const history = [
    'El mar, 17 nov 2026 a las 10:30, Cobranzas (<avisos@demo.example>) escribió:',
    '> Este es un mensaje automático, por favor no responda este correo.',
  ];
  await receive({ from: address.value, to: replyTo, headers: [], body: ['', 'Pagué el lunes', '', ...history] });
  expect(await thread(customer.customerId)).toMatchObject([{ purpose: 'manual', body: 'Pagué el lunes' }]);
  const answered = await new MessageStore(engine.table).find('demo', messageId, { consistent: true });
  expect(answered?.value.facts.map(({ kind }) => kind)).toContain('replied');
});

describe('#110: mail that is hard to read', () => {
  const kept = async () => {
    const { items } = await engine.table.query({ pk: 'SYS#EVENTS#2026-11-20' });
    return items.map((item) => fromItem(KeptEvent, item).value);
  };

  it('HTML only: text for people, the HTML kept as it is, for a sandbox', async () => {
    const { address, customer } = await person();
    const html = '<p>Ya pagu&eacute;</p><script>alert(1)</script><blockquote>Pague</blockquote>';
    await receive({ from: address.value, headers: ['Content-Type: text/html; charset=utf-8'], body: ['', html] });
    const [message] = await thread(customer.customerId);
    expect(message?.body).toBe('Ya pagué');
    expect(await contentOf(message)).toMatchObject({ hasHtml: true, quoted: '> Pague' });
    const Key = htmlKey('demo', tokenOfMessage(message?.messageId ?? '') ?? '');
    const file = await engine.s3.send(new GetObjectCommand({ Bucket: engine.bucket, Key }));
    expect(await file.Body?.transformToString()).toContain(html);
    // Never as a page, should anybody get at it.
    expect(file.ContentType).toContain('text/plain');
  });

  it('50 MB: a notice in place of the words, the raw mail kept', async () => {
    const { address, customer } = await person();
    const raw = Buffer.concat([rawOf({ from: address.value }), Buffer.alloc(50 * 1_048_576, 'x')]);
    await receive({ from: address.value, raw });
    const [message] = await thread(customer.customerId);
    expect(message).toMatchObject({ subject: 'Re: Aviso', preview: expect.stringContaining('demasiado grande') });
    expect(await contentOf(message)).toMatchObject({ notices: ['MAIL_TOO_LARGE'] });
    expect(message?.attachments).toMatchObject([
      { fileName: 'correo-original.eml', contentType: 'message/rfc822', size: raw.length },
    ]);
  }, 60_000);

  it('2 MB of blank lines: said to be too large, with the mail as it came to download, and refuses nothing (issue 10, A1)', async () => {
    const { address, customer } = await person();
    const subject = 'BAJA';
    const raw = Buffer.concat([
      rawOf({ from: address.value, subject, body: ['', ''] }),
      Buffer.alloc(2_097_152, '\r\n'),
    ]);
    expect((await receive({ from: address.value, subject, raw })).outcome).toEqual(['recorded']);
    const [message] = await thread(customer.customerId);
    expect(message).toMatchObject({ preview: expect.stringContaining('demasiado grande'), unverified: false });
    expect(await contentOf(message)).toMatchObject({ notices: ['MAIL_TOO_LARGE'], refused: [] });
    const [original] = message?.attachments ?? [];
    expect(original).toMatchObject({ fileName: 'correo-original.eml', size: raw.length });
    const Key = `attachments/demo/${original?.attachmentId}/correo-original.eml`;
    const file = await engine.s3.send(new GetObjectCommand({ Bucket: engine.bucket, Key }));
    expect(raw.equals((await file.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    const { body } = await api.call<{ dnd: unknown[] }>(`GET /v1/customers/${customer.customerId}`);
    expect(body.dnd).toEqual([]);
  }, 60_000);

  it('too large, and with a virus: not even the original is to be had', async () => {
    const { address, customer } = await person();
    const raw = Buffer.concat([rawOf({ from: address.value, body: ['', ''] }), Buffer.alloc(262_144, '\n')]);
    await receive({ from: address.value, raw, over: { verdicts: { ...pass, virus: 'FAIL' } } });
    const [message] = await thread(customer.customerId);
    expect(message?.attachments).toEqual([]);
    expect(await contentOf(message)).toMatchObject({
      notices: ['MAIL_TOO_LARGE', 'VIRUS'],
      refused: [{ fileName: 'correo-original.eml', reason: 'VIRUS' }],
    });
  });

  it('no mail at all: what SES read of it, with a notice, and the bytes to download', async () => {
    const { address, customer } = await person();
    await receive({ from: address.value, subject: 'Pago', raw: Buffer.from('\r\nhola') });
    const [message] = await thread(customer.customerId);
    expect(message).toMatchObject({ subject: 'Pago', attachments: [{ fileName: 'correo-original.eml' }] });
    expect(await contentOf(message)).toMatchObject({ notices: ['MAIL_UNREADABLE'] });
  });

  it('a header without end: what SES read of it, with a notice', async () => {
    const { address, customer } = await person();
    const raw = Buffer.from(`X-Big: ${'x'.repeat(400_000)}\r\n\r\nhola`);
    await receive({ from: address.value, subject: 'Pago', raw });
    const [message] = await thread(customer.customerId);
    expect(message).toMatchObject({ subject: 'Pago', unverified: true });
    expect(await contentOf(message)).toMatchObject({ notices: ['MAIL_TOO_LARGE'] });
  });

  it('that cannot be read for now comes again, and is then taken in (I15)', async () => {
    const { address, customer } = await person();
    const denied = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
    await expect(receive({ from: address.value, refusal: denied })).rejects.toThrow('Access Denied');
    expect(await thread(customer.customerId)).toEqual([]);
    await receive({ from: address.value });
    expect(await thread(customer.customerId)).toHaveLength(1);
  });

  it('gone, in another bucket, or for nobody: kept as an event, told to the operator', async () => {
    for (const [reason, over] of [
      ['MAIL_MISSING', { key: 'mail/none' }],
      ['MAIL_ELSEWHERE', { key: 'reports/acme/x.csv' }],
      ['MAIL_ELSEWHERE', { bucket: 'other' }],
      ['DESTINATION_UNKNOWN', { recipients: ['nadie@in.contacta.example'] }],
    ] as const) {
      const { outcome, signal, log } = await receive({ over });
      expect([outcome, log.counted]).toEqual([['quarantined'], ['InboundQuarantined']]);
      const eventId = inboundToken('email', signal.providerId);
      expect((await kept()).find((event) => event.eventId === eventId)).toMatchObject({ kind: 'QUARANTINED', reason });
    }
  });
});

describe('an answer from an address that nobody has (issue 11, line 7)', () => {
  const stranger = () => `otra.${mails}@casa.example`;
  const sentTo = async () => {
    const { address, customer } = await person();
    const providerId = `0100-${customer.customerId}`;
    const { messageId } = await sendTo(customer, address.value, providerId);
    return { address, customer, messageId, name: `<${providerId}@email.amazonses.com>`, providerId };
  };

  it.each<readonly [string, (name: string) => readonly string[]]>([
    ['In-Reply-To', (name) => [`In-Reply-To: ${name}`]],
    ['References', (name) => [`References: <x@y.example> ${name}`]],
    [
      'References among later mails of others',
      (name) => [`References: ${name} <a@b.example>`, 'In-Reply-To: <a@b.example>'],
    ],
    ['a folded header', (name) => ['References: <x@y.example>', ` ${name}`]],
    ['the name of another region', (name) => [`In-Reply-To: ${name.replace('email.', 'us-west-2.')}`]],
  ])('by %s comes to the conversation, unverified, and proves nothing', async (_what, headers) => {
    const { address, customer, messageId, name } = await sentTo();
    const from = stranger();
    const mail = { from, headers: [...headers(name)], body: ['', 'BAJA'] };
    const first = await receive(mail);
    expect(first.outcome).toEqual(['recorded']);
    expect((await receive({ ...mail, over: first.signal })).outcome).toEqual(['duplicate']);
    const [message, ...others] = await thread(customer.customerId);
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      recipient: from,
      addressId: null,
      unverified: true,
      previousMessageId: messageId,
    });
    expect(await contentOf(message)).toMatchObject({ notices: ['ADDRESS_UNKNOWN'] });
    expect(await aliveAt(address.value)).toBeNull();
    const answered = await new MessageStore(engine.table).find('demo', messageId, { consistent: true });
    expect(answered?.value.facts.some(({ kind }) => kind === 'replied')).toBe(false);
    const { body } = await api.call<{ dnd: unknown[] }>(`GET /v1/customers/${customer.customerId}`);
    expect(body.dnd).toEqual([]);
  });

  it('is nobody’s where the name is of no message, of a message of another company, or the mail is spam', async () => {
    const { customer, name } = await sentTo();
    const cases: readonly Mail[] = [
      { headers: ['In-Reply-To: <0100-none@email.amazonses.com>'] },
      { headers: [`In-Reply-To: ${name.replace('amazonses.com', 'uno.example')}`] },
      { headers: [`In-Reply-To: ${name}`], to: companyMailbox('acme', replyAddresses.domain) },
      { headers: [`In-Reply-To: ${name}`], over: { verdicts: { ...pass, spam: 'FAIL' } } },
    ];
    for (const mail of cases) expect((await receive({ from: stranger(), ...mail })).outcome).toEqual(['unmatched']);
    expect(await thread(customer.customerId)).toEqual([]);
  });

  it('from another customer’s address is that customer’s', async () => {
    const { customer, name } = await sentTo();
    const other = await person();
    await receive({ from: other.address.value, headers: [`In-Reply-To: ${name}`] });
    expect(await thread(customer.customerId)).toEqual([]);
    expect(await thread(other.customer.customerId)).toMatchObject([{ unverified: false }]);
  });
});

describe('files of a mail', () => {
  const part = (name: string, bytes: Buffer | string, type = 'application/pdf'): string[] => [
    '--b',
    `Content-Type: ${type}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(bytes).toString('base64'),
  ];
  const withFiles = (...parts: string[][]) => ({
    headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
    body: ['', '--b', 'Content-Type: text/plain', '', 'Adjunto', ...parts.flat(), '--b--', ''],
  });
  const pdf = '%PDF-1.7\n1 0 obj';

  it('keeps what is on the list, and lists what is not with its reason', async () => {
    const { address, customer } = await person();
    const parts = withFiles(
      part('comprobante.pdf', pdf),
      part('foto.jpg', Buffer.concat([Buffer.from('MZ\u0090\u0000', 'latin1'), Buffer.alloc(200)]), 'image/jpeg'),
      part('pagina.html', '<html><script>alert(1)</script>', 'text/plain'),
      part('logo.svg', '<svg onload="alert(1)"/>', 'image/png'),
      part('vacio.pdf', ''),
    );
    await receive({ from: address.value, ...parts });
    const [message] = await thread(customer.customerId);
    expect(message?.attachments).toMatchObject([
      { fileName: 'comprobante.pdf', contentType: 'application/pdf', size: pdf.length },
    ]);
    expect((await contentOf(message))?.refused).toEqual([
      { fileName: 'foto.jpg', size: 204, reason: 'TYPE_NOT_ALLOWED' },
      { fileName: 'pagina.html', size: 31, reason: 'TYPE_NOT_ALLOWED' },
      { fileName: 'logo.svg', size: 24, reason: 'TYPE_NOT_ALLOWED' },
      { fileName: 'vacio.pdf', size: 0, reason: 'EMPTY' },
    ]);
    const prefix = `attachments/demo/${message?.attachments[0]?.attachmentId}/`;
    const { Contents = [] } = await engine.s3.send(new ListObjectsV2Command({ Bucket: engine.bucket, Prefix: prefix }));
    expect(Contents).toHaveLength(1);
  });

  it('keeps 20 of 25, and none above 25 MB', async () => {
    const { address, customer } = await person();
    const many = Array.from({ length: 25 }, (_, i) => part(`${i}.pdf`, pdf));
    await receive({ from: address.value, ...withFiles(...many) });
    const big = Buffer.concat([Buffer.from(pdf), Buffer.alloc(26 * 1_048_576)]);
    await receive({ from: address.value, ...withFiles(part('grande.pdf', big)), over: { at: noon + 1 } });
    const [first, second] = await thread(customer.customerId);
    expect(first?.attachments).toHaveLength(20);
    expect((await contentOf(first))?.refused.map(({ reason }) => reason)).toEqual(Array(5).fill('TOO_MANY'));
    expect(second?.attachments).toEqual([]);
    expect((await contentOf(second))?.refused).toMatchObject([{ fileName: 'grande.pdf', reason: 'TOO_LARGE' }]);
  }, 60_000);

  it.each(['virus', 'spam'] as const)('keeps none of a mail that SES says has %s', async (what) => {
    const { address, customer } = await person();
    const over = { verdicts: { ...pass, [what]: 'FAIL' } };
    await receive({ from: address.value, ...withFiles(part('comprobante.pdf', pdf)), over });
    const [message] = await thread(customer.customerId);
    expect(message?.attachments).toEqual([]);
    const reason = what.toUpperCase();
    expect(await contentOf(message)).toMatchObject({ notices: [reason], refused: [{ reason }] });
  });

  it('go along when a person says whose the mail is (D13)', async () => {
    const from = 'nueva@otra.example';
    await receive({ from, ...withFiles(part('comprobante.pdf', pdf)) });
    const [found] = (await unmatched()).filter((one) => one.from === from);
    const { customer } = await person();
    const path = `POST /v1/inbound/unmatched/${found?.id}/assign`;
    expect((await api.call(path, { customerId: customer.customerId })).status).toBe(200);
    expect(await thread(customer.customerId)).toMatchObject([
      { subject: 'Re: Aviso', recipient: from, attachments: [{ fileName: 'comprobante.pdf' }] },
    ]);
  });
});

describe('a receipt on the topic of text messages (issue 10, A1)', () => {
  it('is passed on, as it came, to the queue of mail', async () => {
    const { QueueUrl = '' } = await engine.sqs.send(new CreateQueueCommand({ QueueName: 'inbound-mail' }));
    const body = JSON.stringify({
      notificationType: 'Received',
      mail: { messageId: 'ses-1', source: 'rosa@uno.example', commonHeaders: { from: ['rosa@uno.example'] } },
      receipt: { recipients: [mailbox], action: { type: 'S3', bucketName: 'files', objectKey: 'mail/ses-1' } },
    });
    const log = countingLog();
    await receiveInbound(
      {
        recordInbound: async () => expect.unreachable('a mail is no text message'),
        recordMail: createMailQueue(engine.sqs, QueueUrl),
        events: new EventStore(engine.table, { put: async () => undefined }),
        log,
      },
      body,
      noon,
    );
    const { Messages = [] } = await engine.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages.map(({ Body }) => Body)).toEqual([body]);
  });
});
