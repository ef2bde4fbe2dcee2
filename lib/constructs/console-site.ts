import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginRequestPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { accountWideName, loginDomainPrefix } from '../names.ts';
import { acknowledge } from './acknowledge.ts';
import type { ApiEntrance } from './api-entrance.ts';
import { contentSecurityPolicy, securityHeaders } from './console-policy.ts';
import type { FilesBucket } from './files-bucket.ts';

/**
 * Every address that names no file is a page of the console, and the console itself finds out which. An error page of
 * the distribution would do that too, but it would take the place of the API's own 403 and 404 answers.
 */
const pageOfAddress = `function handler(event) {
  var request = event.request;
  if (!/^\\/(assets\\/.+|[^/]+\\.(html|json|svg))$/.test(request.uri)) {
    request.uri = '/index.html';
  }
  return request;
}
`;

/** The console: its files in a private bucket, behind a distribution that serves the API under the same origin. */
export class ConsoleSite extends Construct {
  readonly bucket: Bucket;
  /** Origin without a slash at the end. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly entrance: ApiEntrance; readonly files: FilesBucket },
  ) {
    super(scope, id);
    const { config, entrance, files } = props;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Made again by every deployment.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1': 'It holds the public files of the console, read through the distribution only.',
    });

    const { region, urlSuffix } = Stack.of(this);
    const headers = securityHeaders(
      this,
      'Headers',
      accountWideName(config, 'console'),
      contentSecurityPolicy({
        // Written out: the user pool is made later, since sign-in returns here.
        identity: [
          `https://cognito-idp.${region}.${urlSuffix}`,
          `https://${loginDomainPrefix(config)}.auth.${region}.amazoncognito.com`,
        ],
        files: `https://${files.bucket.bucketRegionalDomainName}`,
        socket: `wss://${entrance.socket.apiId}.execute-api.${region}.${urlSuffix}`,
      }),
    );
    const common = {
      compress: true,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: headers,
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: `contacta-${config.stage} console`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        ...common,
        // The two types differ in how they write an optional property (exactOptionalPropertyTypes), in nothing else.
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket as IBucket, {
          originAccessControl: new S3OriginAccessControl(this, 'AccessControl', {
            originAccessControlName: accountWideName(config, 'console'),
          }),
        }),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, 'PageOfAddress', {
              functionName: accountWideName(config, 'pages'),
              comment: 'Answers every address that names no file with the console',
              runtime: FunctionRuntime.JS_2_0,
              code: FunctionCode.fromInline(pageOfAddress),
            }),
          },
        ],
      },
      additionalBehaviors: {
        '/v1/*': {
          ...common,
          origin: new HttpOrigin(`${entrance.api.apiId}.execute-api.${region}.${urlSuffix}`),
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          // The API's own host name must arrive there; everything else of the request goes through.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
      ...(config.consoleDomain && {
        domainNames: [config.consoleDomain.name],
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', config.consoleDomain.certificateArn),
      }),
    });
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Customers and advisors work from any country.',
      'AwsSolutions-CFR2':
        'Static files; the API behind it throttles, and asks for a token on every route of a company.',
      'AwsSolutions-CFR3': "It would log people's addresses; the API has an access log without personal data.",
      ...(config.consoleDomain === undefined && {
        'AwsSolutions-CFR4': "Without a domain of its own it has CloudFront's certificate and takes what that allows.",
      }),
    });
    this.url = `https://${config.consoleDomain?.name ?? distribution.distributionDomainName}`;
  }
}
