/** Where the types of our templates carry the name that a person chose, and among whom that name must be unique. */

/** `world`: among all accounts; `account`: in all regions of an account; `region`: in one region of an account. */
export type NameScope = 'world' | 'account' | 'region';

export interface NamedType {
  readonly scope: NameScope;
  /** Path of the name in the properties. */
  readonly path: readonly string[];
}

const inRegion = (...path: string[]): NamedType => ({ scope: 'region', path });
const inAccount = (...path: string[]): NamedType => ({ scope: 'account', path });
const inWorld = (...path: string[]): NamedType => ({ scope: 'world', path });

/**
 * Types with names of their own. Sources: the pages of the types in the CloudFormation template reference; bucket names
 * in the S3 user guide, "General purpose bucket naming rules"; domains of user pools in the Cognito developer guide,
 * "Managed login pages"; dashboards have no region in their ARN (CloudWatch service authorization).
 */
export const namedTypes: Readonly<Record<string, NamedType>> = {
  'AWS::CloudFront::Function': inAccount('Name'),
  'AWS::CloudFront::OriginAccessControl': inAccount('OriginAccessControlConfig', 'Name'),
  'AWS::CloudFront::ResponseHeadersPolicy': inAccount('ResponseHeadersPolicyConfig', 'Name'),
  'AWS::CloudWatch::Alarm': inRegion('AlarmName'),
  'AWS::CloudWatch::CompositeAlarm': inRegion('AlarmName'),
  'AWS::CloudWatch::Dashboard': inAccount('DashboardName'),
  'AWS::Cognito::UserPoolDomain': inWorld('Domain'),
  'AWS::DynamoDB::Table': inRegion('TableName'),
  'AWS::IAM::ManagedPolicy': inAccount('ManagedPolicyName'),
  'AWS::IAM::Role': inAccount('RoleName'),
  'AWS::KMS::Alias': inRegion('AliasName'),
  'AWS::Lambda::Function': inRegion('FunctionName'),
  'AWS::Logs::LogGroup': inRegion('LogGroupName'),
  'AWS::S3::Bucket': inWorld('BucketName'),
  'AWS::SES::ConfigurationSet': inRegion('Name'),
  'AWS::SES::ReceiptRuleSet': inRegion('RuleSetName'),
  'AWS::SES::Tenant': inRegion('TenantName'),
  'AWS::SMSVOICE::ConfigurationSet': inRegion('ConfigurationSetName'),
  'AWS::SNS::Topic': inRegion('TopicName'),
  'AWS::SQS::Queue': inRegion('QueueName'),
  'AWS::Scheduler::ScheduleGroup': inRegion('Name'),
  'AWS::SecretsManager::Secret': inRegion('Name'),
};

/** Types without a name that could clash: parts of another resource, or named by AWS. */
export const unnamedTypes: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudFront::Distribution',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolGroup',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::IAM::Policy',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SES::ReceiptRule',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
]);
