/** E-mail of customers on the real table and bucket: C16, D2, F7, F24, I14, I17; reliability §5.6 #110; hostile files. */
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { InboundOwner } from '#shared/companies/entities.ts';
import { companyMailbox, replyMailbox } from '#shared/companies/mailboxes.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import type { MailSignal } from '#shared/messaging/channels/signals.ts';
import { KeptEvent, Message, type MessageValue, threadPartition } from '#shared/messaging/entities.ts';
import { htmlKey, inboundToken, tokenOfMessage } from '#shared/messaging/inbound/entities.ts';
import { inboundMessage } from '#shared/messaging/inbound/inbound-message.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { replyAddressOf } from '#shared/messaging/mail/reply-address.ts';
import { MessageStore } from '#shared/messaging/message-store.ts';
import { createReceivedFiles } from '#shared/messaging/received-files.ts';
import { withFacts } from '#shared/messaging/transition.ts';
import { composeMail } from '../../functions/queues/inbound/compose.ts';
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
  await new CompanyStore(engine.table).saveUser({
    tenant: 'demo',
    userId: 'u1',
    name: 'Camila',
    email: 'camila@demo.example',
    roles: ['advisor'],
    updatedAt: noon,
  });
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
  return { outcome: await composeMail(parts)(signal, JSON.stringify(signal)), signal, log };
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
    expect(message).toMatchObject({ subject: 'Re: Aviso', preview: expect.stringContaining('[El correo supera') });
    expect(await contentOf(message)).toMatchObject({ notices: ['MAIL_TOO_LARGE'] });
  }, 60_000);

  it('damaged: what SES read of it, with a notice', async () => {
    const { address, customer } = await person();
    const raw = Buffer.from(`X-Big: ${'x'.repeat(400_000)}\r\n\r\nhola`);
    await receive({ from: address.value, subject: 'Pago', raw });
    const [message] = await thread(customer.customerId);
    expect(message).toMatchObject({ subject: 'Pago', unverified: true });
    expect(await contentOf(message)).toMatchObject({ notices: ['MAIL_UNREADABLE'] });
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
