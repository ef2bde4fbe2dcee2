/** What must hold for every resource of a kind (reliability §5.8, "CDK assertions"), in both stages. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { timeToLiveAttribute } from '#platform/table/indexes.ts';
import { functionNames, type Resource, type SynthesizedStage, synthesize } from './synthesize.ts';

const GetAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
/** Logical id of the resource whose attribute a value is. */
const target = (value: unknown): string => GetAtt.parse(value)['Fn::GetAtt'][0];
const number = (value: unknown): number => z.number().parse(value);
const text = (value: unknown): string => JSON.stringify(value);
const inData = ({ stack }: Resource): boolean => stack === 'data';

describe.each(['dev', 'prod'] as const)('%s', (name) => {
  let stage: SynthesizedStage;
  let queues: readonly Resource[];
  let workQueues: readonly Resource[];
  let alarms: string;
  const only = (type: string, among = (_resource: Resource): boolean => true): Resource => {
    const found = stage.ofType(type).filter(among);
    expect(found, type).toHaveLength(1);
    return z.custom<Resource>((value) => value !== undefined).parse(found[0]);
  };

  beforeAll(() => {
    stage = synthesize(name);
    queues = stage.ofType('AWS::SQS::Queue');
    workQueues = queues.filter(({ properties }) => 'RedrivePolicy' in properties);
    alarms = text(stage.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => properties));
  }, 60_000);

  it('lets the console, and no other page, send upload forms to the bucket of files and read from it (C10)', () => {
    const { properties } = only('AWS::S3::Bucket', inData);
    const origins = ['https://*.cloudfront.net', ...(name === 'dev' ? ['http://localhost:5173'] : [])];
    expect(properties.CorsConfiguration).toEqual({
      CorsRules: [{ AllowedHeaders: ['*'], AllowedMethods: ['GET', 'POST'], AllowedOrigins: origins, MaxAge: 3_600 }],
    });
  });

  describe('queues', () => {
    it('has one per kind of work', () => {
      expect(
        workQueues.map(({ logicalId }) => logicalId.replace(/^(Send|Workers)(.+)[0-9A-F]{8}$/, '$2')).sort(),
      ).toEqual([
        'AlertsQueue',
        'CompanyQueue',
        'EmailEventsQueue',
        'ExportsQueue',
        'ImportsQueue',
        'InboundMailQueue',
        'InboundQueue',
        'PrivacyQueue',
        'SendEmailQueue',
        'SendSmsQueue',
        'SendWhatsAppQueue',
        'SmsEventsQueue',
        'WhatsAppEventsQueue',
      ]);
    });

    it('gives each a dead-letter queue of its own after 5 reads', () => {
      const dead = workQueues.map(({ properties }) => {
        const { deadLetterTargetArn, maxReceiveCount } = z
          .object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() })
          .parse(properties.RedrivePolicy);
        expect(maxReceiveCount).toBe(5);
        return target(deadLetterTargetArn);
      });
      expect(new Set(dead).size).toBe(workQueues.length);
    });

    it('alarms on the first message of every dead-letter queue and on late work', () => {
      const measures = (metric: string) =>
        stage
          .ofType('AWS::CloudWatch::Alarm')
          .filter(({ properties }) => properties.MetricName === metric)
          .map(({ properties }) => ({ queue: text(properties.Dimensions), threshold: properties.Threshold }));
      const depth = measures('ApproximateNumberOfMessagesVisible');
      const age = measures('ApproximateAgeOfOldestMessage');
      for (const { logicalId } of queues.filter((queue) => !workQueues.includes(queue))) {
        expect(
          depth.filter(({ queue }) => queue.includes(logicalId)),
          logicalId,
        ).toEqual([{ queue: expect.any(String), threshold: 1 }]);
      }
      for (const { logicalId } of workQueues) {
        expect(
          age.filter(({ queue }) => queue.includes(logicalId)),
          logicalId,
        ).toHaveLength(1);
      }
    });

    it('encrypts and asks for TLS', () => {
      const policies = text(
        stage
          .ofType('AWS::SQS::QueuePolicy')
          .filter(({ properties }) => /"aws:SecureTransport":"false"/.test(text(properties)))
          .map(({ properties }) => properties.Queues),
      );
      for (const { logicalId, properties } of queues) {
        expect(properties.SqsManagedSseEnabled, logicalId).toBe(true);
        expect(policies, logicalId).toContain(logicalId);
      }
    });

    it('hides a message for six times as long as its worker may run', () => {
      const mappings = stage.ofType('AWS::Lambda::EventSourceMapping');
      for (const { logicalId, properties } of workQueues) {
        const mapping = mappings.find((each) => text(each.properties.EventSourceArn).includes(logicalId));
        const worker = z.object({ Ref: z.string() }).parse(mapping?.properties.FunctionName).Ref;
        const timeout = stage.resources.find((each) => each.logicalId === worker)?.properties.Timeout;
        expect(number(properties.VisibilityTimeout), logicalId).toBeGreaterThanOrEqual(6 * number(timeout));
      }
    });

    it('reads one mail an invocation, apart from text messages (issue 10, A1)', () => {
      const mappings = stage.ofType('AWS::Lambda::EventSourceMapping');
      const sizes = mappings
        .filter(({ properties }) => text(properties.EventSourceArn).includes('WorkersInboundMailQueue'))
        .map(({ properties }) => properties.BatchSize);
      expect(sizes).toEqual([1]);
    });

    it('fails records one by one, with a maximum concurrency and without reserved concurrency', () => {
      for (const { logicalId, properties } of stage.ofType('AWS::Lambda::EventSourceMapping')) {
        expect(properties.FunctionResponseTypes, logicalId).toEqual(['ReportBatchItemFailures']);
        if (!text(properties.EventSourceArn).includes('Stream')) {
          const { MaximumConcurrency } = z
            .object({ MaximumConcurrency: z.int() })
            .parse(properties.ScalingConfig, { error: () => logicalId });
          expect(MaximumConcurrency).toBeGreaterThanOrEqual(2);
        }
      }
      for (const { properties } of stage.ofType('AWS::Lambda::Function')) {
        expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
      }
    });
  });

  describe('topics', () => {
    it('subscribes queues only, with the envelope and a dead-letter queue', () => {
      const subscriptions = stage.ofType('AWS::SNS::Subscription');
      expect(subscriptions).toHaveLength(5);
      for (const { properties } of subscriptions) {
        expect(properties.Protocol).toBe('sqs');
        expect(properties.RawMessageDelivery ?? false).toBe(false);
        expect(queues.map(({ logicalId }) => logicalId)).toContain(
          target(z.object({ deadLetterTargetArn: z.unknown() }).parse(properties.RedrivePolicy).deadLetterTargetArn),
        );
      }
    });

    it('lets SNS into a queue from its own topic only', () => {
      for (const { properties } of stage.ofType('AWS::SQS::QueuePolicy')) {
        const { Statement } = z
          .object({
            Statement: z.array(z.looseObject({ Effect: z.string(), Principal: z.unknown(), Condition: z.unknown() })),
          })
          .parse(properties.PolicyDocument);
        for (const { Effect, Principal, Condition } of Statement.filter((each) => each.Effect === 'Allow')) {
          expect(Effect).toBe('Allow');
          expect(Principal).toEqual({ Service: 'sns.amazonaws.com' });
          expect(Condition).toHaveProperty(['ArnEquals', 'aws:SourceArn']);
        }
      }
    });

    it('lets services of this account alone publish, over TLS', () => {
      const policies = stage.ofType('AWS::SNS::TopicPolicy');
      expect(policies).toHaveLength(stage.ofType('AWS::SNS::Topic').length);
      for (const { logicalId, properties } of policies) {
        const { Statement } = z
          .object({ Statement: z.array(z.looseObject({ Effect: z.string(), Condition: z.unknown() })) })
          .parse(properties.PolicyDocument);
        for (const { Condition } of Statement.filter(({ Effect }) => Effect === 'Allow')) {
          expect(Condition, logicalId).toHaveProperty(['StringEquals', 'aws:SourceAccount']);
        }
        expect(text(Statement.filter(({ Effect }) => Effect === 'Deny')), logicalId).toContain('aws:SecureTransport');
      }
    });

    it('receives every kind of event from SES and from SMS', () => {
      expect(only('AWS::SES::ConfigurationSetEventDestination').properties.EventDestination).toMatchObject({
        Enabled: true,
        MatchingEventTypes: [
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
        ],
      });
      expect(only('AWS::SMSVOICE::ConfigurationSet').properties.EventDestinations).toMatchObject([
        { Enabled: true, MatchingEventTypes: ['TEXT_ALL'] },
      ]);
    });

    it('marks the configuration set with the suppression scope that the deployment applies', () => {
      const { properties } = only('AWS::SES::ConfigurationSet');
      expect(properties.SuppressionOptions).toEqual({ SuppressedReasons: ['BOUNCE', 'COMPLAINT'] });
      expect(properties.Tags).toContainEqual({ Key: 'contacta:suppression-scope', Value: 'TENANT' });
    });
  });

  describe('data', () => {
    it('keeps the table restorable, streamed and expiring', () => {
      const { properties, deletionPolicy } = only('AWS::DynamoDB::Table');
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: timeToLiveAttribute, Enabled: true },
        DeletionProtectionEnabled: name === 'prod',
      });
      expect(deletionPolicy).toBe(name === 'prod' ? 'Retain' : 'Delete');
    });

    it('names the indexes as DynamoDB allows: 3 to 255 characters', () => {
      const indexes = z
        .array(z.looseObject({ IndexName: z.string() }))
        .parse(only('AWS::DynamoDB::Table').properties.GlobalSecondaryIndexes);
      expect(indexes).toHaveLength(4);
      for (const { IndexName } of indexes) {
        expect(IndexName).toMatch(/^[a-zA-Z0-9_.-]{3,255}$/);
      }
    });

    it('keeps the files private, versioned and tidy', () => {
      const { properties, deletionPolicy } = only('AWS::S3::Bucket', inData);
      expect(properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
        LifecycleConfiguration: {
          Rules: expect.arrayContaining([
            expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
            expect.objectContaining({ Prefix: 'reports/', ExpirationInDays: 30 }),
          ]),
        },
      });
      expect(deletionPolicy).toBe(name === 'prod' ? 'Retain' : 'Delete');
      const policy = text(only('AWS::S3::BucketPolicy', inData).properties);
      expect(policy).toContain('"aws:SecureTransport":"false"');
      expect(policy).toContain('"s3:signatureAge":300000');
    });

    it('makes the three keys by itself and keeps them where data is kept', () => {
      const secrets = stage.ofType('AWS::SecretsManager::Secret');
      expect(secrets).toHaveLength(3);
      for (const { properties, deletionPolicy } of secrets) {
        expect(properties.GenerateSecretString).toMatchObject({ PasswordLength: 64, GenerateStringKey: 'key' });
        expect(deletionPolicy).toBe(name === 'prod' ? 'Retain' : 'Delete');
      }
    });
  });

  describe('functions', () => {
    it('has one for every folder with an environment', () => {
      const names = stage.ofType('AWS::Lambda::Function').map(({ properties }) => properties.FunctionName);
      expect(names.sort()).toEqual(functionNames.map((each) => `contacta-${name}-${each}`));
    });

    it('runs all on Node 24, arm64, traced, with a named log group that expires', () => {
      const logs = stage.ofType('AWS::Logs::LogGroup');
      for (const { properties } of logs) {
        expect([30, 365]).toContain(properties.RetentionInDays);
      }
      for (const { properties } of stage.ofType('AWS::Lambda::Function')) {
        expect(properties).toMatchObject({
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          Handler: 'index.handler',
          TracingConfig: { Mode: 'Active' },
        });
        const group = z.object({ LogGroup: z.object({ Ref: z.string() }) }).parse(properties.LoggingConfig).LogGroup;
        expect(logs.find(({ logicalId }) => logicalId === group.Ref)?.properties.LogGroupName).toBe(
          `/aws/lambda/${properties.FunctionName}`,
        );
      }
    });

    it('alarms on the errors of each', () => {
      for (const each of functionNames) {
        expect(alarms).toContain(`"MetricName":"Errors","Namespace":"AWS/Lambda"`);
        expect(alarms).toContain(`{"Name":"FunctionName","Value":"contacta-${name}-${each}"}`);
      }
    });
  });

  describe('schedules and stream', () => {
    it('starts jobs with their planned time, few retries and a dead-letter queue', () => {
      const schedules = stage.ofType('AWS::Scheduler::Schedule');
      expect(schedules.map(({ properties }) => properties.ScheduleExpression).sort()).toEqual([
        'rate(1 hour)',
        'rate(1 hour)',
        'rate(1 minute)',
        'rate(1 minute)',
        'rate(15 minutes)',
        'rate(15 minutes)',
      ]);
      for (const { properties } of schedules) {
        expect(properties.Target).toMatchObject({
          Input: '{"time":"<aws.scheduler.scheduled-time>"}',
          RetryPolicy: { MaximumRetryAttempts: 2 },
          DeadLetterConfig: { Arn: expect.anything() },
        });
      }
      const roles = schedules.map(({ properties }) =>
        text(z.looseObject({ RoleArn: z.unknown() }).parse(properties.Target).RoleArn),
      );
      expect(new Set(roles).size).toBe(schedules.length);
    });

    it('alarms when a job does not run', () => {
      const absent = stage
        .ofType('AWS::CloudWatch::Alarm')
        .filter(({ properties }) => properties.TreatMissingData === 'breaching');
      const jobs = stage.ofType('AWS::Scheduler::Schedule');
      expect(absent.map(({ properties }) => properties.MetricName)).toEqual(jobs.map(() => 'Invocations'));
    });

    it('bisects a failing batch of the stream and parks what fails, for both of its consumers', () => {
      const streams = stage
        .ofType('AWS::Lambda::EventSourceMapping')
        .filter(({ properties }) => text(properties.EventSourceArn).includes('Stream'));
      // A stream throttles a third (Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB").
      expect(streams).toHaveLength(2);
      for (const { properties } of streams) {
        expect(properties).toMatchObject({
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 5,
          FilterCriteria: { Filters: expect.arrayContaining([expect.anything()]) },
          DestinationConfig: { OnFailure: { Destination: expect.anything() } },
        });
      }
      // Lists must hold everything that ever was; nobody wants to be told of what was before the feed.
      expect(streams.map(({ properties }) => properties.StartingPosition).sort()).toEqual(['LATEST', 'TRIM_HORIZON']);
    });
  });

  describe('identity', () => {
    it('lets nobody sign up, and users write neither their company nor their e-mail', () => {
      expect(only('AWS::Cognito::UserPool').properties).toMatchObject({
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        DeletionProtection: name === 'prod' ? 'ACTIVE' : 'INACTIVE',
        MfaConfiguration: name === 'prod' ? 'ON' : 'OPTIONAL',
        LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } },
        UserPoolTier: 'ESSENTIALS',
      });
      const client = only('AWS::Cognito::UserPoolClient').properties;
      expect(client.WriteAttributes).toEqual(['locale', 'name']);
      expect(client).toMatchObject({
        AllowedOAuthScopes: ['openid', 'email', 'profile', 'contacta/api'],
        ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        GenerateSecret: false,
        AllowedOAuthFlows: ['code'],
        EnableTokenRevocation: true,
        PreventUserExistenceErrors: 'ENABLED',
      });
    });

    it('has a group for each role', () => {
      const groups = stage.ofType('AWS::Cognito::UserPoolGroup').map(({ properties }) => properties.GroupName);
      expect(groups.sort()).toEqual(['admin', 'advisor', 'supervisor', 'viewer']);
    });
  });

  it('has the outputs that clients and the local runner read', () => {
    expect(Object.keys(stage.outputs).sort()).toEqual([
      'ApiUrl',
      'ConsoleBucketName',
      'ConsoleClientId',
      'ConsoleUrl',
      'EmailEventsTopicArn',
      'FilesBucketName',
      'InboundMailDomain',
      'InboundMailTopicArn',
      'InboundTopicArn',
      'IssuerUrl',
      'SmsEventsTopicArn',
      'SocketUrl',
      'TableName',
      'WhatsAppEventsTopicArn',
    ]);
  });

  it('needs no custom resource', () => {
    const types = new Set(stage.resources.map(({ type }) => type));
    expect(
      [...types].filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource'),
    ).toEqual([]);
  });
});
