/** The rights of every function, written down. A right that is added or lost must be added or lost here too. */
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { tableIndexes } from '#platform/table/indexes.ts';
import { functionNames, synthesize } from './synthesize.ts';

const stage = synthesize('prod');

const read = ['dynamodb:GetItem table', 'dynamodb:BatchGetItem table', 'dynamodb:Query table'];
const write = [
  'dynamodb:PutItem table',
  'dynamodb:UpdateItem table',
  'dynamodb:DeleteItem table',
  'dynamodb:ConditionCheckItem table',
];
const readWrite = [...read, ...write];
/** Counters of what companies use; a condition on the key holds it to them. */
const count = 'dynamodb:UpdateItem table';
const [register, failures, due, providerIds] = tableIndexes.map(({ name }) => `dynamodb:Query index ${name}`);
const lists = [register, failures];
const consume = (queue: string) =>
  ['ReceiveMessage', 'ChangeMessageVisibility', 'GetQueueUrl', 'DeleteMessage', 'GetQueueAttributes'].map(
    (action) => `sqs:${action} ${queue}`,
  );
const enqueueSends = [
  'sqs:SendMessage SendEmailQueue',
  'sqs:SendMessage SendSmsQueue',
  'sqs:SendMessage SendWhatsAppQueue',
];
const writeFiles = (folder: string) => [`s3:PutObject files/${folder}/*`, `s3:AbortMultipartUpload files/${folder}/*`];

const takeUploads = ['s3:GetObject files/uploads/*', 's3:PutObject files/attachments/*', 's3:ListBucket files'];
const writeToConnections = ['POST', 'DELETE'].map(
  (method) => `execute-api:ManageConnections <SocketApi>/live/${method}/@connections/*`,
);
const lookAtTemplates = 'social-messaging:GetWhatsAppMessageTemplate waba/*';
const manageTemplates = [
  lookAtTemplates,
  'social-messaging:ListWhatsAppMessageTemplates waba/*',
  'social-messaging:CreateWhatsAppMessageTemplate waba/*',
  'social-messaging:UpdateWhatsAppMessageTemplate waba/*',
];
/** State of what the companies send from. */
const inspectAccounts = [
  'ses:GetEmailIdentity identity/*',
  'sms-voice:DescribePhoneNumbers phone-number/*',
  'social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber phone-number-id/*',
];

/** Beside these, every function writes its own log and its traces. */
const allowed: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'api-customers': readWrite,
  'api-contactability': [
    ...readWrite,
    'ses:GetSuppressedDestination *',
    'ses:DeleteSuppressedDestination *',
    'sms-voice:DeleteOptedOutNumber opt-out-list/*',
    'sqs:SendMessage AlertsQueue',
  ],
  'api-messages': [...readWrite, ...enqueueSends, ...takeUploads],
  'api-attachments': [
    ...readWrite,
    's3:PutObject files/uploads/*',
    's3:GetObject files/attachments/*',
    's3:GetObject files/html/*',
  ],
  'api-documents': [...read, 'dynamodb:PutItem table', count, 's3:PutObject files/uploads/*'],
  'api-conversations': [...readWrite, ...lists, 's3:DeleteObject files/attachments/*', 's3:DeleteObject files/html/*'],
  'api-templates': [...readWrite, ...manageTemplates],
  'api-interactions': [...read, count, ...lists],
  'api-processes': [
    ...readWrite,
    's3:GetObject files/reports/*',
    's3:GetObject files/imports/*',
    ...writeFiles('imports'),
    'sqs:SendMessage ImportsQueue',
  ],
  'api-privacy': [...readWrite, 's3:GetObject files/reports/*', 'sqs:SendMessage PrivacyQueue'],
  'api-exports': [...readWrite, 'sqs:SendMessage ExportsQueue'],
  'api-companies': [
    ...readWrite,
    ...lists,
    'cognito-idp:AdminDisableUser user pool',
    'cognito-idp:AdminEnableUser user pool',
    'cognito-idp:AdminUserGlobalSignOut user pool',
    'sqs:SendMessage CompanyQueue',
  ],
  'api-inbound': [...readWrite, failures],
  'api-calls': [...readWrite, ...takeUploads],
  'api-accounts': [...readWrite, ...inspectAccounts],
  'api-service': [],
  'queues-send-email': [
    ...readWrite,
    'ses:SendEmail identity/*',
    'ses:SendEmail configuration-set/contacta-prod',
    'ses:SendEmail tenant/*',
    's3:GetObject files/attachments/*',
    's3:ListBucket files',
    ...consume('SendEmailQueue'),
  ],
  'queues-send-sms': [
    ...readWrite,
    'sms-voice:SendTextMessage phone-number/*',
    'sms-voice:SendTextMessage pool/*',
    'sms-voice:SendTextMessage sender-id/*/*',
    ...consume('SendSmsQueue'),
  ],
  'queues-send-whatsapp': [
    ...readWrite,
    'social-messaging:SendWhatsAppMessage phone-number-id/*',
    'social-messaging:PostWhatsAppMessageMedia phone-number-id/*',
    's3:GetObject files/attachments/*',
    ...consume('SendWhatsAppQueue'),
  ],
  'queues-alerts': [
    ...readWrite,
    'ses:GetSuppressedDestination *',
    'ses:DeleteSuppressedDestination *',
    'sqs:SendMessage AlertsQueue',
    ...consume('AlertsQueue'),
  ],
  'queues-delivery-events': [
    ...readWrite,
    providerIds,
    failures,
    ...writeFiles('events'),
    ...writeFiles('media'),
    ...writeFiles('attachments'),
    's3:GetObject files/media/*',
    's3:ListBucket files',
    'social-messaging:GetWhatsAppMessageMedia phone-number-id/*',
    lookAtTemplates,
    ...consume('EmailEventsQueue'),
    ...consume('SmsEventsQueue'),
    ...consume('WhatsAppEventsQueue'),
  ],
  'queues-inbound': [
    ...readWrite,
    ...writeFiles('events'),
    'sqs:SendMessage InboundMailQueue',
    'sms-voice:DeleteOptedOutNumber opt-out-list/*',
    ...consume('InboundQueue'),
  ],
  'queues-inbound-mail': [
    ...readWrite,
    providerIds,
    's3:GetObject files/mail/*',
    's3:ListBucket files',
    ...writeFiles('events'),
    ...writeFiles('attachments'),
    ...writeFiles('html'),
    ...consume('InboundMailQueue'),
  ],
  'queues-exports': [
    ...readWrite,
    ...lists,
    ...writeFiles('reports'),
    's3:GetObject files/reports/*',
    'sqs:SendMessage ExportsQueue',
    ...consume('ExportsQueue'),
    'ses:SendEmail identity/*',
    'ses:SendEmail configuration-set/contacta-prod',
    'ses:SendEmail tenant/*',
  ],
  'queues-imports': [
    ...readWrite,
    failures,
    'dynamodb:BatchWriteItem table',
    's3:GetObject files/imports/*',
    's3:GetObjectVersion files/imports/*',
    ...writeFiles('imports'),
    'sqs:SendMessage ImportsQueue',
    ...consume('ImportsQueue'),
  ],
  // The one worker that may read the whole table, and delete users of the pool.
  'queues-company': [
    ...readWrite,
    'dynamodb:Scan table',
    'dynamodb:BatchWriteItem table',
    ...['events', 'attachments', 'html', 'imports', 'reports'].flatMap((folder) => [
      `s3:GetObject files/${folder}/*`,
      `s3:GetObjectVersion files/${folder}/*`,
    ]),
    's3:PutObject files/reports/*',
    's3:AbortMultipartUpload files/reports/*',
    ...['reports', 'imports', 'events', 'uploads', 'attachments', 'mail', 'media', 'html'].flatMap((folder) => [
      `s3:DeleteObject files/${folder}/*`,
      `s3:DeleteObjectVersion files/${folder}/*`,
    ]),
    's3:ListBucketVersions files',
    'cognito-idp:ListUsers user pool',
    'cognito-idp:AdminDisableUser user pool',
    'cognito-idp:AdminUserGlobalSignOut user pool',
    'cognito-idp:AdminDeleteUser user pool',
    'ses:SendEmail identity/*',
    'ses:SendEmail configuration-set/contacta-prod',
    'ses:SendEmail tenant/*',
    'sqs:SendMessage CompanyQueue',
    ...consume('CompanyQueue'),
  ],
  'queues-privacy': [
    ...readWrite,
    ...lists,
    ...['reports', 'imports', 'events', 'attachments', 'html'].flatMap((folder) => [
      `s3:GetObject files/${folder}/*`,
      `s3:GetObjectVersion files/${folder}/*`,
    ]),
    ...['reports', 'imports', 'events', 'uploads', 'attachments', 'mail', 'media', 'html'].flatMap((folder) => [
      `s3:DeleteObject files/${folder}/*`,
      `s3:DeleteObjectVersion files/${folder}/*`,
    ]),
    's3:ListBucketVersions files',
    ...writeFiles('reports'),
    'sqs:SendMessage PrivacyQueue',
    ...consume('PrivacyQueue'),
  ],
  'schedules-due-work': [
    ...readWrite,
    due,
    providerIds,
    failures,
    ...enqueueSends,
    's3:DeleteObject files/attachments/*',
    's3:DeleteObject files/html/*',
    'sqs:SendMessage ExportsQueue',
    'sqs:SendMessage ImportsQueue',
    'sqs:SendMessage PrivacyQueue',
    'sqs:SendMessage AlertsQueue',
    'sqs:SendMessage CompanyQueue',
  ],
  'schedules-user-states': [
    'dynamodb:GetItem table',
    'dynamodb:Query table',
    'dynamodb:PutItem table',
    'cognito-idp:ListUsers user pool',
    'cognito-idp:AdminGetUser user pool',
  ],
  'schedules-account-states': [...readWrite, ...inspectAccounts],
  'schedules-template-sync': [
    'dynamodb:GetItem table',
    'dynamodb:Query table',
    'dynamodb:PutItem table',
    ...manageTemplates,
  ],
  'schedules-night-run': [...readWrite, failures, 'sqs:SendMessage ExportsQueue', 'sqs:SendMessage PrivacyQueue'],
  'socket-authorize': [],
  'socket-connect': [
    'dynamodb:GetItem table',
    'dynamodb:Query table',
    'dynamodb:PutItem table',
    'dynamodb:DeleteItem table',
    ...writeToConnections,
  ],
  'socket-disconnect': ['dynamodb:GetItem table', 'dynamodb:DeleteItem table'],
  'socket-messages': [
    'dynamodb:GetItem table',
    'dynamodb:BatchGetItem table',
    'dynamodb:Query table',
    'dynamodb:DeleteItem table',
    ...writeToConnections,
  ],
  'streams-live': [
    'dynamodb:GetItem table',
    'dynamodb:BatchGetItem table',
    'dynamodb:Query table',
    'dynamodb:PutItem table',
    'dynamodb:DeleteItem table',
    ...writeToConnections,
    'dynamodb:DescribeStream stream',
    'dynamodb:GetRecords stream',
    'dynamodb:GetShardIterator stream',
    'dynamodb:ListStreams *',
    'sqs:SendMessage LiveStreamDeadLettersQueue',
    'sqs:GetQueueAttributes LiveStreamDeadLettersQueue',
    'sqs:GetQueueUrl LiveStreamDeadLettersQueue',
  ],
  'schedules-integrity': [...readWrite, failures, due, 'dynamodb:BatchWriteItem table'],
  'streams-projections': [
    ...readWrite,
    'dynamodb:BatchWriteItem table',
    'dynamodb:DescribeStream stream',
    'dynamodb:GetRecords stream',
    'dynamodb:GetShardIterator stream',
    'dynamodb:ListStreams *',
    'sqs:SendMessage ProjectionStreamDeadLettersQueue',
    'sqs:GetQueueAttributes ProjectionStreamDeadLettersQueue',
    'sqs:GetQueueUrl ProjectionStreamDeadLettersQueue',
  ],
  'triggers-pre-token': ['dynamodb:GetItem table', 'dynamodb:PutItem table'],
  'operations-provision-company': readWrite,
  'operations-hold-sending': ['dynamodb:GetItem table', 'dynamodb:PutItem table'],
  'operations-migrate': [...readWrite, ...lists, 'dynamodb:Scan table', 'dynamodb:BatchWriteItem table'],
  'operations-rebuild-projections': [...readWrite, ...lists, 'dynamodb:BatchWriteItem table'],
};

const Reference = z.object({ Ref: z.string() });
const oneOrMore = <Item extends z.ZodType>(item: Item) => z.union([item.transform((value) => [value]), z.array(item)]);
const Policy = z.object({
  Roles: z.array(Reference),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.enum(['Allow', 'Deny']),
        Action: oneOrMore(z.string()),
        Resource: z.union([z.array(z.unknown()), z.unknown().transform((value) => [value])]),
      }),
    ),
  }),
});

/** Short name of a resource in a policy: what kind of thing it is, without the hashes of logical ids. */
const resourceName = (resource: unknown): string => {
  const flat = flattenCfnReference(resource);
  const arn = /^arn:<AWS::Partition>:[a-z-]+:<AWS::Region>:<AWS::AccountId>:(.+)$/.exec(flat)?.[1];
  const index = /TableTable.*Arn\w+\/index\/(\w+)$|Table\w+Arn\w+\/index\/(\w+)$/.exec(flat);
  const files = /FilesBucket\w+Arn\w+?(\/.+)?$/.exec(flat);
  const queue = /^<(?:Send|Workers|Jobs|LiveUpdates)(\w+Queue)[0-9A-F]{8}\.Arn>$/.exec(flat)?.[1];
  if (index !== null) return `index ${index[1] ?? index[2]}`;
  if (files !== null) return `files${files[1] ?? ''}`;
  if (queue !== undefined) return queue;
  if (arn !== undefined)
    return arn.replace(/^contacta-prod-console:ExportsOutputRefHttpApiSocket[0-9A-F]{16}/, '<SocketApi>');
  if (/UserPool|DirectoryUsers\w+Arn\w*$/.test(flat)) return 'user pool';
  if (/GetAttTable\w+StreamArn\w+$/.test(flat)) return 'stream';
  if (/GetAttTable\w+Arn\w+$/.test(flat)) return 'table';
  if (/Logs[0-9A-F]{8}\.Arn>$/.test(flat)) return 'log group';
  return flat;
};

const policies = stage.ofType('AWS::IAM::Policy').map(({ properties }) => Policy.parse(properties));

/** What the role of a function allows, less its log and its traces. */
const rightsOf = (name: string): readonly string[] => {
  const lambda = stage
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => properties.FunctionName === `contacta-prod-${name}`);
  const role = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }).parse(lambda?.properties.Role)[
    'Fn::GetAtt'
  ][0];
  return policies
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${resourceName(resource)}`)),
    )
    .sort();
};

const everyFunction = [
  'logs:CreateLogStream log group',
  'logs:PutLogEvents log group',
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];

describe('least privilege', () => {
  it('states the rights of every function there is', () => {
    expect(Object.keys(allowed).sort()).toEqual(functionNames);
  });

  it.each(functionNames)('%s may do what is listed and no more', (name) => {
    expect(rightsOf(name)).toEqual([...everyFunction, ...(allowed[name] ?? [])].sort());
  });

  it('gives every function a role of its own', () => {
    const roles = stage.ofType('AWS::Lambda::Function').map(({ properties }) => JSON.stringify(properties.Role));
    expect(new Set(roles).size).toBe(functionNames.length);
  });

  it("attaches no managed policy and no inline policy to a role, but API Gateway's own to the account's", () => {
    const inAccount = stage.ofType('AWS::IAM::Role').filter(({ stack }) => stack === 'account');
    expect(JSON.stringify(inAccount.map(({ properties }) => properties.ManagedPolicyArns))).toMatch(
      /^\[\[[^,]*,[^\]]*AmazonAPIGatewayPushToCloudWatchLogs"\]\]\}\]\]$/,
    );
    for (const { logicalId, properties } of stage
      .ofType('AWS::IAM::Role')
      .filter((role) => !inAccount.includes(role))) {
      expect(properties, logicalId).not.toHaveProperty('ManagedPolicyArns');
      expect(properties, logicalId).not.toHaveProperty('Policies');
    }
  });

  it('allows no scan but to migrations and the worker of whole companies, and no wildcard action anywhere', () => {
    const actions = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap(({ Action }) => Action);
    // Which functions have it stands above: `operations-migrate` and `queues-company`.
    expect(actions.filter((action) => action === 'dynamodb:Scan')).toHaveLength(2);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});
