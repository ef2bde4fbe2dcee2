/** E-mail of customers, as SES brings it, and files of WhatsApp messages: C16, D2, F24, F7, #110; who may be believed. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Api, as } from './support/api.ts';
import { bounce } from './support/email-events.ts';
import { eventually } from './support/eventually.ts';
import { companyMailbox, type InboundMail, receiveMail, withFiles } from './support/mail.ts';
import { untilAlert, untilCustomer, untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile, unique } from './support/people.ts';
import { interactionSchema, pageOf, settingsSchema, unmatchedSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
const mailbox = companyMailbox('demo');
const linkSchema = z.object({ url: z.string(), expiresAt: z.string() });
const htmlSchema = z.object({ html: z.string() });

const inboundOf = async (user: Api, customerId: string) => {
  const query = { customerId, direction: 'inbound' };
  const { items } = await user.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query });
  return Promise.all(items.map(({ messageId }) => user.message(messageId)));
};
const untilInbound = (customerId: string, count: number) =>
  eventually(async () => {
    const messages = await inboundOf(api, customerId);
    expect(messages).toHaveLength(count);
    return messages;
  });
const unmatchedFrom = async (from: string, user = api) => {
  const query = { limit: '100' };
  const { items } = await user.take(pageOf(unmatchedSchema), 200, 'GET', '/v1/inbound/unmatched', { query });
  return items.filter((item) => item.from === from);
};
const untilUnmatched = (from: string, user = api) =>
  eventually(async () => {
    const items = await unmatchedFrom(from, user);
    expect(items).toHaveLength(1);
    return items[0];
  });
const someone = async (user = api) => {
  const email = freshEmail();
  return { email, customer: await user.createCustomer([{ channel: 'email', value: email }]) };
};
/** What a customer got, with the address under which an answer comes back. */
const written = async () => {
  const { email, customer } = await someone();
  const { messageId } = await api.send(customer, 0, { subject: 'Aviso' });
  await untilStatus(api, messageId, 'delivered');
  return { email, customer, messageId, replyTo: await theOperator().replyToOf(email) };
};
const mail = (more: Partial<InboundMail> & { from: string }) => receiveMail({ to: mailbox, ...more });

describe.concurrent('a mail of a customer', () => {
  it('C16 D2 I14: is one inbound interaction with its new words, history folded, however often it is told', async () => {
    const { email, customer } = await someone();
    const body = ['', 'Ya pagué el viernes.', '', 'El lun, 23 nov 2026, Demo <a@demo.example> escribió:', '> Pague'];
    const id = await mail({ from: email, body });
    await mail({ from: email, body, id });
    const [message] = await untilInbound(customer.customerId, 1);
    await mail({ from: email, body: ['', 'Otra'] });
    await untilInbound(customer.customerId, 2);
    expect(message).toMatchObject({
      channel: 'email',
      status: 'received',
      subject: 'Re: Aviso',
      body: 'Ya pagué el viernes.',
      unverified: false,
      purpose: 'manual',
      received: {
        sender: { address: email },
        quoted: expect.stringContaining('> Pague'),
        notices: [],
        refused: [],
      },
    });
  });

  it.runIf(operator)(
    'C16: is answered under its own name, so that mail programs keep the conversation together',
    async () => {
      const { email, customer } = await someone();
      const [first, second] = [`${unique()}@mail.example`, `${unique()}@mail.example`];
      await mail({ from: email, headers: [`Message-ID: <${first}>`] });
      await untilInbound(customer.customerId, 1);
      const headers = [`Message-ID: <${second}>`, `In-Reply-To: <${first}>`, `References: <${first}>`];
      await mail({ from: email, headers, body: ['', '¿Me leyeron?'] });
      await untilInbound(customer.customerId, 2);
      const answer = await api.send(customer, 0, { subject: 'Re: Aviso', body: 'Sí' });
      await untilStatus(api, answer.messageId, 'delivered');
      const sent = await theOperator().emailTo(email);
      expect(sent.headers).toMatchObject({ 'In-Reply-To': `<${second}>`, References: `<${first}> <${second}>` });
      expect(sent.headers).not.toHaveProperty('Auto-Submitted');
    },
  );

  it.runIf(operator)(
    'F24: a reminder answers nothing, and says that no machine shall answer it (RFC 3834)',
    async () => {
      const { email, customer } = await someone();
      await mail({ from: email, headers: [`Message-ID: <${unique()}@mail.example>`] });
      await untilInbound(customer.customerId, 1);
      const origin = { kind: 'flow', id: 'mora', name: 'Mora' };
      const reminder = await api.send(customer, 0, { subject: 'Aviso', purpose: 'automatic', origin });
      await untilStatus(api, reminder.messageId, 'delivered');
      const sent = await theOperator().emailTo(email);
      expect(sent.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated' });
      expect(sent.headers).not.toHaveProperty('In-Reply-To');
    },
  );

  it('F7: is a proof of life, which ends an alert; one that fails DMARC is not', async () => {
    const { email, customer } = await someone();
    const { messageId } = await api.send(customer, 0, { subject: 'Aviso' });
    const sent = await untilStatus(api, messageId, 'delivered');
    const providerId = sent.attempts[0]?.providerId ?? '';
    const parts = { type: 'Permanent', subType: 'General' };
    await publish('EmailEventsTopicArn', bounce({ providerId, recipient: email }, parts));
    await untilAlert(api, customer.customerId);
    await mail({ from: email, verdicts: { dmarc: 'FAIL' } });
    const [message] = await untilInbound(customer.customerId, 1);
    expect(message?.unverified).toBe(true);
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).not.toBeNull();
    await mail({ from: email, body: ['', 'Aquí estoy'] });
    await untilCustomer(api, customer.customerId, (found) => expect(found.addresses[0]?.alert).toBeNull());
  });

  it('F24: BAJA refuses further mail when the sender is proven, and only then', async () => {
    const [proven, spoofed] = await Promise.all([someone(), someone()]);
    await mail({ from: spoofed.email, body: ['', 'BAJA'], verdicts: { dmarc: 'FAIL' } });
    await mail({ from: proven.email, body: ['', 'Baja', '', '-- ', 'Rosa'] });
    const found = await untilCustomer(api, proven.customer.customerId, ({ dnd }) => expect(dnd).toHaveLength(1));
    expect(found.dnd[0]).toMatchObject({ channel: 'email', scope: 'all', source: 'opt_out' });
    await untilInbound(spoofed.customer.customerId, 1);
    expect((await api.customer(spoofed.customer.customerId)).dnd).toEqual([]);
  });

  it('D13: of somebody unknown waits in the list, and goes to a customer with its files', async () => {
    const from = freshEmail();
    const pdf = { name: 'comprobante.pdf', type: 'application/pdf', bytes: '%PDF-1.7\n%%EOF' };
    await mail({ from, ...withFiles('Hola', [pdf]) });
    const found = await untilUnmatched(from);
    expect(found).toMatchObject({ reason: 'UNKNOWN_SENDER', channel: 'email', unverified: false });
    const customer = await api.createCustomer([]);
    const body = { customerId: customer.customerId };
    const assigned = await api.call('POST', `/v1/inbound/unmatched/${found?.id}/assign`, { body });
    expect(assigned.status, assigned.text).toBe(200);
    const [message] = await untilInbound(customer.customerId, 1);
    expect(message?.attachments).toMatchObject([{ fileName: 'comprobante.pdf' }]);
  });

  it("§5.7: to one company's address never reaches the other, though both know the sender", async () => {
    const { email, customer } = await someone();
    const theirs = await as('acme').createCustomer([{ channel: 'email', value: email }]);
    await mail({ from: email });
    await untilInbound(customer.customerId, 1);
    expect(await inboundOf(as('acme'), theirs.customerId)).toEqual([]);
    expect(await unmatchedFrom(email, as('acme'))).toEqual([]);
  });
});

describe.concurrent('an answer to the address under which we wrote', () => {
  it.runIf(operator)(
    '#110: comes back to its conversation, also from another address, and makes it replied',
    async () => {
      const { customer, messageId, replyTo } = await written();
      const other = freshEmail();
      await mail({ from: other, to: replyTo });
      const [message] = await untilInbound(customer.customerId, 1);
      expect(message).toMatchObject({ recipient: other, received: { sender: { address: other } }, unverified: false });
      const query = { customerId: customer.customerId, direction: 'outbound', status: 'replied' };
      await eventually(async () => {
        const { items } = await api.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query });
        expect(items.map((item) => item.messageId)).toEqual([messageId]);
      });
    },
  );

  it.runIf(operator)('#110: with a wrong signature binds to nothing', async () => {
    const { email, customer, replyTo } = await written();
    const forged = replyTo.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@'));
    await mail({ from: email, to: forged });
    expect(await untilUnmatched(email)).toMatchObject({ reason: 'REPLY_ADDRESS_REFUSED', unverified: true });
    expect(await inboundOf(api, customer.customerId)).toEqual([]);
  });

  it.runIf(operator)('#110 I17: of another company reaches no conversation of either', async () => {
    const { email, customer, replyTo } = await written();
    const theirs = await as('acme').createCustomer([{ channel: 'email', value: email }]);
    const { messageId } = await as('acme').send(theirs, 0, { subject: 'Notice' });
    await untilStatus(as('acme'), messageId, 'delivered');
    const foreign = await theOperator().replyToOf(email);
    expect(foreign).not.toBe(replyTo);
    // The other company's mailbox with our customer, and the other way round.
    await mail({ from: email, to: foreign.slice(0, 11) + replyTo.slice(11) });
    await untilUnmatched(email, as('acme'));
    await mail({ from: email, to: replyTo.slice(0, 11) + foreign.slice(11) });
    await untilUnmatched(email);
    expect(await inboundOf(api, customer.customerId)).toEqual([]);
    expect(await inboundOf(as('acme'), theirs.customerId)).toEqual([]);
  });

  it.runIf(operator)("#110: from a colleague's address is not taken for the customer's word", async () => {
    const { customer, replyTo } = await written();
    const subject = `Re: ${unique()}`;
    await mail({ from: 'camila@demo.example', to: replyTo, subject, verdicts: { dmarc: 'FAIL' } });
    await eventually(async () => {
      const found = (await unmatchedFrom('camila@demo.example')).filter((item) => item.subject === subject);
      expect(found).toMatchObject([{ reason: 'OWN_ADDRESS', unverified: true }]);
    });
    expect(await inboundOf(api, customer.customerId)).toEqual([]);
  });

  it.runIf(operator)('#110: by a program is recorded as automatic, and is answered by nobody', async () => {
    const { email, customer, messageId, replyTo } = await written();
    await mail({ from: email, to: replyTo, headers: ['Auto-Submitted: auto-replied'], body: ['', 'BAJA'] });
    const [message] = await untilInbound(customer.customerId, 1);
    expect(message).toMatchObject({ purpose: 'automatic' });
    await theOperator().quiet();
    const sends = await theOperator().calls('email', email);
    expect(sends.filter(({ operation }) => operation === 'SendEmail')).toHaveLength(1);
    expect((await api.message(messageId)).events.map(({ kind }) => kind)).not.toContain('replied');
    expect((await api.customer(customer.customerId)).dnd).toEqual([]);
  });

  it.runIf(operator)('is 64 characters at most before the @, in lower case', async () => {
    const { replyTo } = await written();
    const [local = ''] = replyTo.split('@');
    expect(local.length).toBeLessThanOrEqual(64);
    expect(local).toBe(local.toLowerCase());
  });
});

describe.concurrent('hostile mail', () => {
  it('#110: HTML alone gives text, and the HTML itself as a value, never as a page', async () => {
    const { email, customer } = await someone();
    const html = '<p>Ya pagu&eacute;</p><script>alert(1)</script>';
    await mail({ from: email, headers: ['Content-Type: text/html'], body: ['', html] });
    const [message] = await untilInbound(customer.customerId, 1);
    expect(message).toMatchObject({ body: 'Ya pagué', received: { hasHtml: true } });
    const path = `/v1/messages/${message?.messageId}/html`;
    expect(await api.take(htmlSchema, 200, 'GET', path)).toEqual({ html: expect.stringContaining(html) });
    expect((await api.call('GET', path)).headers.get('content-type')).toContain('application/json');
    expect((await as('acme').call('GET', path)).status).toBe(404);
  });

  it('files are kept by what they are: programs, pages and pictures that are none are refused with a reason', async () => {
    const { email, customer } = await someone();
    const files = [
      { name: 'pago.pdf.exe', type: 'application/pdf', bytes: '%PDF-1.7\n%%EOF' },
      {
        name: 'foto.jpg',
        type: 'image/jpeg',
        bytes: Buffer.concat([Buffer.from('MZ\u0090', 'latin1'), Buffer.alloc(90)]),
      },
      { name: 'x.svg', type: 'image/png', bytes: '<svg onload="alert(1)"/>' },
      { name: 'x.txt', type: 'text/plain', bytes: '<html><script>1</script>' },
    ];
    await mail({ from: email, ...withFiles('Adjunto', files) });
    const [message] = await untilInbound(customer.customerId, 1);
    expect(message?.attachments).toMatchObject([{ fileName: 'pago.pdf.exe.pdf', contentType: 'application/pdf' }]);
    expect(message?.received?.refused.map(({ fileName, reason }) => [fileName, reason])).toEqual([
      ['foto.jpg', 'TYPE_NOT_ALLOWED'],
      ['x.svg', 'TYPE_NOT_ALLOWED'],
      ['x.txt', 'TYPE_NOT_ALLOWED'],
    ]);
    const path = `/v1/messages/${message?.messageId}/attachments/${message?.attachments[0]?.attachmentId}`;
    const { url } = await api.take(linkSchema, 200, 'GET', path);
    expect(await (await fetch(url)).text()).toBe('%PDF-1.7\n%%EOF');
  });

  it('a virus or spam: words with a notice, and no files', async () => {
    const { email, customer } = await someone();
    const files = [{ name: 'a.pdf', type: 'application/pdf', bytes: '%PDF-1.7' }];
    await mail({ from: email, ...withFiles('Abre esto', files), verdicts: { virus: 'FAIL' } });
    const [message] = await untilInbound(customer.customerId, 1);
    expect(message).toMatchObject({
      attachments: [],
      received: { notices: ['VIRUS'], refused: [{ reason: 'VIRUS' }] },
    });
  });

  it.runIf(operator)('what is no mail, and what is for nobody, stops nothing and leaves no dead letter', async () => {
    const { email, customer } = await someone();
    await mail({ from: email, body: [`X-Big: ${'x'.repeat(300_000)}`, '', 'hola'] });
    await mail({ from: email, to: `nadie@${mailbox.split('@')[1]}` });
    await mail({ from: 'mailer-daemon@uno.example', envelopeSender: '', headers: ['Content-Type: multipart/report'] });
    await mail({ from: email, headers: ['Content-Type: multipart/mixed; boundary=x'], body: ['', '--x', '', 'hola'] });
    const messages = await untilInbound(customer.customerId, 2);
    expect(messages.flatMap(({ received }) => received?.notices ?? [])).toEqual(['MAIL_TOO_LARGE']);
    await theOperator().quiet();
    expect(await theOperator().deadLetters()).toEqual({});
  });
});

describe.concurrent('a file by WhatsApp', () => {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const send = async (from: string, file: { base64: string; mimeType: string } | undefined, type = 'image') => {
    const { senders } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
    const phoneNumberId = senders.whatsapp?.phoneNumberId ?? '';
    const content = { caption: 'mi pago', ...(file === undefined ? { id: 'nobody-has-it' } : {}) };
    await theOperator().writes('whatsapp', {
      from,
      phoneNumberId,
      type,
      content,
      ...(file === undefined ? {} : { file }),
    });
  };
  const client = async () => {
    const phone = freshMobile();
    return { phone, customer: await api.createCustomer([{ channel: 'whatsapp', value: phone }]) };
  };

  it.runIf(operator)('D2: comes into the message, by AWS, and can be downloaded', async () => {
    const { phone, customer } = await client();
    await send(phone, { base64: png, mimeType: 'image/png' });
    const message = await eventually(async () => {
      const [found] = await inboundOf(api, customer.customerId);
      expect(found?.attachments).toHaveLength(1);
      return found;
    });
    expect(message).toMatchObject({ attachments: [{ contentType: 'image/png' }], received: { refused: [] } });
    const path = `/v1/messages/${message?.messageId}/attachments/${message?.attachments[0]?.attachmentId}`;
    const { url } = await api.take(linkSchema, 200, 'GET', path);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).toString('base64')).toBe(png);
  });

  it.runIf(operator)(
    'that is a program in disguise is refused, and one that Meta no longer has is said to be missing',
    async () => {
      const [disguised, gone] = await Promise.all([client(), client()]);
      const bytes = Buffer.concat([Buffer.from('MZ\u0090', 'latin1'), Buffer.alloc(90)]);
      await send(disguised.phone, { base64: bytes.toString('base64'), mimeType: 'image/jpeg' });
      await send(gone.phone, undefined);
      for (const [customer, reason] of [
        [disguised.customer, 'TYPE_NOT_ALLOWED'],
        [gone.customer, 'UNAVAILABLE'],
      ] as const) {
        await eventually(async () => {
          const [message] = await inboundOf(api, customer.customerId);
          expect(message).toMatchObject({ attachments: [], received: { refused: [{ reason }] } });
        });
      }
    },
  );
});
