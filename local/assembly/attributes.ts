import { generatedName, localAccount, stableId } from './names.ts';

/** Addresses on this machine that stand for those that AWS gives at deployment. */
export interface LocalAddresses {
  /** Base URL of the HTTP API, without a slash at the end. */
  readonly apiUrl: string;
  /** Base URL of the WebSocket API for calls of functions (`http://…`); clients connect to the same with `ws://…`. */
  readonly socketUrl: string;
  /** Base URL of the SQS engine: queue URLs begin with it, since the SDK talks to the host of the queue URL. */
  readonly queueUrl: string;
  /** Issuer of the tokens of a user pool. */
  issuer(userPoolId: string): string;
  /**
   * Replaces the AWS addresses that a template puts together by hand (issuer, API endpoints, files,
   * console) by the local ones.
   *
   * @param isSocketApi tells the ids of WebSocket APIs from those of HTTP APIs
   */
  localize(text: string, region: string, isSocketApi: (apiId: string) => boolean): string;
}

/** What naming a resource needs to know of it. `named` resolves one of its own properties, if it is set. */
export interface DescribedResource {
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  named(property: string): string | undefined;
}

/** Makes the addresses of one run. All URLs are without a slash at the end. */
export const localAddresses = (urls: {
  apiUrl: string;
  socketUrl: string;
  queueUrl: string;
  identityUrl: string;
  consoleUrl: string;
}): LocalAddresses => {
  const issuer = (userPoolId: string) => `${urls.identityUrl}/${userPoolId}`;
  return {
    apiUrl: urls.apiUrl,
    socketUrl: urls.socketUrl,
    queueUrl: urls.queueUrl,
    issuer,
    localize: (text, region, isSocketApi) =>
      text
        .replace(
          new RegExp(`https://cognito-idp\\.${region}\\.amazonaws\\.com/(${region}_\\w+)`, 'g'),
          (_, userPoolId: string) => issuer(userPoolId),
        )
        // Sources of the console's security policy: sign-in as a whole, files by pre-signed address.
        .replace(new RegExp(`https://cognito-idp\\.${region}\\.amazonaws\\.com(?![\\w/])`, 'g'), urls.identityUrl)
        .replace(new RegExp(`https://[\\w-]+\\.auth\\.${region}\\.amazoncognito\\.com`, 'g'), urls.identityUrl)
        .replace(new RegExp(`https://[\\w.-]+\\.s3\\.${region}\\.amazonaws\\.com`, 'g'), urls.queueUrl)
        // A bucket's rule names the console's origin by a wildcard.
        .replace(/https:\/\/(\w+|\*)\.cloudfront\.net/g, urls.consoleUrl)
        .replace(
          new RegExp(`(https|wss)://(\\w+)\\.execute-api\\.${region}\\.amazonaws\\.com`, 'g'),
          (_, scheme: string, apiId: string) => {
            if (!isSocketApi(apiId)) return urls.apiUrl;
            return scheme === 'wss' ? socketAddress(urls.socketUrl) : urls.socketUrl;
          },
        ),
  };
};

const socketAddress = (url: string): string => url.replace(/^http/, 'ws');

/** What `Ref` gives, as the AWS resource type reference states for each type. */
export const referenceOf = (resource: DescribedResource, addresses: LocalAddresses): string => {
  switch (resource.type) {
    case 'AWS::SQS::Queue':
      return `${addresses.queueUrl}/${localAccount}/${physicalName(resource)}`;
    case 'AWS::SNS::Topic':
    case 'AWS::SecretsManager::Secret':
      return arnOf(resource);
    default:
      return physicalName(resource);
  }
};

/** What `Fn::GetAtt` gives, or undefined for an attribute that is not known here. */
export const attributeOf = (
  resource: DescribedResource,
  attribute: string,
  addresses: LocalAddresses,
): string | undefined => {
  const { type } = resource;
  if (attribute === 'Arn') return arnOf(resource);
  switch (`${type} ${attribute}`) {
    case 'AWS::DynamoDB::Table StreamArn':
      return `${arnOf(resource)}/stream/local`;
    case 'AWS::SQS::Queue QueueName':
    case 'AWS::SNS::Topic TopicName':
      return physicalName(resource);
    case 'AWS::SQS::Queue QueueUrl':
      return referenceOf(resource, addresses);
    case 'AWS::SNS::Topic TopicArn':
    case 'AWS::SecretsManager::Secret Id':
      return arnOf(resource);
    case 'AWS::S3::Bucket DomainName':
    case 'AWS::S3::Bucket RegionalDomainName':
      return `${physicalName(resource)}.s3.${resource.region}.amazonaws.com`;
    case 'AWS::CloudFront::Distribution DomainName':
      return `${physicalName(resource)}.cloudfront.net`;
    case 'AWS::CloudFront::Function FunctionARN':
      return arnOf(resource);
    case 'AWS::CloudFront::OriginAccessControl Id':
      return physicalName(resource);
    case 'AWS::ApiGatewayV2::Api ApiEndpoint':
      return resource.named('ProtocolType') === 'WEBSOCKET' ? socketAddress(addresses.socketUrl) : addresses.apiUrl;
    case 'AWS::ApiGatewayV2::Api ApiId':
    case 'AWS::Cognito::UserPool UserPoolId':
    case 'AWS::Cognito::UserPoolClient ClientId':
      return physicalName(resource);
    case 'AWS::Cognito::UserPool ProviderName':
      return `cognito-idp.${resource.region}.amazonaws.com/${physicalName(resource)}`;
    case 'AWS::Cognito::UserPool ProviderURL':
      return addresses.issuer(physicalName(resource));
    default:
      return undefined;
  }
};

/** Property that names a resource of the type, and the longest name that AWS allows. */
const namingProperties: Readonly<Record<string, { property?: string; maximum: number }>> = {
  'AWS::DynamoDB::Table': { property: 'TableName', maximum: 255 },
  'AWS::S3::Bucket': { property: 'BucketName', maximum: 63 },
  'AWS::SQS::Queue': { property: 'QueueName', maximum: 80 },
  'AWS::SNS::Topic': { property: 'TopicName', maximum: 256 },
  'AWS::Lambda::Function': { property: 'FunctionName', maximum: 64 },
  'AWS::Scheduler::Schedule': { property: 'Name', maximum: 64 },
  'AWS::Scheduler::ScheduleGroup': { property: 'Name', maximum: 64 },
  'AWS::SES::ConfigurationSet': { property: 'Name', maximum: 64 },
  'AWS::SES::ReceiptRuleSet': { property: 'RuleSetName', maximum: 64 },
  'AWS::SES::EmailIdentity': { property: 'EmailIdentity', maximum: 320 },
  'AWS::SES::Tenant': { property: 'TenantName', maximum: 64 },
  'AWS::SMSVOICE::ConfigurationSet': { property: 'ConfigurationSetName', maximum: 64 },
  'AWS::SecretsManager::Secret': { property: 'Name', maximum: 512 },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', maximum: 512 },
  'AWS::CloudFront::Function': { property: 'Name', maximum: 64 },
  'AWS::Cognito::UserPoolDomain': { property: 'Domain', maximum: 63 },
  'AWS::Cognito::UserPoolGroup': { property: 'GroupName', maximum: 128 },
  'AWS::Cognito::UserPoolResourceServer': { property: 'Identifier', maximum: 256 },
};

const physicalName = (resource: DescribedResource): string => {
  const { stack, logicalId, type, region } = resource;
  const full = `${stack}/${logicalId}`;
  // Ids that AWS makes up are derived from the logical id, so that data and tokens survive a restart.
  if (type === 'AWS::Cognito::UserPool') return `${region}_${stableId(full, 9)}`;
  if (type === 'AWS::Cognito::UserPoolClient') return stableId(full, 26);
  if (type === 'AWS::CloudFront::Distribution') return stableId(full, 13);
  if (type.startsWith('AWS::ApiGatewayV2::')) return stableId(full, 10);
  const naming = namingProperties[type];
  const given = naming?.property === undefined ? undefined : resource.named(naming.property);
  if (given !== undefined) return given;
  const generated = generatedName(stack, logicalId, naming?.maximum ?? 128);
  return type === 'AWS::S3::Bucket' ? generated.toLowerCase() : generated;
};

const arnOf = (resource: DescribedResource): string => {
  const { type, region } = resource;
  const name = physicalName(resource);
  const arn = (service: string, path: string) => `arn:aws:${service}:${region}:${localAccount}:${path}`;
  switch (type) {
    case 'AWS::DynamoDB::Table':
      return arn('dynamodb', `table/${name}`);
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::SQS::Queue':
      return arn('sqs', name);
    case 'AWS::SNS::Topic':
      return arn('sns', name);
    case 'AWS::Lambda::Function':
      return arn('lambda', `function:${name}`);
    case 'AWS::Logs::LogGroup':
      return arn('logs', `log-group:${name}:*`);
    case 'AWS::Scheduler::Schedule':
      return arn('scheduler', `schedule/default/${name}`);
    case 'AWS::SecretsManager::Secret':
      return arn('secretsmanager', `secret:${name}-${stableId(`${resource.stack}/${resource.logicalId}`, 6)}`);
    case 'AWS::Cognito::UserPool':
      return arn('cognito-idp', `userpool/${name}`);
    case 'AWS::CloudFront::Function':
      return `arn:aws:cloudfront::${localAccount}:function/${name}`;
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${localAccount}:role/${name}`;
    default:
      return arn(type.split('::')[1]?.toLowerCase() ?? 'unknown', name);
  }
};
