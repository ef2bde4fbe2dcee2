/** Notices to a company's own people, through SES. */
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { NotifyEndDeps } from './notify-end.ts';

/** What is needed of an SES client; tests wrap it to inject faults at this border. */
export type MailPort = Pick<SESv2Client, 'send'>;

const quotedName = (name: string): string => `"${name.replace(/["\\\r\n]/g, '')}"`;

/**
 * Without a configuration set: what becomes of these e-mails concerns no customer's address, so that no event of theirs
 * may look for a message.
 */
export const createNoticeMail =
  (client: MailPort): NotifyEndDeps['sendNotice'] =>
  async (sender, recipient, { subject, body }) => {
    const text = (Data: string) => ({ Data, Charset: 'UTF-8' });
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: `${quotedName(sender.fromName)} <${sender.fromAddress}>`,
        Destination: { ToAddresses: [recipient] },
        Content: {
          Simple: {
            Subject: text(subject),
            Body: { Text: text(body) },
            // Nobody's answering machine shall answer a machine (RFC 3834).
            Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
          },
        },
        TenantName: sender.tenantName,
      }),
    );
  };
