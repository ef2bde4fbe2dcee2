import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { configFile, queueConcurrency, stageConfig, stageNames } from '../../lib/config.ts';
import { synthesize } from './synthesize.ts';

const example = resolve(import.meta.dirname, '../../docs/deployment.example.json');

/** Path of a configuration with one stage, `acme`. */
const configuration = (stage: Readonly<Record<string, unknown>>): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'contacta-config-')), 'deployment.json');
  writeFileSync(path, JSON.stringify({ stages: { acme: { inboundDomain: 'in.acme.cl', ...stage } } }));
  return path;
};

describe('stage configuration', () => {
  it('protects data and asks for a second factor in prod', () => {
    expect(stageConfig('prod')).toMatchObject({ stage: 'prod', protectData: true, multiFactor: 'required' });
  });

  it('lets dev be thrown away', () => {
    expect(stageConfig('dev')).toMatchObject({ stage: 'dev', protectData: false });
  });

  it.each([undefined, 'staging', 'Prod', 3])('refuses the stage %j and names the right ones', (name) => {
    expect(() => stageConfig(name)).toThrow('without a configuration file there are dev and prod');
  });

  it('leaves each send worker at least one message a second, so that a batch ends in time', () => {
    for (const stage of ['dev', 'prod']) {
      for (const { perSecond, maximumConcurrency } of Object.values(stageConfig(stage).send)) {
        expect(perSecond / maximumConcurrency).toBeGreaterThanOrEqual(1);
      }
    }
  });
});

describe('configuration file (issue 10, D.16)', () => {
  it('is documented by an example whose stages have what they say, and the rest from their base', () => {
    expect(stageNames(example)).toEqual(['trial', 'prod', 'prod-br']);
    expect(stageConfig('trial', example)).toMatchObject({
      stage: 'trial',
      multiFactor: 'optional',
      region: 'us-east-1',
    });
    expect(stageConfig('prod', example)).toMatchObject({
      multiFactor: 'required',
      loginDomainPrefix: 'example-contacta',
    });
    const { send } = stageConfig('prod-br', example);
    expect(send.email).toEqual({ perSecond: 14, maximumConcurrency: 4 });
    expect(send.sms).toEqual(stageConfig('prod').send.sms);
  });

  it('fits an account of 10 concurrent executions', () => {
    expect(queueConcurrency(stageConfig('trial', example))).toBeLessThanOrEqual(8);
    const { ofType } = synthesize('trial', stageConfig('trial', example));
    const Mapping = z.looseObject({ Enabled: z.boolean().optional(), ScalingConfig: z.unknown().optional() });
    const queues = ofType('AWS::Lambda::EventSourceMapping')
      .map(({ properties }) => Mapping.parse(properties))
      .filter((mapping) => mapping.ScalingConfig !== undefined || mapping.Enabled === false);
    expect(queues.filter(({ Enabled }) => Enabled === false)).toHaveLength(9);
    expect(queues.filter(({ Enabled }) => Enabled !== false)).toHaveLength(4);
  }, 60_000);

  it.each([
    [{ accountConcurrency: 10 }, 'are more than the 10 concurrent executions'],
    [{ queues: { imports: 1 } }, 'Lambda allows 2 to 1,000'],
    [{ send: { sms: { perSecond: 3, maximumConcurrency: 5 } } }, 'at least 1 message per second'],
    [{ userMail: { from: 'no-responder@acme.cl' } }, 'Name the region of the SES identity'],
    [{ region: 'Chile' }, 'us-east-1'],
    [{ account: '123' }, '12 digits'],
    [{ loginDomainPrefix: 'aws-login' }, 'loginDomainPrefix'],
    [{ inboundDomain: undefined }, 'inboundDomain'],
    [{ logLevels: 'INFO' }, 'Unrecognized key'],
  ])('refuses %j with words', (stage, words) => {
    expect(() => stageConfig('acme', configuration(stage))).toThrow(words);
  });

  it('refuses a stage that it has not, a bad name, and what is no JSON', () => {
    expect(() => stageConfig('dev', configuration({}))).toThrow('no stage "dev"; it has acme');
    const path = configuration({});
    writeFileSync(path, JSON.stringify({ stages: { 'Acme!': { inboundDomain: 'in.acme.cl' } } }));
    expect(() => stageConfig('Acme!', path)).toThrow('2 to 16 small letters');
    writeFileSync(path, '{');
    expect(() => stageConfig('acme', path)).toThrow('cannot be read as JSON');
    expect(() => stageConfig('acme', '/nowhere.json')).toThrow('docs/deployment.md');
  });

  it('is named by an argument or by the environment', () => {
    expect(configFile('a.json')).toBe('a.json');
    expect(configFile(undefined)).toBe(process.env.CONTACTA_CONFIG);
  });

  it('gives the directory its sender, its domain and its region', () => {
    const own = { region: 'sa-east-1', account: '123456789012', loginDomainPrefix: 'acme-login' };
    const userMail = { from: 'no-responder@acme.cl', name: 'Acme', replyTo: 'ayuda@acme.cl' };
    const config = stageConfig('acme', configuration({ ...own, userMail }));
    const { ofType, stacks } = synthesize('acme', config);
    expect(ofType('AWS::Cognito::UserPool')[0]?.properties.EmailConfiguration).toMatchObject({
      EmailSendingAccount: 'DEVELOPER',
      From: 'Acme <no-responder@acme.cl>',
      ReplyToEmailAddress: 'ayuda@acme.cl',
    });
    expect(JSON.stringify(ofType('AWS::Cognito::UserPool'))).toContain('sa-east-1:123456789012:identity/acme.cl');
    expect(ofType('AWS::Cognito::UserPoolDomain')[0]?.properties.Domain).toBe('acme-login');
    expect(stacks.service.environment).toBe('aws://123456789012/sa-east-1');
    expect(stacks.service.stackName).toBe('contacta-acme-service');
  }, 60_000);
});
