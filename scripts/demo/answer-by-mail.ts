/** A customer answers an e-mail, as SES brings it: the signed reply address leads back to the conversation (C16, D2). */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import type { Customer, DemoApi } from '../../local/demo/api.ts';
import { expectThat, ok, until } from './narration.ts';

const outboxSchema = z.object({
  emails: z.array(
    z.looseObject({
      destination: z.looseObject({ to: z.array(z.string()).default([]) }),
      replyTo: z.array(z.string()),
    }),
  ),
});
const rowsSchema = z.looseObject({ items: z.array(z.looseObject({ messageId: z.string() })) });
const receivedSchema = z.looseObject({
  body: z.string().nullable(),
  unverified: z.boolean(),
  attachments: z.array(z.looseObject({ fileName: z.string() })),
  received: z.looseObject({
    quoted: z.string().nullable(),
    refused: z.array(z.looseObject({ fileName: z.string(), reason: z.string() })),
  }),
});

const part = (name: string, type: string, bytes: string): readonly string[] => [
  '--b',
  `Content-Type: ${type}; name="${name}"`,
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(bytes).toString('base64'),
];

/** @param input.email address that a message went out to before */
export const answerByMail = async (input: {
  readonly advisor: DemoApi;
  readonly to: Customer;
  readonly email: string;
  readonly sesEndpoint: string;
}): Promise<void> => {
  const { advisor, to, email, sesEndpoint } = input;
  const { emails } = outboxSchema.parse(await (await fetch(`${sesEndpoint}/store`)).json());
  const replyTo = emails.findLast(({ destination }) => destination.to.includes(email))?.replyTo[0];
  expectThat(replyTo?.startsWith('r-') === true, 'the e-mail carries no signed reply address');
  ok(`lo enviado lleva su dirección de respuesta firmada (${replyTo?.split('@')[1]})`);
  const raw = [
    `From: ${to.name} <${email}>`,
    `To: ${replyTo}`,
    'Subject: Re: Aviso de vencimiento',
    `Message-ID: <demo-${randomInt(1e12)}@mail.example>`,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Adjunto el comprobante.',
    '',
    'El lunes Cobranzas Demo escribió:',
    '> Tu cuota vence mañana.',
    ...part('comprobante.pdf', 'application/pdf', '%PDF-1.7\n%%EOF\n'),
    ...part('foto.jpg', 'image/jpeg', 'MZ\u0090\u0000 a program that calls itself a picture\u0000'),
    '--b--',
    '',
  ].join('\r\n');
  const answer = await fetch(`${sesEndpoint}/_control/inbound`, { method: 'POST', body: JSON.stringify({ raw }) });
  expectThat(answer.ok, `the mail was refused: ${await answer.text()}`);
  const messageId = await until('the inbound e-mail', async () => {
    const path = `/v1/interactions?customerId=${to.customerId}&direction=inbound&channel=email`;
    return (await advisor.take(rowsSchema, 'GET', path)).items[0]?.messageId;
  });
  const message = await advisor.take(receivedSchema, 'GET', `/v1/messages/${messageId}`);
  expectThat(message.body === 'Adjunto el comprobante.' && !message.unverified, 'the answer is not as it was written');
  expectThat(message.received.quoted?.includes('> Tu cuota') === true, 'the history is not folded');
  expectThat(message.attachments[0]?.fileName === 'comprobante.pdf', 'the file of the answer is missing');
  expectThat(message.received.refused[0]?.reason === 'TYPE_NOT_ALLOWED', 'the program was not refused');
  ok('la respuesta vuelve a su conversación, con el historial plegado, su PDF, y sin el programa disfrazado de foto');
};
