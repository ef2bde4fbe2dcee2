import { Stack, Tags } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { emailConfigurationSetName } from '../names.ts';
import { ProviderResources } from './provider-resources.ts';

/** Why the resources of the companies are patterns. */
const ofCompanies = 'Identities and SES tenants are made per company at run time, so their names are not known here.';

/** Every kind of event that SES publishes for a configuration set. */
const eventTypes = [
  'SEND',
  'REJECT',
  'BOUNCE',
  'COMPLAINT',
  'DELIVERY',
  'OPEN',
  'CLICK',
  'RENDERING_FAILURE',
  'DELIVERY_DELAY',
  'SUBSCRIPTION',
];

/** Tag that carries the suppression scope, which CloudFormation cannot set (docs/decisions/0012-suppression-scope.md). */
const suppressionScopeTag = 'contacta:suppression-scope';

/** SES configuration set of a stage, with the topic of its events. */
export class EmailConfiguration extends ProviderResources {
  constructor(scope: Construct, id: string, config: StageConfig) {
    const { partition, region, account } = Stack.of(scope);
    const arn = (resource: string): string => `arn:${partition}:ses:${region}:${account}:${resource}`;
    /** Known before deployment. */
    const configurationSet = emailConfigurationSetName(config);
    super(scope, id, {
      displayName: 'Contacta e-mail events',
      publishers: [{ service: 'ses.amazonaws.com', sourceArn: arn(`configuration-set/${configurationSet}`) }],
      settings: { configurationSet },
      rights: {
        // With this configuration set, from the identities that the companies have verified.
        send: {
          actions: ['ses:SendEmail'],
          resources: [arn('identity/*'), arn(`configuration-set/${configurationSet}`), arn('tenant/*')],
          reason: ofCompanies,
        },
        inspect: { actions: ['ses:GetEmailIdentity'], resources: [arn('identity/*')], reason: ofCompanies },
        clearRefused: {
          actions: ['ses:GetSuppressedDestination', 'ses:DeleteSuppressedDestination'],
          resources: ['*'],
          reason: 'The suppression list is not a resource of IAM.',
        },
      },
    });
    const set = new CfnConfigurationSet(this, 'Set', {
      name: configurationSet,
      reputationOptions: { reputationMetricsEnabled: true },
      sendingOptions: { sendingEnabled: true },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    Tags.of(set).add(suppressionScopeTag, 'TENANT');
    new CfnConfigurationSetEventDestination(this, 'Destination', {
      configurationSetName: set.ref,
      eventDestination: {
        name: 'all-events',
        enabled: true,
        matchingEventTypes: eventTypes,
        snsDestination: { topicArn: this.events.topic.topicArn },
      },
    }).node.addDependency(this.events);
  }
}
