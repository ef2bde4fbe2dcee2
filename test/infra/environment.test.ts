import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { emailSender, smsSender, whatsAppSender } from '#shared/messaging/providers/registry.ts';
import { Environment as Processes } from '../../functions/api/processes/env.ts';
import { stageConfig } from '../../lib/config.ts';
import { ContactaFunction, type Foundation } from '../../lib/constructs/contacta-function.ts';
import { emptyBundles, functionNames, synthesize } from './synthesize.ts';

const functionsFolder = resolve(import.meta.dirname, '../../functions');
const Module = z.object({ Environment: z.instanceof(z.ZodObject) });
const variablesOf = async (file: string): Promise<readonly string[]> => {
  const module: unknown = { ...(await import(/* @vite-ignore */ pathToFileURL(resolve(functionsFolder, file)).href)) };
  return Object.keys(Module.parse(module).Environment.shape).sort();
};

describe('environment', { timeout: 60_000 }, () => {
  it('gives every function exactly the variables that its schema reads', async () => {
    const lambdas = synthesize('dev').ofType('AWS::Lambda::Function');
    const files = globSync('**/env.ts', { cwd: functionsFolder }).sort();
    expect(files).toHaveLength(functionNames.length);
    for (const file of files) {
      const name = file.replace(/[\\/]env\.ts$/, '').replaceAll(/[\\/]/g, '-');
      const lambda = lambdas.find(({ properties }) => properties.FunctionName === `contacta-dev-${name}`);
      const { Variables } = z
        .object({ Variables: z.record(z.string(), z.unknown()) })
        .parse(lambda?.properties.Environment);
      expect(Object.keys(Variables).sort(), name).toEqual(await variablesOf(file));
    }
  });

  it('divides the rate of a provider among its workers', () => {
    const sender = synthesize('prod')
      .ofType('AWS::Lambda::Function')
      .find(({ properties }) => properties.FunctionName === 'contacta-prod-queues-send-email');
    expect(sender?.properties.Environment).toMatchObject({ Variables: { RATE_PER_SECOND: '10' } });
  });

  it('gives every provider the settings that it reads', () => {
    const lambdas = synthesize('dev').ofType('AWS::Lambda::Function');
    const settingsOf = (name: string): string => {
      const lambda = lambdas.find(({ properties }) => properties.FunctionName === `contacta-dev-queues-send-${name}`);
      const { Variables } = z
        .object({ Variables: z.record(z.string(), z.unknown()) })
        .parse(lambda?.properties.Environment);
      return z.string().parse(Variables[`${name.toUpperCase()}_PROVIDER_SETTINGS`]);
    };
    const noFiles = { read: async () => undefined };
    expect(emailSender.openChannel(settingsOf('email'), { domain: 'in.acme.cl', key: 'k' }, noFiles).channel).toBe(
      'email',
    );
    expect(smsSender.openChannel(settingsOf('sms')).channel).toBe('sms');
    expect(whatsAppSender.openChannel(settingsOf('whatsapp'), 'files').channel).toBe('whatsapp');
    expect(() => smsSender.openChannel('{}')).toThrow('configurationSet');
  });

  it('does not compile without a variable, or with a misspelt one', () => {
    const common = {
      foundation: foundation(),
      name: 'api-processes',
      description: '',
      schema: Processes,
      timeout: Duration.seconds(1),
      memory: 128,
    };
    const stack = new Stack(new App(), 'Stack');
    // @ts-expect-error FILES_BUCKET_NAME is missing
    new ContactaFunction(stack, 'Missing', { ...common, environment: {} });
    // @ts-expect-error FILES_BUKET_NAME is no variable of the schema
    new ContactaFunction(stack, 'Misspelt', { ...common, environment: { FILES_BUKET_NAME: 'files' } });
    new ContactaFunction(stack, 'Right', { ...common, environment });
    expect(stack.node.children).toHaveLength(3);
  });

  it('says what to do when a function is not built', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(
      () =>
        new ContactaFunction(stack, 'Unbuilt', {
          foundation: { ...foundation(), bundles: '/nowhere' },
          name: 'api-processes',
          description: '',
          schema: Processes,
          environment,
          timeout: Duration.seconds(1),
          memory: 128,
        }),
    ).toThrow('run `npm run build` before synthesizing');
  });
});

const environment = { FILES_BUCKET_NAME: 'files', IMPORTS_QUEUE_URL: 'https://sqs.example/imports' };

/** The shared parts of a stage, in an app of their own. */
const foundation = (): Foundation => {
  const { stacks } = synthesize('dev');
  const { table, addressKey, cursorKey, replyKey } = stacks.data;
  return { config: stageConfig('dev'), table, addressKey, cursorKey, replyKey, bundles: emptyBundles() };
};
