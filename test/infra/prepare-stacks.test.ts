/** What a deployment finds in the account, from CloudFormation's answers as its API reference gives them. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { synthesize } from './synthesize.ts';

const root = resolve(import.meta.dirname, '../..');
const calls: string[] = [];
/** Stacks of the account by name: state, and template as it was deployed. */
const stacks = new Map<string, { readonly status: string; readonly template: string }>();

const answer = (action: string, inner: string) =>
  `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inner}</${action}Result></${action}Response>`;
const inXml = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const service = createServer(async (request, response) => {
  const parameters = new URLSearchParams(await text(request));
  const [action, name] = [parameters.get('Action') ?? '', parameters.get('StackName') ?? ''];
  const stack = stacks.get(name);
  response.setHeader('content-type', 'text/xml');
  if (stack === undefined) {
    response.statusCode = 400;
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`,
    );
  } else if (action === 'DescribeStacks') {
    const member = `<StackName>${name}</StackName><CreationTime>2026-11-29T00:00:00Z</CreationTime><StackStatus>${stack.status}</StackStatus><EnableTerminationProtection>true</EnableTerminationProtection>`;
    response.end(answer(action, `<Stacks><member>${member}</member></Stacks>`));
  } else if (action === 'GetTemplate') {
    response.end(answer(action, `<TemplateBody>${inXml(stack.template)}</TemplateBody>`));
  } else {
    calls.push(`${action} ${name} ${parameters.get('EnableTerminationProtection')}`);
    response.end(answer(action, ''));
  }
});

const prepare = async (assembly: string): Promise<{ readonly code: number; readonly output: string }> => {
  const port = z.object({ port: z.number() }).parse(service.address()).port;
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const program = [join(root, 'scripts/prepare-stacks.ts'), '--assembly', assembly];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, program, { env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error);
    return { code: failed.code, output: failed.stdout + failed.stderr };
  }
};

describe('before a deployment', { timeout: 120_000 }, () => {
  let assembly: ReturnType<ReturnType<typeof synthesize>['app']['synth']>;
  const deployed = (name: string, status: string, template?: string) => {
    const made = assembly.stacks.find(({ stackName }) => stackName === name);
    stacks.set(name, { status, template: template ?? JSON.stringify(made?.template) });
  };

  beforeAll(async () => {
    assembly = synthesize('prod').app.synth();
    await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  }, 60_000);
  afterAll(() => service.close());

  it('an empty account needs nothing', async () => {
    await expect(prepare(assembly.directory)).resolves.toEqual({ code: 0, output: '' });
  });

  it('a stack whose creation failed can be made again, one that stands keeps its protection', async () => {
    deployed('contacta-prod-data', 'CREATE_COMPLETE');
    deployed('contacta-prod-service', 'ROLLBACK_COMPLETE');
    const { code, output } = await prepare(assembly.directory);
    expect(output).toContain('contacta-prod-service: its creation failed');
    expect(code).toBe(0);
    expect(calls).toEqual(['UpdateTerminationProtection contacta-prod-service false']);
  });

  it('an export that a deployed stack uses and the next version has not stops it', async () => {
    const exported = { Resources: {}, Outputs: { Old: { Value: 1, Export: { Name: 'contacta-prod-data:Old' } } } };
    const using = {
      Resources: { One: { Type: 'X', Properties: { A: { 'Fn::ImportValue': 'contacta-prod-data:Old' } } } },
    };
    deployed('contacta-prod-data', 'UPDATE_COMPLETE', JSON.stringify(exported));
    deployed('contacta-prod-service', 'UPDATE_COMPLETE', JSON.stringify(using));
    const { code, output } = await prepare(assembly.directory);
    expect(output).toContain('export-in-use: contacta-prod-data/Old: contacta-prod-service imports it');
    expect(code).toBe(1);
  });
});
