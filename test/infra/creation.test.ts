/**
 * What CloudFormation enforces at a first creation and at its repetition after a rollback (issue 10, D.16): each rule on
 * a template that breaks it, and the stacks of the built-in stages and of the documented example, which break none.
 */
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stageConfig, stageNames } from '../../lib/config.ts';
import {
  blockedRepetitions,
  type CreationContext,
  creationFaults,
  exportsInUse,
  type StackToCreate,
} from '../../lib/creation/creation-rules.ts';
import { contextOf, stacksOf } from '../../lib/creation/stacks-of.ts';
import { synthesize } from './synthesize.ts';

const context: CreationContext = {
  chosenNames: new Set(),
  accountConcurrency: new Map([
    ['dev', 1_000],
    ['prod', 1_000],
  ]),
};

const stack = (resources: Readonly<Record<string, unknown>>, more: Partial<StackToCreate> = {}): StackToCreate => ({
  name: 'contacta-dev-service',
  stage: 'dev',
  after: [],
  template: { Resources: resources },
  ...more,
});

const rules = (stacks: readonly StackToCreate[], given = context) =>
  creationFaults(stacks, given).map(({ rule }) => rule);

const socketStage = (more: Readonly<Record<string, unknown>> = {}) => ({
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, AccessLogSettings: { DestinationArn: 'arn' } },
    ...more,
  },
});
const settings = {
  Settings: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
};
const account = stack(settings, { name: 'contacta-account' });
const named = (type: string, properties: Readonly<Record<string, unknown>>, more = {}) => ({
  One: { Type: type, Properties: properties, ...more },
});

describe('account role for access logs', () => {
  it('is asked for by the log of a WebSocket stage', () => {
    expect(rules([stack(socketStage())])).toEqual(['account-role']);
  });

  it('must be there before: a setting of the same stack, or of one that is not waited for, may come too late', () => {
    expect(rules([stack({ ...socketStage(), ...settings })])).toEqual(['account-role']);
    expect(rules([account, stack(socketStage())])).toEqual(['account-role']);
    expect(rules([stack({ ...socketStage({ DependsOn: ['Settings'] }), ...settings })])).toEqual([]);
    expect(rules([account, stack(socketStage(), { after: ['contacta-account'] })])).toEqual([]);
  });

  it('must be named: a setting without a role sets none', () => {
    const empty = stack({ Settings: { Type: 'AWS::ApiGateway::Account' } }, { name: 'contacta-account' });
    expect(rules([empty, stack(socketStage(), { after: ['contacta-account'] })])).toEqual(['account-role']);
  });

  it('is found through the export of the API, and not asked for by HTTP APIs and stages without a log', () => {
    const apiOf = (ProtocolType: string) =>
      stack(
        { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType } } },
        {
          name: 'contacta-dev-console',
          template: {
            Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType } } },
            Outputs: { Out: { Value: { Ref: 'Api' }, Export: { Name: 'console:Api' } } },
          },
        },
      );
    const importing = stack(
      named('AWS::ApiGatewayV2::Stage', { ApiId: { 'Fn::ImportValue': 'console:Api' }, AccessLogSettings: {} }),
      { after: ['contacta-dev-console'] },
    );
    expect(rules([apiOf('WEBSOCKET'), importing])).toEqual(['account-role']);
    expect(rules([apiOf('HTTP'), importing])).toEqual([]);
    expect(rules([stack({ ...socketStage({ Properties: { ApiId: { Ref: 'Api' } } }) })])).toEqual([]);
  });

  it('is asked for by REST stages too', () => {
    expect(rules([stack(named('AWS::ApiGateway::Stage', { AccessLogSetting: {} }))])).toContain('account-role');
  });
});

describe('after a rolled back creation', () => {
  const group = { LogGroupName: '/aws/lambda/contacta-dev-x' };

  it.each(['Retain', 'Snapshot'])('nothing with a name stays behind (%s)', (DeletionPolicy) => {
    expect(rules([stack(named('AWS::Logs::LogGroup', group, { DeletionPolicy }))])).toEqual(['retained-name']);
  });

  it.each(['RetainExceptOnCreate', 'Delete', undefined])('a name that goes is no obstacle (%s)', (policy) => {
    const more = policy === undefined ? {} : { DeletionPolicy: policy };
    expect(rules([stack(named('AWS::Logs::LogGroup', group, more))])).toEqual([]);
  });

  it('what has no name may stay', () => {
    expect(rules([stack(named('AWS::DynamoDB::Table', {}, { DeletionPolicy: 'Retain' }))])).toEqual([]);
  });

  it.each([
    ['AWS::DynamoDB::Table', { DeletionProtectionEnabled: true }],
    ['AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' }],
  ])('what refuses its deletion is not deleted: %s', (type, properties) => {
    expect(rules([stack(named(type, properties, { DeletionPolicy: 'RetainExceptOnCreate' }))])).toEqual([
      'protected-from-rollback',
    ]);
    expect(rules([stack(named(type, properties))])).toEqual(['protected-from-rollback']);
    expect(rules([stack(named(type, properties, { DeletionPolicy: 'Retain' }))])).toEqual([]);
  });

  it('protection is taken from stacks that must be deleted before they are created again, and from no others', () => {
    const deployed = (name: string, status: string, isProtected = true) => ({ name, status, isProtected });
    expect(
      blockedRepetitions([
        deployed('a', 'ROLLBACK_COMPLETE'),
        deployed('b', 'ROLLBACK_FAILED'),
        deployed('c', 'CREATE_COMPLETE'),
        deployed('d', 'UPDATE_ROLLBACK_COMPLETE'),
        deployed('e', 'ROLLBACK_COMPLETE', false),
        deployed('f', 'UPDATE_ROLLBACK_FAILED'),
        deployed('g', 'DELETE_FAILED'),
      ]),
    ).toEqual(['a', 'b']);
  });
});

describe('names', () => {
  it.each([
    ['AWS::S3::Bucket', { BucketName: 'contacta-files' }],
    ['AWS::Cognito::UserPoolDomain', { Domain: 'contacta-login' }],
    ['AWS::S3::Bucket', { BucketName: { 'Fn::Sub': 'contacta-$' + '{AWS::Region}' } }],
  ])('of the source are not unique in the world: %s', (type, properties) => {
    expect(rules([stack(named(type, properties))])).toEqual(['name-in-world']);
  });

  it('are unique with the number of the account, when the configuration chose them, or when AWS does', () => {
    const domain = { Domain: { 'Fn::Join': ['', ['contacta-dev-', { Ref: 'AWS::AccountId' }]] } };
    expect(rules([stack(named('AWS::Cognito::UserPoolDomain', domain))])).toEqual([]);
    expect(rules([stack(named('AWS::S3::Bucket', {}))])).toEqual([]);
    const chosen = { ...context, chosenNames: new Set(['acme-login']) };
    expect(rules([stack(named('AWS::Cognito::UserPoolDomain', { Domain: 'acme-login' }))], chosen)).toEqual([]);
    expect(rules([stack(named('AWS::Cognito::UserPoolDomain', { Domain: 'other-login' }))], chosen)).toEqual([
      'name-in-world',
    ]);
  });

  it.each([
    ['AWS::CloudWatch::Dashboard', { DashboardName: 'contacta-dev' }],
    ['AWS::CloudFront::Function', { Name: 'contacta-dev-pages' }],
    ['AWS::CloudFront::OriginAccessControl', { OriginAccessControlConfig: { Name: 'contacta-dev' } }],
    ['AWS::IAM::Role', { RoleName: 'contacta-dev-worker' }],
  ])('that all regions of an account share carry the region: %s', (type, properties) => {
    expect(rules([stack(named(type, properties))])).toEqual(['name-of-stage']);
  });

  it('differ between the stages of an account', () => {
    const group = named('AWS::Logs::LogGroup', { LogGroupName: '/contacta' });
    const other = { name: 'contacta-prod-service', stage: 'prod' };
    expect(rules([stack(group), stack(group, other)])).toEqual(['name-of-stage']);
    expect(rules([stack(group), stack(named('AWS::Logs::LogGroup', { LogGroupName: '/other' }), other)])).toEqual([]);
    expect(rules([stack(group), stack(group, { stage: 'prod' })])).toEqual([]);
  });

  it('are given once in a stage', () => {
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'contacta-dev-Late' } };
    expect(rules([stack({ One: alarm, Two: alarm })])).toEqual(['name-twice']);
  });

  it('of a type that nobody has thought of are asked for', () => {
    expect(rules([stack(named('AWS::Kinesis::Stream', { Name: 'x' }))])).toEqual(['unknown-type']);
  });
});

describe('exports', () => {
  const exporting = (name: string, value: unknown, stackName = 'contacta-dev-data'): StackToCreate => ({
    name: stackName,
    stage: 'dev',
    after: [],
    template: { Resources: {}, Outputs: { Out: { Value: value, Export: { Name: name } } } },
  });
  const importing = (name: string, after = ['contacta-dev-data']) =>
    stack(named('AWS::SQS::QueuePolicy', { PolicyDocument: [{ 'Fn::ImportValue': name }] }), { after });

  it('are there before they are imported', () => {
    expect(rules([exporting('data:Table', 1), importing('data:Table')])).toEqual([]);
    expect(rules([importing('data:Table')])).toEqual(['export']);
    expect(rules([exporting('data:Table', 1), importing('data:Table', [])])).toEqual(['export']);
  });

  it('have one owner in the region', () => {
    expect(rules([exporting('Table', 1), exporting('Table', 1, 'contacta-prod-data')])).toEqual(['export']);
  });

  it('in use neither go nor change, those that nobody imports may', () => {
    const deployed = [exporting('data:Table', { Ref: 'Table' }), importing('data:Table')];
    const refused = (...next: StackToCreate[]) => exportsInUse(deployed, next).map(({ rule }) => rule);
    expect(refused(...deployed)).toEqual([]);
    // The importing stack no longer asks for it, but it is updated later.
    expect(refused(exporting('data:Other', 1), stack({}))).toEqual(['export-in-use']);
    expect(refused(exporting('data:Table', { Ref: 'Another' }), stack({}))).toEqual(['export-in-use']);
    expect(exportsInUse([exporting('data:Table', 1)], [exporting('data:Other', 1)])).toEqual([]);
  });
});

describe('concurrency and quotas', () => {
  const mapping = (MaximumConcurrency: number, more = {}) =>
    stack(named('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency }, ...more }));
  const small = { ...context, accountConcurrency: new Map([['dev', 10]]) };

  it('leaves the API of a new account something', () => {
    expect(rules([mapping(10)], small)).toEqual(['concurrency']);
    expect(rules([mapping(8)], small)).toEqual([]);
    expect(rules([mapping(10, { Enabled: false })], small)).toEqual([]);
  });

  it('reserves nothing that the account must keep', () => {
    const reserved = stack(named('AWS::Lambda::Function', { ReservedConcurrentExecutions: 1 }));
    expect(rules([reserved], small)).toEqual(['concurrency']);
    expect(rules([reserved])).toEqual([]);
  });

  it('keeps to the quotas of a template', () => {
    const many = Object.fromEntries(
      Array.from({ length: 501 }, (_, n) => [`R${n}`, { Type: 'AWS::SQS::QueuePolicy' }]),
    );
    expect(rules([stack(many)])).toEqual(['template-limit']);
    const large = named('AWS::SQS::QueuePolicy', { PolicyDocument: 'x'.repeat(1_000_000) });
    expect(rules([stack(large)])).toEqual(['template-limit']);
  });
});

const example = resolve(import.meta.dirname, '../../docs/deployment.example.json');

describe.each([
  ['the built-in stages', undefined],
  [join('docs', 'deployment.example.json'), example],
])('%s', (_name, file) => {
  it('pass', { timeout: 120_000 }, () => {
    const stages = stageNames(file).map((name) => stageConfig(name, file));
    const stacks = stages.flatMap((config) => stacksOf(synthesize(config.stage, config).app.synth(), config.stage));
    expect(stacks).toHaveLength(7 * stages.length);
    expect(creationFaults(stacks, contextOf(stages))).toEqual([]);
  });
});
