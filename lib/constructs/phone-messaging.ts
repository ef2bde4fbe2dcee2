import { Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import type { ContactaFunction } from './contacta-function.ts';
import { ProviderResources, type ProviderRight } from './provider-resources.ts';

/** Why the resources of the companies are patterns. */
const ofCompanies =
  'Numbers, sender ids, business accounts and lists are connected per company at run time, so they are not known here.';

/** AWS End User Messaging SMS: configuration set of a stage, with the topic of its delivery events. */
export class SmsConfiguration extends ProviderResources {
  constructor(scope: Construct, id: string, config: StageConfig) {
    const { partition, region, account } = Stack.of(scope);
    const arn = (resource: string): string => `arn:${partition}:sms-voice:${region}:${account}:${resource}`;
    const right = (action: string, ...resources: readonly string[]): ProviderRight => ({
      actions: [`sms-voice:${action}`],
      resources: resources.map(arn),
      reason: ofCompanies,
    });
    /** Known before deployment. */
    const configurationSet = `contacta-${config.stage}`;
    super(scope, id, {
      displayName: 'Contacta SMS events',
      publishers: [{ service: 'sms-voice.amazonaws.com', sourceArn: arn(`configuration-set/${configurationSet}`) }],
      settings: { configurationSet },
      rights: {
        // Whatever the companies send from: numbers, pools, sender ids.
        send: right('SendTextMessage', 'phone-number/*', 'pool/*', 'sender-id/*/*'),
        inspect: right('DescribePhoneNumbers', 'phone-number/*'),
        clearRefused: right('DeleteOptedOutNumber', 'opt-out-list/*'),
      },
    });
    new CfnConfigurationSet(this, 'Set', {
      configurationSetName: configurationSet,
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
}

/**
 * AWS End User Messaging Social: the topic to which a company's WhatsApp Business Account is bound when it is
 * connected. One destination carries statuses and inbound messages.
 */
export class WhatsAppConfiguration extends ProviderResources {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      displayName: 'Contacta WhatsApp events',
      publishers: [{ service: 'social-messaging.amazonaws.com' }],
      settings: {},
      rights: {
        // From the phone numbers of the companies' WhatsApp Business Accounts.
        send: socialRight(scope, 'phone-number-id', 'SendWhatsAppMessage', 'PostWhatsAppMessageMedia'),
        inspect: socialRight(scope, 'phone-number-id', 'GetLinkedWhatsAppBusinessAccountPhoneNumber'),
      },
    });
  }

  /** Allows having the files of customers' messages stored; AWS writes them with the rights of whoever asks. */
  grantFetchMedia(grantee: ContactaFunction): void {
    this.grant(grantee, socialRight(this, 'phone-number-id', 'GetWhatsAppMessageMedia'));
  }

  /** Allows submitting templates of the companies' business accounts, and reading what became of them (E23). */
  grantTemplates(grantee: ContactaFunction): void {
    this.grantLookAtTemplates(grantee);
    this.grant(
      grantee,
      socialRight(
        this,
        'waba',
        'ListWhatsAppMessageTemplates',
        'CreateWhatsAppMessageTemplate',
        'UpdateWhatsAppMessageTemplate',
      ),
    );
  }

  /** Allows reading a template, when Meta has news of it. */
  grantLookAtTemplates(grantee: ContactaFunction): void {
    this.grant(grantee, socialRight(this, 'waba', 'GetWhatsAppMessageTemplate'));
  }
}

const socialRight = (
  scope: Construct,
  kind: 'phone-number-id' | 'waba',
  ...actions: readonly string[]
): ProviderRight => {
  const { partition, region, account } = Stack.of(scope);
  return {
    actions: actions.map((action) => `social-messaging:${action}`),
    resources: [`arn:${partition}:social-messaging:${region}:${account}:${kind}/*`],
    reason: ofCompanies,
  };
};
