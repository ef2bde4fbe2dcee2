import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localAddresses } from '../../local/assembly/attributes.ts';
import { readAssembly } from '../../local/assembly/manifest.ts';
import { type ResolvedAssembly, resolveAssembly } from '../../local/assembly/resolver.ts';
import { openSecrets } from '../../local/assembly/secrets.ts';

const addresses = localAddresses({
  apiUrl: 'http://127.0.0.1:1',
  socketUrl: 'http://127.0.0.1:4',
  queueUrl: 'http://127.0.0.1:2',
  identityUrl: 'http://127.0.0.1:3',
  consoleUrl: 'http://127.0.0.1:4',
});

/** Writes an assembly of one stack per template and resolves it. */
const resolve = (templates: Record<string, object>, secretsFile?: string): ResolvedAssembly => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-assembly-'));
  const artifacts = Object.fromEntries(
    Object.keys(templates).map((name) => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: `${name}.template.json` },
      },
    ]),
  );
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '1', artifacts }));
  for (const [name, template] of Object.entries(templates)) {
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template));
  }
  const assembly = readAssembly(folder);
  return resolveAssembly(assembly, addresses, openSecrets(secretsFile ?? join(folder, 'secrets.json'), assembly));
};

const outputs = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));

describe('intrinsic functions', () => {
  it('resolve as CloudFormation documents them', () => {
    const { outputs: resolved } = resolve({
      One: {
        Parameters: { Size: { Type: 'Number', Default: 3 } },
        Mappings: { Colours: { us: { warm: 'red' } } },
        Conditions: {
          Small: { 'Fn::Equals': [{ Ref: 'Size' }, '3'] },
          Both: { 'Fn::And': [{ Condition: 'Small' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] },
        },
        Resources: { Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } } },
        Outputs: outputs({
          Url: { Ref: 'Work' },
          Arn: { 'Fn::GetAtt': ['Work', 'Arn'] },
          Joined: { 'Fn::Join': ['-', ['a', { Ref: 'Size' }, { Ref: 'AWS::Region' }]] },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of Fn::Sub
          Sub: { 'Fn::Sub': 'arn:${AWS::Partition}:x:${Work.QueueName}:${!literal}' },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of Fn::Sub
          SubWith: { 'Fn::Sub': ['${Name}/${AWS::AccountId}', { Name: { Ref: 'Work' } }] },
          Selected: { 'Fn::Select': ['1', { 'Fn::Split': [',', 'x,y'] }] },
          Chosen: { 'Fn::If': ['Both', { 'Fn::FindInMap': ['Colours', 'us', 'warm'] }, 'none'] },
        }),
      },
    });
    expect(resolved).toEqual({
      Url: 'http://127.0.0.1:2/000000000000/work',
      Arn: 'arn:aws:sqs:us-east-1:000000000000:work',
      Joined: 'a-3-us-east-1',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an escaped placeholder stays
      Sub: 'arn:aws:x:work:${literal}',
      SubWith: 'http://127.0.0.1:2/000000000000/work/000000000000',
      Selected: 'y',
      Chosen: 'red',
    });
  });

  it('carry values between stacks, and drop properties without a value', () => {
    const { resources, outputs: resolved } = resolve({
      Data: {
        Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'events' } } },
        Outputs: {
          ExportsOutputRefTopic: { Value: { Ref: 'Topic' }, Export: { Name: { 'Fn::Sub': 'Data:Topic' } } },
        },
      },
      Service: {
        Resources: {
          Work: {
            Type: 'AWS::SQS::Queue',
            Properties: { DelaySeconds: { Ref: 'AWS::NoValue' }, VisibilityTimeout: 9 },
          },
        },
        Outputs: outputs({ TopicArn: { 'Fn::ImportValue': 'Data:Topic' } }),
      },
    });
    expect(resolved).toEqual({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:events' });
    expect(resources.find(({ logicalId }) => logicalId === 'Work')?.properties).toEqual({ VisibilityTimeout: 9 });
  });

  it('put local addresses where templates compose those of AWS', () => {
    const { outputs: resolved } = resolve({
      One: {
        Resources: { Users: { Type: 'AWS::Cognito::UserPool' } },
        Outputs: outputs({
          Composed: {
            'Fn::Join': ['', ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: 'Users' }]],
          },
          Given: { 'Fn::GetAtt': ['Users', 'ProviderURL'] },
        }),
      },
    });
    expect(resolved.Composed).toMatch(/^http:\/\/127\.0\.0\.1:3\/us-east-1_[a-z0-9]{9}$/);
    expect(resolved.Given).toBe(resolved.Composed);
  });
});

describe('what is not known', () => {
  it.each([
    ['a resource type', { Type: 'AWS::Kinesis::Stream' }, /One\/Thing is a AWS::Kinesis::Stream/],
    ['a property', { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } }, /One\/Thing .* sets FifoQueue/],
    ['a function', { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Cidr': [] } } }, /QueueName.*Fn::Cidr/],
    ['a reference', { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Nobody' } } }, /Ref Nobody/],
    ['an import', { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::ImportValue': 'x' } } }, /ImportValue x/],
    [
      'an attribute',
      { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['Thing', 'Colour'] } } },
      /GetAtt Thing\.Colour/,
    ],
  ])('stops the start with its place: %s', (_, Thing, message) => {
    expect(() => resolve({ One: { Resources: { Thing } } })).toThrow(message);
  });

  it('but not types that have no part on one machine', () => {
    const { resources } = resolve({
      One: { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { Anything: { 'Fn::Cidr': [] } } } } },
    });
    expect(resources).toEqual([]);
  });
});

describe('secrets', () => {
  it('are generated once and read by key', () => {
    const template = {
      Resources: {
        Key: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: {
            GenerateSecretString: {
              SecretStringTemplate: '{"kind":"hmac"}',
              GenerateStringKey: 'key',
              ExcludePunctuation: true,
              PasswordLength: 40,
            },
          },
        },
      },
      Outputs: outputs({
        Key: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Key' }, ':SecretString:key::}}']] },
        Kind: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Key' }, ':SecretString:kind::}}']] },
      }),
    };
    const file = join(mkdtempSync(join(tmpdir(), 'contacta-secrets-')), 'secrets.json');
    const first = resolve({ One: template }, file).outputs;
    expect(first).toEqual({ Key: expect.stringMatching(/^[A-Za-z0-9]{40}$/), Kind: 'hmac' });
    expect(resolve({ One: template }, file).outputs).toEqual(first);
    expect(resolve({ One: template }).outputs.Key).not.toBe(first.Key);
  });
});
