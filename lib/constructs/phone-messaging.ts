import { Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import type { ContactaFunction } from './contacta-function.ts';
import { EventTopic } from './event-topic.ts';

/** Why the resources of the companies are patterns. */
const ofCompanies =
  'Numbers, sender ids, business accounts and lists are connected per company at run time, so they are not known here.';

/** AWS End User Messaging SMS: configuration set of a stage, with the topic of its delivery events. */
export class SmsConfiguration extends Construct {
  /** Name of the configuration set; known before deployment. */
  readonly name: string;
  readonly events: EventTopic;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.name = `contacta-${config.stage}`;
    this.events = new EventTopic(this, 'Events', {
      displayName: 'Contacta SMS events',
      publishers: [{ service: 'sms-voice.amazonaws.com', sourceArn: this.#arn(`configuration-set/${this.name}`) }],
    });
    new CfnConfigurationSet(this, 'Set', {
      configurationSetName: this.name,
      eventDestinations: [
        {
          eventDestinationName: 'all-events',
          enabled: true,
          matchingEventTypes: ['TEXT_ALL'],
          snsDestination: { topicArn: this.events.topic.topicArn },
        },
      ],
    }).node.addDependency(this.events);
  }

  /** Allows sending text messages from whatever the companies send from: numbers, pools, sender ids. */
  grantSend(grantee: ContactaFunction): void {
    grantee.allow(
      ['sms-voice:SendTextMessage'],
      [this.#arn('phone-number/*'), this.#arn('pool/*'), this.#arn('sender-id/*/*')],
      ofCompanies,
    );
  }

  /** Allows taking a number off the opt-out lists: clearing an alert asks the provider first (Q9). */
  grantClearOptOut(grantee: ContactaFunction): void {
    grantee.allow(['sms-voice:DeleteOptedOutNumber'], [this.#arn('opt-out-list/*')], ofCompanies);
  }

  /** Allows asking for the state of the numbers that the companies send from. */
  grantInspect(grantee: ContactaFunction): void {
    grantee.allow(['sms-voice:DescribePhoneNumbers'], [this.#arn('phone-number/*')], ofCompanies);
  }

  #arn(resource: string): string {
    const { partition, region, account } = Stack.of(this);
    return `arn:${partition}:sms-voice:${region}:${account}:${resource}`;
  }
}

/**
 * AWS End User Messaging Social: the topic to which a company's WhatsApp Business Account is bound when it is
 * connected. One destination carries statuses and inbound messages.
 */
export class WhatsAppConfiguration extends Construct {
  readonly events: EventTopic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.events = new EventTopic(this, 'Events', {
      displayName: 'Contacta WhatsApp events',
      publishers: [{ service: 'social-messaging.amazonaws.com' }],
    });
  }

  /** Allows sending from the phone numbers of the companies' WhatsApp Business Accounts. */
  grantSend(grantee: ContactaFunction): void {
    this.#grant(grantee, 'social-messaging:SendWhatsAppMessage');
    this.#grant(grantee, 'social-messaging:PostWhatsAppMessageMedia');
  }

  /** Allows having the files of customers' messages stored; AWS writes them with the rights of whoever asks. */
  grantFetchMedia(grantee: ContactaFunction): void {
    this.#grant(grantee, 'social-messaging:GetWhatsAppMessageMedia');
  }

  /** Allows asking whether those numbers are still linked. */
  grantInspect(grantee: ContactaFunction): void {
    this.#grant(grantee, 'social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber');
  }

  /** Allows submitting templates of the companies' business accounts, and reading what became of them (E23). */
  grantTemplates(grantee: ContactaFunction): void {
    this.grantLookAtTemplates(grantee);
    this.#grant(grantee, 'social-messaging:ListWhatsAppMessageTemplates', 'waba');
    this.#grant(grantee, 'social-messaging:CreateWhatsAppMessageTemplate', 'waba');
    this.#grant(grantee, 'social-messaging:UpdateWhatsAppMessageTemplate', 'waba');
  }

  /** Allows reading a template, when Meta has news of it. */
  grantLookAtTemplates(grantee: ContactaFunction): void {
    this.#grant(grantee, 'social-messaging:GetWhatsAppMessageTemplate', 'waba');
  }

  #grant(grantee: ContactaFunction, action: string, kind: 'phone-number-id' | 'waba' = 'phone-number-id'): void {
    const { partition, region, account } = Stack.of(this);
    const connected = `arn:${partition}:social-messaging:${region}:${account}:${kind}/*`;
    grantee.allow([action], [connected], ofCompanies);
  }
}
