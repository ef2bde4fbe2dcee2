import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { EmailConfiguration } from '../constructs/email-configuration.ts';
import { EventTopic } from '../constructs/event-topic.ts';
import type { FilesBucket } from '../constructs/files-bucket.ts';
import { MailReceipt } from '../constructs/mail-receipt.ts';
import { SmsConfiguration, WhatsAppConfiguration } from '../constructs/phone-messaging.ts';
import type { ProviderResources } from '../constructs/provider-resources.ts';
import { receiptRuleSetName } from '../names.ts';

export interface MessagingStackProps extends StackProps {
  readonly config: StageConfig;
  readonly files: FilesBucket;
}

/** The side that faces the providers: how we send through them, and the topics that they publish to. */
export class MessagingStack extends Stack {
  readonly email: ProviderResources;
  readonly sms: ProviderResources;
  readonly whatsapp: WhatsAppConfiguration;
  /** Replies to text messages. WhatsApp's arrive with its events. */
  readonly inbound: EventTopic;
  /** E-mail received by SES: apart from text messages, since a mail costs what its sender wants (ADR 28). */
  readonly inboundMail: EventTopic;

  constructor(scope: Construct, id: string, props: MessagingStackProps) {
    super(scope, id, props);
    const { config, files } = props;
    this.email = new EmailConfiguration(this, 'Email', config);
    this.sms = new SmsConfiguration(this, 'Sms', config);
    this.whatsapp = new WhatsAppConfiguration(this, 'WhatsApp');
    this.inbound = new EventTopic(this, 'Inbound', {
      displayName: 'Contacta inbound messages',
      publishers: [{ service: 'sms-voice.amazonaws.com' }],
    });
    this.inboundMail = new EventTopic(this, 'InboundMail', {
      displayName: 'Contacta inbound mail',
      publishers: [
        {
          service: 'ses.amazonaws.com',
          sourceArn: `arn:${this.partition}:ses:${this.region}:${this.account}:receipt-rule-set/${receiptRuleSetName(config)}:receipt-rule/*`,
        },
      ],
    });

    new MailReceipt(this, 'MailReceipt', { config, files, inbound: this.inboundMail });

    new CfnOutput(this, 'EmailEventsTopicArn', { value: this.email.events.topic.topicArn });
    new CfnOutput(this, 'SmsEventsTopicArn', { value: this.sms.events.topic.topicArn });
    new CfnOutput(this, 'WhatsAppEventsTopicArn', { value: this.whatsapp.events.topic.topicArn });
    new CfnOutput(this, 'InboundTopicArn', { value: this.inbound.topic.topicArn });
    new CfnOutput(this, 'InboundMailTopicArn', { value: this.inboundMail.topic.topicArn });
    new CfnOutput(this, 'InboundMailDomain', { value: config.inboundDomain });
  }
}
