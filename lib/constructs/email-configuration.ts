import { Stack, Tags } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { emailConfigurationSetName } from '../names.ts';
import type { ContactaFunction } from './contacta-function.ts';
import { EventTopic } from './event-topic.ts';

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
export class EmailConfiguration extends Construct {
  /** Name of the configuration set; known before deployment. */
  readonly name: string;
  readonly events: EventTopic;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.name = emailConfigurationSetName(config);
    const set = new CfnConfigurationSet(this, 'Set', {
      name: this.name,
      reputationOptions: { reputationMetricsEnabled: true },
      sendingOptions: { sendingEnabled: true },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    Tags.of(set).add(suppressionScopeTag, 'TENANT');
    this.events = new EventTopic(this, 'Events', {
      displayName: 'Contacta e-mail events',
      publishers: [{ service: 'ses.amazonaws.com', sourceArn: this.#arn(`configuration-set/${this.name}`) }],
    });
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

  /** Allows sending with this configuration set, from the identities that the companies have verified. */
  grantSend(grantee: ContactaFunction): void {
    grantee.allow(
      ['ses:SendEmail'],
      [this.#arn('identity/*'), this.#arn(`configuration-set/${this.name}`), this.#arn('tenant/*')],
      ofCompanies,
    );
  }

  /** Allows looking up and removing addresses on the suppression lists: clearing an alert asks the provider first (Q9). */
  grantClearSuppression(grantee: ContactaFunction): void {
    grantee.allow(
      ['ses:GetSuppressedDestination', 'ses:DeleteSuppressedDestination'],
      ['*'],
      'The suppression list is not a resource of IAM.',
    );
  }

  /** Allows asking whether the identities that the companies send from are verified. */
  grantInspect(grantee: ContactaFunction): void {
    grantee.allow(['ses:GetEmailIdentity'], [this.#arn('identity/*')], ofCompanies);
  }

  #arn(resource: string): string {
    const { partition, region, account } = Stack.of(this);
    return `arn:${partition}:ses:${region}:${account}:${resource}`;
  }
}
