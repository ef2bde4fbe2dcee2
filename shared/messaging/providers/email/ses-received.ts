/** Receipts of inbound e-mail, whose text SES has put into S3 (delivery-events.md §1.5, A.4). */
import * as z from 'zod';
import type { Verdicts } from '../../mail/authenticity.ts';
import type { MailSignal, Signal } from '../signals.ts';
import { addressOf, type Reading } from './ses-reading.ts';

const text = z.string().optional().catch(undefined);
const verdict = z
  .looseObject({ status: z.string() })
  .transform(({ status }) => status.toUpperCase())
  .catch('MISSING');

const ReceiptSchema = z.looseObject({
  timestamp: z.unknown().optional(),
  recipients: z.array(z.string().max(320)).catch([]),
  spfVerdict: verdict,
  dkimVerdict: verdict,
  dmarcVerdict: verdict,
  spamVerdict: verdict,
  virusVerdict: verdict,
  action: z
    .looseObject({ type: z.literal('S3'), bucketName: z.string().min(1), objectKey: z.string().min(1).max(1024) })
    .optional()
    .catch(undefined),
});

const SourceSchema = z.looseObject({
  source: z.string().optional().catch(undefined),
  commonHeaders: z
    .looseObject({ from: z.array(z.string()).catch([]), subject: text })
    .optional()
    .catch(undefined),
});

/**
 * One signal, or a notice where the receipt does not say where the mail lies, as of an action that is not S3's.
 * The recipients are those of the envelope: the `To` header may say anything.
 */
export const receivedSignals = (reading: Reading): Signal[] => {
  const { base, event, warnings } = reading;
  const receipt = ReceiptSchema.safeParse(event.receipt);
  const { source, commonHeaders } = SourceSchema.catch({}).parse(event.mail);
  const at = reading.timeOf(receipt.success ? receipt.data.timestamp : undefined);
  if (!receipt.success || receipt.data.action === undefined) {
    warnings.add('PART_UNREADABLE');
    return [{ ...base, type: 'notice', kind: 'inbound_email', at }];
  }
  const { data } = receipt;
  const verdicts: Verdicts = {
    spf: data.spfVerdict,
    dkim: data.dkimVerdict,
    dmarc: data.dmarcVerdict,
    spam: data.spamVerdict,
    virus: data.virusVerdict,
  };
  const from = commonHeaders?.from ?? [];
  const signal: MailSignal = {
    type: 'mail',
    channel: 'email',
    providerId: base.providerId,
    recipients: [...new Set(data.recipients.map(addressOf))],
    envelopeSender: source === undefined ? null : addressOf(source),
    shownFrom: from.length === 1 ? addressOf(from[0] ?? '') : null,
    subject: (commonHeaders?.subject ?? '').replace(/\s+/g, ' ').trim(),
    verdicts,
    bucket: data.action?.bucketName ?? '',
    key: data.action?.objectKey ?? '',
    at,
  };
  return [signal];
};
