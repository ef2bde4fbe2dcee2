/** The runner's stand-in for CloudFront: behaviours, functions, headers, files from the bucket (local/console). */

import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedAssembly } from '../../local/assembly/resolver.ts';
import { consoleDistribution } from '../../local/console/distribution.ts';
import { compileEdgeFunction } from '../../local/console/edge-function.ts';
import { startConsole } from '../../local/console/server.ts';
import { type MessagingEngine, startMessaging } from '../../local/engines/messaging.ts';
import { close, listen, portOf } from '../../local/engines/ports.ts';
import { type EngineClients, engineClients } from '../../local/resources/clients.ts';
import { freePort } from '../support/engines.ts';

const override = { Override: true };
const functionCode = `function handler(event) {
  var request = event.request;
  if (!/[.]/.test(request.uri)) request.uri = '/index.html';
  return request;
}`;

const resource = (type: string, reference: string, properties: Record<string, unknown>) => ({
  stack: 'site',
  logicalId: reference,
  type,
  reference,
  properties,
});

const assembly = (origins: readonly { Id: string; DomainName: string }[]): ResolvedAssembly => ({
  region: 'us-east-1',
  outputs: {},
  resources: [
    resource('AWS::CloudFront::Function', 'pages', { FunctionCode: functionCode }),
    resource('AWS::CloudFront::ResponseHeadersPolicy', 'strict', {
      ResponseHeadersPolicyConfig: {
        Name: 'strict',
        CustomHeadersConfig: { Items: [{ Header: 'Permissions-Policy', Value: 'camera=()', ...override }] },
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", ...override },
          ContentTypeOptions: override,
          FrameOptions: { FrameOption: 'DENY', ...override },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer', ...override },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, ...override },
        },
      },
    }),
    resource('AWS::CloudFront::Distribution', 'site', {
      DistributionConfig: {
        Enabled: true,
        DefaultRootObject: 'index.html',
        Origins: origins,
        CacheBehaviors: [
          {
            PathPattern: '/v1/*',
            TargetOriginId: 'api',
            AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
            ResponseHeadersPolicyId: 'strict',
            ViewerProtocolPolicy: 'redirect-to-https',
          },
        ],
        DefaultCacheBehavior: {
          TargetOriginId: 'files',
          ResponseHeadersPolicyId: 'strict',
          ViewerProtocolPolicy: 'redirect-to-https',
          FunctionAssociations: [
            { EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::000000000000:function/pages' },
          ],
        },
      },
    }),
  ],
});

const origins = [
  { Id: 'files', DomainName: 'console-files.s3.us-east-1.amazonaws.com' },
  { Id: 'api', DomainName: 'a1.execute-api.us-east-1.amazonaws.com' },
];

describe('a CloudFront function', () => {
  it('changes the path, and sees nothing of this process', () => {
    const pages = compileEdgeFunction(functionCode);
    expect(pages({ method: 'GET', uri: '/customers/1' })).toBe('/index.html');
    expect(pages({ method: 'GET', uri: '/assets/a.js' })).toBe('/assets/a.js');
    const curious = compileEdgeFunction('function handler(event) { return { uri: typeof process + typeof require }; }');
    expect(curious({ method: 'GET', uri: '/' })).toBe('undefinedundefined');
  });

  it('is stopped when it does not end, and refused when it does not parse', () => {
    const endless = compileEdgeFunction('function handler() { while (true) {} }');
    expect(() => endless({ method: 'GET', uri: '/' })).toThrow(/timed out/);
    expect(() => compileEdgeFunction('function handler( {')).toThrow(/does not parse/);
  });
});

describe('a distribution', () => {
  it('is refused with an origin that the runner does not know, or one that is missing', () => {
    expect(() => consoleDistribution(assembly([{ Id: 'files', DomainName: 'example.com' }]))).toThrow(/example\.com/);
    expect(() => consoleDistribution(assembly(origins.slice(0, 1)))).toThrow(/origin api/);
    expect(consoleDistribution({ region: 'us-east-1', outputs: {}, resources: [] })).toBeUndefined();
  });
});

describe('the console', () => {
  let messaging: MessagingEngine;
  let clients: EngineClients;
  let api: Server;
  let site: Awaited<ReturnType<typeof startConsole>>;
  const got: { method: string | undefined; url: string | undefined; host: string | undefined; body: string }[] = [];

  beforeAll(async () => {
    messaging = await startMessaging({
      port: await freePort(),
      dataDir: mkdtempSync(join(tmpdir(), 'contacta-console-')),
      region: 'us-east-1',
    });
    clients = engineClients({ dynamodb: messaging.endpoint, messaging: messaging.endpoint, region: 'us-east-1' });
    const Bucket = 'console-files';
    await clients.s3.send(new CreateBucketCommand({ Bucket }));
    const put = (Key: string, Body: string, ContentType: string, CacheControl: string) =>
      clients.s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, CacheControl }));
    await put('index.html', '<!doctype html>', 'text/html', 'no-cache');
    await put('assets/a-1.js', 'export {}', 'text/javascript', 'public, max-age=31536000, immutable');
    api = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      got.push({ method: request.method, url: request.url, host: request.headers.host, body });
      response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"code":"NOT_FOUND"}');
    });
    await listen(api, 0, 'API of this test');
    const distribution = consoleDistribution(assembly(origins));
    if (distribution === undefined) throw new Error('The assembly has a distribution.');
    const apiUrl = `http://127.0.0.1:${portOf(api)}`;
    site = await startConsole(distribution, { port: 0, apiUrl, s3: clients.s3, print: () => undefined });
  });

  afterAll(async () => {
    await site.stop();
    await close(api);
    clients.destroy();
    await messaging.stop();
  });

  it.each(['/', '/customers/abc', '/receivables/customers?page=2'])('answers %s with its page', async (path) => {
    const answer = await fetch(`${site.url}${path}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<!doctype html>');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'no-cache',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=60; includeSubDomains',
      'permissions-policy': 'camera=()',
    });
  });

  it('serves files as they were uploaded, and does not tell a missing one from a forbidden one', async () => {
    const script = await fetch(`${site.url}/assets/a-1.js`);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toBe('text/javascript');
    expect((await fetch(`${site.url}/assets/a-1.js`, { method: 'HEAD' })).status).toBe(200);
    const missing = await fetch(`${site.url}/assets/gone.js`);
    expect(missing.status).toBe(403);
    expect(missing.headers.get('x-frame-options')).toBe('DENY');
  });

  it('takes no other method for its files', async () => {
    expect((await fetch(`${site.url}/index.html`, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('passes calls of the API on with everything but the host name, and its answers back', async () => {
    const answer = await fetch(`${site.url}/v1/customers/1?x=%C3%B1`, { method: 'PATCH', body: '{"a":1}' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ code: 'NOT_FOUND' });
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(got.at(-1)).toEqual({
      method: 'PATCH',
      url: '/v1/customers/1?x=%C3%B1',
      host: `127.0.0.1:${portOf(api)}`,
      body: '{"a":1}',
    });
  });
});
