/** What the runner does with the properties of one resource type; any property in neither list stops the start. */
interface SupportedType {
  /** Properties that it acts on. */
  readonly handled: readonly string[];
  /** Properties without effect on this machine: permissions, encryption at rest, tags, descriptions, cost settings. */
  readonly ignored: readonly string[];
}

/** Resource types that the runner creates or acts on. */
export const supportedTypes: Readonly<Record<string, SupportedType>> = {
  'AWS::DynamoDB::Table': {
    handled: [
      'TableName',
      'KeySchema',
      'AttributeDefinitions',
      'GlobalSecondaryIndexes',
      'LocalSecondaryIndexes',
      'StreamSpecification',
      'TimeToLiveSpecification',
      'BillingMode',
    ],
    ignored: [
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'DeletionProtectionEnabled',
      'Tags',
      'TableClass',
      'ContributorInsightsSpecification',
      'OnDemandThroughput',
      'WarmThroughput',
      'ProvisionedThroughput',
    ],
  },
  'AWS::S3::Bucket': {
    handled: ['BucketName', 'CorsConfiguration'],
    ignored: [
      'BucketEncryption',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
      'VersioningConfiguration',
      'AccessControl',
    ],
  },
  'AWS::SQS::Queue': {
    handled: [
      'QueueName',
      'VisibilityTimeout',
      'DelaySeconds',
      'MessageRetentionPeriod',
      'ReceiveMessageWaitTimeSeconds',
      'MaximumMessageSize',
      'RedrivePolicy',
    ],
    ignored: ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled', 'RedriveAllowPolicy', 'Tags'],
  },
  'AWS::SNS::Topic': {
    handled: ['TopicName', 'DisplayName'],
    ignored: ['KmsMasterKeyId', 'Tags', 'TracingConfig', 'SignatureVersion'],
  },
  'AWS::SNS::Subscription': {
    handled: ['TopicArn', 'Protocol', 'Endpoint', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'],
    ignored: ['Region', 'RedrivePolicy'],
  },
  'AWS::Lambda::Function': {
    handled: ['FunctionName', 'Code', 'Handler', 'Runtime', 'Environment', 'Timeout', 'MemorySize'],
    ignored: [
      'Architectures',
      'Description',
      'EphemeralStorage',
      'KmsKeyArn',
      'LoggingConfig',
      'RecursiveLoop',
      'ReservedConcurrentExecutions',
      'Role',
      'Tags',
      'TracingConfig',
    ],
  },
  'AWS::Lambda::EventInvokeConfig': {
    handled: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'DestinationConfig'],
    ignored: ['MaximumEventAgeInSeconds'],
  },
  'AWS::Lambda::EventSourceMapping': {
    handled: [
      'EventSourceArn',
      'FunctionName',
      'Enabled',
      'BatchSize',
      'MaximumBatchingWindowInSeconds',
      'FunctionResponseTypes',
      'ScalingConfig',
      'StartingPosition',
      'BisectBatchOnFunctionError',
      'MaximumRetryAttempts',
      'DestinationConfig',
      'FilterCriteria',
    ],
    // One shard only here, so there is nothing to run in parallel; local records never grow a day old.
    ignored: ['ParallelizationFactor', 'MaximumRecordAgeInSeconds', 'Tags', 'MetricsConfig'],
  },
  'AWS::ApiGatewayV2::Api': {
    handled: ['Name', 'ProtocolType', 'CorsConfiguration', 'RouteSelectionExpression'],
    ignored: ['Description', 'DisableExecuteApiEndpoint', 'Tags', 'IpAddressType'],
  },
  'AWS::ApiGatewayV2::Stage': {
    handled: ['ApiId', 'StageName', 'AccessLogSettings'],
    ignored: ['AutoDeploy', 'DefaultRouteSettings', 'RouteSettings', 'Description', 'Tags'],
  },
  'AWS::ApiGatewayV2::Route': {
    handled: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'],
    ignored: ['OperationName'],
  },
  'AWS::ApiGatewayV2::Integration': {
    handled: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
    ignored: ['IntegrationMethod', 'Description'],
  },
  'AWS::ApiGatewayV2::Authorizer': {
    handled: ['ApiId', 'AuthorizerType', 'AuthorizerUri', 'IdentitySource', 'JwtConfiguration'],
    ignored: ['Name'],
  },
  'AWS::CloudFront::Distribution': { handled: ['DistributionConfig'], ignored: ['Tags'] },
  'AWS::CloudFront::Function': {
    handled: ['Name', 'FunctionCode'],
    ignored: ['AutoPublish', 'FunctionConfig', 'Tags'],
  },
  'AWS::CloudFront::ResponseHeadersPolicy': { handled: ['ResponseHeadersPolicyConfig'], ignored: [] },
  'AWS::Cognito::UserPool': {
    handled: ['LambdaConfig', 'UserPoolName'],
    // How people sign up and recover accounts: the local identity provider has its demo users only.
    ignored: [
      'AccountRecoverySetting',
      'AdminCreateUserConfig',
      'AliasAttributes',
      'AutoVerifiedAttributes',
      'DeletionProtection',
      'DeviceConfiguration',
      'EmailConfiguration',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'EnabledMfas',
      'MfaConfiguration',
      'Policies',
      'Schema',
      'SmsVerificationMessage',
      'UserAttributeUpdateSettings',
      'UserPoolAddOns',
      'UserPoolTags',
      'UserPoolTier',
      'UsernameAttributes',
      'UsernameConfiguration',
      'VerificationMessageTemplate',
    ],
  },
  'AWS::Cognito::UserPoolClient': {
    handled: [
      'UserPoolId',
      'CallbackURLs',
      'LogoutURLs',
      'AllowedOAuthScopes',
      'AccessTokenValidity',
      'TokenValidityUnits',
      'GenerateSecret',
    ],
    ignored: [
      'AllowedOAuthFlows',
      'AllowedOAuthFlowsUserPoolClient',
      'AuthSessionValidity',
      'ClientName',
      'DefaultRedirectURI',
      'EnableTokenRevocation',
      'ExplicitAuthFlows',
      'IdTokenValidity',
      'PreventUserExistenceErrors',
      'ReadAttributes',
      'RefreshTokenValidity',
      'RefreshTokenRotation',
      'SupportedIdentityProviders',
      'WriteAttributes',
    ],
  },
  'AWS::SES::ConfigurationSet': {
    handled: ['Name', 'SuppressionOptions'],
    ignored: ['DeliveryOptions', 'ReputationOptions', 'SendingOptions', 'TrackingOptions', 'VdmOptions', 'Tags'],
  },
  'AWS::SES::ConfigurationSetEventDestination': {
    handled: ['ConfigurationSetName', 'EventDestination'],
    ignored: [],
  },
  'AWS::SES::ReceiptRuleSet': { handled: ['RuleSetName'], ignored: [] },
  'AWS::SES::ReceiptRule': { handled: ['RuleSetName', 'Rule'], ignored: ['After'] },
  'AWS::SMSVOICE::ConfigurationSet': {
    handled: ['ConfigurationSetName', 'EventDestinations'],
    ignored: ['DefaultSenderId', 'MessageFeedbackEnabled', 'ProtectConfigurationId', 'Tags'],
  },
  'AWS::Scheduler::Schedule': {
    handled: ['Name', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target', 'FlexibleTimeWindow'],
    ignored: ['Description', 'GroupName', 'KmsKeyArn'],
  },
  'AWS::SecretsManager::Secret': {
    handled: ['Name', 'GenerateSecretString', 'SecretString'],
    ignored: ['Description', 'KmsKeyId', 'Tags'],
  },
};

/**
 * Resource types without a part in how the product behaves on one machine: permissions, alarms and dashboards, log
 * retention, names in DNS, looks of the sign-in page, the CDK's own bookkeeping. `Ref` of one gives its name.
 */
export const ignoredTypes: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::ResourcePolicy',
  'AWS::Route53::RecordSet',
  'AWS::S3::BucketPolicy',
  'AWS::SES::EmailIdentity',
  'AWS::SES::Tenant',
  'AWS::SES::TenantResourceAssociation',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SecretsManager::ResourcePolicy',
  'Custom::S3AutoDeleteObjects',
]);
