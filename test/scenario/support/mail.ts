import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { clientConfiguration } from './aws.ts';
import { publish } from './topics.ts';

/**
 * Mail of customers, as SES brings it: the raw text in the bucket, and the receipt on the inbound topic.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
export interface InboundMail {
  readonly from: string;
  readonly to: string;
  readonly subject?: string;
  readonly headers?: readonly string[];
  /** Everything after the headers above: further ones, an empty line, the body. */
  readonly body?: readonly string[];
  readonly verdicts?: Readonly<Partial<Record<'spf' | 'dkim' | 'dmarc' | 'spam' | 'virus', string>>>;
  /** Sender of the envelope; by default `from`. */
  readonly envelopeSender?: string;
  /** Of the receipt, to tell it twice. */
  readonly id?: string;
}

let client: S3Client | undefined;

export const companyMailbox = (company: string): string => `${company}@${inject('outputs').InboundMailDomain}`;

const verdictNames = ['spf', 'dkim', 'dmarc', 'spam', 'virus'] as const;

/** @returns id of the receipt */
export const receiveMail = async (mail: InboundMail): Promise<string> => {
  const outputs = inject('outputs');
  client ??= new S3Client({
    ...clientConfiguration(outputs.S3Endpoint),
    forcePathStyle: outputs.S3Endpoint !== undefined,
  });
  const { from, to, subject = 'Re: Aviso', headers = [], body = ['', 'Ya pagué'], verdicts = {} } = mail;
  const id = mail.id ?? randomUUID().replaceAll('-', '');
  const objectKey = `mail/${id}`;
  const raw = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, ...headers, ...body].join('\r\n');
  const Bucket = outputs.FilesBucketName;
  await client.send(new PutObjectCommand({ Bucket, Key: objectKey, Body: raw }));
  await publish('InboundMailTopicArn', {
    notificationType: 'Received',
    mail: {
      timestamp: new Date().toISOString(),
      source: mail.envelopeSender ?? from,
      messageId: id,
      destination: [to],
      headersTruncated: false,
      headers: [],
      commonHeaders: { from: [from], to: [to], subject },
    },
    receipt: {
      timestamp: new Date().toISOString(),
      processingTimeMillis: 240,
      recipients: [to],
      ...Object.fromEntries(verdictNames.map((name) => [`${name}Verdict`, { status: verdicts[name] ?? 'PASS' }])),
      action: {
        type: 'S3',
        topicArn: outputs.InboundMailTopicArn,
        bucketName: Bucket,
        objectKeyPrefix: 'mail/',
        objectKey,
      },
    },
  });
  return id;
};

/** A mail of several parts: words, then files with the names and types that their sender gives them. */
export const withFiles = (
  words: string,
  files: readonly { readonly name: string; readonly type: string; readonly bytes: Buffer | string }[],
): Pick<InboundMail, 'headers' | 'body'> => ({
  headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
  body: [
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    words,
    ...files.flatMap(({ name, type, bytes }) => [
      '--b',
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(bytes).toString('base64'),
    ]),
    '--b--',
    '',
  ],
});
