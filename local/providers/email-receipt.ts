import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { bareAddress } from './email-request.ts';
import type { PlannedEvent } from './event-queue.ts';
import { ProviderError } from './provider-double.ts';
import type { StoringContext } from './service.ts';

/** A receipt rule of the template: whose mail it takes, and where that goes. */
export interface ReceiptRule {
  /** Domains, subdomains (`.acme.example`) or addresses, as in the rule; empty: everybody's. */
  readonly recipients: readonly string[];
  readonly bucket: string;
  /** In front of the mail's id in the key. */
  readonly prefix: string;
  readonly topicArn: string;
}

const verdicts = ['spf', 'dkim', 'dmarc', 'spam', 'virus'] as const;
const verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']);

const inboundSchema = z
  .strictObject({
    /** The mail as it comes over the wire; characters beyond ASCII as UTF-8. */
    raw: z.string().optional(),
    rawBase64: z.base64().optional(),
    /** Recipients of the envelope; by default those of `To` and `Cc`. */
    recipients: z.array(z.string()).min(1).optional(),
    /** Sender of the envelope; empty for a bounce; by default that of `From`. */
    from: z.string().optional(),
    verdicts: z.partialRecord(z.enum(verdicts), verdict).default({}),
    dmarcPolicy: z.enum(['none', 'quarantine', 'reject']).default('none'),
    /** SES's id, to publish the same receipt twice. */
    messageId: z.string().optional(),
  })
  .refine(({ raw, rawBase64 }) => (raw === undefined) !== (rawBase64 === undefined), 'raw or rawBase64 is required');

/** SES says how much of the headers it tells at most. */
const maxHeaderBytes = 10_240;

/**
 * A mail comes from outside, as SES takes it: the rule whose recipients fit stores it in S3, and its topic gets the
 * receipt, in the form of https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 *
 * @throws ProviderError 550 when no rule takes one of the recipients: the sender's server is told so
 */
export const receiveEmail = async (
  body: unknown,
  rules: readonly ReceiptRule[],
  store: StoringContext['store'],
): Promise<{ readonly answer: object; readonly events: readonly PlannedEvent[] }> => {
  const wanted = inboundSchema.parse(body);
  const raw = Buffer.from(wanted.rawBase64 ?? wanted.raw ?? '', wanted.rawBase64 === undefined ? 'utf8' : 'base64');
  const headers = headersOf(raw);
  const valuesOf = (name: string) =>
    headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value);
  const addresses = (name: string) => valuesOf(name).flatMap((value) => value.split(',').map((one) => one.trim()));
  const recipients = (wanted.recipients ?? [...addresses('to'), ...addresses('cc')]).map(bareAddress);
  const source = wanted.from ?? bareAddress(valuesOf('from')[0] ?? '');
  const messageId = wanted.messageId ?? randomBytes(20).toString('hex');
  const events: PlannedEvent[] = [];
  const keys: string[] = [];
  for (const rule of rules) {
    const taken = recipients.filter((recipient) => isTaken(rule, recipient));
    if (taken.length === 0) continue;
    const key = `${rule.prefix}${messageId}`;
    await store(rule.bucket, key, raw, 'application/octet-stream');
    keys.push(key);
    events.push({
      name: `receipt of ${messageId}`,
      afterMs: 0,
      topicArns: [rule.topicArn],
      build: (at) => ({
        notificationType: 'Received',
        mail: {
          timestamp: at.toISOString(),
          source,
          messageId,
          destination: recipients,
          headersTruncated: JSON.stringify(headers).length > maxHeaderBytes,
          headers: JSON.stringify(headers).length > maxHeaderBytes ? headers.slice(0, 20) : headers,
          commonHeaders: {
            returnPath: source,
            from: valuesOf('from'),
            date: valuesOf('date')[0],
            to: addresses('to'),
            messageId: valuesOf('message-id')[0],
            subject: valuesOf('subject')[0],
          },
        },
        receipt: {
          timestamp: at.toISOString(),
          processingTimeMillis: 42,
          recipients: taken,
          ...Object.fromEntries(
            verdicts.map((name) => [`${name}Verdict`, { status: wanted.verdicts[name] ?? 'PASS' }]),
          ),
          ...(wanted.verdicts.dmarc === 'FAIL' ? { dmarcPolicy: wanted.dmarcPolicy } : {}),
          action: {
            type: 'S3',
            topicArn: rule.topicArn,
            bucketName: rule.bucket,
            objectKeyPrefix: rule.prefix,
            objectKey: key,
          },
        },
      }),
    });
  }
  if (events.length === 0) throw new ProviderError(550, 'MailboxUnavailable', '550 5.1.1 Mailbox does not exist.');
  return { answer: { messageId, keys }, events };
};

const isTaken = ({ recipients }: ReceiptRule, address: string): boolean => {
  const [local = '', domain = ''] = address.toLowerCase().split('@');
  const withoutLabel = `${local.split('+')[0]}@${domain}`;
  return (
    recipients.length === 0 ||
    recipients.some((recipient) => {
      const wanted = recipient.toLowerCase();
      if (wanted.startsWith('.')) return domain.endsWith(wanted);
      return wanted === domain || wanted === `${local}@${domain}` || wanted === withoutLabel;
    })
  );
};

/** Header fields of a mail, unfolded, encoded words as they are. */
const headersOf = (raw: Buffer): { name: string; value: string }[] => {
  const [head = ''] = raw
    .subarray(0, 1_048_576)
    .toString('utf8')
    .split(/\r?\n\r?\n/, 1);
  return head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon <= 0 ? [] : [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }];
    });
};
