import { randomUUID } from 'node:crypto';

/**
 * Events of SES in the forms in which AWS documents them: event publishing (`eventType`) and the classic feedback of
 * an identity (`notificationType`), which has no tags.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */

export interface SentEmail {
  /** SES's id, as the message's attempt shows it. */
  readonly providerId: string;
  readonly recipient: string;
}

interface MailParts {
  readonly destination?: readonly string[];
  readonly tags?: unknown;
}

const mail = ({ providerId, recipient }: SentEmail, { destination, tags }: MailParts = {}) => ({
  timestamp: new Date(Date.now() - 1_000).toISOString(),
  source: 'Cobranzas <avisos@demo.example>',
  sourceArn: 'arn:aws:ses:us-east-1:111122223333:identity/demo.example',
  sendingAccountId: '111122223333',
  messageId: providerId,
  destination: destination ?? [recipient],
  headersTruncated: false,
  headers: [{ name: 'Subject', value: 'Aviso' }],
  commonHeaders: { from: ['avisos@demo.example'], to: destination ?? [recipient], subject: 'Aviso' },
  ...(tags === undefined ? {} : { tags }),
});

export interface BounceParts extends MailParts {
  readonly type: string;
  readonly subType: string;
  readonly at?: Date;
  readonly feedbackId?: string;
  readonly bouncedRecipients?: readonly object[];
}

const bounceOf = (sent: SentEmail, { type, subType, at, feedbackId, bouncedRecipients }: BounceParts) => ({
  bounceType: type,
  bounceSubType: subType,
  bouncedRecipients: bouncedRecipients ?? [
    {
      emailAddress: sent.recipient,
      action: 'failed',
      ...(type === 'Permanent'
        ? { status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }
        : { status: '4.4.7', diagnosticCode: 'smtp; 451 4.4.7 message delayed' }),
    },
  ],
  timestamp: (at ?? new Date()).toISOString(),
  feedbackId: feedbackId ?? randomUUID(),
  reportingMTA: 'dsn; a8-31.smtp-out.amazonses.com',
});

/** A bounce as event publishing tells it. */
export const bounce = (sent: SentEmail, parts: BounceParts): object => ({
  eventType: 'Bounce',
  bounce: bounceOf(sent, parts),
  mail: mail(sent, { tags: { 'ses:configuration-set': ['contacta-dev'] }, ...parts }),
});

/** The same bounce as classic feedback. */
export const classicBounce = (sent: SentEmail, parts: BounceParts): object => ({
  notificationType: 'Bounce',
  bounce: { ...bounceOf(sent, parts), remoteMtaIp: '192.0.2.44' },
  mail: { ...mail(sent, { ...parts, tags: undefined }), sourceIp: '203.0.113.9', callerIdentity: 'send' },
});

/** A complaint; without a `feedbackType` as some providers leave it out. */
export const complaint = (sent: SentEmail, feedbackType?: string): object => ({
  eventType: 'Complaint',
  complaint: {
    complainedRecipients: [{ emailAddress: sent.recipient }],
    timestamp: new Date().toISOString(),
    feedbackId: randomUUID(),
    complaintSubType: null,
    userAgent: 'ISP-FBL/1.0',
    ...(feedbackType === undefined ? {} : { complaintFeedbackType: feedbackType }),
    arrivalDate: new Date().toISOString().replace('Z', '-00:00'),
  },
  mail: mail(sent),
});

/** Any other kind of event publishing: `detail` under the kind's own name. */
export const emailEvent = (sent: SentEmail, eventType: string, name: string, detail: object): object => ({
  eventType,
  [name]: detail,
  mail: mail(sent),
});

export const delivery = (sent: SentEmail, at = new Date()): object =>
  emailEvent(sent, 'Delivery', 'delivery', {
    timestamp: at.toISOString(),
    processingTimeMillis: 612,
    recipients: [sent.recipient],
    smtpResponse: '250 2.6.0 ok',
    reportingMTA: 'mta.example',
  });

export const open = (sent: SentEmail, at = new Date()): object =>
  emailEvent(sent, 'Open', 'open', { ipAddress: '192.0.2.1', timestamp: at.toISOString(), userAgent: 'Mozilla/5.0' });
