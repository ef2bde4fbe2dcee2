import { randomUUID } from 'node:crypto';
import type { Bounce } from './email-outcomes.ts';
import { bareAddress, rawHeader, recipientsOf, type SendEmailRequest } from './email-request.ts';

/** The account that AWS's documentation uses for examples. */
const accountId = '111122223333';
const region = 'us-east-1';

/** SES's event kinds, as the events spell them, with the member that carries each one's details. */
const emailEventMembers = {
  Send: 'send',
  Delivery: 'delivery',
  Bounce: 'bounce',
  Complaint: 'complaint',
  Reject: 'reject',
  Open: 'open',
  Click: 'click',
  'Rendering Failure': 'failure',
  DeliveryDelay: 'deliveryDelay',
} as const;

export type EmailEventKind = keyof typeof emailEventMembers;

export const isEmailEventKind = (kind: string): kind is EmailEventKind => Object.hasOwn(emailEventMembers, kind);

/** One form for a kind however it is spelt: CloudFormation takes `send`, `SEND`, `renderingFailure`, `deliveryDelay`. */
export const foldedKind = (kind: string): string => kind.toLowerCase().replace(/[^a-z]/g, '');

/** An e-mail that the double took, kept for the events that are still to come. */
export interface SentEmail {
  readonly messageId: string;
  readonly sentAt: Date;
  readonly configurationSet: string | undefined;
  readonly tenant: string | undefined;
  readonly attempt: string | undefined;
  readonly recipients: readonly string[];
  /** The `mail` object of every event about it. */
  readonly mail: object;
}

/** SES's message id: 16 hex digits of time, a UUID, a counter. */
export const newEmailMessageId = (at: Date): string => `01000${at.getTime().toString(16)}-${randomUUID()}-000000`;

/**
 * The `mail` object of event publishing, reference A.3: `tags` hold SES's own tags and the caller's, and every value
 * is an array.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-mail-object
 */
export const mailObject = (request: SendEmailRequest, messageId: string, sentAt: Date): object => {
  const raw = request.Content.Raw?.Data;
  const source = request.FromEmailAddress ?? (raw && rawHeader(raw, 'From')) ?? '';
  const subject = request.Content.Simple?.Subject.Data ?? (raw && rawHeader(raw, 'Subject')) ?? '';
  const fromDomain = bareAddress(source).split('@')[1] ?? '';
  const to = request.Destination.ToAddresses;
  const ownMessageId = `<${messageId}@email.amazonses.com>`;
  const tags: Record<string, string[]> = {
    'ses:source-tls-version': ['TLSv1.3'],
    'ses:operation': ['SendEmail'],
    ...(request.ConfigurationSetName ? { 'ses:configuration-set': [request.ConfigurationSetName] } : {}),
    'ses:source-ip': ['203.0.113.9'],
    'ses:from-domain': [fromDomain],
    'ses:caller-identity': ['local'],
  };
  for (const { Name, Value } of request.EmailTags) tags[Name] = [...(tags[Name] ?? []), Value];
  return {
    timestamp: sentAt.toISOString(),
    source,
    sourceArn: `arn:aws:ses:${region}:${accountId}:identity/${fromDomain}`,
    sendingAccountId: accountId,
    messageId,
    destination: recipientsOf(request),
    headersTruncated: false,
    headers: [
      { name: 'From', value: source },
      { name: 'To', value: to.join(', ') },
      { name: 'Subject', value: subject },
      { name: 'Message-ID', value: ownMessageId },
      ...(request.Content.Simple?.Headers ?? []).map(({ Name, Value }) => ({ name: Name, value: Value })),
    ],
    commonHeaders: { from: [source], to, messageId: ownMessageId, subject },
    tags,
  };
};

/**
 * An event in SES's event-publishing format (reference A.3): `{eventType, <member>: {…}, mail}`.
 *
 * @param detail members that replace or complete what the double would say
 */
export const emailEvent = (
  kind: EmailEventKind,
  email: SentEmail,
  recipients: readonly string[],
  at: Date,
  detail: Readonly<Record<string, unknown>> = {},
): object => ({
  eventType: kind,
  [emailEventMembers[kind]]: { ...usualDetail(kind, email, recipients, at), ...detail },
  mail: email.mail,
});

/** The members of a Bounce event that the outcome decides. */
export const bounceDetail = (bounce: Bounce, recipients: readonly string[]): Record<string, unknown> => ({
  bounceType: bounce.bounceType,
  bounceSubType: bounce.bounceSubType,
  bouncedRecipients: recipients.map((emailAddress) => ({
    emailAddress,
    action: 'failed',
    status: bounce.status,
    diagnosticCode: bounce.diagnosticCode,
  })),
  reportingMTA: bounce.reportingMTA,
});

const usualDetail = (kind: EmailEventKind, email: SentEmail, recipients: readonly string[], at: Date): object => {
  const timestamp = at.toISOString();
  const feedbackId = `01000${at.getTime().toString(16)}-${randomUUID()}`;
  switch (kind) {
    case 'Send':
      return {};
    case 'Delivery':
      return {
        timestamp,
        processingTimeMillis: at.getTime() - email.sentAt.getTime(),
        recipients,
        smtpResponse: '250 2.6.0 Message received',
        reportingMTA: 'a8-31.smtp-out.amazonses.com',
      };
    case 'Bounce':
      return {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: recipients.map((emailAddress) => ({
          emailAddress,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        })),
        timestamp,
        feedbackId,
        reportingMTA: 'dsn; a8-31.smtp-out.amazonses.com',
      };
    case 'Complaint':
      return {
        complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
        timestamp,
        feedbackId,
        complaintSubType: null,
        userAgent: 'Amazon SES Mailbox Simulator',
        complaintFeedbackType: 'abuse',
        arrivalDate: timestamp,
      };
    case 'Reject':
      return { reason: 'Bad content' };
    case 'Open':
      return { ipAddress: '192.0.2.1', timestamp, userAgent: 'Mozilla/5.0' };
    case 'Click':
      return {
        ipAddress: '192.0.2.1',
        timestamp,
        userAgent: 'Mozilla/5.0',
        link: 'https://acme.example/',
        linkTags: {},
      };
    case 'Rendering Failure':
      return { templateName: 'unknown', errorMessage: 'Attribute is not present in the rendering data.' };
    case 'DeliveryDelay':
      return {
        timestamp,
        delayType: 'TransientCommunicationFailure',
        expirationTime: new Date(at.getTime() + 12 * 60 * 60 * 1000).toISOString(),
        delayedRecipients: recipients.map((emailAddress) => ({
          emailAddress,
          status: '4.4.1',
          diagnosticCode: 'smtp; 421 4.4.1 unable to connect to remote host',
        })),
      };
  }
};
