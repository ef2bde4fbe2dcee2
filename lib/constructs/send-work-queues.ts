import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { SendQueueUrls } from '../../functions/environment.ts';
import { WorkQueue } from './work-queue.ts';

/** Timeout of the functions that send: a batch of 10 at no less than one a second, and a slow provider. */
export const sendTimeout = Duration.seconds(30);

/** The queues of messages to send, one per channel: one channel's trouble does not hold up the others. */
export class SendWorkQueues extends Construct {
  readonly email: WorkQueue;
  readonly sms: WorkQueue;
  readonly whatsapp: WorkQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const settings = { workerTimeout: sendTimeout, oldestMessage: Duration.minutes(15) };
    this.email = new WorkQueue(this, 'SendEmailQueue', { ...settings, holds: 'e-mails to send' });
    this.sms = new WorkQueue(this, 'SendSmsQueue', { ...settings, holds: 'text messages to send' });
    this.whatsapp = new WorkQueue(this, 'SendWhatsAppQueue', { ...settings, holds: 'WhatsApp messages to send' });
  }

  get all(): readonly WorkQueue[] {
    return [this.email, this.sms, this.whatsapp];
  }

  /** The variables of functions that enqueue messages. */
  get environment(): z.input<typeof SendQueueUrls> {
    return {
      SEND_EMAIL_QUEUE_URL: this.email.url,
      SEND_SMS_QUEUE_URL: this.sms.url,
      SEND_WHATSAPP_QUEUE_URL: this.whatsapp.url,
    };
  }

  grantSend(grantee: IGrantable): void {
    for (const queue of this.all) {
      queue.grantSend(grantee);
    }
  }
}
