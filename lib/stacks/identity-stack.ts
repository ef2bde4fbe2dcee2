import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Environment as PreToken } from '../../functions/triggers/pre-token/env.ts';
import { ContactaFunction, type Foundation } from '../constructs/contacta-function.ts';
import { UserDirectory } from '../constructs/user-directory.ts';

export interface IdentityStackProps extends StackProps {
  readonly foundation: Foundation;
  /** Origin of the console, where sign-in returns to. */
  readonly consoleUrl: string;
}

/** Users, sign-in and the tokens that carry company and roles. */
export class IdentityStack extends Stack {
  readonly directory: UserDirectory;
  readonly preToken: ContactaFunction;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    this.preToken = new ContactaFunction(this, 'PreToken', {
      foundation: props.foundation,
      name: 'triggers-pre-token',
      description: 'Puts company and roles into the access token',
      schema: PreToken,
      environment: {},
      tableAccess: { actions: ['GetItem', 'PutItem'] },
      // Cognito waits 5 seconds for a trigger.
      timeout: Duration.seconds(5),
      memory: 512,
    });
    this.directory = new UserDirectory(this, 'Directory', {
      config: props.foundation.config,
      consoleUrl: props.consoleUrl,
      preToken: this.preToken,
    });

    new CfnOutput(this, 'IssuerUrl', { value: this.directory.pool.userPoolProviderUrl });
    new CfnOutput(this, 'ConsoleClientId', { value: this.directory.consoleClient.userPoolClientId });
  }
}
