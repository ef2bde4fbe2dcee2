import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';

/**
 * What an account has once in a region, whatever stages it holds: the role with which API Gateway writes the access logs
 * of WebSocket APIs. Without it no stage with such a log can be made ("CloudWatch Logs role ARN must be set in account
 * settings"). All stages deploy this stack, with the same content; it stays when one of them goes.
 */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const role = new Role(this, 'ApiLogs', {
      description: 'Lets API Gateway write access logs',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'API Gateway refuses a role without what this policy of its own allows, which may grow.',
    });
    const settings = new CfnAccount(this, 'ApiSettings', { cloudWatchRoleArn: role.roleArn });
    // The setting outlives its resource, in stages and APIs that are not ours too.
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    settings.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
